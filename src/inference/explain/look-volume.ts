import { patientMmToIndex, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { Stage } from "../contract/pipeline.ts";
import type { CropsRecipe, PatchesRecipe, SlicesRecipe } from "../contract/recipe.ts";
import type { Outputs } from "../decode/tensor-view.ts";
import type { Network } from "../engine/network.ts";
import { decoderFor, type StageFound } from "../pipeline/run-windows.ts";
import type { Subject } from "../recipe/blocks.ts";
import { planCropsOf } from "../recipe/colour-crops.ts";
import { partOf } from "../recipe/crops.ts";
import { planWindows, type WindowPlan } from "../recipe/window-plan.ts";
import { followed, type LookedAt, lookAtTensors, mappedFills } from "./look-tensors.ts";
import type { Look, Target } from "./map.ts";

/** A stage that sees crops looks at the one that the target's score is of; one that sees the whole series at the window around it. */
export function lookAtVolume(stage: Stage, network: Network, subject: Subject, target: Target, fill: number): Look {
  const inputs = stage.inputs.map((recipe): LookedAt & { readonly batch: number; readonly axes: 2 | 3 } => {
    if (recipe.kind === "crops") return cropOf(recipe, subject, target, fill);
    if (recipe.kind === "image") throw new RangeError("An image is no part of a volume.");
    return windowOf(recipe, subject, target, fill);
  });
  const [first, ...others] = inputs;
  if (!first) throw new RangeError("A stage has an input.");
  const { axes } = first;
  return lookAtTensors({
    ...{ inputs: [first, ...others], network, axes, batch: Math.min(...inputs.map(({ batch }) => batch)) },
    decode: (outputs, item) => decodeAlone(stage, outputs, item, first.grid, axes),
  });
}

function cropOf(recipe: CropsRecipe, subject: Subject, { centerPatient, lookedAtPatient = centerPatient }: Target, fill: number) {
  const plan = planCropsOf(subject, recipe);
  const values = new Float32Array(plan.length);
  const grid = plan.fill(lookedAtPatient, values);
  const fills = mappedFills(fill, recipe.channels, subject.volume.values);
  return { name: plan.name, shape: plan.shape, values, grid, fills, batch: recipe.batch, axes: recipe.size.length };
}

function windowOf(recipe: PatchesRecipe | SlicesRecipe, subject: Subject, { centerPatient }: Target, fill: number) {
  const plan = planWindows(subject, recipe);
  const at = patientMmToIndex(plan.grid, centerPatient);
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  const min = each((axis) => {
    const last = Math.max(0, plan.grid.dimensions[axis] - plan.size[axis]);
    return Math.min(last, Math.max(0, Math.round(at[axis] - (plan.size[axis] - 1) / 2)));
  });
  const values = new Float32Array(plan.length);
  plan.fill(min, values);
  const { name, shape, batch, axes } = plan;
  const channels = mappedFills(fill, recipe.channels, subject.volume.values);
  // Slices have their channels once for each neighbour.
  const repeats = recipe.kind === "slices" ? 2 * recipe.neighbours + 1 : 1;
  const fills = Array.from({ length: repeats }, () => channels).flat();
  return { ...{ name, shape, batch, axes, values, fills }, grid: partOf(plan.grid, min, plan.size) };
}

/** What the outputs of one item say, as if it were the whole series. */
function decodeAlone(stage: Stage, outputs: Outputs, item: number, grid: VolumeGrid, axes: 2 | 3): StageFound {
  const plan: WindowPlan = {
    ...{ name: "", grid, axes, size: grid.dimensions, windows: [[0, 0, 0]], blend: "uniform", batch: 1, length: 0 },
    ...{ shape: () => [], fill: () => undefined, release: () => undefined },
  };
  const parts = followed(stage.outputs).map((decoder) => {
    const reader = decoderFor(decoder, plan, null);
    reader.take([0, 0, 0], outputs, item);
    return reader.finish();
  });
  // What a crop is classified as is its score, whatever its masks say.
  const isClassified = stage.on !== "series" && stage.outputs.some(({ decoder }) => decoder === "classification");
  return {
    found: isClassified ? [] : parts.flatMap(({ found }) => found),
    scores: parts.flatMap(({ scores }) => scores),
    values: parts.flatMap(({ values }) => values),
  };
}
