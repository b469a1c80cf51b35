import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { WorkspaceError } from "./errors.ts";

/** Each step takes the workspace from the version before it to its own; steps are only ever added. */
const migrations: readonly string[] = [
  `
  CREATE TABLE findings (id TEXT PRIMARY KEY, study_uid TEXT NOT NULL, status TEXT NOT NULL, json TEXT NOT NULL) STRICT;
  CREATE INDEX findings_by_study ON findings (study_uid, status);

  CREATE TABLE analyses (id TEXT PRIMARY KEY, study_uid TEXT NOT NULL, owner TEXT, json TEXT NOT NULL) STRICT;
  CREATE INDEX analyses_by_study ON analyses (study_uid);

  CREATE TABLE drafts (id TEXT PRIMARY KEY, study_uid TEXT NOT NULL, revision INTEGER NOT NULL, json TEXT NOT NULL) STRICT;

  CREATE TABLE signed_reports (id TEXT PRIMARY KEY, study_uid TEXT NOT NULL, json TEXT NOT NULL) STRICT;
  CREATE INDEX signed_reports_by_study ON signed_reports (study_uid);
  CREATE TRIGGER signed_is_final BEFORE UPDATE ON signed_reports BEGIN SELECT raise(ABORT, 'a signed report is final'); END;
  CREATE TRIGGER signed_stays BEFORE DELETE ON signed_reports BEGIN SELECT raise(ABORT, 'a signed report is final'); END;

  CREATE TABLE settings (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;

  CREATE TABLE set_aside (source TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, at TEXT NOT NULL) STRICT;
  `,
];

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damaged: readonly unknown[] = [11, 26];

/**
 * Opens `workspace.sqlite`. FULL: what was saved outlives a power cut; what the reader typed is not to be typed twice.
 * @throws WorkspaceError not-openable, damaged, newer-version
 */
export function openDatabase(directory: string, now: Date): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    db = new DatabaseSync(join(directory, "workspace.sqlite"), { timeout: 10_000 });
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    migrate(db, now);
    const check = db.prepare("PRAGMA quick_check(1)").get()?.quick_check;
    if (check !== "ok") throw new WorkspaceError("damaged");
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof WorkspaceError) throw error;
    const isDamaged = damaged.includes((error as { errcode?: unknown }).errcode);
    throw new WorkspaceError(isDamaged ? "damaged" : "not-openable", {}, error);
  }
}

function migrate(db: DatabaseSync, now: Date): void {
  db.exec("CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT");
  const versionOf = () => Number(db.prepare("SELECT coalesce(max(version), 0) AS version FROM migrations").get()?.version ?? 0);
  if (versionOf() > migrations.length)
    throw new WorkspaceError("newer-version", { found: versionOf(), known: migrations.length });
  for (const [index, sql] of migrations.entries()) {
    inTransaction(db, () => {
      // Asked inside the transaction: another process may have taken this step meanwhile.
      if (versionOf() > index) return;
      db.exec(sql);
      db.prepare("INSERT INTO migrations (version, applied_at) VALUES (?, ?)").run(index + 1, now.toISOString());
    });
  }
}

/** Runs a change as a whole or not at all. */
export function inTransaction<T>(db: DatabaseSync, change: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = change();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
