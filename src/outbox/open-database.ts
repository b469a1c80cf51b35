import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDatabaseDamage, migrate, syncFolder } from "../storage/index.ts";
import { OutboxError } from "./errors.ts";

/** Each step takes the outbox from the version before it to its own; steps are only ever added. */
const migrations: readonly string[] = [
  `
  CREATE TABLE items (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    study_uid TEXT NOT NULL,
    sop_uid TEXT NOT NULL,
    sop_class_uid TEXT NOT NULL,
    report_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    byte_length INTEGER NOT NULL,
    peer TEXT NOT NULL,
    destination TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'waiting', 'delivered')),
    queued_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Failures in a row of this object alone, for its pauses.
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    next_attempt_at TEXT,
    -- Whose failure the error tells of: the whole peer's, or this object's.
    scope TEXT CHECK (scope IN ('peer', 'object')),
    error TEXT,
    receipt TEXT,
    claim TEXT,
    claim_until TEXT,
    -- Grows with every change, so that any process can ask what is new.
    revision INTEGER NOT NULL,
    UNIQUE (sop_uid, peer)
  ) STRICT;
  CREATE INDEX items_by_revision ON items (revision);
  CREATE INDEX items_undelivered ON items (peer, attempts, seq) WHERE state <> 'delivered';
  CREATE INDEX items_by_content ON items (sha256) WHERE state <> 'delivered';

  CREATE TABLE peers (
    peer TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    failing_since TEXT,
    next_attempt_at TEXT
  ) STRICT;
  `,
];

/**
 * Opens `outbox.sqlite`. FULL: what the reader was told is queued outlives a power cut.
 * @throws OutboxError not-openable, damaged, newer-version
 */
export function openDatabase(directory: string, now: Date): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(join(directory, "outbox.sqlite"), { timeout: 10_000 });
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    migrate(db, { steps: migrations, now, newer: (versions) => new OutboxError("newer-version", versions) });
    if (db.prepare("PRAGMA quick_check(1)").get()?.quick_check !== "ok") throw new OutboxError("damaged");
    // The names of this file and of the folder beside it.
    syncFolder(directory);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof OutboxError) throw error;
    throw new OutboxError(isDatabaseDamage(error) ? "damaged" : "not-openable", {}, error);
  }
}
