import { z } from "zod";
import { codeSchema } from "./code.ts";
import { frameReferenceSchema, geometrySchema, segmentSchema } from "./geometry.ts";

/** One number with its concept and UCUM unit (PS3.16 TID 300). */
export const measurementSchema = z.object({
  concept: codeSchema,
  value: z.number(),
  /** UCUM code: "mm", "mm2", "mm3", "deg", "[hnsf'U]", "1". */
  unit: z.string().min(1),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** The network that a stage of a model ran with: one of its variants, by the file's name, hash and precision. */
const variantRunSchema = z.object({
  stage: z.string().min(1).max(64),
  file: z.string().min(1).max(200),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  precision: z.string().min(1).max(16),
});

/** Who made a finding. `parameters` are the model's thresholds as run. What is optional was not kept by earlier versions. */
export const provenanceSchema = z.discriminatedUnion("by", [
  z.object({ by: z.literal("person"), name: z.string().min(1) }),
  z.object({
    by: z.literal("model"),
    modelId: z.string().min(1),
    modelVersion: z.string().min(1),
    weightsSha256: z.string().regex(/^[0-9a-f]{64}$/),
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    /** 0 to 1, as the model card defines it. */
    score: z.number().min(0).max(1),
    analysisId: z.string(),
    /** Id of the operating point in the model's manifest. */
    operatingPoint: z.string().min(1).max(64).optional(),
    /** In the order the stages ran. */
    variants: z.array(variantRunSchema).max(16).optional(),
    /** Where the networks ran: "cpu", "cuda", "remote" and so on. */
    provider: z.string().min(1).max(64).optional(),
    /** When the model proposed it. */
    time: z.iso.datetime().optional(),
  }),
]);
export type Provenance = z.infer<typeof provenanceSchema>;
export type ModelProvenance = Extract<Provenance, { by: "model" }>;

/** AI only proposes; a person accepts, edits or rejects. What a person draws is accepted from the start. */
export const findingStatusSchema = z.enum(["proposed", "accepted", "edited", "rejected"]);
export type FindingStatus = z.infer<typeof findingStatusSchema>;

/**
 * Why numbers must not be trusted as they are; `slab`: values are those of several slices thrown together; `incomplete`: some of the
 * pixels that values were taken from had not come, or are missing.
 */
export const caveatsSchema = z
  .array(
    z.enum([
      "reduced",
      "interpolated",
      "uncalibrated",
      "lossy",
      "irregular-spacing",
      "slab",
      "calibrated-by-reader",
      "incomplete",
    ]),
  )
  .max(8);

/** One step of a finding's life; what was replaced is kept. */
export const findingChangeSchema = z.object({
  at: z.iso.datetime(),
  by: z.string().min(1),
  from: findingStatusSchema.nullable(),
  to: findingStatusSchema,
  replaced: z
    .object({
      geometry: geometrySchema,
      measurements: z.array(measurementSchema),
      segment: segmentSchema.optional(),
      reference: frameReferenceSchema.optional(),
      caveats: caveatsSchema.optional(),
    })
    .optional(),
  replacedWords: z.object({ trackingId: z.string(), comment: z.string(), site: codeSchema.optional() }).optional(),
  /** It was called the same lesion as another finding, or no longer so. */
  replacedTrackingUid: z.string().optional(),
});
export type FindingChange = z.infer<typeof findingChangeSchema>;

/** The product: a place in a patient, what it is, how big, who says so, and what a person decided. */
export const findingSchema = z.object({
  id: z.uuid(),
  /** Tracking Identifier and Tracking Unique Identifier (TID 1501): what the reader calls it, and its UID for life. */
  trackingId: z.string().min(1).max(64),
  trackingUid: z.string(),
  studyInstanceUid: z.string(),
  seriesInstanceUid: z.string(),
  frameOfReferenceUid: z.string().optional(),
  /** Finding (121071, DCM): e.g. lung nodule, fracture; for a bare measurement what is measured. */
  code: codeSchema,
  /** Finding site, with the laterality or lobe where known. */
  site: codeSchema.optional(),
  laterality: codeSchema.optional(),
  geometry: geometrySchema,
  reference: frameReferenceSchema,
  segment: segmentSchema.optional(),
  measurements: z.array(measurementSchema),
  status: findingStatusSchema,
  provenance: provenanceSchema,
  history: z.array(findingChangeSchema),
  comment: z.string().max(4000).default(""),
  caveats: caveatsSchema.default([]),
});
export type Finding = z.infer<typeof findingSchema>;
