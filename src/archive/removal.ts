import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { inTransaction } from "../storage/index.ts";
import { ArchiveError } from "./errors.ts";
import type { FileStore } from "./file-store.ts";
import type { IndexReader } from "./index-reader.ts";

const filesAtOnce = 128;

/** What a study takes up, and how much of it is known to be nowhere else. */
export interface Footprint {
  /** Every version of each. */
  readonly instances: number;
  readonly bytes: number;
  /** Instances of which no other place is known to hold the same bytes; versions in conflict count too. */
  readonly onlyHere: number;
  readonly isPinned: boolean;
}

/** A study that went: by itself, to keep the quota, or by a person's hand. */
export interface RemovalRecord {
  readonly studyInstanceUid: string;
  readonly patientName: string;
  readonly patientId: string;
  readonly studyDate: string;
  readonly modalities: readonly string[];
  readonly studyDescription: string;
  readonly instances: number;
  readonly bytes: number;
  readonly removedAt: string;
  readonly how: "evicted" | "removed";
  readonly reason: string;
}

export interface Removal {
  footprint(studyInstanceUid: string): Footprint | undefined;
  /**
   * Takes a study out of the index, then its files from the disk; where it is killed in between, the next opening finishes. False, with
   * nothing done, where it was to be evicted and has become pinned or holds something that lives only here.
   */
  remove(studyInstanceUid: string, how: RemovalRecord["how"], reason: string): boolean;
  /** Removes files whose rows are gone. */
  sweep(): void;
  /** The latest, newest first. */
  removals(limit: number): readonly RemovalRecord[];
}

/** Instances of a study that are held elsewhere, byte for byte, are those with a row of the same hash. */
const isHeld = "EXISTS (SELECT 1 FROM held_elsewhere h WHERE h.sop_uid = i.sop_uid AND h.sha256 = i.sha256)";

export function createRemoval(db: DatabaseSync, files: FileStore, reader: IndexReader, now: () => Date): Removal {
  const footprint = db.prepare(`SELECT
    (SELECT count(*) FROM instances i WHERE i.study_uid = ?1)
      + (SELECT count(*) FROM conflicts c WHERE c.study_uid = ?1) AS instances,
    (SELECT coalesce(sum(byte_length), 0) FROM instances i WHERE i.study_uid = ?1)
      + (SELECT coalesce(sum(byte_length), 0) FROM conflicts c WHERE c.study_uid = ?1) AS bytes,
    (SELECT count(*) FROM instances i WHERE i.study_uid = ?1 AND NOT ${isHeld})
      + (SELECT count(*) FROM conflicts c WHERE c.study_uid = ?1) AS only_here,
    EXISTS (SELECT 1 FROM pins WHERE study_uid = ?1) AS is_pinned`);
  const footprintOf = (studyInstanceUid: string): Footprint | undefined => {
    const row = footprint.get(studyInstanceUid) ?? {};
    if (Number(row.instances) === 0) return undefined;
    return {
      instances: Number(row.instances),
      bytes: Number(row.bytes),
      onlyHere: Number(row.only_here),
      isPinned: row.is_pinned === 1,
    };
  };
  const record = db.prepare(`
    INSERT INTO removals (study_uid, patient_name, patient_id, study_date, modalities, study_description, instances, bytes,
      removed_at, how, reason)
    SELECT study_uid, patient_name, patient_id, study_date,
      coalesce((SELECT group_concat(DISTINCT modality) FROM series WHERE series.study_uid = studies.study_uid), ''),
      study_description, ?2, ?3, ?4, ?5, ?6 FROM studies WHERE study_uid = ?1`);
  const buryInstances = db.prepare("INSERT OR IGNORE INTO tombstones SELECT sha256 FROM instances WHERE study_uid = ?");
  const buryConflicts = db.prepare("INSERT OR IGNORE INTO tombstones SELECT sha256 FROM conflicts WHERE study_uid = ?");
  const tables = ["conflicts", "instances", "series", "study_names", "study_search", "study_reads", "pins", "studies"];
  const deletions = tables.map((table) => db.prepare(`DELETE FROM ${table} WHERE study_uid = ?`));
  const buried = db.prepare(`SELECT sha256 FROM tombstones LIMIT ${filesAtOnce}`);
  const forget = db.prepare("DELETE FROM tombstones WHERE sha256 = ?");
  const latest = db.prepare("SELECT * FROM removals ORDER BY id DESC LIMIT ?");

  const sweep = () => {
    // In transactions of their own: whoever files the same bytes again meanwhile does so before or after, never in between.
    while (buried.get() !== undefined) {
      inTransaction(db, () => {
        for (const { sha256 } of buried.all() as unknown as { sha256: string }[]) {
          if (!reader.names(sha256)) files.remove(sha256);
          forget.run(sha256);
        }
      });
    }
  };
  return {
    footprint: footprintOf,
    remove(studyInstanceUid, how, reason) {
      const isRemoved = inTransaction(db, () => {
        const print = footprintOf(studyInstanceUid);
        if (print === undefined) throw new ArchiveError("study-not-found");
        // Another process may have filed or pinned something since the study was chosen.
        if (how === "evicted" && (print.onlyHere > 0 || print.isPinned)) return false;
        record.run(studyInstanceUid, print.instances, print.bytes, now().toISOString(), how, reason);
        buryInstances.run(studyInstanceUid);
        buryConflicts.run(studyInstanceUid);
        for (const deletion of deletions) deletion.run(studyInstanceUid);
        return true;
      });
      if (isRemoved) sweep();
      return isRemoved;
    },
    sweep,
    removals: (limit) => latest.all(limit).map(toRemoval),
  };
}

function toRemoval(row: Record<string, SQLOutputValue>): RemovalRecord {
  return {
    studyInstanceUid: String(row.study_uid),
    patientName: String(row.patient_name),
    patientId: String(row.patient_id),
    studyDate: String(row.study_date),
    modalities: String(row.modalities)
      .split(",")
      .filter((modality) => modality !== ""),
    studyDescription: String(row.study_description),
    instances: Number(row.instances),
    bytes: Number(row.bytes),
    removedAt: String(row.removed_at),
    how: row.how as RemovalRecord["how"],
    reason: String(row.reason),
  };
}
