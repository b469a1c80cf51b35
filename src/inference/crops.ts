import { throwIfAborted } from "../base/index.ts";
import { patientMmToIndex, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import type { Candidate } from "./candidates.ts";
import type { CropInput, LungNodulePipeline } from "./contract/lung-nodule-pipeline.ts";
import type { Network } from "./engine/network.ts";
import type { PreparedChest } from "./prepare.ts";
import { AIR_HU } from "./resample.ts";
import { axisSamples, createAlignedSampler } from "./sample-aligned.ts";

/** Fills `out` from `at` with the channels of one crop around a candidate: HU in the window, lung 0 to 1; each z, y, x. */
export function fillCrop(
  chest: PreparedChest,
  candidate: Pick<Candidate, "centerPatient">,
  input: CropInput,
  out: Float32Array,
  at: number,
): void {
  const { hu, lungWeight } = chest;
  const voxels = input.sizeVoxels ** 3;
  const center = patientMmToIndex(hu.grid, candidate.centerPatient);
  for (const [n, channel] of input.channels.entries()) {
    const to = out.subarray(at + n * voxels, at + (n + 1) * voxels);
    if (channel === "hu") sampleCube(hu.values, hu.grid, center, input, to, { fill: AIR_HU, range: input.windowHu });
    else sampleCube(lungWeight, hu.grid, center, input, to, { fill: 0, range: [0, 255] });
  }
}

function sampleCube(
  values: Int16Array | Uint8Array,
  grid: VolumeGrid,
  center: Vec3,
  input: CropInput,
  out: Float32Array,
  { fill, range: [low, high] }: { readonly fill: number; readonly range: readonly [number, number] },
): void {
  const n = input.sizeVoxels;
  const step = input.spacingMm / grid.spacingMm[0];
  const half = ((n - 1) / 2) * step;
  const [x, y, z] = [center[0] - half, center[1] - half, center[2] - half];
  const { dimensions } = grid;
  const along = (start: number, axis: 0 | 1 | 2) => axisSamples(start, step, n, dimensions[axis]);
  const sampler = createAlignedSampler(values, dimensions, [along(x, 0), along(y, 1), along(z, 2)], fill);
  for (let k = 0; k < n; k++) {
    sampler.slice(k, (row, at) => {
      for (let i = 0; i < n; i++) out[at + i] = Math.min(1, Math.max(0, ((row[i] as number) - low) / (high - low)));
    });
  }
}

/** Values of one crop over all its channels. */
export function cropLength(input: CropInput): number {
  return input.channels.length * input.sizeVoxels ** 3;
}

/** Probability, 0 to 1, of each candidate by the second stage, in their order. A cancel arrives between batches. */
export async function classify(
  chest: PreparedChest,
  candidates: readonly Candidate[],
  stage: NonNullable<LungNodulePipeline["classifier"]>,
  network: Network,
  options: { readonly signal?: AbortSignal | undefined; readonly onBatch?: (fraction: number) => void } = {},
): Promise<readonly number[]> {
  const scores: number[] = [];
  for (let start = 0; start < candidates.length; start += stage.batch) {
    throwIfAborted(options.signal);
    const batch = candidates.slice(start, start + stage.batch);
    const inputs = stage.inputs.map((input) => {
      const data = new Float32Array(batch.length * cropLength(input));
      for (const [n, candidate] of batch.entries()) fillCrop(chest, candidate, input, data, n * cropLength(input));
      const n = input.sizeVoxels;
      return [input.name, { data, shape: [batch.length, input.channels.length, n, n, n] }] as const;
    });
    const results = await network.run(Object.fromEntries(inputs));
    const probabilities = results[stage.output.name]?.data ?? new Float32Array(batch.length);
    for (let n = 0; n < batch.length; n++) scores.push(Math.min(1, Math.max(0, probabilities[n] ?? 0)));
    options.onBatch?.((start + batch.length) / candidates.length);
  }
  return scores;
}
