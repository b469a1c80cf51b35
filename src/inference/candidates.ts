import { throwIfAborted } from "../base/index.ts";
import { distance, type Vec3 } from "../geometry/index.ts";
import type { VoxelBox } from "./box.ts";
import type { LungNodulePipeline, PatchInput } from "./contract/lung-nodule-pipeline.ts";
import { ahead } from "./engine/ahead.ts";
import type { Network } from "./engine/network.ts";
import { buffersOf } from "./engine/shared.ts";
import { noThreads } from "./engine/threads.ts";
import type { PyramidLevel } from "./levels-slab.ts";
import type { PatchJob } from "./patches.ts";
import type { PreparedChest } from "./prepare.ts";
import { buildLevels } from "./pyramid.ts";
import type { SteppedOptions } from "./resample-volume.ts";

/** A place that may be a nodule. */
export interface Candidate {
  readonly centerPatient: Vec3;
  readonly diameterMm: number;
  /** Of the first stage, as a multiple of the threshold of its voxel size: 1 or more. */
  readonly response: number;
}

/**
 * Runs the first stage over the lungs, patch by patch and level by level, and keeps the peaks, strongest first, no two closer than
 * the larger's radius. Patches are cut out ahead of the network, peaks looked for behind it, in threads where there are any. `onPatch`
 * is told how far it is, 0 to 1; a cancel arrives between patches.
 */
export async function findCandidates(
  chest: PreparedChest,
  stage: LungNodulePipeline["candidates"],
  network: Network,
  options: SteppedOptions & { readonly onPatch?: (fraction: number) => void } = {},
): Promise<readonly Candidate[]> {
  const { signal, threads = noThreads } = options;
  const { input, output } = stage;
  const { spacingMm, outsideHu, windowHu, marginVoxels } = input;
  const { levels, until } = await buildLevels(chest, spacingMm.length, outsideHu, { signal, threads });
  const blocks = levels.flatMap((level, n) => blocksOf(level, input).map((block) => ({ ...block, level, n })));
  const cut = ahead(blocks, threads.count, async ({ level, n, from, to }) => {
    await until(n, to[2] - 1 + marginVoxels);
    const box = lungBox(level, from, to);
    if (!box) return null;
    const threshold = output.thresholds[n] ?? Infinity;
    const job: PatchJob = { level, box, threshold, outsideHu, windowHu, marginVoxels };
    return { job, ...(await threads.run("patch", job, { signal })) };
  });
  const found: Promise<readonly Candidate[]>[] = [];
  for (let n = 0; n < blocks.length; n++) {
    throwIfAborted(signal);
    const patch = await cut(n);
    if (patch) {
      const results = await network.run({ [input.name]: { data: patch.data, shape: [1, 1, ...patch.shape] } });
      const blobs = results[output.name]?.data;
      if (blobs) found.push(peaksIn(patch.job, blobs, { signal, threads }));
    }
    options.onPatch?.((n + 1) / blocks.length);
  }
  throwIfAborted(signal);
  return suppress((await Promise.all(found)).flat()).slice(0, output.maxCandidates);
}

/** In a thread where the network gave its answer a buffer of its own. */
function peaksIn(
  patch: PatchJob,
  blobs: Float32Array,
  { signal, threads = noThreads }: SteppedOptions,
): Promise<readonly Candidate[]> {
  const peaks = threads.run("peaks", { ...patch, blobs }, { signal, handOver: threads.count > 0 ? buffersOf(blobs) : [] });
  // Waited for once all patches ran.
  peaks.catch(() => undefined);
  return peaks;
}

/** Blocks of even size that cover the grid (`to` not included); each is shrunk to the lung it holds, and left out where it holds none. */
function blocksOf(level: PyramidLevel, input: PatchInput): { readonly from: Vec3; readonly to: Vec3 }[] {
  const { dimensions } = level.volume.grid;
  const cuts = ([0, 1, 2] as const).map((axis) => {
    const parts = Math.ceil(dimensions[axis] / input.patchVoxels);
    return Array.from({ length: parts + 1 }, (_, n) => Math.round((n * dimensions[axis]) / parts));
  }) as [number[], number[], number[]];
  const blocks: { from: Vec3; to: Vec3 }[] = [];
  for (let c = 1; c < cuts[2].length; c++) {
    for (let b = 1; b < cuts[1].length; b++) {
      for (let a = 1; a < cuts[0].length; a++) {
        const from = [cuts[0][a - 1], cuts[1][b - 1], cuts[2][c - 1]] as unknown as Vec3;
        const to = [cuts[0][a], cuts[1][b], cuts[2][c]] as unknown as Vec3;
        blocks.push({ from, to });
      }
    }
  }
  return blocks;
}

/** The box of the lung's voxels between two corners (`to` not included), or null where there are none. */
function lungBox(level: PyramidLevel, from: Vec3, to: Vec3): VoxelBox | null {
  const [ni, nj] = level.volume.grid.dimensions;
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-1, -1, -1];
  for (let k = from[2]; k < to[2]; k++) {
    for (let j = from[1]; j < to[1]; j++) {
      const row = level.inLung.subarray(from[0] + ni * (j + nj * k), to[0] + ni * (j + nj * k));
      const first = row.indexOf(1);
      if (first < 0) continue;
      low[0] = Math.min(low[0], from[0] + first);
      high[0] = Math.max(high[0], from[0] + row.lastIndexOf(1));
      low[1] = Math.min(low[1], j);
      high[1] = Math.max(high[1], j);
      low[2] = Math.min(low[2], k);
      high[2] = k;
    }
  }
  if (high[0] < 0) return null;
  return { min: low, size: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] };
}

/** Keeps the strongest of those that lie within each other's radius (3 mm at least): a small thing beside a large one stays. */
export function suppress<T extends Candidate>(candidates: readonly T[]): readonly T[] {
  const kept: T[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.response - a.response)) {
    if (!kept.some((other) => isNear(other, candidate))) kept.push(candidate);
  }
  return kept;
}

function isNear({ centerPatient: a, diameterMm }: Candidate, { centerPatient: b, diameterMm: other }: Candidate): boolean {
  const reachMm = Math.max(3, Math.min(diameterMm, other) / 2);
  // Most lie far apart along one axis already.
  if (Math.abs(a[0] - b[0]) >= reachMm || Math.abs(a[1] - b[1]) >= reachMm || Math.abs(a[2] - b[2]) >= reachMm) return false;
  return distance(a, b) < reachMm;
}
