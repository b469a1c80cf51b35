import { z } from "zod";
import { codeSchema } from "../findings/index.ts";

/** A text in both languages of the program. */
const bilingualSchema = z.strictObject({ en: z.string().min(1).max(2000), "zh-CN": z.string().min(1).max(2000) });

/** A file inside the package: no absolute path, no way out of the folder. */
const pathSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/, "a relative path without '..'");

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const tensorNameSchema = z.string().min(1).max(100);
const patchSizeSchema = z.number().int().min(8).max(256);
const windowSchema = z.tuple([z.number(), z.number()]).refine(([low, high]) => high > low, "low must be under high");

/**
 * How voxels become a tensor. Always: along the patient's axes (LPS), isotropic, HU cut to `windowHu` and mapped to 0 to 1,
 * shape 1 x channels x z x y x x.
 */
const patchInputSchema = z.strictObject({
  name: tensorNameSchema,
  orientation: z.literal("LPS"),
  /** The same network runs once on each of these voxel sizes, fine to coarse, each twice the one before. */
  spacingMm: z.array(z.number().min(0.3).max(8)).min(1).max(5),
  windowHu: windowSchema,
  /** HU that takes the place of everything outside the lungs. */
  outsideHu: z.number(),
  patchVoxels: patchSizeSchema,
  /** Voxels at each side of a patch that are read but not used. */
  marginVoxels: z.number().int().min(0).max(64),
});

const cropInputSchema = z.strictObject({
  name: tensorNameSchema,
  orientation: z.literal("LPS"),
  spacingMm: z.number().min(0.3).max(8),
  sizeVoxels: z.number().int().min(8).max(96),
  windowHu: windowSchema,
  /** In order: HU, and 1 inside the lungs. */
  channels: z
    .array(z.enum(["hu", "lung"]))
    .min(1)
    .max(2),
});

/** Output decoders, by name; a new kind of network is a new member here and in `decode`. */
const blobPeaksSchema = z.strictObject({
  decoder: z.literal("blob-peaks"),
  name: tensorNameSchema,
  /** Channel 0 is the response, channel 1 the diameter in voxels. One threshold for each voxel size: noise falls with size. */
  thresholds: z.array(z.number().positive()).min(1).max(5),
  maxCandidates: z.number().int().min(1).max(5000),
});
const probabilitySchema = z.strictObject({ decoder: z.literal("probability"), name: tensorNameSchema });

const candidateStageSchema = z.strictObject({ file: pathSchema, input: patchInputSchema, output: blobPeaksSchema });
const classifierStageSchema = z.strictObject({
  file: pathSchema,
  inputs: z.array(cropInputSchema).min(1).max(4),
  batch: z.number().int().min(1).max(256),
  output: probabilitySchema,
});

/** Lungs, candidates in them, a second look at each, a boundary around those that pass. */
const lungNodulePipelineSchema = z.strictObject({
  kind: z.literal("lung-nodules"),
  candidates: candidateStageSchema,
  /** Without it the response of the first stage is the score. */
  classifier: classifierStageSchema.optional(),
  operatingPoint: z.strictObject({
    /** Proposals under this score are not shown. */
    threshold: z.number().min(0).max(1),
    minDiameterMm: z.number().positive(),
    maxDiameterMm: z.number().positive(),
    /** Longest over shortest principal axis of the boundary: what is more drawn out is taken for a vessel or fissure. */
    maxElongation: z.number().min(1),
    maxProposals: z.number().int().min(1).max(200),
    /** What this point means in sensitivity and false positives, as measured. */
    meaning: bilingualSchema,
  }),
});

const tensorFileSchema = z.strictObject({
  path: pathSchema,
  /** Raw little-endian float32 of this shape. */
  shape: z.array(z.number().int().min(1).max(512)).min(1).max(5),
});

/** A stage's file is run on stored inputs; every output value must come out within the tolerance. */
const selfTestSchema = z.strictObject({
  file: pathSchema,
  inputs: z.record(tensorNameSchema, tensorFileSchema),
  outputs: z.record(tensorNameSchema, tensorFileSchema),
  tolerance: z.number().positive().max(0.1),
});

/** `manifest.json` of a model package, version 1 of the contract. */
export const manifestSchema = z
  .strictObject({
    contract: z.literal("hounsfield-model/1"),
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
    version: z.string().regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/),
    title: bilingualSchema,
    intendedUse: bilingualSchema,
    regulatoryStatus: bilingualSchema,
    /** What it scored and on what, in one or two sentences. */
    scored: bilingualSchema,
    licence: z.string().min(1).max(100),
    finding: codeSchema,
    files: z
      .array(
        z.strictObject({
          path: pathSchema,
          sha256: sha256Schema,
          bytes: z
            .number()
            .int()
            .min(0)
            .max(512 * 1024 * 1024),
        }),
      )
      .min(1)
      .max(64),
    accepts: z.strictObject({
      modality: z.array(z.enum(["CT"])).min(1),
      bodyRegion: z.literal("chest"),
      minSlices: z.number().int().min(1),
      maxSliceSpacingMm: z.number().positive(),
      maxPixelSpacingMm: z.number().positive(),
      minExtentMm: z.number().positive(),
    }),
    pipeline: z.discriminatedUnion("kind", [lungNodulePipelineSchema]),
    selfTest: z.array(selfTestSchema).min(1).max(8),
  })
  .superRefine((manifest, context) => {
    const listed = new Set(manifest.files.map((file) => file.path));
    for (const path of namedFiles(manifest)) {
      if (!listed.has(path)) context.addIssue({ code: "custom", message: `${path} is used but has no entry in files` });
    }
  });
export type ModelManifest = z.infer<typeof manifestSchema>;
export type LungNodulePipeline = z.infer<typeof lungNodulePipelineSchema>;
export type PatchInput = z.infer<typeof patchInputSchema>;
export type CropInput = z.infer<typeof cropInputSchema>;
export type SelfTest = z.infer<typeof selfTestSchema>;

/** The networks of a package, in the order they run. */
export function networkFiles(pipeline: ModelManifest["pipeline"]): readonly string[] {
  return pipeline.classifier ? [pipeline.candidates.file, pipeline.classifier.file] : [pipeline.candidates.file];
}

function namedFiles(manifest: {
  readonly pipeline: LungNodulePipeline;
  readonly selfTest: readonly SelfTest[];
}): readonly string[] {
  const tensors = manifest.selfTest.flatMap((test) => [...Object.values(test.inputs), ...Object.values(test.outputs)]);
  return [
    ...networkFiles(manifest.pipeline),
    ...manifest.selfTest.map((test) => test.file),
    ...tensors.map((tensor) => tensor.path),
  ];
}
