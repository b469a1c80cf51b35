import { randomUUID } from "node:crypto";
import { isAbort, toErrorRecord } from "../../base/index.ts";
import type { ImportJob } from "../../contract/index.ts";
import type { ImportPlace } from "../tasks/types.ts";
import type { Workstation } from "../workstation.ts";

export interface RunningImport {
  readonly id: string;
  readonly current: () => ImportJob;
  readonly cancel: () => void;
  /** The last word on the job; never rejects: a failure is in the job. */
  readonly finished: Promise<ImportJob>;
}

/** Imports a folder, ZIP or file on this computer, or files that were dropped, in a worker process; says how it goes as events. */
export function startImport(workstation: Workstation, place: ImportPlace): RunningImport {
  const { tasks, events, log, archiveDirectory } = workstation;
  const id = randomUUID();
  const cancelling = new AbortController();
  const started = performance.now();
  let job = nothingYet(id);

  function tell(next: ImportJob): void {
    job = next;
    events.emit({ type: "import", job });
  }
  async function run(): Promise<ImportJob> {
    const options = { signal: cancelling.signal, onProgress: (progress: Omit<ImportJob, "id">) => tell({ ...progress, id }) };
    try {
      tell({ ...(await tasks.run("import", { place, archiveDirectory }, options)), id });
    } catch (error) {
      const seconds = (performance.now() - started) / 1000;
      tell(
        isAbort(error)
          ? { ...job, state: "cancelled", seconds }
          : { ...job, state: "failed", seconds, error: toErrorRecord(error) as ImportJob["error"] },
      );
    }
    log.info("import", { state: job.state, imported: job.imported, rejected: job.rejected.length, seconds: job.seconds });
    events.emit({ type: "studies" });
    return job;
  }
  tell(job);
  return { id, current: () => job, cancel: () => cancelling.abort(), finished: run() };
}

function nothingYet(id: string): ImportJob {
  return {
    id,
    state: "running",
    filesSeen: 0,
    filesTotal: null,
    bytesRead: 0,
    imported: 0,
    duplicates: 0,
    conflicts: 0,
    skipped: 0,
    seconds: 0,
    rejected: [],
    repaired: [],
    studyInstanceUids: [],
  };
}
