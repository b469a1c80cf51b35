import { join, relative } from "node:path";
import { yieldToLoop } from "../base/index.ts";
import { type FileStore, sha256OfFile } from "./file-store.ts";
import type { IndexReader } from "./index-reader.ts";
import type { VerifyOptions, VerifyReport } from "./types.ts";

/** Reads every original and holds it against its hash; finds files no row names. Changes nothing. */
export async function verifyArchive(
  directory: string,
  files: FileStore,
  index: IndexReader,
  { signal, onProgress }: VerifyOptions = {},
): Promise<VerifyReport> {
  const rows = index.files();
  const flipped: string[] = [];
  const missing: string[] = [];
  let checked = 0;
  for (const { sopInstanceUid, sha256 } of rows) {
    signal?.throwIfAborted();
    const found = await sha256OfFile(files.pathOf(sha256), signal);
    // Removed meanwhile on purpose: nothing is wrong then.
    if (found !== sha256 && index.names(sha256)) (found === undefined ? missing : flipped).push(sopInstanceUid);
    checked += 1;
    if (checked % 16 !== 0) continue;
    onProgress?.({ done: checked, total: rows.length });
    await yieldToLoop(signal);
  }
  return { checked, flipped, missing, orphans: findOrphans(directory, files, index) };
}

/** Paths, relative to the archive's folder, of files that the index does not name. */
export function findOrphans(directory: string, files: FileStore, index: IndexReader): readonly string[] {
  // Listed first, asked second: a file published meanwhile has its row by then.
  const { contents, strangers } = files.list();
  const named = new Set(index.files().map((row) => row.sha256));
  const unnamed = contents.filter((sha256) => !named.has(sha256)).map((sha256) => relative(directory, files.pathOf(sha256)));
  return [...unnamed, ...strangers].map((path) => join(path)).sort();
}
