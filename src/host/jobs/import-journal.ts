import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { ImportMemory } from "../../archive/index.ts";
import type { Disposable } from "../../base/index.ts";
import type { ImportJob } from "../../contract/index.ts";
import { inTransaction, isProcessAlive, thisProcess } from "../../storage/index.ts";
import { openJournalDatabase } from "../journal-database.ts";
import type { ImportPlace } from "../tasks/types.ts";

/** An import that did not end well, or whose process died: what it was to take in and how far it came. */
export interface JournalledImport {
  readonly id: string;
  readonly place: ImportPlace;
  readonly job: ImportJob;
  /** The process that ran it is gone without having said how it ended. */
  readonly isOrphaned: boolean;
}

/**
 * What imports leave on the disk so that a killed one can go on: the jobs that are not done, the files each has taken in, and what
 * was taken from watched folders. It holds paths and UIDs, nothing of a patient; losing it costs time, never images.
 */
export interface ImportJournal extends Disposable {
  /** Written before the work begins, and again how it ended; a job that is done is forgotten. */
  write(place: ImportPlace, job: ImportJob): void;
  /** Jobs that are not done, newest first; those that another living process runs are left out. */
  unfinished(): readonly JournalledImport[];
  forget(id: string): void;
  /** Which files a job has taken in; used in its worker process. */
  memory(id: string): ImportMemory;
  /** Whether a file of a watched folder was taken as it is now. */
  isTaken(path: string, fingerprint: string): boolean;
  markTaken(files: readonly { readonly path: string; readonly fingerprint: string }[]): void;
}

const steps = [
  `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    place TEXT NOT NULL,
    job TEXT NOT NULL,
    began_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE files (
    job_id TEXT NOT NULL,
    path TEXT NOT NULL,
    stamp TEXT NOT NULL,
    sop_uid TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (job_id, path)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE taken (
    path TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];

/** Unfinished imports that are kept; older ones can be begun anew at any time. */
const unfinishedKept = 20;
/** Enough of a file for its meta information with the SOP Instance UID: another object under the same path, size and time differs there. */
const headBytes = 1024;

/** Opens the journal in a folder, making it where there is none; several processes may have it open. @throws HostError journal-not-openable */
export function openImportJournal(directory: string): ImportJournal {
  // NORMAL: a power cut may cost the last notes, after which a few files are read once more.
  const db = openJournalDatabase({
    ...{ directory, steps, file: "journal.sqlite", name: "The journal of imports" },
    synchronous: "NORMAL",
  });
  const put = db.prepare(
    "INSERT INTO jobs VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET owner = excluded.owner, job = excluded.job",
  );
  const list = db.prepare("SELECT id, owner, place, job FROM jobs ORDER BY began_at DESC, id");
  const drop = db.prepare("DELETE FROM jobs WHERE id = ?");
  const dropFiles = db.prepare("DELETE FROM files WHERE job_id = ?");
  const taken = db.prepare("SELECT 1 FROM taken WHERE path = ? AND fingerprint = ?");
  const take = db.prepare("INSERT INTO taken VALUES (?, ?) ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint");
  const forget = (id: string) =>
    inTransaction(db, () => {
      drop.run(id);
      dropFiles.run(id);
    });
  return {
    write(place, job) {
      if (job.state === "done") return forget(job.id);
      put.run(job.id, thisProcess(), JSON.stringify(place), JSON.stringify(job), Date.now());
    },
    unfinished() {
      const rows = list.all().filter(({ owner, job }) => !isElsewhere(String(owner), String(job)));
      for (const { id } of rows.slice(unfinishedKept)) forget(String(id));
      return rows.slice(0, unfinishedKept).map((row) => {
        const job = JSON.parse(String(row.job)) as ImportJob;
        const isOrphaned = job.state === "running" && !isProcessAlive(String(row.owner));
        return { id: String(row.id), place: JSON.parse(String(row.place)) as ImportPlace, job, isOrphaned };
      });
    },
    forget,
    memory: (id) => createMemory(db, id),
    isTaken: (path, fingerprint) => taken.get(path, fingerprint) !== undefined,
    markTaken: (files) => inTransaction(db, () => files.forEach(({ path, fingerprint }) => void take.run(path, fingerprint))),
    dispose: () => {
      if (db.isOpen) db.close();
    },
  };
}

/** A job that a living process, not this one, is still at. */
function isElsewhere(owner: string, job: string): boolean {
  const { state } = JSON.parse(job) as ImportJob;
  return state === "running" && owner !== thisProcess() && isProcessAlive(owner);
}

function createMemory(db: DatabaseSync, id: string): ImportMemory {
  const find = db.prepare("SELECT stamp, sop_uid, sha256 FROM files WHERE job_id = ? AND path = ?");
  const put = db.prepare("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)");
  return {
    async recall(file, signal) {
      const row = find.get(id, file.path);
      if (row === undefined || file.fingerprint === undefined) return undefined;
      const head = (await file.readHead?.(headBytes, signal)) ?? new Uint8Array(0);
      if (row.stamp !== stamp(file.fingerprint, head)) return undefined;
      return { sopInstanceUid: String(row.sop_uid), sha256: String(row.sha256) };
    },
    stampOf({ fingerprint, readHead }, bytes) {
      if (fingerprint === undefined) return undefined;
      return stamp(fingerprint, readHead === undefined ? new Uint8Array(0) : bytes.subarray(0, headBytes));
    },
    remember: (files) =>
      inTransaction(db, () => {
        for (const file of files) put.run(id, file.path, file.stamp, file.sopInstanceUid, file.sha256);
      }),
  };
}

function stamp(fingerprint: string, head: Uint8Array): string {
  return `${fingerprint}:${createHash("sha256").update(head).digest("hex").slice(0, 32)}`;
}

/** Whether what was to be imported can still be there: dropped files are taken away after a while. */
export function isPlaceThere(place: ImportPlace): boolean {
  return typeof place === "string" ? existsSync(place) : place.some(({ path }) => existsSync(path));
}

/** The folder in which dropped files of a place lie. */
export function uploadFolderOf(place: ImportPlace): string | undefined {
  const [first] = typeof place === "string" ? [] : place;
  return first === undefined ? undefined : dirname(first.path);
}
