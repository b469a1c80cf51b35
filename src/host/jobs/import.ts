import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { isAbort, toErrorRecord } from "../../base/index.ts";
import type { ImportJob } from "../../contract/index.ts";
import type { ImportOutcome } from "../tasks/types.ts";
import type { Workstation } from "../workstation.ts";

const nothingYet: ImportOutcome = {
  filesSeen: 0,
  filesTotal: null,
  bytesRead: 0,
  imported: 0,
  duplicates: 0,
  conflicts: 0,
  rejected: [],
  repaired: [],
  studyInstanceUids: [],
};

export interface RunningImport {
  readonly id: string;
  readonly current: () => ImportJob;
  readonly cancel: () => void;
  /** The last word on the job; never rejects: a failure is in the job. */
  readonly finished: Promise<ImportJob>;
}

/** Imports a folder, ZIP or file on this computer in a worker process; says how it goes as events. */
export function startImport(workstation: Workstation, path: string): RunningImport {
  const { tasks, events, log, archiveDirectory } = workstation;
  const id = randomUUID();
  const cancelling = new AbortController();
  const started = performance.now();
  let outcome = nothingYet;
  let job = jobOf("running");

  function jobOf(state: ImportJob["state"], error?: ImportJob["error"]): ImportJob {
    return { id, state, seconds: (performance.now() - started) / 1000, ...outcome, ...(error ? { error } : {}) };
  }
  function tell(next: ImportJob): ImportJob {
    job = next;
    events.emit({ type: "import", job });
    return job;
  }
  async function run(): Promise<ImportJob> {
    try {
      outcome = await tasks.run(
        "import",
        { path, archiveDirectory },
        {
          signal: cancelling.signal,
          onProgress: (progress) => {
            outcome = progress;
            tell(jobOf("running"));
          },
        },
      );
      tell(jobOf("done"));
    } catch (error) {
      tell(isAbort(error) ? jobOf("cancelled") : jobOf("failed", toErrorRecord(error)));
    }
    log.info("import", { state: job.state, imported: job.imported, rejected: job.rejected.length, seconds: job.seconds });
    events.emit({ type: "studies" });
    return job;
  }
  tell(job);
  return { id, current: () => job, cancel: () => cancelling.abort(), finished: run() };
}

/** What a person calls the thing imported, for messages: the last part of its path alone. */
export function importName(path: string): string {
  return basename(path);
}
