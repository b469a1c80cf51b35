import type { Vec3, VolumeGrid } from "../../geometry/index.ts";
import type { CropInput, LungNodulePipeline } from "../contract/lung-nodule-pipeline.ts";
import { cropLength, fillCrop } from "../crops.ts";
import type { Outputs } from "../decode/tensor-view.ts";
import type { Network } from "../engine/network.ts";
import type { PreparedChest } from "../prepare.ts";
import { type LookedAt, lookAtTensors } from "./look-tensors.ts";
import type { Look, Target } from "./map.ts";

/** The second look of the lung-nodule pipeline at one place. The lungs stay as they are, HU are covered. */
export function lookAtNodule(
  { classifier, label }: LungNodulePipeline & { readonly classifier: NonNullable<LungNodulePipeline["classifier"]> },
  network: Network,
  chest: PreparedChest,
  target: Target,
  fill: number,
): Look {
  const centerPatient = target.lookedAtPatient ?? target.centerPatient;
  const inputs = classifier.inputs.map((input): LookedAt => {
    const values = new Float32Array(cropLength(input));
    fillCrop(chest, { ...target, centerPatient }, input, values, 0);
    const { name, channels, sizeVoxels: edge, windowHu } = input;
    const share = Math.min(1, Math.max(0, (fill - windowHu[0]) / (windowHu[1] - windowHu[0])));
    return {
      ...{ name, values, grid: cubeAround(input, centerPatient) },
      shape: (count) => [count, channels.length, edge, edge, edge],
      fills: channels.map((channel) => (channel === "hu" ? share : null)),
    };
  });
  const decode = (outputs: Outputs, item: number) => {
    const score = outputs[classifier.output.name]?.data[item] ?? 0;
    return { found: [], scores: [{ label, score }], values: [] };
  };
  return lookAtTensors({
    ...{ inputs: inputs as [LookedAt, ...LookedAt[]], network, batch: classifier.batch, axes: 3 },
    decode,
  });
}

function cubeAround({ sizeVoxels: edge, spacingMm }: CropInput, centre: Vec3): VolumeGrid {
  const half = ((edge - 1) / 2) * spacingMm;
  return {
    dimensions: [edge, edge, edge],
    spacingMm: [spacingMm, spacingMm, spacingMm],
    originPatient: [centre[0] - half, centre[1] - half, centre[2] - half],
    directions: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
}
