import { lstat } from "node:fs/promises";
import { basename } from "node:path";
import { createDiskFile, watchMedium } from "./disk-file.ts";
import { createSource, unreadable } from "./entry.ts";
import { SourceError, toSourceError } from "./errors.ts";
import { type FilePort, systemFiles } from "./file-port.ts";
import { defaultLimits, type SourceLimits } from "./limits.ts";
import type { Source } from "./types.ts";
import { shownPath } from "./zip-name.ts";

/** One file. */
export function createFileSource(path: string, limits: SourceLimits = defaultLimits, files: FilePort = systemFiles): Source {
  return createSource(async function* () {
    const name = shownPath(basename(path));
    const stat = await lstat(path).catch((error: unknown) => {
      throw toSourceError(error);
    });
    if (!stat.isFile()) yield unreadable(name, new SourceError("not-a-file"));
    else if (stat.size > limits.maxFileBytes) {
      yield unreadable(name, new SourceError("too-large", { byteLength: stat.size, maxBytes: limits.maxFileBytes }));
    } else {
      const context = { limits, files, isThere: await watchMedium(path) };
      yield { kind: "file", file: createDiskFile(context, path, name, stat) };
    }
  }, limits.maxFiles);
}
