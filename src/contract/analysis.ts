import { z } from "zod";
import { errorSchema, progressSchema, uidSchema } from "./common.ts";

/** POST /api/analyses; without an operating point, at the model's default one. */
export const analysisRequestSchema = z.object({
  seriesInstanceUid: uidSchema,
  modelId: z.string().min(1),
  operatingPoint: z.string().min(1).max(64).optional(),
});

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
