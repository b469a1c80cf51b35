import { looksLikeZip, rangeOf, type SliceableBytes } from "./byte-range.ts";
import { createSource, unreadable } from "./entry.ts";
import { SourceError } from "./errors.ts";
import { defaultLimits, type SourceLimits } from "./limits.ts";
import { isSystemFile } from "./system-files.ts";
import type { Source, SourceEntry } from "./types.ts";
import { zipEntries } from "./zip-entries.ts";
import { shownPath } from "./zip-name.ts";

/** A dropped file; the web's File fits. `name` is its relative path. */
export interface UploadedFile extends SliceableBytes {
  readonly name: string;
}

/** Files dropped on the window, in the order given; ZIPs among them are opened. Names are shown, never used as paths. */
export function createUploadSource(files: readonly UploadedFile[], limits: SourceLimits = defaultLimits): Source {
  return createSource(async function* (signal) {
    for (const file of files) {
      signal?.throwIfAborted();
      yield* uploaded(file, limits);
    }
  }, limits.maxFiles);
}

async function* uploaded(file: UploadedFile, limits: SourceLimits): AsyncGenerator<SourceEntry> {
  const path = shownPath(file.name.replaceAll("\\", "/").replace(/^\/+/, ""));
  if (path.split("/").some(isSystemFile)) {
    yield { kind: "skipped", path, rule: "system-file" };
    return;
  }
  const range = rangeOf(file);
  try {
    if (await looksLikeZip(range)) {
      yield* zipEntries(range, path, limits);
      return;
    }
  } catch (error) {
    yield unreadable(path, error);
    return;
  }
  if (file.size > limits.maxFileBytes) {
    yield unreadable(path, new SourceError("too-large", { byteLength: file.size, maxBytes: limits.maxFileBytes }));
    return;
  }
  yield {
    kind: "file",
    file: {
      path,
      byteLength: file.size,
      async read(readSignal) {
        readSignal?.throwIfAborted();
        const bytes = await range.read(0, file.size);
        if (bytes.length !== file.size) throw new SourceError("changed", { expected: file.size, found: bytes.length });
        return bytes;
      },
    },
  };
}
