import { type VolumeGrid, voxelCount } from "../geometry/index.ts";
import { asShared, sharedInt16 } from "./engine/shared.ts";
import { overSlabs, slabsOf } from "./engine/slabs.ts";
import { noThreads, type Threads } from "./engine/threads.ts";
import type { HuVolume, SampledSource } from "./resample.ts";

export interface SteppedOptions {
  readonly signal?: AbortSignal | undefined;
  readonly threads?: Threads | undefined;
}

/**
 * Trilinear resampling of HU onto another grid, of any orientation; values are clamped to [-1024, 3071], outside is air.
 * Slab by slab, in threads where there are any; a cancel arrives between two.
 */
export async function resampleHu(
  source: SampledSource,
  target: VolumeGrid,
  { signal, threads = noThreads }: SteppedOptions = {},
): Promise<HuVolume> {
  const [ni, nj, nk] = target.dimensions;
  const out = sharedInt16(threads, voxelCount(target));
  const shared = { grid: source.grid, values: asShared(threads, source.values) };
  await overSlabs(slabsOf(nk, ni * nj, threads.count), threads, signal, (slab) =>
    threads.run("resample", { source: shared, target, out, ...slab }, { signal }),
  );
  return { grid: target, values: out };
}
