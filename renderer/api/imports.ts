import {
  errorSchema,
  type ImportJob,
  importJobSchema,
  importListSchema,
  type WatchedFolder,
  watchedFolderListSchema,
} from "../../src/contract/index.ts";
import { ApiError, request, requestNothing } from "./client.ts";

/** A file dropped in a browser, with its path relative to what was dropped. */
export interface DroppedFile {
  readonly path: string;
  readonly file: File;
}

/** Jobs of this run, newest first. @throws ApiError */
export async function listImports(signal?: AbortSignal): Promise<readonly ImportJob[]> {
  return (await request(importListSchema, "/api/imports", { signal })).jobs;
}

/** Imports a folder, ZIP or file that lies on the workstation's computer. @throws ApiError */
export function startImport(path: string): Promise<ImportJob> {
  return request(importJobSchema, "/api/imports", { method: "POST", body: { path } });
}

/** Goes on with an import that ended early. @throws ApiError */
export function resumeImport(id: string): Promise<ImportJob> {
  return request(importJobSchema, `/api/imports/${encodeURIComponent(id)}/resume`, { method: "POST" });
}

/** The folders that are looked after, and how each fares. @throws ApiError */
export async function listWatchedFolders(): Promise<readonly WatchedFolder[]> {
  return (await request(watchedFolderListSchema, "/api/watched-folders")).folders;
}

/** Cancels a running import, takes another one out of the list. @throws ApiError */
export function cancelImport(id: string): Promise<void> {
  return requestNothing(`/api/imports/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/**
 * Sends dropped files in one multipart body; the browser streams them from disk.
 *
 * @param onProgress bytes sent and bytes in all
 * @throws ApiError
 */
export function uploadFiles(
  files: readonly DroppedFile[],
  onProgress: (sent: number, total: number) => void,
  signal: AbortSignal,
): Promise<ImportJob> {
  const body = new FormData();
  for (const { path, file } of files) body.append("file", file, path);
  return new Promise((resolve, reject) => {
    // fetch cannot report how much of a body has been sent
    const upload = new XMLHttpRequest();
    upload.open("POST", "/api/imports/upload");
    upload.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    upload.onerror = () => reject(new ApiError("api", "unreachable", "The workstation's own host did not answer."));
    upload.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
    upload.onload = () => {
      const answer = parseJson(upload.responseText);
      const job = importJobSchema.safeParse(answer);
      if (upload.status < 300 && job.success) return resolve(job.data);
      const error = errorSchema.safeParse(answer);
      if (!error.success) return reject(badAnswer(upload.status));
      reject(new ApiError(error.data.area, error.data.code, error.data.message, error.data.details));
    };
    signal.addEventListener("abort", () => upload.abort(), { once: true });
    upload.send(body);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badAnswer(status: number): ApiError {
  return new ApiError("api", "bad-answer", `The host answered ${status}.`, { status });
}
