import { type Vec3, type VolumeGrid, voxelCount } from "../geometry/index.ts";
import { sharedInt16, sharedUint8 } from "./engine/shared.ts";
import { overSlabs, slabsOf } from "./engine/slabs.ts";
import { noThreads } from "./engine/threads.ts";
import type { MaskedChest, PyramidLevel } from "./levels-slab.ts";
import type { SteppedOptions } from "./resample-volume.ts";

export interface BuiltLevels {
  readonly levels: readonly PyramidLevel[];
  /** Resolves when a level (0 the finest) holds its values up to a slice, and rejects as the making of one does. */
  readonly until: (level: number, slice: number) => Promise<void>;
}

/**
 * HU inside the lungs, `outsideHu` outside, mixed over the border, so that a nodule on the pleura stands out like any other; then so many
 * times half the voxels along each axis, means of 2 x 2 x 2. In threads they fill from the first slice on while the caller goes on.
 */
export async function buildLevels(
  { hu, lungWeight }: MaskedChest,
  count: number,
  outsideHu: number,
  { signal, threads = noThreads }: SteppedOptions = {},
): Promise<BuiltLevels> {
  const levels: PyramidLevel[] = [];
  for (let grid = hu.grid; levels.length < count; grid = halvedGrid(grid)) {
    const voxels = voxelCount(grid);
    levels.push({ volume: { grid, values: sharedInt16(threads, voxels) }, inLung: sharedUint8(threads, voxels) });
  }
  const [ni, nj, nk] = hu.grid.dimensions;
  const chest = { hu, lungWeight };
  const slabs = slabsOf(nk, ni * nj, threads.count, 2 ** (count - 1));
  const filled: Promise<unknown>[] = [];
  const all = overSlabs(slabs, threads, signal, (slab) => {
    const one = threads.run("levels", { chest, outsideHu, levels, ...slab }, { signal });
    filled.push(one);
    return one;
  });
  // Told by `until`.
  all.catch(() => undefined);
  if (threads.count === 0) await all;
  const until = async (level: number, slice: number) => {
    const needed = slabs.filter(({ from }) => from <= slice << level).length;
    await Promise.all(filled.slice(0, needed));
  };
  return { levels, until };
}

function halvedGrid(grid: VolumeGrid): VolumeGrid {
  const halved = (axis: 0 | 1 | 2) => Math.max(1, grid.dimensions[axis] >> 1);
  const shifted = (axis: 0 | 1 | 2) => grid.originPatient[axis] + grid.spacingMm[axis] / 2;
  const doubled = (axis: 0 | 1 | 2) => grid.spacingMm[axis] * 2;
  const dimensions: Vec3 = [halved(0), halved(1), halved(2)];
  return {
    dimensions,
    spacingMm: [doubled(0), doubled(1), doubled(2)],
    originPatient: [shifted(0), shifted(1), shifted(2)],
    directions: grid.directions,
  };
}
