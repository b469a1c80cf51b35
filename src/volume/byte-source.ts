import { close, open, read, statSync } from "node:fs";
import { VolumeError } from "./errors.ts";

/** Bytes that can be read in pieces: a file, or memory. */
export interface ByteSource {
  readonly byteLength: number;
  /** Up to `length` bytes from `offset`; fewer only where the source ends. @throws VolumeError unreadable-file */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Bytes in memory, given out as views. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { byteLength: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A file, opened for each read, so that nothing has to be closed later. @throws VolumeError unreadable-file */
export async function openFileSource(path: string): Promise<ByteSource> {
  const size = sizeOf(path);
  return {
    byteLength: size,
    read: async (offset, length, signal) => {
      signal?.throwIfAborted();
      return readInto(path, new Uint8Array(Math.max(0, Math.min(length, size - offset))), offset);
    },
  };
}

/** Asked for at once: that takes a tenth of the time in which another thread would be asked to. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (cause) {
    throw unreadable(cause);
  }
}

/**
 * Reads a file into the front of `scratch` and gives what was read as a view of it; undefined where the file is larger.
 * @throws VolumeError unreadable-file
 */
export async function readSmallFile(path: string, scratch: Uint8Array): Promise<Uint8Array | undefined> {
  const bytes = await readInto(path, scratch, 0);
  return bytes.length < scratch.length ? bytes : undefined;
}

/**
 * Fills `into` from `offset` of a file on, as far as it reaches, and gives the filled part. With callbacks: reading a series is made of
 * thousands of these, and promises of handles cost more than the reading.
 */
function readInto(path: string, into: Uint8Array, offset: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    open(path, "r", (failed, file) => {
      if (failed) {
        reject(unreadable(failed));
        return;
      }
      const finish = (error: Error | null, filled: number) => {
        close(file, () => (error ? reject(unreadable(error)) : resolve(into.subarray(0, filled))));
      };
      const step = (filled: number) => {
        read(file, into, filled, into.length - filled, offset + filled, (error, bytesRead) => {
          const now = filled + (error ? 0 : bytesRead);
          if (error || bytesRead === 0 || now === into.length) finish(error, now);
          else step(now);
        });
      };
      step(0);
    });
  });
}

function unreadable(cause: unknown): VolumeError {
  return new VolumeError(
    "unreadable-file",
    "An image file could not be read from the disk. Other images are not affected; check the archive's disk and try again.",
    {},
    cause,
  );
}
