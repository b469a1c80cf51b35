import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { type Log, silentLog } from "../base/index.ts";
import { inTransaction } from "../storage/index.ts";
import { createArchiveCare } from "./archive-care.ts";
import { ArchiveError, toWriteError } from "./errors.ts";
import { type FileStore, openFileStore } from "./file-store.ts";
import { createIndexReader, type IndexReader } from "./index-reader.ts";
import { createIndexWriter, type Filing, type IndexWriter } from "./index-writer.ts";
import { createTraitLearner } from "./learn-traits.ts";
import { openIndex } from "./open-index.ts";
import { refreshSearch } from "./search-refresh.ts";
import { newSessionName, removeDeadSessions, removeSession } from "./session-folder.ts";
import { createStaging } from "./staging.ts";
import type { Archive, BatchOutcome, StagedInstance, StoreOutcome } from "./types.ts";

export interface ArchiveOptions {
  readonly log?: Log;
  readonly now?: () => Date;
}

/**
 * Opens the archive in a folder, or begins one. What a killed process left half done is cleaned or adopted first.
 * @throws ArchiveError index-newer, not-openable
 */
export function openArchive(directory: string, options: ArchiveOptions = {}): Archive {
  const { log = silentLog, now = () => new Date() } = options;
  const root = resolve(directory);
  const session = newSessionName();
  const { files, isCrashed } = openFiles(root, session);
  const { db, isNew } = openIndex(root, log, now);
  const reader = createIndexReader(db, files.pathOf);
  const state: Store = { db, files, reader, writer: createIndexWriter(db, now), isUnclean: false };
  const commit = (staged: readonly StagedInstance[]) => commitStaged(state, staged);
  const { recover, verify, care } = createArchiveCare({ ...state, directory: root, log, now, commit });
  recover({ isCrashed, isNew });
  const staging = createStaging(state);
  return {
    ...reader,
    store(bytes) {
      const [outcome] = commit([staging.stageSync(bytes)]);
      if (outcome === undefined || outcome.kind === "rejected") throw outcome?.error;
      return outcome;
    },
    storeBatch: (batch) => storeBatch(batch, staging.stageSync, commit),
    stage: staging.stage,
    stageStream: staging.stageStream,
    commit,
    discard: (staged) => discard(files, staged),
    async read(sopInstanceUid) {
      const instance = reader.instance(sopInstanceUid);
      if (instance === undefined) throw new ArchiveError("not-found", { sopInstanceUid });
      return readFile(instance.path).catch((error: unknown) => {
        throw new ArchiveError("file-missing", { sopInstanceUid }, error);
      });
    },
    verify,
    care,
    learnTraits: createTraitLearner(db, files.pathOf),
    refreshSearch: (signal) => refreshSearch(db, signal),
    dispose() {
      if (!db.isOpen) return;
      db.close();
      // Left behind after a failed commit: the next opening then looks for files that have no row.
      if (!state.isUnclean) removeSession(root, session);
    },
  };
}

interface Store {
  readonly db: DatabaseSync;
  readonly files: FileStore;
  readonly reader: IndexReader;
  readonly writer: IndexWriter;
  isUnclean: boolean;
}

function openFiles(root: string, session: string): { files: FileStore; isCrashed: boolean } {
  try {
    mkdirSync(root, { recursive: true });
    return { isCrashed: removeDeadSessions(root), files: openFileStore(root, session) };
  } catch (error) {
    throw new ArchiveError("not-openable", {}, error);
  }
}

function storeBatch(
  batch: readonly Uint8Array[],
  stage: (bytes: Uint8Array) => StagedInstance,
  commit: Archive["commit"],
): readonly BatchOutcome[] {
  const staged: StagedInstance[] = [];
  const outcomes: (BatchOutcome | undefined)[] = batch.map((bytes) => {
    try {
      staged.push(stage(bytes));
      return undefined;
    } catch (error) {
      return { kind: "rejected", error };
    }
  });
  const committed = commit(staged)[Symbol.iterator]();
  return outcomes.map((outcome) => outcome ?? committed.next().value) as BatchOutcome[];
}

/** Rows and lasting names in one transaction: names first, so that no row is ever without its file. */
function commitStaged(store: Store, staged: readonly StagedInstance[]): readonly BatchOutcome[] {
  const { db, files } = store;
  if (staged.length === 0) return [];
  try {
    const outcomes = inTransaction(db, () => {
      store.writer.begin();
      const filed = staged.map((each) => fileOne(store, each));
      const accepted = staged.filter((_, index) => filed[index]?.kind !== "rejected");
      files.publish(accepted.flatMap(({ temporaryPath, description }) => toPublish(temporaryPath, description.instance.sha256)));
      return filed;
    });
    discard(
      files,
      staged.filter((_, index) => outcomes[index]?.kind === "rejected"),
    );
    return outcomes;
  } catch (error) {
    store.isUnclean = true;
    discard(files, staged);
    throw toWriteError(error);
  }
}

function toPublish(temporaryPath: string | undefined, sha256: string): { temporaryPath: string; sha256: string }[] {
  return temporaryPath === undefined ? [] : [{ temporaryPath, sha256 }];
}

function fileOne({ writer, reader, files }: Store, { description, temporaryPath, receivedAt }: StagedInstance): BatchOutcome {
  const { sopInstanceUid, sha256 } = description.instance;
  // The study may have been removed since the bytes were found to be here already; one that is adopted was read just now.
  if (temporaryPath === undefined && receivedAt === undefined && !files.exists(sha256)) {
    return { kind: "rejected", error: new ArchiveError("removed-meanwhile", { sopInstanceUid }) };
  }
  let filing: Filing;
  try {
    filing = writer.file(description, receivedAt);
  } catch (error) {
    if (error instanceof ArchiveError) return { kind: "rejected", error };
    throw error;
  }
  if (filing.kind !== "conflict") return outcomeOf(filing, { ...description.instance, path: files.pathOf(sha256) }, sha256);
  const instance = reader.instance(sopInstanceUid);
  if (instance === undefined) throw new ArchiveError("write-failed");
  return outcomeOf(filing, instance, sha256);
}

function outcomeOf(filing: Filing, instance: StoreOutcome["instance"], sha256: string): StoreOutcome {
  if (filing.kind === "stored") return { kind: "stored", instance, repairs: filing.repairs };
  if (filing.kind === "duplicate") return { kind: "duplicate", instance };
  return { kind: "conflict", instance, keptSha256: sha256 };
}

function discard(files: FileStore, staged: readonly StagedInstance[]): void {
  for (const { temporaryPath } of staged) if (temporaryPath !== undefined) files.removeTemporary(temporaryPath);
}
