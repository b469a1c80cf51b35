import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { assertNothingTelling, LabelsError } from "../../../labels/index.ts";
import { writeFlushed } from "../../../storage/index.ts";

/** A folder that is filled beside its place and takes it when all is in it: half an export is none. */
export interface ExportFolder {
  readonly hashes: ReadonlyMap<string, string>;
  /** Values that no file may hold; they count for the files after them, and for all at the end. */
  forbid(values: readonly string[]): void;
  /** @throws LabelsError identity-left, folder-not-usable */
  write(path: string, bytes: Uint8Array): void;
  /** @throws LabelsError folder-not-usable */
  finish(): void;
  /** Takes away what was written of an export that failed. */
  discard(): void;
}

/** @throws LabelsError folder-not-usable, folder-not-empty */
export function openExportFolder(directory: string): ExportFolder {
  if (!isAbsolute(directory)) throw notUsable();
  const partial = `${directory}.partial`;
  const hashes = new Map<string, string>();
  const forbidden = new Set<string>();
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof LabelsError) throw error;
      throw notUsable(error);
    }
  };
  attempt(() => {
    if (existsSync(directory) && readdirSync(directory).length > 0)
      throw new LabelsError("folder-not-empty", "The folder holds something already; nothing was written. Choose an empty one.");
    if (existsSync(partial)) rmSync(partial, { recursive: true });
    mkdirSync(partial, { recursive: true, mode: 0o700 });
  });
  return {
    hashes,
    forbid: (values) => {
      for (const value of values) forbidden.add(value);
    },
    write: (path, bytes) =>
      attempt(() => {
        assertNothingTelling(bytes, forbidden, path.split("/")[0] ?? "");
        mkdirSync(dirname(join(partial, path)), { recursive: true, mode: 0o700 });
        writeFlushed(join(partial, path), bytes);
        hashes.set(path, createHash("sha256").update(bytes).digest("hex"));
      }),
    finish: () =>
      attempt(() => {
        if (existsSync(directory)) rmdirSync(directory);
        renameSync(partial, directory);
      }),
    discard: () => rmSync(partial, { recursive: true, force: true }),
  };
}

function notUsable(cause?: unknown): LabelsError {
  return new LabelsError(
    "folder-not-usable",
    "The folder cannot be written to; nothing was exported. Give the whole path of a folder that may be made or is empty.",
    {},
    cause,
  );
}
