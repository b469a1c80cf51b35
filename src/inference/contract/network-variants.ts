import { z } from "zod";
import { packagePathSchema } from "./basics.ts";

/** Where a network can run. */
export const executionProviderSchema = z.enum(["cpu", "cuda", "dml", "coreml", "webgpu"]);
export type ExecutionProvider = z.infer<typeof executionProviderSchema>;

const variantSchema = z.strictObject({
  file: packagePathSchema,
  precision: z.enum(["fp32", "fp16", "int8"]),
  providers: z
    .array(executionProviderSchema)
    .min(1)
    .max(5)
    .optional()
    .describe("Where it is meant to run; without it, everywhere."),
  scoreLoss: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      "How much of the score the first variant has is lost, as measured by the publisher. Without it the variant is not chosen by itself.",
    ),
});
export type Variant = z.infer<typeof variantSchema>;

/** A network in one or more variants: the first is the reference, the others are faster or smaller versions of it. */
export const networkSchema = z
  .strictObject({ variants: z.array(variantSchema).min(1).max(6) })
  .describe(
    "An ONNX network (one file, no external data) in one or more variants; the first is the reference and runs where no other is better.",
  )
  .meta({ id: "network", title: "Network" });
export type NetworkVariants = z.infer<typeof networkSchema>;

/** The file of the reference variant. */
export function referenceFile(network: NetworkVariants): string {
  // At least one by the schema.
  return (network.variants[0] as Variant).file;
}
