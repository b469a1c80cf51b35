import type { Vec3 } from "../geometry/index.ts";
import { type AxisSamples, axisSamples } from "./sample-aligned.ts";

/** Trilinear cubes cut out of one volume, each along its axes. */
export interface CubeSampler {
  /** `count ** 3` values around an index (that of the cube's middle) into `out` from `at`; x fastest. */
  readonly fill: (centre: Vec3, out: Float32Array, at: number) => void;
}

export interface CubeShape {
  /** Samples along each axis. */
  readonly count: number;
  /** From one sample to the next, in voxels. */
  readonly step: number;
}

/** HU, of which `low` becomes 0 and `high` 1; beyond the outermost half voxel lies `outside`. The numbers of `createAlignedSampler`. */
export function createHuCubes(
  values: Int16Array,
  dimensions: Vec3,
  { count, step }: CubeShape,
  { low, high, outside }: { readonly low: number; readonly high: number; readonly outside: number },
): CubeSampler {
  const range = high - low;
  const nothing = inUnit((outside - low) / range);
  const fillIn = step < 1.5 ? createDense(count, step) : fillSparse;
  return {
    fill(centre, out, at) {
      const axes = axesOf(centre, dimensions, count, step);
      fillIn(values, dimensions, axes, { low, range, out, at });
      fillOutside(axes, count, nothing, out, at);
    },
  };
}

/** How far inside the lungs, 0 to 255 as 0 to 1; 0 beyond the outermost half voxel. */
export function createWeightCubes(values: Uint8Array, dimensions: Vec3, { count, step }: CubeShape): CubeSampler {
  return {
    fill(centre, out, at) {
      const axes = axesOf(centre, dimensions, count, step);
      fillWeights(values, dimensions, axes, out, at);
      fillOutside(axes, count, 0, out, at);
    },
  };
}

type Axes = readonly [AxisSamples, AxisSamples, AxisSamples];

interface Target {
  readonly low: number;
  readonly range: number;
  readonly out: Float32Array;
  readonly at: number;
}

function axesOf(centre: Vec3, dimensions: Vec3, count: number, step: number): Axes {
  const half = ((count - 1) / 2) * step;
  const along = (axis: 0 | 1 | 2) => axisSamples(centre[axis] - half, step, count, dimensions[axis]);
  return [along(0), along(1), along(2)];
}

function inUnit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Samples that lie apart share no row: all eight corners of each at once. */
function fillSparse(values: Int16Array, [nx, ny]: Vec3, [xs, ys, zs]: Axes, { low, range, out, at }: Target): void {
  const { low: xLow, high: xHigh, fraction: xFraction } = xs;
  const count = xLow.length;
  let to = at;
  for (let k = 0; k < count; k++) {
    const below = nx * ny * (zs.low[k] as number);
    const above = nx * ny * (zs.high[k] as number);
    const fz = zs.fraction[k] as number;
    for (let j = 0; j < count; j++) {
      const near = nx * (ys.low[j] as number);
      const far = nx * (ys.high[j] as number);
      const fy = ys.fraction[j] as number;
      const p = below + near;
      const q = below + far;
      const r = above + near;
      const s = above + far;
      for (let i = 0; i < count; i++, to++) {
        const from = xLow[i] as number;
        const next = xHigh[i] as number;
        const f = xFraction[i] as number;
        const a = (values[p + from] as number) * (1 - f) + (values[p + next] as number) * f;
        const b = (values[q + from] as number) * (1 - f) + (values[q + next] as number) * f;
        const c = (values[r + from] as number) * (1 - f) + (values[r + next] as number) * f;
        const d = (values[s + from] as number) * (1 - f) + (values[s + next] as number) * f;
        const value = ((a * (1 - fy) + b * fy) * (1 - fz) + (c * (1 - fy) + d * fy) * fz - low) / range;
        out[to] = Math.min(1, Math.max(0, value));
      }
    }
  }
}

/** Samples that lie close: each row and each plane of the volume is interpolated once. */
function createDense(count: number, step: number): typeof fillSparse {
  const most = Math.ceil(count * step) + 3;
  const rows = new Float64Array(most * count);
  const planes = [new Float64Array(count * count), new Float64Array(count * count)] as const;
  const planeAt = (values: Int16Array, [nx, ny]: Vec3, [xs, ys]: Axes, z: number, plane: Float64Array) => {
    const first = ys.low[0] as number;
    const last = ys.high[count - 1] as number;
    for (let y = first; y <= last; y++) {
      const start = nx * (y + ny * z);
      const row = count * (y - first);
      for (let i = 0; i < count; i++) {
        const f = xs.fraction[i] as number;
        rows[row + i] =
          (values[start + (xs.low[i] as number)] as number) * (1 - f) + (values[start + (xs.high[i] as number)] as number) * f;
      }
    }
    for (let j = 0; j < count; j++) {
      const f = ys.fraction[j] as number;
      const near = count * ((ys.low[j] as number) - first);
      const far = count * ((ys.high[j] as number) - first);
      for (let i = 0; i < count; i++) plane[count * j + i] = (rows[near + i] as number) * (1 - f) + (rows[far + i] as number) * f;
    }
  };
  return (values, dimensions, axes, { low, range, out, at }) => {
    const zs = axes[2];
    const made: [number, number] = [-1, -1];
    const planeOf = (z: number) => {
      const slot = z % 2 === 0 ? 0 : 1;
      if (made[slot] !== z) planeAt(values, dimensions, axes, z, planes[slot]);
      made[slot] = z;
      return planes[slot];
    };
    let to = at;
    for (let k = 0; k < count; k++) {
      const f = zs.fraction[k] as number;
      const below = planeOf(zs.low[k] as number);
      const above = planeOf(zs.high[k] as number);
      for (let n = 0; n < below.length; n++, to++) {
        const value = ((below[n] as number) * (1 - f) + (above[n] as number) * f - low) / range;
        out[to] = Math.min(1, Math.max(0, value));
      }
    }
  };
}

/** Most samples lie deep in the lung or far from it: only over its border is there anything to interpolate. */
function fillWeights(values: Uint8Array, [nx, ny]: Vec3, [xs, ys, zs]: Axes, out: Float32Array, at: number): void {
  const { low: xLow, high: xHigh, fraction: xFraction } = xs;
  const count = xLow.length;
  let to = at;
  for (let k = 0; k < count; k++) {
    const below = nx * ny * (zs.low[k] as number);
    const above = nx * ny * (zs.high[k] as number);
    const fz = zs.fraction[k] as number;
    for (let j = 0; j < count; j++) {
      const near = nx * (ys.low[j] as number);
      const far = nx * (ys.high[j] as number);
      const fy = ys.fraction[j] as number;
      const p = below + near;
      const q = below + far;
      const r = above + near;
      const s = above + far;
      for (let i = 0; i < count; i++, to++) {
        const from = xLow[i] as number;
        const next = xHigh[i] as number;
        const pa = values[p + from] as number;
        const pb = values[p + next] as number;
        const qa = values[q + from] as number;
        const qb = values[q + next] as number;
        const ra = values[r + from] as number;
        const rb = values[r + next] as number;
        const sa = values[s + from] as number;
        const sb = values[s + next] as number;
        const sum = pa + pb + qa + qb + ra + rb + sa + sb;
        if (sum === 0 || sum === ALL_INSIDE) {
          out[to] = sum === 0 ? 0 : 1;
          continue;
        }
        const f = xFraction[i] as number;
        const a = pa * (1 - f) + pb * f;
        const b = qa * (1 - f) + qb * f;
        const c = ra * (1 - f) + rb * f;
        const d = sa * (1 - f) + sb * f;
        out[to] = ((a * (1 - fy) + b * fy) * (1 - fz) + (c * (1 - fy) + d * fy) * fz) / 255;
      }
    }
  }
}

/** Eight corners of 255. */
const ALL_INSIDE = 8 * 255;

/** Puts a value where the volume does not reach; most cubes lie inside. */
function fillOutside([xs, ys, zs]: Axes, count: number, value: number, out: Float32Array, at: number): void {
  for (let k = 0; k < count; k++) {
    if (zs.inside[k] === 0) out.fill(value, at + count * count * k, at + count * count * (k + 1));
    for (let j = 0; j < count; j++) {
      const row = at + count * (j + count * k);
      if (ys.inside[j] === 0) out.fill(value, row, row + count);
    }
  }
  for (let i = 0; i < count; i++) {
    if (xs.inside[i] === 1) continue;
    for (let row = 0; row < count * count; row++) out[at + i + count * row] = value;
  }
}
