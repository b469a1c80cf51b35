import { create } from "zustand";
import type { ImportJob, WatchedFolder } from "../../src/contract/index.ts";
import {
  cancelImport,
  type DroppedFile,
  listImports,
  listWatchedFolders,
  resumeImport,
  startImport,
  uploadFiles,
} from "../api/index.ts";
import { tell, tellFailure } from "./toast-store.ts";

/** Files on their way from the browser to the host, before they are an import. */
export interface Upload {
  readonly id: number;
  readonly fileCount: number;
  readonly bytesSent: number;
  readonly bytesTotal: number;
  readonly cancel: () => void;
}

export interface ImportState {
  /** Jobs of this run, newest first. */
  readonly jobs: readonly ImportJob[];
  readonly uploads: readonly Upload[];
  readonly nextUploadId: number;
  readonly watchedFolders: readonly WatchedFolder[];
  /** Jobs that were begun in this window, and whose first study it may open by itself. */
  readonly ownIds: readonly string[];
  /** The study that has just begun to arrive for this window; the screen takes it and opens it where nothing else is being read. */
  readonly arrived: string | undefined;
}

/** What is coming in, and what came in during this run. */
export const useImportStore = create<ImportState>()(() => ({
  jobs: [],
  uploads: [],
  nextUploadId: 1,
  watchedFolders: [],
  ownIds: [],
  arrived: undefined,
}));

const { getState, setState } = useImportStore;

/** How far all that is coming in is: files seen and known of, and the share of the bytes; unknown while they are still counted. */
export interface ImportProgress {
  readonly seen: number;
  readonly total: number | undefined;
  readonly fraction: number | undefined;
}

/** Undefined while nothing comes in. */
export function importProgress({ jobs, uploads }: Pick<ImportState, "jobs" | "uploads">): ImportProgress | undefined {
  const running = jobs.filter(({ state }) => state === "running");
  if (running.length + uploads.length === 0) return undefined;
  const parts = [...running.map(jobFraction), ...uploads.map(uploadFraction)];
  const fractions = parts.filter((part) => part !== undefined);
  const isKnown = fractions.length === parts.length && running.every(({ filesTotal }) => filesTotal !== null);
  const sent = uploads.reduce((sum, { fileCount }) => sum + fileCount, 0);
  return {
    seen: running.reduce((sum, { filesSeen }) => sum + filesSeen, 0),
    total: isKnown ? running.reduce((sum, { filesTotal }) => sum + (filesTotal ?? 0), sent) : undefined,
    fraction: isKnown ? fractions.reduce((sum, part) => sum + part, 0) / parts.length : undefined,
  };
}

/** By bytes where their sum is known: a folder of one large and a hundred small files goes on evenly then. */
export function jobFraction({ bytesRead, bytesTotal, filesSeen, filesTotal }: ImportJob): number | undefined {
  if (bytesTotal !== null && bytesTotal > 0) return bytesRead / bytesTotal;
  return filesTotal === null || filesTotal === 0 ? undefined : filesSeen / filesTotal;
}

function uploadFraction({ bytesSent, bytesTotal }: Upload): number | undefined {
  return bytesTotal === 0 ? undefined : bytesSent / bytesTotal;
}

/** Puts a job in its place: a known one is replaced, a new one goes first. */
export function placeJob(jobs: readonly ImportJob[], job: ImportJob): readonly ImportJob[] {
  return jobs.some(({ id }) => id === job.id) ? jobs.map((old) => (old.id === job.id ? job : old)) : [job, ...jobs];
}

export async function loadImports(): Promise<void> {
  try {
    const [jobs, watchedFolders] = await Promise.all([listImports(), listWatchedFolders()]);
    setState({ jobs, watchedFolders });
  } catch (error) {
    tellFailure(error);
  }
}

/** A job went on; the end of one is told. */
export function showImportJob(job: ImportJob): void {
  const before = getState().jobs.find(({ id }) => id === job.id);
  setState({ jobs: placeJob(getState().jobs, job) });
  const first = job.firstStudyInstanceUid;
  if (first !== undefined && before?.firstStudyInstanceUid === undefined && getState().ownIds.includes(job.id)) {
    setState({ arrived: first });
  }
  if (job.state === "done" && before?.state !== "done") {
    tell("import.doneToast", { imported: job.imported, rejected: job.rejectedCount }, job.rejectedCount > 0 ? "neutral" : "good");
  }
}

/** Jobs that this window begins: what arrives first may come on screen by itself. */
function beginOwn(job: ImportJob): void {
  // What came in before this answer was heard as an event already.
  const known = getState().jobs.find(({ id }) => id === job.id) ?? job;
  setState({ ownIds: [...getState().ownIds, job.id], jobs: placeJob(getState().jobs, known) });
  if (known.firstStudyInstanceUid !== undefined) setState({ arrived: known.firstStudyInstanceUid });
}

/** The study that arrived has been opened, or is not to be. */
export function takeArrived(): void {
  setState({ arrived: undefined });
}

export function showWatchedFolders(watchedFolders: readonly WatchedFolder[]): void {
  setState({ watchedFolders });
}

/** Imports a path of this computer; false when the host refused it (which is then told). */
export async function importPath(path: string): Promise<boolean> {
  try {
    beginOwn(await startImport(path));
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

/** Sends dropped files to the host and imports them there. */
export async function importDropped(files: readonly DroppedFile[]): Promise<void> {
  const stop = new AbortController();
  const id = getState().nextUploadId;
  const bytesTotal = files.reduce((sum, { file }) => sum + file.size, 0);
  const upload: Upload = { id, fileCount: files.length, bytesSent: 0, bytesTotal, cancel: () => stop.abort() };
  setState({ uploads: [...getState().uploads, upload], nextUploadId: id + 1 });
  const progress = (bytesSent: number, total: number) =>
    setState({ uploads: getState().uploads.map((old) => (old.id === id ? { ...old, bytesSent, bytesTotal: total } : old)) });
  try {
    beginOwn(await uploadFiles(files, progress, stop.signal));
  } catch (error) {
    tellFailure(error);
  } finally {
    setState({ uploads: getState().uploads.filter((old) => old.id !== id) });
  }
}

export async function stopImport(id: string): Promise<void> {
  try {
    await cancelImport(id);
  } catch (error) {
    tellFailure(error);
  }
}

/** Goes on with an import that ended early. */
export async function continueImport(id: string): Promise<void> {
  try {
    beginOwn(await resumeImport(id));
  } catch (error) {
    tellFailure(error);
  }
}

/** Takes an import that is over out of the list; what came in stays. */
export async function dismissImport(id: string): Promise<void> {
  try {
    await cancelImport(id);
    setState({ jobs: getState().jobs.filter((job) => job.id !== id) });
  } catch (error) {
    tellFailure(error);
  }
}
