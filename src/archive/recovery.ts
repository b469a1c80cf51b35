import { mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../base/index.ts";
import { describeInstance } from "./describe-instance.ts";
import { type FileStore, sha256Of } from "./file-store.ts";
import type { BatchOutcome, StagedInstance } from "./types.ts";

const batchSize = 64;

interface Adoption {
  readonly directory: string;
  readonly files: FileStore;
  readonly log: Log;
  /** Hashes the index names. */
  readonly known: ReadonlySet<string>;
  readonly commit: (staged: readonly StagedInstance[]) => readonly BatchOutcome[];
}

/**
 * Files originals that the index does not name: those whose row was lost when the process was killed between giving a file its name
 * and committing, or all of them when the index had to be begun anew. What is not what its name says, or is no instance, goes to
 * `quarantine`, unaltered.
 */
export function adoptOrphans({ directory, files, log, known, commit }: Adoption): void {
  const orphans = files
    .list()
    .contents.filter((sha256) => !known.has(sha256))
    .map((sha256) => ({ sha256, since: statSync(files.pathOf(sha256)).mtimeMs }))
    .sort((a, b) => a.since - b.since);
  const counts = { adopted: 0, quarantined: 0 };
  const putAside = (sha256: string, reason: string) => {
    mkdirSync(join(directory, "quarantine"), { recursive: true });
    renameSync(files.pathOf(sha256), join(directory, "quarantine", `${sha256}.${reason}`));
    counts.quarantined += 1;
  };
  for (let start = 0; start < orphans.length; start += batchSize) {
    const staged: StagedInstance[] = [];
    for (const { sha256 } of orphans.slice(start, start + batchSize)) {
      try {
        const bytes = readFileSync(files.pathOf(sha256));
        if (sha256Of(bytes) === sha256) staged.push({ description: describeInstance(bytes, sha256) });
        else putAside(sha256, "damaged");
      } catch {
        putAside(sha256, "not-an-instance");
      }
    }
    for (const [index, outcome] of commit(staged).entries()) {
      if (outcome.kind !== "rejected") counts.adopted += 1;
      else putAside(staged[index]?.description.instance.sha256 ?? "", "not-fileable");
    }
  }
  if (orphans.length > 0) log.warn("archive.recovered", counts);
}
