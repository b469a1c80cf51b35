import type { Vec3, VolumeGrid } from "../../geometry/index.ts";
import type { PatchesRecipe, SlicesRecipe } from "../contract/recipe.ts";
import { InferenceError } from "../errors.ts";
import { type Blocks, createBlocks, type Subject } from "./blocks.ts";
import { partOf } from "./crops.ts";
import { slicesLayout } from "./slices.ts";
import { type TensorSpace, tensorSpace } from "./tensor-space.ts";

/** Voxels of a tensor's grid at most: what a whole body at half a millimetre has. */
const MAX_VOXELS = 2 ** 31 - 1;

/** How a series is looked at piece by piece: patches, or slices as windows of one plane. */
export interface WindowPlan {
  readonly name: string;
  /** What all windows together cover: x, y, z of the tensor are i, j, k. */
  readonly grid: VolumeGrid;
  /** 2: tensors have no z, each window is one plane. */
  readonly axes: 2 | 3;
  /** Of each window, [x, y, z]. */
  readonly size: Vec3;
  /** First voxel of each window in the grid; ascending in z. */
  readonly windows: readonly Vec3[];
  readonly blend: PatchesRecipe["blend"];
  readonly batch: number;
  /** Values of one window over its channels. */
  readonly length: number;
  /** Shape of the tensor of so many windows. */
  readonly shape: (count: number) => readonly number[];
  readonly fill: (min: Vec3, out: Float32Array) => void;
  readonly release: (z: number) => void;
}

/**
 * Plans patches or slices over a series. `align` is what every window's start must be a multiple of, [x, y, z], so that the output
 * cells of neighbouring windows fall on each other.
 *
 * Throws `inference/run-failed` where the recipe would make more of a series than a computer holds.
 */
export function planWindows(subject: Subject, recipe: PatchesRecipe | SlicesRecipe, align: Vec3 = [1, 1, 1]): WindowPlan {
  return recipe.kind === "patches" ? planPatches(subject, recipe, align) : planSlices(subject, recipe);
}

function planPatches(subject: Subject, recipe: PatchesRecipe, align: Vec3): WindowPlan {
  const { name, channels, orientation, spacingMm, patch, overlap, multipleOf = 1, blend, batch } = recipe;
  const space = tensorSpace(subject.volume.grid, orientation, spacingMm);
  assertHeld(space);
  const { dimensions } = space.grid;
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  const size =
    patch === "whole"
      ? each((axis) => Math.ceil(dimensions[axis] / multipleOf) * multipleOf)
      : each((axis) => patch[2 - axis] as number);
  const starts = ([0, 1, 2] as const).map((axis) => windowStarts(dimensions[axis], size[axis], overlap, align[axis]));
  const [xs, ys, zs] = starts as [number[], number[], number[]];
  const windows = zs.flatMap((z) => ys.flatMap((y) => xs.map((x): Vec3 => [x, y, z])));
  const blocks = createBlocks(subject, space, recipe);
  return {
    ...{ name, grid: space.grid, axes: 3, size, windows, blend, batch },
    length: channels.length * size[0] * size[1] * size[2],
    shape: (count) => [count, channels.length, size[2], size[1], size[0]],
    fill: (min, out) => blocks.fill(min, size, out),
    release: blocks.release,
  };
}

function planSlices(subject: Subject, recipe: SlicesRecipe): WindowPlan {
  const { name, channels, neighbours, edge, batch } = recipe;
  const { space, min, size } = slicesLayout(subject.volume.grid, recipe);
  assertHeld(space);
  const slices = space.grid.dimensions[2];
  const blocks = createBlocks(subject, space, recipe);
  const planes = 2 * neighbours + 1;
  const each = channels.length * size[0] * size[1];
  const mapped = createSliceCache(blocks, size, each);
  return {
    ...{ name, axes: 2, blend: "uniform", batch },
    grid: partOf(space.grid, [...min, 0], [...size, slices]),
    size: [size[0], size[1], 1],
    windows: Array.from({ length: slices }, (_, z): Vec3 => [0, 0, z]),
    length: planes * each,
    shape: (count) => [count, planes * channels.length, size[1], size[0]],
    fill: ([x, y, z], out) => {
      for (let n = 0; n < planes; n++) {
        const wanted = z + n - neighbours;
        const k = edge === "repeat" ? Math.min(slices - 1, Math.max(0, wanted)) : wanted;
        out.set(mapped([x + min[0], y + min[1], k]), n * each);
      }
    },
    release: (z) => {
      blocks.release(z - neighbours);
      mapped.release(z - neighbours);
    },
  };
}

/** Slices with their channels, each made once for all windows that it is a neighbour in. */
function createSliceCache(blocks: Blocks, size: readonly [number, number], length: number) {
  const kept = new Map<number, Float32Array>();
  const spare: Float32Array[] = [];
  const slice = (min: Vec3): Float32Array => {
    const known = kept.get(min[2]);
    if (known) return known;
    const made = spare.pop() ?? new Float32Array(length);
    blocks.fill(min, [size[0], size[1], 1], made);
    kept.set(min[2], made);
    return made;
  };
  const release = (z: number) => {
    for (const [k, values] of kept) {
      if (k >= z) continue;
      kept.delete(k);
      spare.push(values);
    }
  };
  return Object.assign(slice, { release });
}

/**
 * Starts of windows of one size that cover a length, evenly spread, each a multiple of `align`; neighbours share at least `overlap` of
 * their size. One that is longer than what it covers starts at 0.
 */
export function windowStarts(length: number, size: number, overlap: number, align = 1): number[] {
  const last = Math.ceil(Math.max(0, length - size) / align) * align;
  if (last === 0) return [0];
  const step = Math.max(align, Math.floor((size * (1 - overlap) + 1e-9) / align) * align);
  const count = Math.ceil(last / step) + 1;
  return Array.from({ length: count }, (_, n) => Math.round((n * last) / (count - 1) / align) * align);
}

function assertHeld({ grid }: TensorSpace): void {
  const voxels = grid.dimensions.reduce((product, size) => product * size, 1);
  if (voxels <= MAX_VOXELS) return;
  throw new InferenceError(
    "run-failed",
    "The model asks for this series in finer voxels than a computer can hold. Nothing was proposed; choose another model or series.",
    { voxels },
  );
}
