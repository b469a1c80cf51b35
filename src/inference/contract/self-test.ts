import { z } from "zod";
import { nameSchema, packagePathSchema, tensorNameSchema } from "./basics.ts";

const MAX_VALUES = 2 ** 26;

const storedTensorSchema = z
  .strictObject({
    path: packagePathSchema,
    shape: z
      .array(z.number().int().min(1).max(100_000))
      .min(1)
      .max(6)
      .refine((shape) => shape.reduce((product, size) => product * size, 1) <= MAX_VALUES, `at most ${MAX_VALUES} values`),
  })
  .describe("A file of little-endian float32 values, last axis fastest.")
  .meta({ id: "stored-tensor", title: "Stored tensor" });

const toleranceSchema = z.number().positive().max(1e6);

/** A stage's network is run on stored inputs; every output value must come out within the tolerance. */
export const selfTestSchema = z
  .strictObject({
    stage: nameSchema.describe("Id of the stage whose network this tests, each of its variants."),
    inputs: z.record(tensorNameSchema, storedTensorSchema),
    outputs: z.record(tensorNameSchema, storedTensorSchema),
    tolerance: z
      .strictObject({ fp32: toleranceSchema.optional(), fp16: toleranceSchema.optional(), int8: toleranceSchema.optional() })
      .describe("Largest absolute difference of any value, for each precision the stage has a variant of."),
  })
  .refine(({ inputs, outputs }) => Object.keys(inputs).length > 0 && Object.keys(outputs).length > 0, "nothing is tested")
  .describe("Stored inputs and the outputs that belong to them. A model that fails it is not used.")
  .meta({ id: "self-test", title: "Self-test" });
export type SelfTest = z.infer<typeof selfTestSchema>;
