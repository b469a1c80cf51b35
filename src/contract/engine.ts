import { z } from "zod";
import { isServerAddress } from "../base/index.ts";
import { errorSchema } from "./common.ts";

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const servedName = z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/);

/** The inference server of a department for one model: off until the reader turns it on. */
const remoteModelSchema = z.object({
  enabled: z.boolean().default(false),
  /** What stands before `/v2`: https, or http on this computer. */
  address: z.string().max(500).refine(isServerAddress),
  /** By the stages of the model's manifest: what the server calls its network. A stage that is not here runs on this computer. */
  stages: z
    .record(name, z.object({ model: servedName, version: servedName.optional() }))
    .refine((stages) => Object.keys(stages).length <= 8),
  timeoutSeconds: z.number().int().min(1).max(600).default(60),
});
export type RemoteModel = z.infer<typeof remoteModelSchema>;

/** The preference `engine`: what models may take of this computer, and which of them run elsewhere. */
export const enginePreference = z
  .object({
    /** A run is stopped after so many seconds. */
    seconds: z.number().int().min(30).max(3600).default(900),
    /** And beyond so much memory; null: half of the computer's. */
    memoryMb: z.number().int().min(512).max(65_536).nullable().default(null),
    /** How much of the score a faster variant of a network may lose by its manifest and still be chosen. */
    maxScoreLoss: z.number().min(0).max(0.2).default(0.005),
    /** By the model's id. */
    remote: z
      .record(name, remoteModelSchema)
      .refine((models) => Object.keys(models).length <= 50)
      .default({}),
  })
  .prefault({});
export type EnginePreference = z.infer<typeof enginePreference>;

export const executionProviderSchema = z.enum(["cpu", "cuda", "dml", "coreml", "webgpu"]);

/** What a variant of a network did on a provider; `stage` and `file` are empty where the provider took its whole process with it. */
export const providerMeasurementSchema = z.object({
  provider: executionProviderSchema,
  stage: z.string().max(64),
  file: z.string().max(200),
  /** absent: not in this edition of the program. wrong: it ran and gave something else than it should. */
  outcome: z.enum(["ok", "absent", "wrong", "failed"]),
  /** Of one batch as the stage runs it: median of some runs, or reckoned from less where that would take long. */
  runMs: z.number().min(0).optional(),
  loadMs: z.number().min(0).optional(),
  error: errorSchema.optional(),
});
export type ProviderMeasurement = z.infer<typeof providerMeasurementSchema>;

/** GET /api/engine: what runs models here. POST /api/engine/models/:id/measure measures one anew and answers the same. */
export const engineSchema = z.object({
  cores: z.number().int(),
  memoryMb: z.number().int(),
  /** Runs at once, and threads of each. */
  runsAtOnce: z.number().int(),
  threads: z.number().int(),
  /** A run's bounds as they are now. */
  limits: z.object({ seconds: z.number(), memoryMb: z.number() }),
  /** Of the versions in use that were measured on this computer by this edition of the program. */
  models: z.array(
    z.object({
      modelId: z.string(),
      modelVersion: z.string(),
      measuredAt: z.string(),
      measurements: z.array(providerMeasurementSchema),
      /** By stage: what runs. */
      choices: z.record(z.string(), z.object({ file: z.string(), provider: executionProviderSchema })),
    }),
  ),
  /** Runs that wait or go on, in the order they will run. */
  queue: z.array(
    z.object({
      analysisId: z.string(),
      modelId: z.string(),
      studyInstanceUid: z.string(),
      seriesInstanceUid: z.string(),
      state: z.enum(["queued", "running"]),
      urgency: z.enum(["stat", "high", "routine", "low"]),
    }),
  ),
});
export type Engine = z.infer<typeof engineSchema>;
