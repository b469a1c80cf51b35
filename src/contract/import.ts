import { z } from "zod";
import { errorSchema } from "./common.ts";

/** POST /api/imports: a folder, ZIP or file on this computer. Files dropped in a browser: POST /api/imports/upload (multipart, field `file`, repeated; the file name is the relative path). */
export const importRequestSchema = z.object({ path: z.string().min(1).max(4096) });

/** A file that did not come in, or came in with a repair. */
export const importEntrySchema = z.object({
  /** Path relative to what was imported; inside a ZIP after "!/". */
  path: z.string(),
  error: errorSchema,
});

/** A tolerance that was used on a file: its code (a sentence under `repairs.` in the locale files), "GGGGEEEE" of its element. */
export const repairSchema = z.object({ code: z.string(), tag: z.string().optional() });

/** GET /api/imports/:id; DELETE cancels; POST /api/imports/:id/resume goes on with one that ended early. Also sent as `import` events. */
export const importJobSchema = z.object({
  id: z.string(),
  state: z.enum(["running", "done", "cancelled", "failed"]),
  /** Where it comes from, for the eye: the last part of a path, or nothing for dropped files. */
  label: z.string(),
  /** "watched": files that appeared in a watched folder. */
  origin: z.enum(["path", "dropped", "watched"]),
  /** Whether it ended early and can be gone on with: what is in already is not read again. */
  resumable: z.boolean(),
  filesSeen: z.number().int(),
  filesTotal: z.number().int().nullable(),
  bytesRead: z.number(),
  bytesTotal: z.number().nullable(),
  /** As of late while it runs, over the whole time in the end. */
  filesPerSecond: z.number(),
  bytesPerSecond: z.number(),
  secondsLeft: z.number().nullable(),
  imported: z.number().int(),
  /** Already there, the same bytes. */
  duplicates: z.number().int(),
  /** The same UID with other bytes: both kept, the first one shown. */
  conflicts: z.number().int(),
  /** Taken in by an earlier run of this import, and not read again. */
  resumed: z.number().int(),
  /** Passed over by a named rule (Thumbs.db and the like): counted by rule, not listed. */
  skipped: z.number().int(),
  skippedBy: z.record(z.string(), z.number().int()),
  seconds: z.number(),
  /** Listed with reason and path: never a silent skip. While the import runs the lists hold their first entries only; the counts are whole. */
  rejectedCount: z.number().int(),
  rejected: z.array(importEntrySchema),
  repairedCount: z.number().int(),
  repaired: z.array(z.object({ path: z.string(), repairs: z.array(repairSchema) })),
  /** Photos and NIfTI files that came in as marked secondary captures. */
  converted: z.array(z.object({ path: z.string(), format: z.string() })),
  /** Found on a medium whose directory (DICOMDIR) does not name them. */
  unlisted: z.array(z.string()),
  series: z.array(
    z.object({
      studyInstanceUid: z.string(),
      seriesInstanceUid: z.string(),
      imported: z.number().int(),
      duplicates: z.number().int(),
      conflicts: z.number().int(),
      repairs: z.record(z.string(), z.number().int()),
    }),
  ),
  studyInstanceUids: z.array(z.string()),
  /** The study of the first file that came in: it can be looked at while the rest is copied. */
  firstStudyInstanceUid: z.string().optional(),
  error: errorSchema.optional(),
});
export type ImportJob = z.infer<typeof importJobSchema>;
/** GET /api/imports: the jobs of this run and those that ended early before it, newest first (asked for again when the event stream comes back). */
export const importListSchema = z.object({ jobs: z.array(importJobSchema) });

/** A folder that is looked after: what appears in it is imported by itself. */
export const watchedFolderSchema = z.object({
  path: z.string(),
  /** "waiting": something has appeared and is not still yet. */
  state: z.enum(["watching", "waiting", "importing", "stopped", "missing", "failed"]),
  /** Files that are there but still being written. */
  pending: z.number().int(),
  /** Files handed to an import since the workstation was opened. */
  taken: z.number().int(),
  lastLookAt: z.string().nullable(),
  error: errorSchema.optional(),
});
export type WatchedFolder = z.infer<typeof watchedFolderSchema>;
/** GET /api/watched-folders. Also sent as `watched-folders` events. */
export const watchedFolderListSchema = z.object({ folders: z.array(watchedFolderSchema) });
