import { z } from "zod";
import { codeSchema } from "../../findings/index.ts";
import { acceptsSchema } from "./accepts.ts";
import { bilingualSchema, isReserved, nameSchema, packagePathSchema, sha256Schema } from "./basics.ts";
import { MAX_FILE_BYTES } from "./bounds.ts";
import { explanationSchema } from "./explanation.ts";
import { issuesOf } from "./manifest-issues.ts";
import { type OperatingPoint, operatingPointSchema } from "./operating-point.ts";
import { pipelineSchema } from "./pipeline.ts";
import { selfTestSchema } from "./self-test.ts";

const strictCodeSchema = z
  .strictObject(codeSchema.shape)
  .describe("A coded concept (PS3.3 8.8), such as 786838002, SCT, Nodule of lung.")
  .meta({ id: "code", title: "Code" });

const declaredFindingSchema = z
  .strictObject({
    code: strictCodeSchema,
    title: bilingualSchema,
    geometry: z
      .enum(["sphere", "box", "mask", "image"])
      .describe("What is drawn; image: it is of the image or series as a whole."),
    measure: z
      .enum(["nodule", "extent", "none"])
      .optional()
      .describe("nodule: long and short axis, volume, density. extent: how large it is. Without it: none."),
    category: strictCodeSchema.optional(),
  })
  .describe("What a label of the outputs means.")
  .meta({ id: "finding", title: "Finding" });
export type DeclaredFinding = z.infer<typeof declaredFindingSchema>;

const fileSchema = z.strictObject({
  path: packagePathSchema,
  sha256: sha256Schema,
  bytes: z.number().int().min(0).max(MAX_FILE_BYTES),
});
export type PackageFile = z.infer<typeof fileSchema>;

const trainingSchema = z.strictObject({
  summary: bilingualSchema,
  data: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(300),
        licence: z.string().min(1).max(200),
        cases: z.number().int().min(0).max(1e9).optional(),
      }),
    )
    .max(64),
});

/** `manifest.json` of a model package, version 2 of the contract. */
export const manifestSchema = z
  .strictObject({
    contract: z.literal("hounsfield-model/2").describe("Name and version of this contract."),
    id: nameSchema
      .refine((id) => !isReserved(id), "a name that Windows keeps for a device")
      .describe("The model, over all its versions."),
    version: z
      .string()
      .regex(/^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/)
      .describe("Major.minor.patch. A version is published once: other bytes are another version."),
    title: bilingualSchema.describe("What it is called in lists."),
    intendedUse: bilingualSchema.describe("What it is for, on whom, and for whose eyes."),
    regulatoryStatus: bilingualSchema.describe("Where it is cleared, or that it is not. Shown with every result."),
    scored: bilingualSchema.describe("What it scored and on what, in one or two sentences."),
    licence: z.string().min(1).max(100).describe("SPDX identifier where there is one."),
    publisher: z.strictObject({ name: z.string().min(1).max(200) }).describe("Who answers for it."),
    modelCard: z
      .strictObject({ en: packagePathSchema, "zh-CN": packagePathSchema.optional() })
      .describe("Markdown files: data, method, numbers, what was not tested, failures."),
    training: trainingSchema.describe("What the networks were fitted on."),
    accepts: acceptsSchema,
    findings: z.record(nameSchema, declaredFindingSchema).describe("What each label of the outputs means."),
    pipeline: pipelineSchema.describe("From the series to what is proposed."),
    operatingPoints: z.array(operatingPointSchema).min(1).max(16).describe("The reader chooses one of them."),
    defaultOperatingPoint: nameSchema.describe("Id of the one that is used where nobody chose."),
    explanation: explanationSchema,
    resources: z
      .strictObject({
        seconds: z.number().int().min(1).max(3600).optional(),
        memoryMb: z.number().int().min(64).max(65_536).optional(),
      })
      .optional()
      .describe("Time and memory a run may need at most; the program's own bounds come first."),
    selfTest: z.array(selfTestSchema).min(1).max(16).describe("At least one for each stage."),
    files: z.array(fileSchema).min(1).max(256).describe("Every file of the package but manifest.json and signature.json."),
  })
  .superRefine((manifest, context) => {
    for (const { message, path } of issuesOf(manifest)) context.addIssue({ code: "custom", message, path: [...path] });
  });
export type ModelManifest = z.infer<typeof manifestSchema>;

/** An operating point by its id, the default one without. Undefined where the manifest has none of that id. */
export function operatingPointOf(
  manifest: ModelManifest,
  id: string = manifest.defaultOperatingPoint,
): OperatingPoint | undefined {
  return manifest.operatingPoints.find((point) => point.id === id);
}
