import { patientMmToIndex, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { CropsRecipe } from "../contract/recipe.ts";
import { channelMaps, createBlocks, type Subject } from "./blocks.ts";
import { directionsOf, nativeSpace } from "./tensor-space.ts";

/** Crops of one recipe around places in a series. */
export interface CropPlan {
  readonly name: string;
  /** Values of one crop over its channels. */
  readonly length: number;
  readonly shape: (count: number) => readonly number[];
  /** Fills one crop; the answer says where its voxels lie, x, y and z of the tensor being i, j, k. */
  readonly fill: (centerPatient: Vec3, out: Float32Array) => VolumeGrid;
}

/**
 * Plans crops: native voxels as they are, the one nearest to the centre at index floor(size / 2), or resampled with their middle on
 * the centre. A crop of two axes is one plane through it.
 */
export function planCrops(subject: Subject, recipe: CropsRecipe): CropPlan {
  const { name, channels, size: sizes, spacingMm } = recipe;
  const [depth, height, width] = sizes.length === 3 ? sizes : [1, ...sizes];
  const size: Vec3 = [width, height, depth];
  const voxels = width * height * depth;
  return {
    name,
    length: channels.length * voxels,
    shape: (count) => [count, channels.length, ...sizes],
    fill: spacingMm === "native" ? fillNative(subject, recipe, size) : fillSampled(subject, recipe, size, spacingMm),
  };
}

function fillNative(subject: Subject, recipe: CropsRecipe, size: Vec3): CropPlan["fill"] {
  const space = nativeSpace(subject.volume.grid, recipe.orientation);
  const blocks = createBlocks(subject, space, recipe);
  return (centerPatient, out) => {
    const nearest = patientMmToIndex(space.grid, centerPatient).map(Math.round);
    const min = nearest.map((at, axis) => at - Math.floor((size[axis] as number) / 2)) as unknown as Vec3;
    blocks.fill(min, size, out);
    // Planes of masks that were made for it are not kept: the next crop is elsewhere.
    blocks.release(Infinity);
    return partOf(space.grid, min, size);
  };
}

function fillSampled(subject: Subject, recipe: CropsRecipe, size: Vec3, spacingMm: readonly number[]): CropPlan["fill"] {
  const directions = directionsOf(recipe.orientation);
  const maps = channelMaps(subject, recipe.channels);
  const [x, y, z] = spacingMm as [number, number, number?];
  // One plane has no depth; any spacing across it does.
  const spacing: Vec3 = [x, y, z ?? 1];
  return (centerPatient, out) => {
    const grid = gridAround(centerPatient, size, spacing, directions);
    createBlocks(subject, { grid, lattice: null }, recipe, maps).fill([0, 0, 0], size, out);
    return grid;
  };
}

/** A grid whose middle is a place. */
function gridAround(middle: Vec3, size: Vec3, spacingMm: Vec3, directions: VolumeGrid["directions"]): VolumeGrid {
  const origin = [...middle] as [number, number, number];
  for (const t of [0, 1, 2] as const) {
    const back = ((size[t] - 1) / 2) * spacingMm[t];
    for (const axis of [0, 1, 2] as const) origin[axis] -= directions[t][axis] * back;
  }
  return { dimensions: size, spacingMm, originPatient: origin, directions };
}

/** The part of a grid from a voxel on; it may reach outside. */
export function partOf(grid: VolumeGrid, min: Vec3, size: Vec3): VolumeGrid {
  const origin = [...grid.originPatient] as [number, number, number];
  for (const t of [0, 1, 2] as const) {
    for (const axis of [0, 1, 2] as const) origin[axis] += grid.directions[t][axis] * grid.spacingMm[t] * min[t];
  }
  return { ...grid, dimensions: size, originPatient: origin };
}
