import { join, relative } from "node:path";
import { yieldToLoop } from "../base/index.ts";
import { type FileStore, sha256OfFile } from "./file-store.ts";
import type { IndexReader } from "./index-reader.ts";
import type { VerifyReport } from "./types.ts";

/** Reads every original and holds it against its hash; finds files no row names. Changes nothing. */
export async function verifyArchive(
  directory: string,
  files: FileStore,
  index: IndexReader,
  signal?: AbortSignal,
): Promise<VerifyReport> {
  const rows = index.files();
  const flipped: string[] = [];
  const missing: string[] = [];
  let checked = 0;
  for (const { sopInstanceUid, sha256 } of rows) {
    signal?.throwIfAborted();
    const found = await sha256OfFile(files.pathOf(sha256), signal);
    if (found === undefined) missing.push(sopInstanceUid);
    else if (found !== sha256) flipped.push(sopInstanceUid);
    checked += 1;
    if (checked % 64 === 0) await yieldToLoop(signal);
  }
  // Listed first, asked second: a file published meanwhile has its row by then.
  const { contents, strangers } = files.list();
  const named = new Set(index.files().map((row) => row.sha256));
  const unnamed = contents.filter((sha256) => !named.has(sha256)).map((sha256) => relative(directory, files.pathOf(sha256)));
  const orphans = [...unnamed, ...strangers].map((path) => join(path)).sort();
  return { checked, flipped, missing, orphans };
}
