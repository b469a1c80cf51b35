import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { looksLikeZip, openDiskRange } from "./byte-range.ts";
import { SourceError, toSourceError } from "./errors.ts";
import { systemFiles } from "./file-port.ts";
import { createFileSource } from "./file-source.ts";
import { createFolderSource } from "./folder-source.ts";
import { defaultLimits, type SourceLimits } from "./limits.ts";
import { isDirectoryName, looksLikeDirectory } from "./medium-directory.ts";
import type { Source } from "./types.ts";
import { createZipSource } from "./zip-source.ts";

/**
 * The source for what lies at a path: a folder, a ZIP (known by its bytes), or one file. A DICOMDIR (PS3.10 8.6; known by its bytes,
 * whatever its name) stands for the medium it describes: the folder it lies in.
 * @throws SourceError not-found, unreadable, not-a-file
 */
export async function openSource(path: string, limits: SourceLimits = defaultLimits): Promise<Source> {
  const found = await stat(path).catch((error: unknown) => {
    throw toSourceError(error);
  });
  if (found.isDirectory()) return createFolderSource(path, limits);
  if (!found.isFile()) throw new SourceError("not-a-file");
  const range = await openDiskRange(path);
  const isDirectory = isDirectoryName(basename(path)) || looksLikeDirectory(await range.read(0, 1024));
  if (isDirectory) return createFolderSource(dirname(path), limits, systemFiles, basename(path));
  if (await looksLikeZip(range)) return createZipSource(path, limits);
  return createFileSource(path, limits);
}
