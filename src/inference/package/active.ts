import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { syncFolder, writeFlushed } from "../../storage/index.ts";

/** A version, as the folder of it is named. */
export const versionSchema = z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/);
const activeSchema = z.strictObject({ active: versionSchema, previous: z.array(versionSchema).max(64) });

/** Which version of a model is used, and those that were before it, latest first. */
export type ActiveVersion = z.infer<typeof activeSchema>;

const FILE = "active.json";
const MAX_BYTES = 64 * 1024;
const MAX_PREVIOUS = 16;

/** Undefined where nobody chose, or where the file is not readable: then the newest is used. */
export function readActive(modelDirectory: string): ActiveVersion | undefined {
  return readSmallJson(join(modelDirectory, FILE), activeSchema);
}

/** Writes the choice in one rename: a reader sees the old or the new one. */
export function writeActive(modelDirectory: string, choice: ActiveVersion): void {
  const previous = choice.previous.filter((version, n, all) => version !== choice.active && all.indexOf(version) === n);
  writeJson(modelDirectory, FILE, { active: choice.active, previous: previous.slice(0, MAX_PREVIOUS) });
}

/** Writes a small JSON file under another name first, flushed, then renamed. Makes the folder where there is none. */
export function writeJson(directory: string, name: string, value: unknown): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const partial = join(directory, `.${randomUUID()}`);
  try {
    writeFlushed(partial, Buffer.from(`${JSON.stringify(value, null, 2)}\n`));
    renameSync(partial, join(directory, name));
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  syncFolder(directory);
}

/** A stored JSON file by its schema; undefined where it is not there, too large, damaged or of another form. */
export function readSmallJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  try {
    if (statSync(path).size > MAX_BYTES) return undefined;
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
