import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDatabaseDamage, migrate } from "../storage/index.ts";
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
    migrate(db, { steps: migrations, now, newer: (versions) => new WorkspaceError("newer-version", versions) });
    const check = db.prepare("PRAGMA quick_check(1)").get()?.quick_check;
    if (check !== "ok") throw new WorkspaceError("damaged");
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof WorkspaceError) throw error;
    throw new WorkspaceError(isDatabaseDamage(error) ? "damaged" : "not-openable", {}, error);
  }
}
