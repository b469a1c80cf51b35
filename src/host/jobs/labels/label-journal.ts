import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { labelFormatSchema, labelLeftOutSchema } from "../../../contract/index.ts";
import { HostError } from "../../errors.ts";

/** One export: who consented to what, when, and what left. It names the studies by their own UIDs and stays here. */
const journalledSchema = z.object({
  at: z.iso.datetime(),
  by: z.string(),
  consent: z.literal(true),
  directory: z.string(),
  formats: z.array(labelFormatSchema),
  withImages: z.boolean(),
  studyInstanceUids: z.array(z.string()),
  findings: z.number().int(),
  decisions: z.number().int(),
  annotations: z.number().int(),
  segments: z.number().int(),
  images: z.number().int(),
  leftOut: z.array(z.object({ reason: labelLeftOutSchema, count: z.number().int() })),
  /** SHA-256 of each file, by its path in the folder. */
  files: z.record(z.string(), z.string()),
});
export type JournalledExport = z.infer<typeof journalledSchema>;

const folderOf = (dataDirectory: string) => join(dataDirectory, "exports");

/** Adds a line to `exports/labels.jsonl`, for its owner alone. @throws HostError journal-not-openable */
export function journalExport(dataDirectory: string, entry: JournalledExport): void {
  try {
    mkdirSync(folderOf(dataDirectory), { recursive: true, mode: 0o700 });
    // The line break goes first: it also ends what a killed process left half written.
    appendFileSync(join(folderOf(dataDirectory), "labels.jsonl"), `\n${JSON.stringify(entry)}`, { mode: 0o600, flush: true });
  } catch (cause) {
    throw new HostError(
      "journal-not-openable",
      "The journal of exports cannot be written, so nothing was exported. Make room on the disk and export again.",
      {},
      cause,
    );
  }
}

/** Every export, oldest first; a line that cannot be read is passed over. */
export function readExports(dataDirectory: string): readonly JournalledExport[] {
  const path = join(folderOf(dataDirectory), "labels.jsonl");
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        const parsed = journalledSchema.safeParse(JSON.parse(line));
        return parsed.success ? [parsed.data] : [];
      } catch {
        return [];
      }
    });
}
