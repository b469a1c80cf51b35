import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { basename } from "node:path";
import { createSource, unreadable } from "./entry.ts";
import { SourceError, toSourceError } from "./errors.ts";
import { defaultLimits, type SourceLimits } from "./limits.ts";
import type { IncomingFile, Source } from "./types.ts";

/** A link put in the file's place meanwhile is not followed, a pipe is not waited for. Both flags are 0 on Windows. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads the whole of an ordinary file; at most `maxBytes`. @throws SourceError */
async function readWholeFile(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
  signal?.throwIfAborted();
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, openFlags);
    const stat = await handle.stat();
    if (!stat.isFile()) throw new SourceError("not-a-file");
    if (stat.size > maxBytes) throw new SourceError("too-large", { byteLength: stat.size, maxBytes });
    return await readExactly(handle, stat.size, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw toSourceError(error);
  } finally {
    await handle?.close();
  }
}

async function readExactly(handle: FileHandle, byteLength: number, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteLength);
  let filled = 0;
  while (filled < byteLength) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(bytes, filled, Math.min(byteLength - filled, 64 * 2 ** 20), filled);
    if (bytesRead === 0) throw new SourceError("changed", { expected: byteLength, found: filled });
    filled += bytesRead;
  }
  return bytes;
}

/** An ordinary file on disk, offered under `shownPath`. */
export function createDiskFile(path: string, shownPath: string, byteLength: number, limits: SourceLimits): IncomingFile {
  return { path: shownPath, byteLength, read: (signal) => readWholeFile(path, limits.maxFileBytes, signal) };
}

/** One file. */
export function createFileSource(path: string, limits: SourceLimits = defaultLimits): Source {
  return createSource(async function* () {
    const name = basename(path);
    const stat = await lstat(path).catch((error: unknown) => {
      throw toSourceError(error);
    });
    if (!stat.isFile()) yield unreadable(name, new SourceError("not-a-file"));
    else if (stat.size > limits.maxFileBytes) {
      yield unreadable(name, new SourceError("too-large", { byteLength: stat.size, maxBytes: limits.maxFileBytes }));
    } else yield { kind: "file", file: createDiskFile(path, name, stat.size, limits) };
  }, limits.maxFiles);
}
