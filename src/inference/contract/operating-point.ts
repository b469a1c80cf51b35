import { z } from "zod";
import { bilingualSchema, nameSchema } from "./basics.ts";

const shareSchema = z.number().min(0).max(1);

/** Thresholds and what they mean, as measured. */
export const operatingPointSchema = z
  .strictObject({
    id: nameSchema,
    title: bilingualSchema,
    thresholds: z
      .record(nameSchema, shareSchema)
      .describe("For each label the score from which it is proposed. A label that is not here is not proposed."),
    meaning: bilingualSchema.describe("What this point means for a reader, in one or two sentences."),
    sensitivity: z
      .strictObject({ value: shareSchema, low: shareSchema, high: shareSchema })
      .refine(({ value, low, high }) => low <= value && value <= high, "low, value, high must ascend")
      .optional()
      .describe("With its 95 % interval."),
    falsePositives: z.strictObject({ value: z.number().min(0).max(10_000), per: z.enum(["scan", "image"]) }).optional(),
    measuredOn: bilingualSchema.describe("The set the numbers are of; or that nothing was measured."),
  })
  .describe("A named set of thresholds.")
  .meta({ id: "operating-point", title: "Operating point" });
export type OperatingPoint = z.infer<typeof operatingPointSchema>;
