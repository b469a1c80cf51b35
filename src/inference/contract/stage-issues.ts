import { type Decoder, decoderLabels, givesCandidates } from "./decoder.ts";
import type { LungNodulePipeline } from "./lung-nodule-pipeline.ts";
import type { ModelManifest } from "./manifest.ts";
import type { ManifestIssue } from "./manifest-issues.ts";
import type { Pipeline, Stage } from "./pipeline.ts";
import type { Recipe } from "./recipe.ts";

interface GivenLabel {
  readonly label: string;
  readonly path: readonly (string | number)[];
}

/** Every label the outputs of a pipeline can give, with its place. */
export function pipelineLabels(pipeline: Pipeline): readonly GivenLabel[] {
  if (pipeline.kind === "lung-nodules") return [{ label: pipeline.label, path: ["pipeline", "label"] }];
  return pipeline.stages.flatMap(({ outputs }, n) =>
    outputs.flatMap((decoder, m) =>
      decoderLabels(decoder).map((label) => ({ label, path: ["pipeline", "stages", n, "outputs", m] })),
    ),
  );
}

/** Stages: ids, references backwards, inputs and outputs that go together, what the model takes. */
export function stageIssues({ pipeline, accepts }: ModelManifest): readonly ManifestIssue[] {
  if (pipeline.kind === "lung-nodules") return lungNoduleIssues(pipeline, accepts);
  const issues: ManifestIssue[] = [];
  if (pipeline.within && accepts.of === "image")
    issues.push({ message: "lungs and body are found in volumes alone", path: ["pipeline", "within"] });
  for (const [n, stage] of pipeline.stages.entries()) {
    const at = ["pipeline", "stages", n];
    if (pipeline.stages.findIndex(({ id }) => id === stage.id) < n)
      issues.push({ message: `${stage.id} is named twice`, path: [...at, "id"] });
    issues.push(...sourceIssues(stage, pipeline.stages.slice(0, n), at), ...inputIssues(stage, accepts.of, at));
    issues.push(...outputIssues(stage, at));
  }
  return issues;
}

function lungNoduleIssues(pipeline: LungNodulePipeline, accepts: ModelManifest["accepts"]): readonly ManifestIssue[] {
  const issues: ManifestIssue[] = [];
  const { candidates, classifier, limits } = pipeline;
  if (accepts.of !== "volume" || accepts.modality.some((modality) => modality !== "CT"))
    issues.push({ message: "a pipeline for lung nodules takes volumes of CT alone", path: ["accepts"] });
  if (candidates.input.spacingMm.length !== candidates.output.thresholds.length)
    issues.push({ message: "one threshold for each voxel size", path: ["pipeline", "candidates", "output", "thresholds"] });
  if (classifier) issues.push(...repeated(classifier.inputs, ["pipeline", "classifier", "inputs"]));
  if (limits.minDiameterMm > limits.maxDiameterMm)
    issues.push({ message: "the smallest is larger than the largest", path: ["pipeline", "limits"] });
  return issues;
}

function sourceIssues(stage: Stage, before: readonly Stage[], at: readonly (string | number)[]): readonly ManifestIssue[] {
  const { on, score, inputs } = stage;
  const cropped = inputs.every(({ kind }) => kind === "crops");
  if (on === "series") {
    const issues: ManifestIssue[] = [];
    if (inputs.some(({ kind }) => kind === "crops"))
      issues.push({ message: "crops need the candidates of an earlier stage", path: [...at, "inputs"] });
    if (score) issues.push({ message: "there is no earlier score", path: [...at, "score"] });
    return issues;
  }
  const issues: ManifestIssue[] = [];
  if (!cropped) issues.push({ message: "candidates are looked at in crops", path: [...at, "inputs"] });
  const source = before.find(({ id }) => id === on.candidatesOf);
  if (!source) issues.push({ message: `there is no earlier stage ${on.candidatesOf}`, path: [...at, "on"] });
  else if (source.on === "series" && !source.outputs.some(givesCandidates))
    issues.push({ message: `the stage ${on.candidatesOf} gives no candidates`, path: [...at, "on"] });
  if (!score) issues.push({ message: "what becomes of the earlier score must be said", path: [...at, "score"] });
  return issues;
}

function inputIssues(stage: Stage, of: "volume" | "image", at: readonly (string | number)[]): readonly ManifestIssue[] {
  const issues = [...repeated(stage.inputs, [...at, "inputs"])];
  if (new Set(stage.inputs.map(({ kind }) => kind)).size > 1)
    issues.push({ message: "all inputs of a stage are of one kind", path: [...at, "inputs"] });
  for (const [n, recipe] of stage.inputs.entries()) {
    if (of !== subjectOf(recipe))
      issues.push({ message: `the model takes ${of === "volume" ? "volumes" : "images"}`, path: [...at, "inputs", n] });
    if (of === "image" && recipe.channels.some((channel) => channel.of !== "value"))
      issues.push({ message: "lungs and body are found in volumes alone", path: [...at, "inputs", n, "channels"] });
  }
  return issues;
}

function subjectOf(recipe: Recipe): "volume" | "image" {
  if (recipe.kind === "crops") return recipe.orientation === "image" ? "image" : "volume";
  return recipe.kind === "image" ? "image" : "volume";
}

function repeated(inputs: readonly { readonly name: string }[], path: readonly (string | number)[]): readonly ManifestIssue[] {
  const names = inputs.map(({ name }) => name);
  const twice = names.find((name, n) => names.indexOf(name) < n);
  return twice === undefined ? [] : [{ message: `${twice} is named twice`, path }];
}

function outputIssues({ inputs, outputs }: Stage, at: readonly (string | number)[]): readonly ManifestIssue[] {
  const [recipe] = inputs;
  if (!recipe) return [];
  return outputs.flatMap((decoder, n) => {
    const messages = [detectionIssue(decoder, recipe), axesIssue(decoder, recipe), valueIssue(decoder, recipe)];
    return messages.filter((message) => message !== null).map((message) => ({ message, path: [...at, "outputs", n] }));
  });
}

/** Axes of space a recipe's tensor has. */
function axesOf(recipe: Recipe): 2 | 3 {
  if (recipe.kind === "crops") return recipe.size.length;
  return recipe.kind === "patches" ? 3 : 2;
}

function detectionIssue({ decoder }: Decoder, recipe: Recipe): string | null {
  const detects = decoder === "heatmap" || decoder === "anchors" || decoder === "yolo";
  if (detects && recipe.kind === "crops") return "a stage on candidates classifies, segments or measures them";
  return decoder === "yolo" && axesOf(recipe) !== 2 ? "boxes of this kind are two-dimensional" : null;
}

function axesIssue(decoder: Decoder, recipe: Recipe): string | null {
  const axes = axesOf(recipe);
  if (decoder.decoder === "heatmap") {
    const { channels } = decoder.size;
    if (decoder.stride.length !== axes) return `the input has ${axes} axes`;
    return channels === 1 || channels === axes ? null : `a size has 1 or ${axes} values`;
  }
  if (decoder.decoder !== "anchors") return null;
  return decoder.levels.some(({ stride }) => stride.length !== axes) ? `the input has ${axes} axes` : null;
}

function valueIssue(decoder: Decoder, recipe: Recipe): string | null {
  if (decoder.decoder === "classification" || decoder.decoder === "regression") {
    const many = recipe.kind === "patches" || recipe.kind === "slices";
    if (many === (decoder.over !== undefined)) return null;
    return many ? "say what becomes of all patches or slices (over)" : "there is one value alone: no over";
  }
  if (decoder.decoder !== "segmentation" || !decoder.components) return null;
  const { connectivity } = decoder.components;
  // Slices are put together to a volume before their parts are looked for.
  const planar = recipe.kind !== "slices" && axesOf(recipe) === 2;
  return planar === (connectivity === 4 || connectivity === 8)
    ? null
    : "connectivity: 4 or 8 in an image, 6, 18 or 26 in a volume";
}
