import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type MultipartPart, parseMultipartRelated } from "../net/index.ts";
import { HostError } from "./errors.ts";
import type { UploadedPath } from "./tasks/types.ts";

const maximumFileBytes = 2 ** 32;
const folderPrefix = "upload-";
/** Longer than any import of dropped files takes: what is older was left behind by a process that was killed. */
const leftBehindMs = 24 * 60 * 60_000;

/** Dropped files on this disk, under numbers; their own names are for the eye only and never a path. */
export interface Upload {
  readonly files: readonly UploadedPath[];
  /** Takes the files away. Never throws: what stays is taken away by a later start. */
  remove(): Promise<void>;
}

/** Writes the files of a multipart body into a folder of their own, one at a time. @throws HostError "bad-request"; NetError */
export async function spoolUpload(request: Request, cacheDirectory: string): Promise<Upload> {
  const directory = await mkdtemp(join(cacheDirectory, folderPrefix));
  const files: UploadedPath[] = [];
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  try {
    const body = request.body ?? new Uint8Array();
    const parts = parseMultipartRelated(body as AsyncIterable<Uint8Array>, request.headers.get("content-type") ?? "", {
      maxPartBytes: maximumFileBytes,
    });
    for await (const part of parts) {
      const name = fileNameOf(part);
      const path = join(directory, String(files.length));
      await writeFile(path, part.bytes, { mode: 0o600, flag: "wx" });
      files.push({ name, path, byteLength: part.bytes.byteLength });
    }
    return { files, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Takes away what uploads left behind whose process was killed: images of patients lie in the archive or nowhere. */
export async function removeOldUploads(cacheDirectory: string, now: Date): Promise<void> {
  for (const name of await readdir(cacheDirectory)) {
    if (!name.startsWith(folderPrefix)) continue;
    const path = join(cacheDirectory, name);
    const changedMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? now.getTime();
    if (now.getTime() - changedMs > leftBehindMs) await rm(path, { recursive: true, force: true });
  }
}

/** The file name of a form-data part (RFC 7578 4.2): UTF-8, with quotes and line breaks percent-encoded as browsers do. */
function fileNameOf({ headers }: MultipartPart): string {
  const written = /filename="(.*?)"(?:;|$)/.exec(headers["content-disposition"] ?? "")?.[1];
  if (!written) throw new HostError("bad-request", "The upload holds something that is not a file.", { fields: "file" });
  return Buffer.from(written, "latin1").toString("utf8").replaceAll("%22", '"').replaceAll("%0D", "").replaceAll("%0A", "");
}
