import { patientMmToIndex } from "../geometry/index.ts";
import type { Candidate } from "./candidates.ts";
import type { CropInput } from "./contract/lung-nodule-pipeline.ts";
import type { PreparedChest } from "./prepare.ts";
import { AIR_HU } from "./resample.ts";
import { createHuCubes, createWeightCubes } from "./sample-cube.ts";

/** Fills crops of one input around candidates. */
export type CropFiller = (candidate: Pick<Candidate, "centerPatient">, out: Float32Array, at: number) => void;

/** Fills `out` from `at` with the channels of one crop around a candidate: HU in the window, lung 0 to 1; each z, y, x. */
export function createCropFiller(
  { hu: { grid, values }, lungWeight }: Pick<PreparedChest, "hu" | "lungWeight">,
  { channels, windowHu: [low, high], sizeVoxels, spacingMm }: CropInput,
): CropFiller {
  const shape = { count: sizeVoxels, step: spacingMm / grid.spacingMm[0] };
  const samplers = channels.map((channel) =>
    channel === "hu"
      ? createHuCubes(values, grid.dimensions, shape, { low, high, outside: AIR_HU })
      : createWeightCubes(lungWeight, grid.dimensions, shape),
  );
  return ({ centerPatient }, out, at) => {
    const centre = patientMmToIndex(grid, centerPatient);
    for (const [n, sampler] of samplers.entries()) sampler.fill(centre, out, at + n * sizeVoxels ** 3);
  };
}

/** One crop around a candidate into `out` from `at`, as `createCropFiller` fills it. */
export function fillCrop(
  chest: PreparedChest,
  candidate: Pick<Candidate, "centerPatient">,
  input: CropInput,
  out: Float32Array,
  at: number,
): void {
  createCropFiller(chest, input)(candidate, out, at);
}

/** Values of one crop over all its channels. */
export function cropLength(input: CropInput): number {
  return input.channels.length * input.sizeVoxels ** 3;
}

/** Candidates that the network sees at once. */
export interface CropBatch {
  readonly chest: Pick<PreparedChest, "hu" | "lungWeight">;
  readonly candidates: readonly Pick<Candidate, "centerPatient">[];
  readonly inputs: readonly CropInput[];
}

/** The crops of a batch, one tensor an input: candidate, channel, z, y, x. */
export function fillCrops({ chest, candidates, inputs }: CropBatch): readonly Float32Array[] {
  return inputs.map((input) => {
    const fill = createCropFiller(chest, input);
    const data = new Float32Array(candidates.length * cropLength(input));
    for (const [n, candidate] of candidates.entries()) fill(candidate, data, n * cropLength(input));
    return data;
  });
}
