import type { DatabaseSync } from "node:sqlite";
import { type Log, yieldToLoop } from "../base/index.ts";
import { inTransaction } from "../storage/index.ts";
import { compactJournal, createCare } from "./care.ts";
import { openCareJournal } from "./care-journal.ts";
import type { FileStore } from "./file-store.ts";
import type { IndexReader } from "./index-reader.ts";
import type { IndexWriter } from "./index-writer.ts";
import { createQuota } from "./quota.ts";
import { type Adoption, type AdoptionCounts, adoptAll, adoptOrphans } from "./recovery.ts";
import { createRemoval } from "./removal.ts";
import { repairArchive } from "./repair.ts";
import type { Archive, ArchiveCare, VerifyOptions, VerifySummary } from "./types.ts";
import { verifyArchive } from "./verify.ts";
import { createVersions } from "./versions.ts";

interface Parts {
  readonly db: DatabaseSync;
  readonly directory: string;
  readonly files: FileStore;
  readonly reader: IndexReader;
  readonly writer: IndexWriter;
  readonly log: Log;
  readonly now: () => Date;
  readonly commit: Archive["commit"];
}

/** What the originals say of themselves and nothing else; all other tables stay when an index is made anew. */
const derivedTables = ["conflicts", "instances", "series", "study_names", "study_search", "studies"];

/** Puts together what looks after an archive: recovery on opening, verifying, and everything in `ArchiveCare`. */
export function createArchiveCare(parts: Parts): {
  readonly recover: (found: { readonly isCrashed: boolean; readonly isNew: boolean }) => void;
  readonly verify: Archive["verify"];
  readonly care: ArchiveCare;
} {
  const { db, directory, files, reader, writer, now } = parts;
  const journal = openCareJournal(directory);
  const { replay, ...care } = createCare(db, journal, now);
  const { sweep, ...removal } = createRemoval(db, files, reader, now);
  const versions = createVersions({ db, files, writer, journal });
  const state = createState(db);
  const adoption = (trust: Adoption["trust"]): Adoption => {
    const known = new Set(reader.files().map(({ sha256 }) => sha256));
    return { directory, files, log: parts.log, commit: parts.commit, known, trust };
  };
  const replayAll = () => {
    const entries = journal.read();
    replay(entries);
    for (const { sopInstanceUid, sha256 } of entries.filter((entry) => entry.kind === "prefer")) {
      const isThere = versions.of(sopInstanceUid).some((version) => version.sha256 === sha256);
      if (isThere) inTransaction(db, () => versions.show(sopInstanceUid, sha256));
    }
  };
  const rebuild = async (onProgress?: VerifyOptions["onProgress"]) => {
    // Whole tables go: without the rows' references being asked after one by one, they go at once.
    db.exec("PRAGMA foreign_keys = OFF");
    try {
      inTransaction(db, () => {
        state.write("rebuilding", now().toISOString());
        for (const table of derivedTables) db.exec(`DELETE FROM ${table}`);
      });
    } finally {
      db.exec("PRAGMA foreign_keys = ON");
    }
    // The mark is on the disk: what a power cut takes of the rows is made again, so they need no flushing one by one.
    db.exec("PRAGMA synchronous = NORMAL");
    let counts: AdoptionCounts;
    try {
      counts = await runSlowly(adoptOrphans(adoption("name")), onProgress);
    } finally {
      db.exec("PRAGMA synchronous = FULL");
    }
    replayAll();
    state.forget("rebuilding");
    return counts;
  };
  return {
    recover({ isCrashed, isNew }) {
      // What was to go goes first: it must not be taken for lost.
      sweep();
      if (!isCrashed && !isNew) return compactJournal(db, journal);
      const isRebuilding = isNew || state.read("rebuilding") !== undefined;
      adoptAll(adoption(isRebuilding ? "name" : "content"));
      if (isRebuilding) replayAll();
      state.forget("rebuilding");
    },
    async verify(options) {
      const report = await verifyArchive(directory, files, reader, options);
      const { checked, flipped, missing, orphans } = report;
      const counts = { checked, flipped: flipped.length, missing: missing.length, orphans: orphans.length };
      state.write("verified", JSON.stringify({ at: now().toISOString(), ...counts } satisfies VerifySummary));
      return report;
    },
    care: {
      ...care,
      ...removal,
      ...createQuota(db, removal),
      versions,
      lastVerified() {
        const text = state.read("verified");
        return text === undefined ? undefined : (JSON.parse(text) as VerifySummary);
      },
      repair: (choice) => repairArchive({ db, directory, files, reader, versions, adoption: () => adoption("content") }, choice),
      rebuild,
    },
  };
}

/** Runs step by step, letting the process do other things in between. */
async function runSlowly(
  steps: ReturnType<typeof adoptOrphans>,
  onProgress: VerifyOptions["onProgress"],
): Promise<AdoptionCounts> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    onProgress?.(step.value);
    await yieldToLoop();
  }
}

/** A few words the archive keeps about itself. */
function createState(db: DatabaseSync) {
  const write = db.prepare("INSERT OR REPLACE INTO state VALUES (?, ?)");
  const read = db.prepare("SELECT value FROM state WHERE key = ?");
  const forget = db.prepare("DELETE FROM state WHERE key = ?");
  return {
    write: (key: string, value: string) => void write.run(key, value),
    read: (key: string) => read.get(key)?.value as string | undefined,
    forget: (key: string) => void forget.run(key),
  };
}
