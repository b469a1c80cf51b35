import { z } from "zod";
import { nameSchema, numberSchema, tensorNameSchema } from "./basics.ts";

const stepSchema = z.array(z.number().int().min(1).max(512)).min(2).max(3);

/** How the program shows what a score rests on. */
export const explanationSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("none") }),
    z.strictObject({
      kind: z.literal("occlusion"),
      stage: nameSchema,
      size: stepSchema.describe("Of the part that is covered, in input voxels [z, y, x] or pixels [y, x]."),
      stride: stepSchema,
      fill: numberSchema.describe("What covers it, in the image's own unit, before clip and map."),
    }),
    z.strictObject({
      kind: z.literal("class-activation"),
      stage: nameSchema,
      tensor: tensorNameSchema.describe("batch x classes x [z x] y x x over the whole input."),
    }),
  ])
  .superRefine((explanation, context) => {
    if (explanation.kind === "occlusion" && explanation.size.length !== explanation.stride.length)
      context.addIssue({ code: "custom", message: "size and stride need the same axes", path: ["stride"] });
  })
  .describe(
    "none; occlusion: parts of the input are covered one after another and the fall of the score is drawn; class-activation: a map the network gives itself.",
  )
  .meta({ id: "explanation", title: "Explanation" });
export type Explanation = z.infer<typeof explanationSchema>;
