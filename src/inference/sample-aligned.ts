import type { Vec3 } from "../geometry/index.ts";

/** Where samples lie along one axis of a volume: between two voxels, or outside. */
export interface AxisSamples {
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** From `low` to `high`, 0 to 1. */
  readonly fraction: Float64Array;
  /** 0: beyond the outermost half voxel. */
  readonly inside: Uint8Array;
}

/** Samples at index `start`, `start + step` and so on along an axis of `size` voxels; the outermost half voxel repeats the edge. */
export function axisSamples(start: number, step: number, count: number, size: number): AxisSamples {
  const low = new Int32Array(count);
  const high = new Int32Array(count);
  const fraction = new Float64Array(count);
  const inside = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const at = start + n * step;
    inside[n] = at >= -0.5 && at <= size - 0.5 ? 1 : 0;
    const clamped = Math.min(size - 1, Math.max(0, at));
    const below = Math.floor(clamped);
    low[n] = below;
    high[n] = Math.min(below + 1, size - 1);
    fraction[n] = clamped - below;
  }
  return { low, high, fraction, inside };
}

/**
 * Trilinear samples on a grid whose axes are those of the volume: `values[i + ni * (j + nj * k)]`. Calls `put` for each row of the
 * target with its values (a buffer used again for the next) and the index of its first; outside is `fill`.
 *
 * The same numbers as one `sampleTrilinear` for each, in about a fifth of the time: along x and y each slice of the volume is
 * interpolated once, however many slices of the target lie beside it.
 */
export function createAlignedSampler(
  values: ArrayLike<number>,
  dimensions: Vec3,
  [xs, ys, zs]: readonly [AxisSamples, AxisSamples, AxisSamples],
  fill: number,
): { readonly slice: (k: number, put: (row: Float64Array, at: number) => void) => void } {
  const [nx, ny] = dimensions;
  const ni = xs.low.length;
  const nj = ys.low.length;
  const rows = twice<Float64Array>(() => new Float64Array(ni));
  const planes = twice<Float64Array>(() => new Float64Array(ni * nj));
  const out = new Float64Array(ni);
  const nothing = new Float64Array(ni).fill(fill);
  const outside = Uint32Array.from(xs.inside.keys()).filter((i) => xs.inside[i] === 0);

  const { low: xLow, high: xHigh, fraction: xFraction } = xs;
  const rowOf = (start: number) =>
    rows.get(start, (row) => {
      for (let i = 0; i < ni; i++) {
        const f = xFraction[i] as number;
        row[i] = (values[start + (xLow[i] as number)] as number) * (1 - f) + (values[start + (xHigh[i] as number)] as number) * f;
      }
    });
  const planeOf = (z: number) =>
    planes.get(z, (plane) => {
      for (let j = 0; j < nj; j++) {
        if (!ys.inside[j]) continue;
        const f = ys.fraction[j] as number;
        const a = rowOf(nx * ((ys.low[j] as number) + ny * z));
        const b = rowOf(nx * ((ys.high[j] as number) + ny * z));
        const at = ni * j;
        for (let i = 0; i < ni; i++) plane[at + i] = (a[i] as number) * (1 - f) + (b[i] as number) * f;
      }
    });
  // Samples further apart than voxels share no row: then all eight corners at once, without the rows and planes between.
  const isSparse = stepOf(ys) >= 1.5 && stepOf(zs) >= 1.5;
  const sparseRow = (j: number, k: number) => {
    const below = nx * ny * (zs.low[k] as number);
    const above = nx * ny * (zs.high[k] as number);
    const near = nx * (ys.low[j] as number);
    const far = nx * (ys.high[j] as number);
    const fy = ys.fraction[j] as number;
    const fz = zs.fraction[k] as number;
    const [p, q, r, s] = [below + near, below + far, above + near, above + far];
    for (let i = 0; i < ni; i++) {
      const from = xLow[i] as number;
      const to = xHigh[i] as number;
      const f = xFraction[i] as number;
      const a = (values[p + from] as number) * (1 - f) + (values[p + to] as number) * f;
      const b = (values[q + from] as number) * (1 - f) + (values[q + to] as number) * f;
      const c = (values[r + from] as number) * (1 - f) + (values[r + to] as number) * f;
      const d = (values[s + from] as number) * (1 - f) + (values[s + to] as number) * f;
      out[i] = (a * (1 - fy) + b * fy) * (1 - fz) + (c * (1 - fy) + d * fy) * fz;
    }
    for (const i of outside) out[i] = fill;
    return out;
  };
  if (isSparse) {
    return {
      slice(k, put) {
        for (let j = 0; j < nj; j++) {
          const isInside = zs.inside[k] === 1 && ys.inside[j] === 1;
          put(isInside ? sparseRow(j, k) : nothing, ni * (j + nj * k));
        }
      },
    };
  }
  return {
    slice(k, put) {
      const f = zs.fraction[k] as number;
      const isInside = zs.inside[k] === 1;
      const a = isInside ? planeOf(zs.low[k] as number) : nothing;
      const b = isInside ? planeOf(zs.high[k] as number) : nothing;
      for (let j = 0; j < nj; j++) {
        const at = ni * j;
        if (!isInside || !ys.inside[j]) {
          put(nothing, at + ni * nj * k);
          continue;
        }
        for (let i = 0; i < ni; i++) out[i] = (a[at + i] as number) * (1 - f) + (b[at + i] as number) * f;
        for (const i of outside) out[i] = fill;
        put(out, at + ni * nj * k);
      }
    },
  };
}

/** Voxels from one sample to the next, about. */
function stepOf({ low }: AxisSamples): number {
  const count = low.length - 1;
  return count < 1 ? 0 : Math.abs((low[count] as number) - (low[0] as number)) / count;
}

/** The last two that were made, by number: samples that go up or down one axis need no more. */
function twice<T>(make: () => T): { readonly get: (key: number, fillIn: (buffer: T) => void) => T } {
  const buffers = [make(), make()] as const;
  const keys: [number, number] = [-1, -1];
  let last: 0 | 1 = 0;
  return {
    get(key, fillIn) {
      if (keys[last] === key) return buffers[last];
      last = last === 0 ? 1 : 0;
      if (keys[last] !== key) {
        keys[last] = key;
        fillIn(buffers[last]);
      }
      return buffers[last];
    },
  };
}
