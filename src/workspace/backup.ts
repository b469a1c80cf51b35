import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Log } from "../base/index.ts";

const everyMs = 20 * 60 * 60 * 1000;

/**
 * Keeps `workspace.backup.sqlite`, a whole copy at most a working day old, beside a workspace that has just been found sound: unlike
 * the archive's index, what a reader wrote cannot be made again. A backup that fails is logged and stops nothing.
 */
export function keepBackup(db: DatabaseSync, directory: string, log: Log, now: Date): void {
  const path = join(directory, "workspace.backup.sqlite");
  const temporary = join(directory, `workspace.backup-${process.pid}.tmp`);
  const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
  if (now.getTime() - since < everyMs) return;
  try {
    rmSync(temporary, { force: true });
    db.prepare("VACUUM INTO ?").run(temporary);
    flush(temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    log.warn("workspace.backup-failed", { message: error instanceof Error ? error.message : "" });
  }
}

function flush(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
