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

/** GET /api/imports/:id; DELETE cancels. Also sent as `import` events. */
export const importJobSchema = z.object({
  id: z.string(),
  state: z.enum(["running", "done", "cancelled", "failed"]),
  filesSeen: z.number().int(),
  filesTotal: z.number().int().nullable(),
  bytesRead: z.number(),
  imported: z.number().int(),
  /** Already there, the same bytes. */
  duplicates: z.number().int(),
  /** The same UID with other bytes: both kept, the first one shown. */
  conflicts: z.number().int(),
  /** Left behind by the desktop's own rules (Thumbs.db and the like): counted, not listed. */
  skipped: z.number().int(),
  seconds: z.number(),
  /** Listed with reason and path: never a silent skip. */
  rejected: z.array(importEntrySchema),
  repaired: z.array(z.object({ path: z.string(), repairs: z.array(z.string()) })),
  studyInstanceUids: z.array(z.string()),
  error: errorSchema.optional(),
});
export type ImportJob = z.infer<typeof importJobSchema>;
/** GET /api/imports: the jobs of this run, newest first (asked for again when the event stream comes back). */
export const importListSchema = z.object({ jobs: z.array(importJobSchema) });
