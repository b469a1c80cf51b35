import { type FileHandle, mkdtemp, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { HostError } from "./errors.ts";
import { createPartReader, type PartEvent } from "./multipart-stream.ts";
import type { UploadedPath } from "./tasks/types.ts";

const maximumFileBytes = 2 ** 32;
const maximumFiles = 1_000_000;
const folderPrefix = "upload-";
/** Longer than any import of dropped files takes: what is older was left behind by a process that was killed. */
const leftBehindMs = 24 * 60 * 60_000;

/**
 * Writes the files of a multipart body into a folder of their own, piece by piece as they come: memory stays flat however large they
 * are. They lie there under numbers; their own names are for the eye only and never a path. Nothing is left where it fails.
 * @throws HostError bad-request, too-large
 */
export async function spoolUpload(request: Request, cacheDirectory: string): Promise<readonly UploadedPath[]> {
  const reader = createPartReader(request.headers.get("content-type") ?? "");
  const directory = await mkdtemp(join(cacheDirectory, folderPrefix));
  const spool = new Spool(directory);
  try {
    for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
      for (const event of reader.push(chunk)) await spool.take(event);
    }
    reader.end();
    return await spool.finish();
  } catch (error) {
    await spool.abandon();
    throw error;
  }
}

/** The file that is being written, and those that are complete. */
class Spool {
  readonly #directory: string;
  readonly #files: UploadedPath[] = [];
  #open: { readonly handle: FileHandle; readonly name: string; readonly path: string; byteLength: number } | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async take(event: PartEvent): Promise<void> {
    if (event.kind === "bytes") await this.#write(event.bytes);
    else if (event.kind === "end") await this.#close();
    else {
      if (this.#files.length >= maximumFiles) throw tooLarge("files", maximumFiles);
      const path = join(this.#directory, String(this.#files.length));
      const name = fileNameOf(event.headers);
      this.#open = { handle: await open(path, "wx", 0o600), name, path, byteLength: 0 };
    }
  }

  async finish(): Promise<readonly UploadedPath[]> {
    await this.#close();
    return this.#files;
  }

  async abandon(): Promise<void> {
    await this.#open?.handle.close().catch(() => undefined);
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const file = this.#open;
    if (file === undefined) return;
    file.byteLength += bytes.length;
    if (file.byteLength > maximumFileBytes) throw tooLarge("bytes", maximumFileBytes);
    let written = 0;
    while (written < bytes.length) written += (await file.handle.write(bytes, written)).bytesWritten;
  }

  async #close(): Promise<void> {
    const file = this.#open;
    this.#open = undefined;
    if (file === undefined) return;
    await file.handle.close();
    this.#files.push({ name: file.name, path: file.path, byteLength: file.byteLength });
  }
}

function tooLarge(of: string, most: number): HostError {
  return new HostError("too-large", "The upload holds more than one import may. Drop it in parts.", { of, most });
}

/** Takes away what uploads left behind whose process was killed, but for those that an import is to go on with. */
export async function removeOldUploads(cacheDirectory: string, now: Date, kept: ReadonlySet<string> = new Set()): Promise<void> {
  for (const name of await readdir(cacheDirectory)) {
    const path = join(cacheDirectory, name);
    if (!name.startsWith(folderPrefix) || kept.has(path)) continue;
    const changedMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? now.getTime();
    if (now.getTime() - changedMs > leftBehindMs) await rm(path, { recursive: true, force: true });
  }
}

/** The file name of a form-data part (RFC 7578 4.2): UTF-8, with quotes and line breaks percent-encoded as browsers do. */
function fileNameOf(headers: ReadonlyMap<string, string>): string {
  const written = /filename="(.*?)"(?:;|$)/.exec(headers.get("content-disposition") ?? "")?.[1];
  if (!written) throw new HostError("bad-request", "The upload holds something that is not a file.", { fields: "file" });
  return Buffer.from(written, "latin1").toString("utf8").replaceAll("%22", '"').replaceAll("%0D", "").replaceAll("%0A", "");
}
