import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isProcessAlive, syncFolder, thisProcess, writeFlushed } from "../storage/index.ts";
import { OutboxError } from "./errors.ts";

const contentName = /^([0-9a-f]{64})\.dcm$/;
const temporaryName = /^(\d+-\d+)-[0-9a-f-]{36}\.tmp$/;

/** Bytes that wait to be sent, by what they are: `objects/<sha256>.dcm`. */
export interface ObjectFiles {
  /** Writes bytes under a temporary name, flushed to the disk. */
  writeTemporary(bytes: Uint8Array): string;
  removeTemporary(path: string): void;
  /** Gives a temporary file its lasting name and makes the name last. */
  publish(temporaryPath: string, sha256: string): void;
  /** Whether the file is there with just these bytes. */
  holds(sha256: string): boolean;
  /** The bytes as they were queued. @throws OutboxError bytes-changed (or gone), send-failed (not readable now) */
  read(sha256: string): Promise<Uint8Array>;
  remove(sha256: string): void;
  /** SHA-256 of every file that has one for a name. */
  list(): readonly string[];
}

/** Opens the folder, and clears away what processes that died were writing. */
export function openObjectFiles(directory: string): ObjectFiles {
  const objects = join(directory, "objects");
  mkdirSync(objects, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(objects)) {
    const owner = temporaryName.exec(name)?.[1];
    if (owner !== undefined && !isProcessAlive(owner)) rmSync(join(objects, name), { force: true });
  }
  const pathOf = (sha256: string) => join(objects, `${sha256}.dcm`);
  return {
    writeTemporary(bytes) {
      const path = join(objects, `${thisProcess()}-${randomUUID()}.tmp`);
      writeFlushed(path, bytes);
      return path;
    },
    removeTemporary: (path) => rmSync(path, { force: true }),
    publish(temporaryPath, sha256) {
      renameSync(temporaryPath, pathOf(sha256));
      syncFolder(objects);
    },
    holds(sha256) {
      try {
        return sha256Of(readFileSync(pathOf(sha256))) === sha256;
      } catch {
        return false;
      }
    },
    async read(sha256) {
      const bytes = await readFile(pathOf(sha256)).catch((error: unknown) => {
        const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
        throw new OutboxError(isGone ? "bytes-changed" : "send-failed", {}, error);
      });
      if (sha256Of(bytes) !== sha256) throw new OutboxError("bytes-changed");
      return bytes;
    },
    remove: (sha256) => rmSync(pathOf(sha256), { force: true }),
    list: () => readdirSync(objects).flatMap((name) => contentName.exec(name)?.[1] ?? []),
  };
}

/** SHA-256 of bytes, in hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
