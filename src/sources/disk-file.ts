import { stat } from "node:fs/promises";
import { SourceError, toSourceError } from "./errors.ts";
import type { DiskPath, FilePort, PortFile } from "./file-port.ts";
import type { SourceLimits } from "./limits.ts";
import { readPatiently } from "./patient-read.ts";
import type { IncomingFile } from "./types.ts";

const pieceBytes = 4 * 2 ** 20;

/** What reading from a disk needs to know beside the path. */
export interface DiskContext {
  readonly limits: SourceLimits;
  readonly files: FilePort;
  /** Whether the medium is still the one the import began with; asked only after something could not be read. */
  readonly isThere: () => Promise<boolean>;
}

/** Remembers which folder or file lies at a path, and tells later whether it still is that one. @throws SourceError */
export async function watchMedium(path: string): Promise<() => Promise<boolean>> {
  const first = await stat(path).catch((error: unknown) => {
    throw toSourceError(error);
  });
  return () =>
    stat(path).then(
      (now) => now.dev === first.dev && now.ino === first.ino,
      () => false,
    );
}

/** Runs a read; where it failed because the whole medium went away, says that instead. @throws SourceError */
export async function onMedium<T>(context: Pick<DiskContext, "isThere">, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const known = toSourceError(error);
    const mayBeGone = known.code === "not-found" || known.code === "unreadable" || known.code === "bad-sector";
    if (mayBeGone && !(await context.isThere())) throw new SourceError("medium-gone", {}, error);
    throw known;
  }
}

/** An ordinary file on disk, offered under `shownPath`; `size` and `mtimeMs` as they were when it was listed. */
export function createDiskFile(
  context: DiskContext,
  path: DiskPath,
  shownPath: string,
  { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number },
): IncomingFile {
  return {
    path: shownPath,
    byteLength: size,
    fingerprint: `${size}:${mtimeMs}`,
    read: (signal) => readDisk(context, path, Number.POSITIVE_INFINITY, signal),
    readHead: (byteLength, signal) => readDisk(context, path, byteLength, signal),
    readPieces: (signal) => readDiskPieces(context, path, signal),
  };
}

async function readDisk(context: DiskContext, path: DiskPath, most: number, signal?: AbortSignal): Promise<Uint8Array> {
  signal?.throwIfAborted();
  let file: PortFile | undefined;
  try {
    return await onMedium(context, async () => {
      file = await context.files.open(path);
      const { size, ...found } = await statOf(file);
      if (!found.isFile) throw new SourceError("not-a-file");
      const { maxFileBytes } = context.limits;
      if (size > maxFileBytes) throw new SourceError("too-large", { byteLength: size, maxBytes: maxFileBytes });
      return readPatiently(file, 0, Math.min(size, most), signal);
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await file?.close().catch(() => undefined);
  }
}

async function* readDiskPieces(context: DiskContext, path: DiskPath, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  const file = await onMedium(context, () => context.files.open(path));
  try {
    const { size, isFile } = await onMedium(context, () => statOf(file));
    if (!isFile) throw new SourceError("not-a-file");
    const { maxFileBytes } = context.limits;
    if (size > maxFileBytes) throw new SourceError("too-large", { byteLength: size, maxBytes: maxFileBytes });
    for (let at = 0; at < size; at += pieceBytes) {
      yield await onMedium(context, () => readPatiently(file, at, Math.min(pieceBytes, size - at), signal));
    }
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function statOf(file: PortFile): Promise<{ size: number; isFile: boolean }> {
  const found = await file.stat();
  return { size: found.size, isFile: found.isFile() };
}
