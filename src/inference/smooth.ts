import type { Vec3, VolumeGrid } from "../geometry/index.ts";
import type { VoxelBox } from "./box.ts";

/**
 * Values under a Gaussian along the three axes, in voxels of `box` alone (inside the grid; elsewhere they mean nothing); beyond the grid
 * its outermost voxels repeat. `values[i + ni * (j + nj * k)]`.
 */
export function smoothedWithin(values: Float32Array, grid: VolumeGrid, box: VoxelBox, sigmaMm: number): Float32Array {
  const { dimensions } = grid;
  const sigma = sigmaMm / grid.spacingMm[0];
  const reach = Math.ceil(2 * sigma);
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, n) => Math.exp(-((n - reach) ** 2) / (2 * sigma * sigma)));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  // Each axis also where the ones after it look, beside the box.
  const alongX = smoothedAlong(0, values, dimensions, widened(box, dimensions, reach, reach), taps, sum);
  const alongY = smoothedAlong(1, alongX, dimensions, widened(box, dimensions, 0, reach), taps, sum);
  return smoothedAlong(2, alongY, dimensions, box, taps, sum);
}

function widened({ min, size }: VoxelBox, dimensions: Vec3, byJ: number, byK: number): VoxelBox {
  const low = (axis: 1 | 2, by: number) => Math.max(0, min[axis] - by);
  const count = (axis: 1 | 2, by: number) => Math.min(dimensions[axis], min[axis] + size[axis] + by) - low(axis, by);
  return { min: [min[0], low(1, byJ), low(2, byK)], size: [size[0], count(1, byJ), count(2, byK)] };
}

function smoothedAlong(
  axis: 0 | 1 | 2,
  from: Float32Array,
  dimensions: Vec3,
  { min, size }: VoxelBox,
  taps: Float64Array,
  sum: number,
): Float32Array {
  const [ni, nj] = dimensions;
  const to = new Float32Array(from.length);
  const total = new Float64Array(size[0]);
  const last = dimensions[axis] - 1;
  const stride = axis === 1 ? ni : ni * nj;
  const reach = taps.length >> 1;
  for (let k = min[2]; k < min[2] + size[2]; k++) {
    for (let j = min[1]; j < min[1] + size[1]; j++) {
      const row = ni * (j + nj * k);
      const at = axis === 1 ? j : k;
      total.fill(0);
      for (let n = 0; n < taps.length; n++) {
        if (axis === 0) addShifted(total, from, row, min[0] + n - reach, last, taps[n] as number);
        else addRow(total, from, row + min[0] + (Math.min(last, Math.max(0, at + n - reach)) - at) * stride, taps[n] as number);
      }
      const start = row + min[0];
      for (let i = 0; i < total.length; i++) to[start + i] = (total[i] as number) / sum;
    }
  }
  return to;
}

function addRow(total: Float64Array, from: Float32Array, start: number, weight: number): void {
  for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (from[start + i] as number) * weight;
}

/** A row of which the first voxel is at `start`, which may lie before it as its end may lie after it. */
function addShifted(total: Float64Array, from: Float32Array, row: number, start: number, last: number, weight: number): void {
  for (let i = 0; i < total.length; i++) {
    const at = Math.min(last, Math.max(0, start + i));
    total[i] = (total[i] as number) + (from[row + at] as number) * weight;
  }
}
