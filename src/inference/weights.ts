import { type VolumeGrid, voxelCount } from "../geometry/index.ts";
import { sharedUint8 } from "./engine/shared.ts";
import { overSlabs, slabsOf } from "./engine/slabs.ts";
import { noThreads } from "./engine/threads.ts";
import type { Lungs } from "./lungs.ts";
import type { SteppedOptions } from "./resample-volume.ts";

/** The lungs' closed mask on another grid along the same axes, interpolated: 0 outside to 255 inside. */
export async function weightsOn(
  { grid, inside }: Pick<Lungs, "grid" | "inside">,
  target: VolumeGrid,
  { signal, threads = noThreads }: SteppedOptions = {},
): Promise<Uint8Array> {
  const out = sharedUint8(threads, voxelCount(target));
  const [ni, nj, nk] = target.dimensions;
  await overSlabs(slabsOf(nk, ni * nj, threads.count), threads, signal, (slab) =>
    threads.run("weights", { lungs: { grid, inside }, target, out, ...slab }, { signal }),
  );
  return out;
}
