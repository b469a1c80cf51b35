import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { syncFolder, writeFlushed } from "../storage/index.ts";

const contentName = /^([0-9a-f]{64})\.dcm$/;

/** Originals by what they are: `instances/<first 2 of sha>/<sha256>.dcm`; new ones are complete on disk before they get their name. */
export interface FileStore {
  pathOf(sha256: string): string;
  /** Whether the file is there with the right length (its content is for `verify`). */
  holds(sha256: string, byteLength: number): boolean;
  exists(sha256: string): boolean;
  /** Writes bytes, piece by piece, to a name of their own, flushed to the disk. */
  writeTemporary(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<string>;
  writeTemporarySync(bytes: Uint8Array): string;
  removeTemporary(path: string): void;
  /** Removes an original for good; nothing happens where it is gone already. */
  remove(sha256: string): void;
  /** Gives temporary files their lasting names, and makes the names last. */
  publish(files: readonly { readonly temporaryPath: string; readonly sha256: string }[]): void;
  /** SHA-256 of every file that has one for a name, and whatever else lies there. */
  list(): { readonly contents: readonly string[]; readonly strangers: readonly string[] };
}

/** Opens the folders of an archive; `session` is the name of a folder for temporary files that only this process uses. */
export function openFileStore(directory: string, session: string): FileStore {
  const instances = join(directory, "instances");
  const temporary = join(directory, "incoming", session);
  mkdirSync(temporary, { recursive: true });
  mkdirSync(instances, { recursive: true });
  let counter = 0;
  const nextTemporary = () => join(temporary, `${counter++}`);
  const pathOf = (sha256: string) => `${instances}${sep}${sha256.slice(0, 2)}${sep}${sha256}.dcm`;
  return {
    pathOf,
    holds: (sha256, byteLength) => statSync(pathOf(sha256), { throwIfNoEntry: false })?.size === byteLength,
    exists: (sha256) => existsSync(pathOf(sha256)),
    writeTemporary: (pieces) => writeFlushedLater(nextTemporary(), pieces),
    writeTemporarySync(bytes) {
      const path = nextTemporary();
      writeFlushed(path, bytes);
      return path;
    },
    removeTemporary: (path) => rmSync(path, { force: true }),
    remove: (sha256) => rmSync(pathOf(sha256), { force: true }),
    publish(files) {
      const shards = [...new Set(files.map(({ sha256 }) => join(instances, sha256.slice(0, 2))))];
      const made = shards.filter((shard) => mkdirSync(shard, { recursive: true }) !== undefined);
      if (made.length > 0) syncFolder(instances);
      for (const { temporaryPath, sha256 } of files) renameSync(temporaryPath, pathOf(sha256));
      for (const shard of shards) syncFolder(shard);
    },
    list: () => listContents(instances),
  };
}

/** SHA-256 of bytes, in hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256 of a file, read in pieces; undefined where it is gone. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash, { signal });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return hash.digest("hex");
}

async function writeFlushedLater(path: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<string> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "wx", 0o600);
    for await (const bytes of pieces) {
      let written = 0;
      while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
    }
    await handle.datasync();
  } catch (error) {
    await handle?.close();
    handle = undefined;
    rmSync(path, { force: true });
    throw error;
  } finally {
    await handle?.close();
  }
  return path;
}

function listContents(instances: string): { contents: string[]; strangers: string[] } {
  const contents: string[] = [];
  const strangers: string[] = [];
  for (const shard of readdirSync(instances, { withFileTypes: true })) {
    if (!shard.isDirectory()) {
      strangers.push(join("instances", shard.name));
      continue;
    }
    for (const name of readdirSync(join(instances, shard.name))) {
      const sha256 = contentName.exec(name)?.[1];
      if (sha256?.startsWith(shard.name)) contents.push(sha256);
      else strangers.push(join("instances", shard.name, name));
    }
  }
  return { contents, strangers };
}
