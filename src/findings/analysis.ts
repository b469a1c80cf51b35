import { z } from "zod";

/** What went wrong, as it is kept and sent: `ErrorRecord` of base. */
export const errorRecordSchema = z.object({
  area: z.string(),
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** What a model asks of a series and neither its headers nor its pixels say: it ran all the same, and says so. */
const unknownFactSchema = z.enum([
  "body-region",
  "view",
  "laterality",
  "contrast",
  "slice-thickness",
  "pixel-spacing",
  "extent",
  "photometric",
]);

/** What a model says of a single image as a whole, whether it reaches its operating point or not. */
const imageScoreSchema = z.object({
  sopInstanceUid: z.string().max(64),
  frameNumber: z.number().int().min(1),
  title: z.object({ en: z.string().max(500), "zh-CN": z.string().max(500) }),
  score: z.number().min(0).max(1),
  /** The score from which it is proposed. */
  threshold: z.number().min(0).max(1),
});
export type ImageScore = z.infer<typeof imageScoreSchema>;

/** One run of a model on a series: kept by the workspace and told by the host as it is. */
export const analysisSchema = z.object({
  id: z.string().min(1),
  studyInstanceUid: z.string(),
  seriesInstanceUid: z.string(),
  modelId: z.string(),
  modelVersion: z.string(),
  state: z.enum(["queued", "running", "done", "cancelled", "failed"]),
  /** `step`: what is being done now, a key under `progress.` in the locale files. */
  progress: z.object({ fraction: z.number().min(0).max(1), step: z.string() }),
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
      notes: z.array(errorRecordSchema).max(32),
      peakMemoryMb: z.number().min(0).optional(),
    })
    .optional(),
  /** Of runs that are done; earlier editions did not keep it. */
  unknown: z.array(unknownFactSchema).max(8).readonly().optional(),
  operatingPoint: z.string().max(64).optional(),
  /** Of runs over single images, the first of them where there are many. */
  imageScores: z.array(imageScoreSchema).max(64).readonly().optional(),
  error: errorRecordSchema.optional(),
});
export type Analysis = z.infer<typeof analysisSchema>;
