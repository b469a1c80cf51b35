import { type FileHandle, open } from "node:fs/promises";
import { SourceError, toSourceError } from "./errors.ts";

/** Bytes that can be read in any order; holds nothing open between reads. */
export interface ByteRange {
  readonly byteLength: number;
  /** Bytes from `start` up to but without `end`. @throws SourceError */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** What the web's Blob and File offer; so a dropped file and `fs.openAsBlob` fit alike. */
export interface SliceableBytes {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A file on disk; a file replaced or cut meanwhile is told as `changed`, not read as if it were the same. @throws SourceError */
export async function openDiskRange(path: string): Promise<ByteRange> {
  const first = await withFile(path, (handle) => handle.stat());
  if (!first.isFile()) throw new SourceError("not-a-file");
  return {
    byteLength: first.size,
    read: (start, end) =>
      withFile(path, async (handle) => {
        const now = await handle.stat();
        if (now.ino !== first.ino || now.size !== first.size || now.mtimeMs !== first.mtimeMs) throw new SourceError("changed");
        const bytes = new Uint8Array(Math.max(0, Math.min(end, first.size) - start));
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
          if (bytesRead === 0) throw new SourceError("changed");
          filled += bytesRead;
        }
        return bytes;
      }),
  };
}

async function withFile<T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    return await use(handle);
  } catch (error) {
    throw toSourceError(error);
  } finally {
    await handle?.close();
  }
}

/** Bytes held by the web's Blob or File. */
export function rangeOf(file: SliceableBytes): ByteRange {
  return {
    byteLength: file.size,
    async read(start, end) {
      try {
        return new Uint8Array(await file.slice(start, Math.min(end, file.size)).arrayBuffer());
      } catch (error) {
        throw toSourceError(error);
      }
    },
  };
}

/** Whether the bytes begin as a ZIP does and not as a DICOM file whose preamble only looks like one. */
export async function looksLikeZip(range: ByteRange): Promise<boolean> {
  const head = await range.read(0, 132);
  const isDicom = head.length >= 132 && String.fromCharCode(...head.subarray(128, 132)) === "DICM";
  const signature = String.fromCharCode(...head.subarray(0, 4));
  return !isDicom && (signature === "PK\u0003\u0004" || signature === "PK\u0005\u0006");
}
