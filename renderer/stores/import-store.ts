import { create } from "zustand";
import type { ImportJob } from "../../src/contract/index.ts";
import { cancelImport, type DroppedFile, listImports, startImport, uploadFiles } from "../api/index.ts";
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
}

/** What is coming in, and what came in during this run. */
export const useImportStore = create<ImportState>()(() => ({ jobs: [], uploads: [], nextUploadId: 1 }));

const { getState, setState } = useImportStore;

/** Puts a job in its place: a known one is replaced, a new one goes first. */
export function placeJob(jobs: readonly ImportJob[], job: ImportJob): readonly ImportJob[] {
  return jobs.some(({ id }) => id === job.id) ? jobs.map((old) => (old.id === job.id ? job : old)) : [job, ...jobs];
}

export async function loadImports(): Promise<void> {
  try {
    setState({ jobs: await listImports() });
  } catch (error) {
    tellFailure(error);
  }
}

/** A job went on; the end of one is told. */
export function showImportJob(job: ImportJob): void {
  const before = getState().jobs.find(({ id }) => id === job.id);
  setState({ jobs: placeJob(getState().jobs, job) });
  if (job.state === "done" && before?.state !== "done") {
    tell(
      "import.doneToast",
      { imported: job.imported, rejected: job.rejected.length },
      job.rejected.length > 0 ? "neutral" : "good",
    );
  }
}

/** Imports a path of this computer; false when the host refused it (which is then told). */
export async function importPath(path: string): Promise<boolean> {
  try {
    showImportJob(await startImport(path));
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
    showImportJob(await uploadFiles(files, progress, stop.signal));
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
