import type { Vec3 } from "../geometry/index.ts";

/**
 * Squared Euclidean distance in voxels from each voxel to the nearest one where `mask` is not 0; 1e9 where there is none.
 * Exact, one pass per axis over lower envelopes of parabolas (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012).
 */
export function squaredDistance(mask: Uint8Array, dimensions: Vec3): Float32Array {
  const [ni, nj, nk] = dimensions;
  const out = new Float32Array(mask.length);
  for (let row = 0; row < nj * nk; row++) alongRow(mask, out, row * ni, ni);
  const scratch = new Envelope(Math.max(ni, nj, nk));
  for (let k = 0; k < nk; k++) for (let i = 0; i < ni; i++) scratch.pass(out, i + k * ni * nj, ni, nj);
  for (let p = 0; p < ni * nj; p++) scratch.pass(out, p, ni * nj, nk);
  return out;
}

/** The first axis, where each value is 0 or endless: steps to the nearest 0 on either side. */
function alongRow(mask: Uint8Array, out: Float32Array, start: number, count: number): void {
  const end = start + count;
  let steps = 1e9;
  for (let p = start; p < end; p++) {
    steps = mask[p] ? 0 : steps + 1;
    out[p] = steps;
  }
  steps = 1e9;
  for (let p = end - 1; p >= start; p--) {
    steps = Math.min(out[p] as number, steps + 1);
    out[p] = Math.min(1e9, steps * steps);
  }
}

/** Buffers of the one-dimensional transform, used again for each line. */
class Envelope {
  readonly #f: Float64Array;
  readonly #vertex: Int32Array;
  readonly #bound: Float64Array;

  constructor(longest: number) {
    this.#f = new Float64Array(longest);
    this.#vertex = new Int32Array(longest);
    this.#bound = new Float64Array(longest + 1);
  }

  pass(values: Float32Array, start: number, stride: number, count: number): void {
    const f = this.#f;
    const vertex = this.#vertex;
    const bound = this.#bound;
    let isEndless = true;
    let isZero = true;
    for (let q = 0, p = start; q < count; q++, p += stride) {
      const value = values[p] as number;
      f[q] = value;
      if (value < 1e9) isEndless = false;
      if (value > 0) isZero = false;
    }
    if (isEndless || isZero) return;
    let top = 0;
    vertex[0] = 0;
    bound[0] = -Infinity;
    bound[1] = Infinity;
    for (let q = 1; q < count; q++) {
      const height = (f[q] as number) + q * q;
      let v = vertex[top] as number;
      // Where the parabolas over q and v cross.
      let s = (height - (f[v] as number) - v * v) / (2 * q - 2 * v);
      while (s <= (bound[top] as number)) {
        v = vertex[--top] as number;
        s = (height - (f[v] as number) - v * v) / (2 * q - 2 * v);
      }
      vertex[++top] = q;
      bound[top] = s;
      bound[top + 1] = Infinity;
    }
    top = 0;
    for (let q = 0, p = start; q < count; q++, p += stride) {
      while ((bound[top + 1] as number) < q) top++;
      const v = vertex[top] as number;
      values[p] = Math.min(1e9, (q - v) * (q - v) + (f[v] as number));
    }
  }
}

/** Where `squared` is at most the radius (in voxels), squared. */
export function within(squared: Float32Array, radius: number): Uint8Array {
  const limit = radius * radius;
  const out = new Uint8Array(squared.length);
  for (let p = 0; p < out.length; p++) if ((squared[p] as number) <= limit) out[p] = 1;
  return out;
}

/** 1 where the mask is 0. */
export function inverted(mask: Uint8Array): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (let p = 0; p < out.length; p++) if (!mask[p]) out[p] = 1;
  return out;
}
