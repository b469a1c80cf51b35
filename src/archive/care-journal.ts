import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { syncFolder } from "../storage/index.ts";

/** A decision that the originals do not hold and that must outlive the index. */
export type CareEntry =
  | { readonly kind: "pin" | "unpin"; readonly studyInstanceUid: string; readonly at: string }
  | { readonly kind: "prefer"; readonly sopInstanceUid: string; readonly sha256: string }
  | {
      readonly kind: "held";
      readonly instances: readonly { readonly sopInstanceUid: string; readonly sha256: string }[];
      readonly destination: string;
      readonly at: string;
      readonly how: string;
    };

/** `care.jsonl` beside the index: one decision a line, flushed before it counts as made. An index made anew is told them again. */
export interface CareJournal {
  append(entry: CareEntry): void;
  /** All of them, oldest first; a half line, left by a killed process, is passed over. */
  read(): readonly CareEntry[];
  /** Puts a shorter list that says the same in the place of the old one. */
  replace(entries: readonly CareEntry[]): void;
  lines(): number;
}

export function openCareJournal(directory: string): CareJournal {
  const path = join(directory, "care.jsonl");
  const readLines = () => (existsSync(path) ? readFileSync(path, "utf8").split("\n") : []);
  return {
    append: (entry) => {
      const isNew = !existsSync(path);
      // The line break goes first: it also ends what a killed process left half written.
      writeFlushedTo(path, "a", `\n${JSON.stringify(entry)}`);
      if (isNew) syncFolder(directory);
    },
    read: () => readLines().flatMap(parseEntry),
    replace: (entries) => {
      writeFlushedTo(`${path}.new`, "w", entries.map((entry) => `\n${JSON.stringify(entry)}`).join(""));
      renameSync(`${path}.new`, path);
      syncFolder(directory);
    },
    lines: () => readLines().length,
  };
}

function writeFlushedTo(path: string, flags: "a" | "w", text: string): void {
  const descriptor = openSync(path, flags, 0o600);
  try {
    writeSync(descriptor, text);
    fdatasyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function parseEntry(line: string): CareEntry[] {
  try {
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) ? [entry] : [];
  } catch {
    return [];
  }
}

function isEntry(entry: unknown): entry is CareEntry {
  if (typeof entry !== "object" || entry === null) return false;
  const { kind, studyInstanceUid, sopInstanceUid, sha256, instances, destination, at, how } = entry as Record<string, unknown>;
  const areTexts = (...values: readonly unknown[]) => values.every((value) => typeof value === "string");
  if (kind === "pin" || kind === "unpin") return areTexts(studyInstanceUid, at);
  if (kind === "prefer") return areTexts(sopInstanceUid, sha256);
  return (
    kind === "held" &&
    areTexts(destination, at, how) &&
    Array.isArray(instances) &&
    instances.every((one) => areTexts(one?.sopInstanceUid, one?.sha256))
  );
}
