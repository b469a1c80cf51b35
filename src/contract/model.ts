import { z } from "zod";
import { bilingualSchema } from "../report/index.ts";
import { errorSchema } from "./common.ts";

/** Whose package it is: part of the program, signed by a known publisher, by somebody unknown, or by nobody. */
const modelTrustSchema = z.enum(["built-in", "known", "unknown", "unsigned"]);

/** Thresholds and what they mean for a reader, as the publisher measured it. */
const modelOperatingPointSchema = z.object({
  id: z.string(),
  title: bilingualSchema,
  meaning: bilingualSchema,
  thresholds: z.record(z.string(), z.number()),
  sensitivity: z.object({ value: z.number(), low: z.number(), high: z.number() }).optional(),
  falsePositives: z.object({ value: z.number(), per: z.enum(["scan", "image"]) }).optional(),
  measuredOn: bilingualSchema,
});
export type ModelOperatingPoint = z.infer<typeof modelOperatingPointSchema>;

/** One version of a model that is on this computer, or was and has results. */
const modelVersionSchema = z.object({
  version: z.string(),
  active: z.boolean(),
  builtIn: z.boolean(),
  /** Removed but for its manifest and card, which results point at. */
  retired: z.boolean(),
  trust: modelTrustSchema,
  /** As the signature names them. */
  signer: z.string().optional(),
  weightsSha256: z.string(),
  error: errorSchema.optional(),
});
export type ModelVersion = z.infer<typeof modelVersionSchema>;

/** What a series must be, as the manifest asks; what is absent is not asked for. */
const acceptsSchema = z.object({
  of: z.enum(["volume", "image"]),
  /** Empty: any. */
  bodyRegion: z.array(z.string()),
  view: z.array(z.string()),
  contrast: z.enum(["any", "with", "without"]),
  minSlices: z.number().optional(),
  maxSliceSpacingMm: z.number().optional(),
  maxSliceThicknessMm: z.number().optional(),
  maxPixelSpacingMm: z.number().optional(),
  minExtentMm: z.number().optional(),
});
export type ModelAccepts = z.infer<typeof acceptsSchema>;

/** What captures and films taken in from pictures say they are (PS3.3 C.7.3.1.1.1): other, external camera. */
const CAPTURED: ReadonlySet<string> = new Set(["OT", "XC", "SC"]);

/** Whether a model of these modalities may take a series of that one, as far as the list of series tells: the run itself looks closer. */
export function mayTake(modalities: readonly string[], modality: string): boolean {
  return modalities.includes(modality) || (modalities.includes("SC") && CAPTURED.has(modality));
}

/** GET /api/models: a card for each model that is installed, of its version in use; also of those that cannot be used, and why. */
export const modelCardSchema = z.object({
  id: z.string(),
  /** The one in use. */
  version: z.string(),
  title: bilingualSchema,
  intendedUse: bilingualSchema,
  regulatoryStatus: bilingualSchema,
  publisher: z.string(),
  weightsSha256: z.string(),
  modalities: z.array(z.string()),
  /** Fewer images than this in a series: not accepted. */
  minimumInstances: z.number().int(),
  accepts: acceptsSchema,
  licence: z.string(),
  /** The sentence of the card that says what it scored and on what. */
  scored: bilingualSchema,
  training: z.object({
    summary: bilingualSchema,
    data: z.array(z.object({ name: z.string(), licence: z.string(), cases: z.number().optional() })),
  }),
  /** What it proposes. */
  findings: z.array(bilingualSchema),
  operatingPoints: z.array(modelOperatingPointSchema),
  defaultOperatingPoint: z.string(),
  explanation: z.enum(["none", "occlusion", "class-activation"]),
  /** Newest first, the one in use among them. */
  versions: z.array(modelVersionSchema),
  /** What one step back leads to; null where there is nothing to go back to. */
  previousVersion: z.string().nullable(),
  usable: z.boolean(),
  error: errorSchema.optional(),
});
export type ModelCard = z.infer<typeof modelCardSchema>;
export const modelListSchema = z.object({ models: z.array(modelCardSchema) });

/** GET /api/models/:id/versions/:version/card?language=: MODEL_CARD.md in that language, else in the one there is. */
export const modelCardTextSchema = z.object({ language: z.enum(["en", "zh-CN"]), markdown: z.string().max(200_000) });
export type ModelCardText = z.infer<typeof modelCardTextSchema>;

/** PUT /api/models/:id/active; POST /api/models/:id/rollback goes one step back, DELETE /api/models/:id/versions/:version removes one. */
export const modelActivationSchema = z.object({ version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/) });

const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * POST /api/models?acceptUnsigned=&trustedKey= with a package's ZIP in a form: it is checked, tried out, there and in use.
 * `trustedKey`: who signed it with this key is a known publisher from then on.
 */
export const modelInstallQuerySchema = z.object({
  acceptUnsigned: z.enum(["true", "false"]).default("false"),
  trustedKey: fingerprintSchema.optional(),
});
/** Answer to it, and to a change of the version in use. */
export const modelChangedSchema = z.object({ model: modelCardSchema });

/** POST /api/models/:id/self-test: whether the version in use computes on this computer what it was published with. */
export const modelSelfTestSchema = z.object({ passed: z.boolean(), seconds: z.number(), error: errorSchema.optional() });
export type ModelSelfTest = z.infer<typeof modelSelfTestSchema>;

/** GET /api/models/runs: the last runs of all models over all studies, newest first. */
const modelRunSchema = z.object({
  analysisId: z.string(),
  modelId: z.string(),
  modelVersion: z.string(),
  studyInstanceUid: z.string(),
  studyDate: z.string(),
  studyDescription: z.string(),
  modality: z.string(),
  seriesNumber: z.number().nullable(),
  seriesDescription: z.string(),
  state: z.enum(["queued", "running", "done", "cancelled", "failed"]),
  startedAt: z.string(),
  seconds: z.number().nullable(),
  proposalCount: z.number().int(),
  /** Where its networks ran and in which precision, where that is known. */
  provider: z.string().optional(),
  precisions: z.array(z.string()),
  operatingPoint: z.string().optional(),
  error: errorSchema.optional(),
});
export type ModelRun = z.infer<typeof modelRunSchema>;
export const modelRunListSchema = z.object({ runs: z.array(modelRunSchema).max(200) });
