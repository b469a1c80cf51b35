import { indexToPatientMm, scale, subtract, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { FrameHeader, Volume } from "../../volume/index.ts";
import type { Explanation } from "../contract/explanation.ts";
import type { Stage } from "../contract/pipeline.ts";
import type { ImageRecipe } from "../contract/recipe.ts";
import type { Network } from "../engine/network.ts";
import { InferenceError } from "../errors.ts";
import type { LoadedModel } from "../model.ts";
import { findAnatomy, neededAnatomy } from "../pipeline/anatomy.ts";
import { imageGrid, spacingOf } from "../pipeline/image-space.ts";
import { inPixels, intensityOf, type StagedImage } from "../pipeline/run-image.ts";
import { prepareChest } from "../prepare.ts";
import type { Subject } from "../recipe/blocks.ts";
import { coloursOf } from "../recipe/colour-crops.ts";
import { greyPlane, type ImageSubject } from "../recipe/image.ts";
import { classActivationMap } from "./class-activation.ts";
import { lookAtImage } from "./look-image.ts";
import { lookAtNodule } from "./look-nodule.ts";
import { lookAtVolume } from "./look-volume.ts";
import type { ExplanationMap, Look, Target } from "./map.ts";
import { occlusionMap } from "./occlusion.ts";

export interface ExplainOptions {
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly onFraction?: ((fraction: number) => void) | undefined;
}

type Shown = Exclude<Explanation, { kind: "none" }>;

/**
 * What a proposal of a volume rests on, by the manifest's `explanation`: of the crop or window around it.
 *
 * Throws InferenceError run-failed where the model explains nothing, no-lungs; rejects with the signal's reason when aborted.
 */
export async function explainInVolume(
  volume: Volume,
  model: LoadedModel,
  target: Target,
  options: ExplainOptions = {},
): Promise<ExplanationMap> {
  const explanation = shownOf(model);
  const network = networkOf(model, explanation.stage);
  const { pipeline } = model.manifest;
  const fill = "fill" in explanation ? explanation.fill : 0;
  const { signal } = options;
  if (pipeline.kind === "lung-nodules") {
    const { classifier } = pipeline;
    if (!classifier || explanation.stage !== "classifier" || explanation.kind !== "occlusion") throw unexplained(model);
    const chest = await prepareChest(volume, pipeline.candidates.input.spacingMm[0] as number, { signal });
    const look = lookAtNodule({ ...pipeline, classifier }, network, chest, target, fill);
    return placed(await mapOf(look, target, explanation, { ...options, whole: true }), inPatient);
  }
  const stage = stageOf(model, explanation.stage);
  const { lungs, body } = await findAnatomy(volume, neededAnatomy({ kind: "stages", stages: [stage] }), signal);
  const subject: Subject = { volume, body, ...(lungs ? { lungs: { grid: lungs.grid, values: lungs.inside } } : {}) };
  const look = lookAtVolume(stage, network, subject, target, fill);
  return placed(await mapOf(look, target, explanation, { ...options, whole: stage.on !== "series", stage }), inPatient);
}

/**
 * What a proposal of a single image rests on. The target is in image space (`targetOf`); one without an extent is of the image as a whole.
 *
 * Throws InferenceError run-failed where the model explains nothing; rejects with the signal's reason when aborted.
 */
export async function explainInImage(
  { header, subject }: { readonly header: FrameHeader; readonly subject: ImageSubject },
  model: LoadedModel,
  target: Target,
  options: ExplainOptions = {},
): Promise<ExplanationMap> {
  const explanation = shownOf(model);
  const network = networkOf(model, explanation.stage);
  const stage = stageOf(model, explanation.stage);
  const stages = model.manifest.pipeline.kind === "stages" ? model.manifest.pipeline.stages : [];
  const image: StagedImage = { subject, spacing: spacingOf(header) };
  const spacing = image.spacing ?? inPixels;
  const fill = "fill" in explanation ? explanation.fill : 0;
  const look =
    stage.on === "series"
      ? lookAtImage(stage, network, image, fill)
      : lookAtVolume(asSlices(stage), network, sliceOf(image, intensityOf(stages, stage.on.candidatesOf)), target, fill);
  const whole = stage.on !== "series" || target.extentMm.every((mm) => mm === 0);
  return placed(await mapOf(look, target, explanation, { ...options, whole, stage }), (grid) => inImage(grid, spacing));
}

function sliceOf({ subject, spacing }: StagedImage, intensity: ImageRecipe["intensity"]): Subject {
  const { values } = greyPlane(subject, intensity);
  const grid = imageGrid([subject.columns, subject.rows], spacing ?? inPixels);
  return { volume: { grid, values: values as Float32Array }, colours: coloursOf(subject) };
}

const asSlices = (stage: Stage): Stage => ({
  ...stage,
  inputs: stage.inputs.map((recipe) => (recipe.kind === "crops" ? { ...recipe, orientation: "LPS" } : recipe)),
});

interface Mapped {
  readonly kind: ExplanationMap["kind"];
  readonly score: number;
  readonly lowest?: number;
  readonly grid: VolumeGrid;
  readonly values: Float32Array;
}

async function mapOf(
  look: Look,
  target: Target,
  explanation: Shown,
  { stage, ...options }: ExplainOptions & { readonly whole: boolean; readonly stage?: Stage },
): Promise<Mapped> {
  if (explanation.kind === "class-activation") {
    const { tensor } = explanation;
    return { kind: "class-activation", ...(await classActivationMap(look, target, { tensor, decoders: stage?.outputs ?? [] })) };
  }
  const turned = (sizes: readonly number[]): Vec3 => {
    const [x = 1, y = 1, z = 1] = sizes.toReversed();
    return [x, y, z];
  };
  const cover = turned(explanation.size);
  return { kind: "occlusion", ...(await occlusionMap(look, target, { ...options, cover, stride: turned(explanation.stride) })) };
}

function placed({ grid, ...map }: Mapped, placement: (grid: VolumeGrid) => ExplanationMap["placement"]): ExplanationMap {
  return { ...map, dimensions: grid.dimensions, placement: placement(grid) };
}

function inPatient(grid: VolumeGrid): ExplanationMap["placement"] {
  const { originPatient } = grid;
  const step = (index: Vec3) => subtract(indexToPatientMm(grid, index), originPatient);
  return { of: "volume", originPatient, stepsPatient: [step([1, 0, 0]), step([0, 1, 0]), step([0, 0, 1])] };
}

function inImage(grid: VolumeGrid, [x, y]: readonly [number, number]): ExplanationMap["placement"] {
  const [di, dj] = [scale(grid.directions[0], grid.spacingMm[0]), scale(grid.directions[1], grid.spacingMm[1])];
  const { originPatient: at } = grid;
  return { of: "image", pixelFromGrid: [di[0] / x, di[1] / y, dj[0] / x, dj[1] / y, at[0] / x, at[1] / y] };
}

function shownOf(model: LoadedModel): Shown {
  const { explanation } = model.manifest;
  if (explanation.kind === "none") throw unexplained(model);
  return explanation;
}

function stageOf(model: LoadedModel, id: string): Stage {
  const { pipeline } = model.manifest;
  const stage = pipeline.kind === "stages" ? pipeline.stages.find((each) => each.id === id) : undefined;
  if (stage) return stage;
  throw unexplained(model);
}

function networkOf(model: LoadedModel, id: string): Network {
  const loaded = model.stages.find(({ stage }) => stage === id);
  if (loaded) return loaded.network;
  throw unexplained(model);
}

function unexplained({ manifest }: LoadedModel): InferenceError {
  return new InferenceError("run-failed", "This model does not explain what it proposes. The proposal itself is as it was.", {
    model: manifest.id,
  });
}
