import type { Vec3 } from "../geometry/index.ts";
import type { BitMask } from "./bits.ts";

/** A box of voxels; it may reach outside its grid. */
export interface VoxelBox {
  readonly min: Vec3;
  readonly size: Vec3;
}

/** The box of one label (null: of all that are not 0) with a margin; it may reach outside the grid. Null where there is no such voxel. */
export function boxOf(labels: Uint8Array, [ni, nj, nk]: Vec3, label: number | null, margin: number): VoxelBox | null {
  const low: [number, number, number] = [ni, nj, nk];
  const high: [number, number, number] = [-1, -1, -1];
  for (let row = 0; row < nj * nk; row++) {
    const [j, k] = [row % nj, (row / nj) | 0];
    const first = firstIn(labels, row * ni, ni, 1, label);
    if (first === ni) continue;
    const last = ni - 1 - firstIn(labels, row * ni + ni - 1, ni, -1, label);
    low[0] = Math.min(low[0], first);
    high[0] = Math.max(high[0], last);
    low[1] = Math.min(low[1], j);
    high[1] = Math.max(high[1], j);
    low[2] = Math.min(low[2], k);
    high[2] = k;
  }
  if (high[0] < 0) return null;
  return {
    min: [low[0] - margin, low[1] - margin, low[2] - margin],
    size: [high[0] - low[0] + 1 + 2 * margin, high[1] - low[1] + 1 + 2 * margin, high[2] - low[2] + 1 + 2 * margin],
  };
}

/** Steps from `start` to the first voxel of a label, `count` where there is none. */
function firstIn(labels: Uint8Array, start: number, count: number, step: 1 | -1, label: number | null): number {
  let n = 0;
  if (label === null) while (n < count && labels[start + n * step] === 0) n++;
  else while (n < count && labels[start + n * step] !== label) n++;
  return n;
}

/** What of a box lies inside the grid. */
export function clipped({ min, size }: VoxelBox, dimensions: Vec3): VoxelBox {
  const from = (axis: 0 | 1 | 2) => Math.max(0, min[axis]);
  const count = (axis: 0 | 1 | 2) => Math.max(0, Math.min(dimensions[axis], min[axis] + size[axis]) - from(axis));
  return { min: [from(0), from(1), from(2)], size: [count(0), count(1), count(2)] };
}

/** The values of a box; 0 outside the grid. */
export function cutOut(values: Uint8Array, dimensions: Vec3, box: VoxelBox): Uint8Array {
  const out = new Uint8Array(box.size[0] * box.size[1] * box.size[2]);
  forEachRow(box, dimensions, (from, count, to) => out.set(values.subarray(from, from + count), to));
  return out;
}

/** Calls `put` with the index in the grid of each voxel of a box whose bit is set. */
export function forEachBit({ stride, words }: BitMask, box: VoxelBox, dimensions: Vec3, put: (q: number) => void): void {
  const ni = box.size[0];
  forEachRow(box, dimensions, (from, count, to) => {
    const row = to / ni;
    const skipped = to % ni;
    for (let n = 0; n < count; n++) {
      const i = skipped + n;
      if (words[row * stride + (i >> 5)] === 0) n += 31 - (i & 31);
      else if ((words[row * stride + (i >> 5)] as number) & (1 << (i & 31))) put(from + n);
    }
  });
}

/** The rows of a box inside the grid: index of the first voxel in the grid, how many, and its index in the box. */
function forEachRow({ min, size }: VoxelBox, dimensions: Vec3, visit: (from: number, count: number, to: number) => void): void {
  const [ni, nj] = dimensions;
  const inside = clipped({ min, size }, dimensions);
  const [di, dj, dk] = [inside.min[0] - min[0], inside.min[1] - min[1], inside.min[2] - min[2]];
  for (let k = 0; k < inside.size[2]; k++) {
    for (let j = 0; j < inside.size[1]; j++) {
      const from = inside.min[0] + ni * (inside.min[1] + j + nj * (inside.min[2] + k));
      visit(from, inside.size[0], di + size[0] * (j + dj + size[1] * (k + dk)));
    }
  }
}
