import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { OutboxError } from "./errors.ts";

/** The bytes of what is on its way, by their SHA-256: written once, never changed, removed when a receipt is there. */
export interface ObjectStore {
  /** On disk (fsync of file and folder) before it returns. Gives the hash. @throws OutboxError storage-failed */
  write(bytes: Uint8Array): string;
  /** @throws OutboxError bytes-changed, where the file is gone or is not what was written */
  read(sha256: string): Uint8Array;
  remove(sha256: string): void;
  /** Removes what a crash left behind: half written files and files no item refers to, an hour old, so that nobody is at them. */
  sweep(isReferenced: (sha256: string) => boolean, now: Date): void;
}

export function openObjectStore(directory: string): ObjectStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pathOf = (sha256: string) => join(directory, `${sha256}.dcm`);
  return {
    write(bytes) {
      const sha256 = hashOf(bytes);
      if (isIntact(pathOf(sha256), sha256)) return sha256;
      try {
        const part = join(directory, `${sha256}.${process.pid}.part`);
        writeDurably(part, bytes);
        renameSync(part, pathOf(sha256));
        syncFolder(directory);
      } catch (error) {
        throw new OutboxError(
          "storage-failed",
          "The object could not be written to disk, so it is not queued; free some space and send it again.",
          {},
          error,
        );
      }
      return sha256;
    },
    read(sha256) {
      try {
        const bytes = readFileSync(pathOf(sha256));
        if (hashOf(bytes) === sha256) return bytes;
      } catch (error) {
        throw bytesChanged(error);
      }
      throw bytesChanged();
    },
    remove: (sha256) => rmSync(pathOf(sha256), { force: true }),
    sweep(isReferenced, now) {
      for (const name of readdirSync(directory)) {
        const [sha256 = ""] = name.split(".");
        const path = join(directory, name);
        const isOld = now.getTime() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 3_600_000;
        if (isOld && (name.endsWith(".part") || !isReferenced(sha256))) rmSync(path, { force: true });
      }
    },
  };
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function isIntact(path: string, sha256: string): boolean {
  return existsSync(path) && hashOf(readFileSync(path)) === sha256;
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "w", 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A new name is safe only when the folder is; Windows cannot sync one and does not need it. */
function syncFolder(directory: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(directory, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function bytesChanged(cause?: unknown): OutboxError {
  return new OutboxError(
    "bytes-changed",
    "The object's file was changed or removed on disk after it was signed, so it is not sent; send the report again.",
    {},
    cause,
  );
}
