import { z } from "zod";
import { nameSchema, numberSchema, tensorNameSchema } from "./basics.ts";
import { networkSchema } from "./network-variants.ts";

const spacingSchema = z.number().min(0.3).max(8);
const windowSchema = z
  .tuple([numberSchema, numberSchema])
  .refine(([low, high]) => high > low, "low must be under high")
  .describe("HU cut to [low, high] and mapped to 0..1.");

/**
 * How voxels become a tensor. Always: along the patient's axes (LPS), isotropic, HU cut to `windowHu` and mapped to 0 to 1,
 * shape 1 x channels x z x y x x.
 */
const pyramidInputSchema = z.strictObject({
  name: tensorNameSchema,
  orientation: z.literal("LPS"),
  spacingMm: z
    .array(spacingSchema)
    .min(1)
    .max(5)
    .describe("The same network runs once on each of these voxel sizes, fine to coarse, each twice the one before."),
  windowHu: windowSchema,
  outsideHu: numberSchema.describe("HU that takes the place of everything outside the lungs."),
  patchVoxels: z.number().int().min(8).max(256),
  marginVoxels: z.number().int().min(0).max(64).describe("Voxels at each side of a patch that are read but not used."),
});

const cubeInputSchema = z.strictObject({
  name: tensorNameSchema,
  orientation: z.literal("LPS"),
  spacingMm: spacingSchema,
  sizeVoxels: z.number().int().min(8).max(96),
  windowHu: windowSchema,
  channels: z
    .array(z.enum(["hu", "lung"]))
    .min(1)
    .max(2)
    .describe("In order: HU, and 1 inside the lungs."),
});

const candidateStageSchema = z.strictObject({
  network: networkSchema,
  input: pyramidInputSchema,
  output: z.strictObject({
    decoder: z.literal("blob-peaks"),
    name: tensorNameSchema.describe("Channel 0 is the response, channel 1 the diameter in voxels."),
    thresholds: z
      .array(z.number().positive().max(1e6))
      .min(1)
      .max(5)
      .describe("Of the response, one for each voxel size: noise falls with size."),
    maxCandidates: z.number().int().min(1).max(5000),
  }),
});

const classifierStageSchema = z.strictObject({
  network: networkSchema,
  inputs: z.array(cubeInputSchema).min(1).max(4),
  batch: z.number().int().min(1).max(256),
  output: z.strictObject({ decoder: z.literal("probability"), name: tensorNameSchema }),
});

/** Lungs, candidates in them, a second look at each, a boundary around those that pass. */
export const lungNodulePipelineSchema = z
  .strictObject({
    kind: z.literal("lung-nodules"),
    label: nameSchema.describe("What is found: a key of `findings`."),
    candidates: candidateStageSchema,
    classifier: classifierStageSchema.optional().describe("Without it the response of the first stage is the score."),
    limits: z.strictObject({
      minDiameterMm: z.number().positive().max(100),
      maxDiameterMm: z.number().positive().max(300),
      maxElongation: z
        .number()
        .min(1)
        .max(100)
        .describe(
          "Longest over shortest principal axis of the boundary: what is more drawn out is taken for a vessel or fissure.",
        ),
      maxProposals: z.number().int().min(1).max(200),
    }),
  })
  .describe(
    "Lungs are found by the program, candidates in them by the first network (stage 'candidates'), each is looked at again by the second (stage 'classifier') and gets a boundary.",
  )
  .meta({ id: "pipeline-lung-nodules", title: "Lung nodules" });
export type LungNodulePipeline = z.infer<typeof lungNodulePipelineSchema>;
export type PatchInput = z.infer<typeof pyramidInputSchema>;
export type CropInput = z.infer<typeof cubeInputSchema>;
