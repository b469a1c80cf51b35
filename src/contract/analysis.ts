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
  /** What ran each stage, where and how long its network alone took; and why something else than was chosen. */
  engine: z
    .object({
      stages: z
        .array(
          z.object({
            stage: z.string().max(64),
            file: z.string().max(200),
            precision: z.string().max(16),
            provider: z.string().max(64),
            runs: z.number().int().min(0),
            seconds: z.number().min(0),
          }),
        )
        .max(16),
      notes: z.array(errorSchema).max(32),
      peakMemoryMb: z.number().min(0).optional(),
    })
    .optional(),
  error: errorSchema.optional(),
});
export type Analysis = z.infer<typeof analysisSchema>;
/** Newest first. */
export const analysisListSchema = z.object({ analyses: z.array(analysisSchema) });
