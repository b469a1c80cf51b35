import type { VolumeGrid } from "../geometry/index.ts";
import type { Slab } from "./engine/slabs.ts";
import type { Lungs } from "./lungs.ts";
import { axisSamples, createAlignedSampler } from "./sample-aligned.ts";

/** Some slices of the lungs' mask on another grid along the same axes; `out` holds all of its voxels. */
export interface WeightsSlab extends Slab {
  readonly lungs: Pick<Lungs, "grid" | "inside">;
  readonly target: VolumeGrid;
  readonly out: Uint8Array;
}

/** The part of `weightsOn` that is one slab's. */
export function fillWeights({ lungs, target, out, from, to }: WeightsSlab): void {
  const [ni, nj, nk] = target.dimensions;
  const ratio = target.spacingMm[0] / lungs.grid.spacingMm[0];
  const offset = (axis: 0 | 1 | 2) => (target.originPatient[axis] - lungs.grid.originPatient[axis]) / lungs.grid.spacingMm[axis];
  const along = (axis: 0 | 1 | 2, count: number) => axisSamples(offset(axis), ratio, count, lungs.grid.dimensions[axis]);
  const axes = [along(0, ni), along(1, nj), along(2, nk)] as const;
  const sampler = createAlignedSampler(lungs.inside, lungs.grid.dimensions, axes, 0);
  for (let k = from; k < to; k++) sampler.slice(k, (row, at) => out.set(row, at));
}
