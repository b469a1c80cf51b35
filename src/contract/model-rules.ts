import { z } from "zod";

const modality = z.string().regex(/^[A-Z]{2,4}$/);

/** What the reader set for one model; what is left out is as the model comes. */
const modelRuleSchema = z.object({
  /** Modalities that it is not run on here, though it takes them. */
  off: z.array(modality).max(16).default([]),
  /** Id of an operating point; one that the version in use does not have is passed over for its default. */
  operatingPoint: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
    .optional(),
  /** Runs by itself on series that it takes, as they arrive. */
  onArrival: z.boolean().default(false),
});
export type ModelRule = z.infer<typeof modelRuleSchema>;

/** The preference `models`: by the model's id. */
export const modelRulesPreference = z
  .object({
    models: z
      .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/), modelRuleSchema)
      .refine((models) => Object.keys(models).length <= 200)
      .default({}),
  })
  .prefault({});

/** Models that run by themselves unless the reader turns that off: what the program comes with. */
const ON_ARRIVAL: ReadonlySet<string> = new Set(["lung-nodule"]);

/** What holds for a model: what the reader set, else as it comes. The one rule there is for runs on arrival. */
export function modelRuleOf({ models }: z.infer<typeof modelRulesPreference>, id: string): ModelRule {
  return (Object.hasOwn(models, id) ? models[id] : undefined) ?? { off: [], onArrival: ON_ARRIVAL.has(id) };
}
