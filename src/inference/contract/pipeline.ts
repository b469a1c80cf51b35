import { z } from "zod";
import { nameSchema } from "./basics.ts";
import { decoderSchema } from "./decoder.ts";
import { lungNodulePipelineSchema } from "./lung-nodule-pipeline.ts";
import { type NetworkVariants, networkSchema } from "./network-variants.ts";
import { recipeSchema } from "./recipe.ts";

const stageSchema = z
  .strictObject({
    id: nameSchema,
    on: z
      .union([z.literal("series"), z.strictObject({ candidatesOf: nameSchema })])
      .describe("The series (or image) as a whole, or each candidate of an earlier stage."),
    network: networkSchema,
    inputs: z.array(recipeSchema).min(1).max(8).describe("One for each input of the network."),
    outputs: z.array(decoderSchema).min(1).max(8),
    score: z
      .enum(["replace", "product", "mean"])
      .optional()
      .describe("On candidates: what becomes of the score they came with. Needed there, nowhere else."),
  })
  .meta({ id: "stage", title: "Stage", description: "One network with what goes in and what comes out." });
export type Stage = z.infer<typeof stageSchema>;

const stagesPipelineSchema = z
  .strictObject({
    kind: z.literal("stages"),
    stages: z.array(stageSchema).min(1).max(8).describe("In the order they run."),
    within: z
      .enum(["lungs", "body"])
      .optional()
      .describe("Part of the anatomy, found by the program itself, outside which nothing is proposed."),
  })
  .describe("Networks one after another. Candidates that a later stage looks at are proposed with what that stage says of them.")
  .meta({ id: "pipeline-stages", title: "Stages" });
export type StagesPipeline = z.infer<typeof stagesPipelineSchema>;

/** What happens to a series between its pixels and its proposals. */
export const pipelineSchema = z.discriminatedUnion("kind", [stagesPipelineSchema, lungNodulePipelineSchema]);
export type Pipeline = z.infer<typeof pipelineSchema>;

/** A stage of either kind of pipeline, as far as both have it. */
export interface NamedNetwork {
  readonly id: string;
  readonly network: NetworkVariants;
}

/** The networks of a pipeline in the order they run, by the id of their stage. */
export function networksOf(pipeline: Pipeline): readonly NamedNetwork[] {
  if (pipeline.kind === "stages") return pipeline.stages;
  const { candidates, classifier } = pipeline;
  return [
    { id: "candidates", network: candidates.network },
    ...(classifier ? [{ id: "classifier", network: classifier.network }] : []),
  ];
}

/** Every network file of a pipeline, each once, in the order they run, the reference of each stage first. */
export function networkFiles(pipeline: Pipeline): readonly string[] {
  return [...new Set(networksOf(pipeline).flatMap(({ network }) => network.variants.map(({ file }) => file)))];
}
