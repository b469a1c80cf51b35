import { z } from "zod";
import { uidSchema } from "./common.ts";

export const labelFormatSchema = z.enum(["csv", "coco", "seg"]);
export type LabelFormat = z.infer<typeof labelFormatSchema>;

/**
 * POST /api/labels/export: readers' decisions, de-identified, as files in a folder of this computer that is empty or is made; without one,
 * in one of the data folder's own. Without `studyInstanceUids`: of all studies. Nothing goes without consent, given anew each time.
 */
export const labelExportSchema = z.strictObject({
  studyInstanceUids: z.array(uidSchema).min(1).max(10_000).optional(),
  formats: z.array(labelFormatSchema).min(1).max(3),
  directory: z.string().max(4096),
  /** The images of the labelled series too. */
  withImages: z.boolean(),
  consent: z.literal(true),
  by: z.string().min(1).max(64),
});
export type LabelExport = z.infer<typeof labelExportSchema>;

/** Why something is not among what was exported. */
export const labelLeftOutSchema = z.enum(["series-missing", "burned-in", "no-image", "mask-outside"]);

export const labelExportedSchema = z.object({
  directory: z.string(),
  studies: z.number().int(),
  findings: z.number().int(),
  decisions: z.number().int(),
  /** Outlines on frames, segments of a SEG, images. */
  annotations: z.number().int(),
  segments: z.number().int(),
  images: z.number().int(),
  leftOut: z.array(z.object({ reason: labelLeftOutSchema, count: z.number().int() })),
});
export type LabelExported = z.infer<typeof labelExportedSchema>;

/** GET /api/labels?studyInstanceUid=: what there is to export, of that study and of all, and what was exported before, newest first. */
export const labelStateSchema = z.object({
  ofStudy: z.object({ findings: z.number().int(), decisions: z.number().int() }),
  ofAll: z.object({ studies: z.number().int(), findings: z.number().int(), decisions: z.number().int() }),
  exports: z.array(
    z.object({
      at: z.string(),
      by: z.string(),
      directory: z.string(),
      formats: z.array(labelFormatSchema),
      withImages: z.boolean(),
      studies: z.number().int(),
      decisions: z.number().int(),
    }),
  ),
});
export type LabelState = z.infer<typeof labelStateSchema>;
