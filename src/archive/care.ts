import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "../storage/index.ts";
import type { CareEntry, CareJournal } from "./care-journal.ts";
import { ArchiveError } from "./errors.ts";

/** How often it is written down that a study was looked at. */
const readAgainMs = 10 * 60_000;
/** A journal longer than this is written anew when an archive opens. */
const compactAboveLines = 5000;

/** What is known of an original's copy in another place. */
export interface HeldElsewhere {
  /** A name for the place: its address, without anything secret. */
  readonly destination: string;
  readonly confirmedAt: string;
  /** "receipt": its answer to storing; "commitment": storage commitment (PS3.4 annex J); "retrieved": it came from there. */
  readonly how: "receipt" | "commitment" | "retrieved";
}

/** Pins, reading times and copies elsewhere: what decides on staying. */
export interface Care {
  pin(studyInstanceUid: string): void;
  unpin(studyInstanceUid: string): void;
  markHeldElsewhere(sopInstanceUids: readonly string[], held: HeldElsewhere): void;
  noteRead(studyInstanceUid: string): void;
  /** Tells a new index what was decided, except which version is shown. */
  replay(entries: readonly CareEntry[]): void;
}

export function createCare(db: DatabaseSync, journal: CareJournal, now: () => Date): Care {
  const study = db.prepare("SELECT 1 FROM studies WHERE study_uid = ?");
  const pin = db.prepare("INSERT OR IGNORE INTO pins VALUES (?, ?)");
  const unpin = db.prepare("DELETE FROM pins WHERE study_uid = ?");
  const hold = db.prepare("INSERT OR REPLACE INTO held_elsewhere VALUES (?, ?, ?, ?, ?)");
  const read = db.prepare("INSERT OR REPLACE INTO study_reads VALUES (?, ?)");
  const readMs = new Map<string, number>();

  const shown = db.prepare("SELECT sop_uid, sha256 FROM instances WHERE sop_uid IN (SELECT value FROM json_each(?))");

  const tell = (entries: readonly CareEntry[]) => {
    for (const entry of entries) {
      if (entry.kind === "pin") pin.run(entry.studyInstanceUid, entry.at);
      else if (entry.kind === "unpin") unpin.run(entry.studyInstanceUid);
      else if (entry.kind === "held") {
        const { instances, destination, at, how } = entry;
        for (const { sopInstanceUid, sha256 } of instances) hold.run(sopInstanceUid, destination, sha256, at, how);
      }
    }
  };
  // The journal is only touched by whoever holds the index for writing: two processes never write it at once.
  const decide = (entry: CareEntry) =>
    inTransaction(db, () => {
      journal.append(entry);
      tell([entry]);
    });
  return {
    pin(studyInstanceUid) {
      if (study.get(studyInstanceUid) === undefined) throw new ArchiveError("study-not-found");
      decide({ kind: "pin", studyInstanceUid, at: now().toISOString() });
    },
    unpin: (studyInstanceUid) => decide({ kind: "unpin", studyInstanceUid, at: now().toISOString() }),
    markHeldElsewhere(sopInstanceUids, { destination, confirmedAt: at, how }) {
      inTransaction(db, () => {
        const rows = shown.all(JSON.stringify(sopInstanceUids));
        const instances = rows.map((row) => ({ sopInstanceUid: String(row.sop_uid), sha256: String(row.sha256) }));
        if (instances.length === 0) return;
        const entry: CareEntry = { kind: "held", instances, destination, at, how };
        journal.append(entry);
        tell([entry]);
      });
    },
    noteRead(studyInstanceUid) {
      const nowMs = now().getTime();
      const last = readMs.get(studyInstanceUid);
      if (last !== undefined && nowMs - last < readAgainMs) return;
      readMs.set(studyInstanceUid, nowMs);
      read.run(studyInstanceUid, new Date(nowMs).toISOString());
    },
    replay: (entries) => inTransaction(db, () => tell(entries)),
  };
}

/** Writes the journal anew where it has grown long: most of it is overtaken then. */
export function compactJournal(db: DatabaseSync, journal: CareJournal): void {
  if (journal.lines() < compactAboveLines) return;
  inTransaction(db, () => {
    const pins = db.prepare("SELECT study_uid, pinned_at FROM pins").all();
    const held = Map.groupBy(db.prepare("SELECT * FROM held_elsewhere").all(), (row) =>
      JSON.stringify([row.destination, row.confirmed_at, row.how]),
    );
    journal.replace([
      ...pins.map((row) => ({ kind: "pin" as const, studyInstanceUid: String(row.study_uid), at: String(row.pinned_at) })),
      ...[...held].map(([key, rows]) => {
        const [destination, at, how] = JSON.parse(key) as [string, string, string];
        const instances = rows.map((row) => ({ sopInstanceUid: String(row.sop_uid), sha256: String(row.sha256) }));
        return { kind: "held" as const, destination, at, how, instances };
      }),
      ...journal.read().filter((entry) => entry.kind === "prefer"),
    ]);
  });
}
