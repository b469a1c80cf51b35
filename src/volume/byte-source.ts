import { open, stat } from "node:fs/promises";
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
  const { size } = await stat(path).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  return { byteLength: size, read: (offset, length, signal) => readRange(path, offset, Math.min(length, size - offset), signal) };
}

async function readRange(path: string, offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const file = await open(path, "r").catch((cause: unknown) => {
    throw unreadable(cause);
  });
  try {
    const bytes = new Uint8Array(Math.max(0, length));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled === bytes.length ? bytes : bytes.subarray(0, filled);
  } catch (cause) {
    throw unreadable(cause);
  } finally {
    await file.close();
  }
}

function unreadable(cause: unknown): VolumeError {
  return new VolumeError(
    "unreadable-file",
    "An image file could not be read from the disk. Other images are not affected; check the archive's disk and try again.",
    {},
    cause,
  );
}
