import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { isAbort, toErrorRecord } from "../../base/index.ts";
import type { ImportJob } from "../../contract/index.ts";
import type { ImportOutcome, ImportPlace } from "../tasks/types.ts";
import type { Workstation } from "../workstation.ts";
import { uploadFolderOf } from "./import-journal.ts";

export interface RunningImport {
  readonly id: string;
  readonly current: () => ImportJob;
  readonly cancel: () => void;
  /** The last word on the job; never rejects: a failure is in the job. */
  readonly finished: Promise<ImportJob>;
}

export interface StartImportOptions {
  readonly origin?: ImportJob["origin"];
  /** Where it comes from, for the eye; by default the last part of the path. */
  readonly label?: string;
  /** Goes on with a job of the journal. */
  readonly resume?: string;
}

/** Jobs of this run that are remembered after their end. */
const jobsKept = 50;
/** How often the worklist is told that studies grow while an import runs. */
const studiesEveryMs = 2000;

/**
 * Imports a folder, ZIP or file on this computer, or files that were dropped, in a worker process; says how it goes as events, and
 * writes down what is needed to go on after a crash. An import of a place where an earlier one ended early goes on with that one.
 */
export function startImport(workstation: Workstation, place: ImportPlace, options: StartImportOptions = {}): RunningImport {
  const { tasks, events, log, archiveDirectory, imports } = workstation;
  const id = options.resume ?? unfinishedAt(workstation, place) ?? randomUUID();
  const origin = options.origin ?? (typeof place === "string" ? "path" : "dropped");
  const label = options.label ?? (typeof place === "string" ? basename(place) || place : "");
  const about = { id, origin, label, resumable: false };
  const cancelling = new AbortController();
  const started = performance.now();
  let job: ImportJob = { ...about, ...nothingYet() };
  const tellStudies = studiesTeller(() => events.emit({ type: "studies" }));

  function tell(outcome: ImportOutcome): void {
    job = { ...about, ...outcome };
    events.emit({ type: "import", job });
    tellStudies(outcome);
  }
  async function work(): Promise<ImportOutcome> {
    const journal = { directory: workstation.importsDirectory, id };
    try {
      return await tasks.run(
        "import",
        { place, archiveDirectory, journal },
        { signal: cancelling.signal, onProgress: tell, waitsForCancelled: true },
      );
    } catch (error) {
      const seconds = (performance.now() - started) / 1000;
      if (isAbort(error)) return { ...job, state: "cancelled", seconds, secondsLeft: null };
      return { ...job, state: "failed", seconds, secondsLeft: null, error: toErrorRecord(error) as ImportJob["error"] };
    }
  }
  async function run(): Promise<ImportJob> {
    const outcome = await work();
    const closes = outcome.error?.area === "host" && outcome.error.code === "shutting-down";
    // Dropped files of an import that was cancelled are taken away: images of patients lie in the archive or nowhere.
    const resumable = outcome.state === "failed" || (outcome.state === "cancelled" && origin === "path");
    job = { ...about, ...outcome, resumable: resumable && !closes };
    if (closes) return job;
    if (outcome.state === "cancelled" && !resumable) imports.journal.forget(id);
    else imports.journal.write(place, job);
    if (origin === "dropped" && !resumable) await removeUpload(place);
    log.info("import", { state: job.state, imported: job.imported, rejected: job.rejectedCount, seconds: job.seconds });
    events.emit({ type: "import", job });
    events.emit({ type: "studies" });
    return job;
  }
  imports.journal.write(place, job);
  events.emit({ type: "import", job });
  const running = { id, current: () => job, cancel: () => cancelling.abort(), finished: run() };
  keep(imports.running, running);
  return running;
}

/** Goes on with the imports whose process died under them; those whose place is gone stay in the list to be gone on with by hand. */
export function resumeImports(workstation: Workstation, isThere: (place: ImportPlace) => boolean): void {
  for (const { id, place, job, isOrphaned } of workstation.imports.journal.unfinished()) {
    if (!isOrphaned || workstation.imports.running.has(id)) continue;
    // A watched folder finds by itself what is not in yet.
    if (job.origin === "watched") workstation.imports.journal.forget(id);
    else if (isThere(place)) startImport(workstation, place, { resume: id, origin: job.origin, label: job.label });
    else workstation.imports.journal.write(place, { ...job, state: "failed", resumable: true, error: placeGone });
  }
}

const placeGone: NonNullable<ImportJob["error"]> = {
  area: "sources",
  code: "medium-gone",
  message: "The medium or folder is no longer there. What came in before is safe; put it back and continue.",
  details: {},
};

function unfinishedAt({ imports }: Workstation, place: ImportPlace): string | undefined {
  if (typeof place !== "string") return undefined;
  const earlier = imports.journal.unfinished().find((each) => each.place === place);
  const isRunning = earlier !== undefined && imports.running.get(earlier.id)?.current().state === "running";
  return isRunning ? undefined : earlier?.id;
}

function keep(jobs: Map<string, RunningImport>, job: RunningImport): void {
  jobs.delete(job.id);
  jobs.set(job.id, job);
  for (const [id, { current }] of jobs) {
    if (jobs.size <= jobsKept) return;
    if (current().state !== "running") jobs.delete(id);
  }
}

/** Takes an import that is over out of the list, and the dropped files that it kept to be gone on with. */
export async function forgetImport({ imports }: Workstation, id: string): Promise<void> {
  const left = imports.journal.unfinished().find((each) => each.id === id);
  imports.journal.forget(id);
  imports.running.delete(id);
  if (left?.job.origin === "dropped") await removeUpload(left.place);
}

async function removeUpload(place: ImportPlace): Promise<void> {
  const folder = uploadFolderOf(place);
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
}

/** Tells of a new study at once, of growing ones now and then. */
function studiesTeller(emit: () => void): (outcome: ImportOutcome) => void {
  let studies = 0;
  let imported = 0;
  let toldMs = 0;
  return (outcome) => {
    const isNew = outcome.studyInstanceUids.length > studies;
    const isDue = outcome.imported > imported && performance.now() - toldMs > studiesEveryMs;
    if (!isNew && !isDue) return;
    studies = outcome.studyInstanceUids.length;
    imported = outcome.imported;
    toldMs = performance.now();
    emit();
  };
}

function nothingYet(): ImportOutcome {
  return {
    state: "running",
    filesSeen: 0,
    filesTotal: null,
    bytesRead: 0,
    bytesTotal: null,
    filesPerSecond: 0,
    bytesPerSecond: 0,
    secondsLeft: null,
    imported: 0,
    duplicates: 0,
    conflicts: 0,
    resumed: 0,
    skipped: 0,
    skippedBy: {},
    seconds: 0,
    rejectedCount: 0,
    rejected: [],
    repairedCount: 0,
    repaired: [],
    converted: [],
    unlisted: [],
    series: [],
    studyInstanceUids: [],
  };
}
