import { z } from "zod";
import { uidSchema, vec3Schema } from "./common.ts";

/** Voxels or pixels of a map at most. */
const MOST_VALUES = 2 ** 18;

/** Where a map's values lie: on a grid in the patient, or over the pixels of one image. */
const placementSchema = z.discriminatedUnion("of", [
  z.object({
    of: z.literal("volume"),
    /** Centre of the first value, LPS+ millimetres; steps from one value to the next along i, j and k. */
    originPatient: vec3Schema,
    stepsPatient: z.tuple([vec3Schema, vec3Schema, vec3Schema]).readonly(),
  }),
  z.object({
    of: z.literal("image"),
    sopInstanceUid: uidSchema,
    frameNumber: z.number().int().min(1),
    /** a, b, c, d, e, f: column = a i + c j + e, row = b i + d j + f, pixel centres of the image from 0, 0. */
    pixelFromGrid: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]).readonly(),
  }),
]);

/**
 * GET /api/findings/:id/explanation: what the model's score of a proposal rests on. `occlusion`: how far the score falls, in log odds,
 * when parts around a value are covered, below 0 where it rises; `class-activation`: what the network itself says, relative to its largest value.
 */
export const explanationSchema = z.object({
  kind: z.enum(["occlusion", "class-activation"]),
  modelId: z.string(),
  modelVersion: z.string(),
  /** Of the proposal as it was computed again for the map. */
  score: z.number().min(0).max(1),
  /** The lowest score that covering a part left; of occlusion. */
  lowest: z.number().min(0).max(1).optional(),
  grid: z
    .object({
      /** Along i, j, k; an image has one along k. */
      dimensions: z.tuple([z.number().int().min(1), z.number().int().min(1), z.number().int().min(1)]).readonly(),
      /** One 32 bit float a value, little endian, i fastest, base64. */
      valuesBase64: z.string().max(MOST_VALUES * 6),
    })
    .refine(({ dimensions: [i, j, k] }) => i * j * k <= MOST_VALUES, "too many values"),
  placement: placementSchema,
});
export type Explanation = z.infer<typeof explanationSchema>;
