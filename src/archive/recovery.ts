import { mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../base/index.ts";
import { createHeadReader } from "./describe-file.ts";
import { describeInstance } from "./describe-instance.ts";
import { type FileStore, sha256Of } from "./file-store.ts";
import type { BatchOutcome, StagedInstance } from "./types.ts";

const checkedBatch = 64;
const trustedBatch = 2048;

export interface Adoption {
  readonly directory: string;
  readonly files: FileStore;
  readonly log: Log;
  /** Hashes the index names, or that are to go. */
  readonly known: ReadonlySet<string>;
  readonly commit: (staged: readonly StagedInstance[]) => readonly BatchOutcome[];
  /**
   * "content": a file is read whole and held against its name, as after a crash. "name": only its head is read, as when a whole index is
   * made again; that the rest is as it was is for `verify`.
   */
  readonly trust: "content" | "name";
}

export interface AdoptionCounts {
  readonly adopted: number;
  readonly quarantined: number;
}

/**
 * Files originals that the index does not name: those whose row was lost when the process was killed between giving a file its name
 * and committing, or all of them when the index is made anew. What is not what its name says, or is no instance, goes to
 * `quarantine`, unaltered. Yields how many of how many are done after each batch.
 */
export function* adoptOrphans(adoption: Adoption): Generator<{ readonly done: number; readonly total: number }, AdoptionCounts> {
  const { directory, files, log, known, commit, trust } = adoption;
  const orphans = files
    .list()
    .contents.filter((sha256) => !known.has(sha256))
    .map((sha256) => {
      const { mtimeMs, size } = statSync(files.pathOf(sha256));
      return { sha256, since: mtimeMs, byteLength: size };
    })
    .sort((a, b) => a.since - b.since);
  const counts = { adopted: 0, quarantined: 0 };
  const putAside = (sha256: string, reason: string) => {
    quarantine(directory, files, sha256, reason);
    counts.quarantined += 1;
  };
  const describe = createDescriber(files, trust);
  const batch = trust === "name" ? trustedBatch : checkedBatch;
  for (let start = 0; start < orphans.length; start += batch) {
    const staged: StagedInstance[] = [];
    for (const { sha256, since, byteLength } of orphans.slice(start, start + batch)) {
      try {
        const description = describe(sha256, byteLength);
        if (description === undefined) putAside(sha256, "damaged");
        else staged.push({ description, receivedAt: new Date(since).toISOString() });
      } catch {
        putAside(sha256, "not-an-instance");
      }
    }
    for (const [index, outcome] of commit(staged).entries()) {
      if (outcome.kind !== "rejected") counts.adopted += 1;
      else putAside(staged[index]?.description.instance.sha256 ?? "", "not-fileable");
    }
    yield { done: Math.min(start + batch, orphans.length), total: orphans.length };
  }
  if (orphans.length > 0) log.warn("archive.recovered", { ...counts });
  return counts;
}

/** Moves an original aside, unaltered, under its name and why. */
export function quarantine(directory: string, files: FileStore, sha256: string, reason: string): void {
  mkdirSync(join(directory, "quarantine"), { recursive: true });
  renameSync(files.pathOf(sha256), join(directory, "quarantine", `${sha256}.${reason}`));
}

/** Undefined where the content is not what the name says. */
function createDescriber(files: FileStore, trust: Adoption["trust"]) {
  const heads = createHeadReader();
  return (sha256: string, byteLength: number) => {
    if (trust === "name") return heads.describe(files.pathOf(sha256), sha256, byteLength);
    const bytes = readFileSync(files.pathOf(sha256));
    return sha256Of(bytes) === sha256 ? describeInstance(bytes, sha256) : undefined;
  };
}

/** Runs to the end at once, for the opening of an archive. */
export function adoptAll(adoption: Adoption): AdoptionCounts {
  const steps = adoptOrphans(adoption);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
