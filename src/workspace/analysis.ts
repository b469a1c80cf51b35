import { z } from "zod";

const errorSchema = z.object({
  area: z.string(),
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** One run of a model on a series, as the contract tells it. */
export const analysisRecordSchema = z.object({
  id: z.string().min(1),
  studyInstanceUid: z.string(),
  seriesInstanceUid: z.string(),
  modelId: z.string(),
  modelVersion: z.string(),
  state: z.enum(["queued", "running", "done", "cancelled", "failed"]),
  progress: z.object({ fraction: z.number().min(0).max(1), step: z.string() }),
  startedAt: z.string(),
  seconds: z.number().nullable(),
  proposalCount: z.number().int(),
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
export type AnalysisRecord = z.infer<typeof analysisRecordSchema>;

/** What an analysis becomes whose process died: nothing is running any more, and it says so. */
export function interrupted(analysis: AnalysisRecord): AnalysisRecord {
  const message = "The program ended while this analysis ran. Everything else was kept; run it again.";
  return { ...analysis, state: "failed", error: { area: "workspace", code: "interrupted", message, details: {} } };
}
