import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Log } from "../base/index.ts";
import { isDatabaseDamage, migrate } from "../storage/index.ts";
import { ArchiveError } from "./errors.ts";
import { migrations } from "./schema.ts";

/**
 * Opens `index.sqlite`. The index can be made again from the originals, so one that is damaged is moved aside and a new one begun:
 * `isNew` tells that the originals must be filed again.
 * @throws ArchiveError index-newer, not-openable
 */
export function openIndex(directory: string, log: Log, now: () => Date): { db: DatabaseSync; isNew: boolean } {
  const path = join(directory, "index.sqlite");
  const isNew = !existsSync(path);
  try {
    return { db: openDatabase(path, now()), isNew };
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    if (!isDatabaseDamage(error)) throw new ArchiveError("not-openable", {}, error);
    const stamp = now().toISOString().replace(/[:.]/g, "-");
    for (const suffix of ["", "-wal", "-shm"]) {
      if (existsSync(path + suffix)) renameSync(path + suffix, join(directory, `index.damaged-${stamp}.sqlite${suffix}`));
    }
    log.error("archive.index-damaged", { movedTo: `index.damaged-${stamp}.sqlite` });
    return { db: openDatabase(path, now()), isNew: true };
  }
}

/** WAL: readers go on during an import. FULL: a row that was committed outlives a power cut. */
function openDatabase(path: string, now: Date): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 10_000, enableForeignKeyConstraints: true });
  try {
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
    migrate(db, { steps: migrations, now, newer: (versions) => new ArchiveError("index-newer", versions) });
    // Touches every table's root page: damage there shows now, not in the middle of an import.
    for (const table of ["studies", "study_names", "study_search", "series", "instances", "conflicts", "pins", "tombstones"]) {
      db.prepare(`SELECT * FROM ${table} LIMIT 1`).get();
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
