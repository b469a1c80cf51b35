import { SourceError, toSourceError } from "./errors.ts";
import { type FilePort, type PortFile, systemFiles } from "./file-port.ts";
import { readPatiently } from "./patient-read.ts";

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
export async function openDiskRange(
  path: string,
  files: FilePort = systemFiles,
): Promise<ByteRange & { readonly mtimeMs: number }> {
  const first = await withFile(path, files, (file) => file.stat());
  if (!first.isFile()) throw new SourceError("not-a-file");
  const { size, mtimeMs } = first;
  return {
    byteLength: size,
    mtimeMs,
    read: (start, end) =>
      withFile(path, files, async (file) => {
        const now = await file.stat();
        if (now.ino !== first.ino || now.size !== size || now.mtimeMs !== mtimeMs) throw new SourceError("changed");
        return readPatiently(file, start, Math.max(0, Math.min(end, size) - start));
      }),
  };
}

async function withFile<T>(path: string, files: FilePort, use: (file: PortFile) => Promise<T>): Promise<T> {
  let file: PortFile | undefined;
  try {
    file = await files.open(path);
    return await use(file);
  } catch (error) {
    throw toSourceError(error);
  } finally {
    await file?.close().catch(() => undefined);
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
