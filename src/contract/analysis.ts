import { z } from "zod";
import { bilingualSchema } from "../report/index.ts";
import { errorSchema, progressSchema, uidSchema } from "./common.ts";

/** GET /api/models: a card for each package that is installed, also those that cannot be used and why. */
export const modelCardSchema = z.object({
  id: z.string(),
  version: z.string(),
  title: bilingualSchema,
  intendedUse: bilingualSchema,
  weightsSha256: z.string(),
  modalities: z.array(z.string()),
  /** Fewer images than this in a series: not accepted. */
  minimumInstances: z.number().int(),
  licence: z.string(),
  /** The sentence of the card that says what it scored and on what. */
  scored: bilingualSchema,
  usable: z.boolean(),
  error: errorSchema.optional(),
});
export type ModelCard = z.infer<typeof modelCardSchema>;
export const modelListSchema = z.object({ models: z.array(modelCardSchema) });

/** POST /api/analyses */
export const analysisRequestSchema = z.object({ seriesInstanceUid: uidSchema, modelId: z.string().min(1) });

/** GET /api/analyses?studyInstanceUid=, DELETE /api/analyses/:id cancels. Also sent as `analysis` events. */
export const analysisSchema = z.object({
  id: z.string(),
  studyInstanceUid: uidSchema,
  seriesInstanceUid: uidSchema,
  modelId: z.string(),
  modelVersion: z.string(),
  state: z.enum(["queued", "running", "done", "cancelled", "failed"]),
  progress: progressSchema,
  startedAt: z.string(),
  seconds: z.number().nullable(),
  proposalCount: z.number().int(),
  error: errorSchema.optional(),
});
export type Analysis = z.infer<typeof analysisSchema>;
/** Newest first. */
export const analysisListSchema = z.object({ analyses: z.array(analysisSchema) });
