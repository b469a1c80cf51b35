import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDatabaseDamage, migrate } from "../storage/index.ts";
import { HostError } from "./errors.ts";

export interface JournalDatabaseOptions {
  readonly directory: string;
  readonly file: string;
  readonly steps: readonly string[];
  /** FULL: what is written lasts through a power cut. NORMAL: the last notes may not. */
  readonly synchronous: "FULL" | "NORMAL";
  /** What it is, as the start of a sentence: "The journal of imports". */
  readonly name: string;
}

/**
 * Opens a database of notes that cost time where they are lost, never images or findings: a damaged one is begun anew. Its folder is made
 * where there is none; several processes may have it open. @throws HostError journal-not-openable
 */
export function openJournalDatabase(options: JournalDatabaseOptions): DatabaseSync {
  const path = join(options.directory, options.file);
  try {
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    return prepared(path, options);
  } catch (error) {
    if (!isDatabaseDamage(error)) throw error instanceof HostError ? error : notOpenable(options, error);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    return prepared(path, options);
  }
}

function prepared(path: string, options: JournalDatabaseOptions): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 10_000 });
  try {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${options.synchronous}`);
    migrate(db, { steps: options.steps, now: new Date(), newer: () => notOpenable(options) });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function notOpenable({ name }: JournalDatabaseOptions, cause?: unknown): HostError {
  return new HostError(
    "journal-not-openable",
    `${name} cannot be opened. Nothing was changed; check the data folder's permissions, or update the program.`,
    {},
    cause,
  );
}
