import type { Vec3 } from "../../geometry/index.ts";
import type { PatchesRecipe } from "../contract/recipe.ts";
import { InferenceError } from "../errors.ts";

/** Values that are held at once at most: 1 GiB of float32. */
const MAX_HELD = 2 ** 28;

/** Puts the outputs of windows together, plane by plane, so that a whole volume of them is never held. */
export interface Stitcher {
  /**
   * Adds one window's output, channels x z x y x x over cells of the whole; what lies outside the whole is dropped. Windows come ascending
   * in z: the planes under this one's first are finished.
   */
  readonly add: (min: Vec3, size: Vec3, values: Float32Array) => void;
  /** No window is to come. */
  readonly end: () => void;
}

/**
 * Blends overlapping outputs: `gaussian` weights each towards its window's centre (sigma an eighth of the window), `uniform` averages,
 * `centre` takes the one whose window's centre is nearest. Planes come out in order, channels x y x x, 0 where no window was; they
 * are used again after `onPlane` returns.
 */
export function createStitcher(options: {
  readonly dimensions: Vec3;
  readonly channels: number;
  /** Planes of the deepest window. */
  readonly depth: number;
  readonly blend: PatchesRecipe["blend"];
  readonly onPlane: (z: number, values: Float32Array) => void;
}): Stitcher {
  const { dimensions, channels, blend, onPlane } = options;
  const [nx, ny, nz] = dimensions;
  const depth = Math.min(options.depth, nz);
  const area = nx * ny;
  if ((channels + 1) * depth * area > MAX_HELD) throw tooLarge((channels + 1) * depth * area);
  const sums = Array.from({ length: depth }, () => new Float32Array(channels * area));
  const weights = Array.from({ length: depth }, () => new Float32Array(area).fill(blend === "centre" ? -Infinity : 0));
  let next = 0;

  function addRow(k: number, at: number, row: { values: Float32Array; from: number; step: number }, weight: Float32Array): void {
    const sum = sums[k % depth] as Float32Array;
    const total = weights[k % depth] as Float32Array;
    for (let i = 0; i < weight.length; i++) {
      const share = weight[i] as number;
      if (blend === "centre") {
        if (share <= (total[at + i] as number)) continue;
        total[at + i] = share;
        for (let c = 0; c < channels; c++) sum[c * area + at + i] = row.values[row.from + c * row.step + i] as number;
        continue;
      }
      total[at + i] = (total[at + i] as number) + share;
      for (let c = 0; c < channels; c++) {
        const p = c * area + at + i;
        sum[p] = (sum[p] as number) + share * (row.values[row.from + c * row.step + i] as number);
      }
    }
  }

  function finish(k: number): void {
    const sum = sums[k % depth] as Float32Array;
    const total = weights[k % depth] as Float32Array;
    if (blend !== "centre") {
      for (let p = 0; p < area; p++) {
        const weight = total[p] as number;
        if (weight === 0 || weight === 1) continue;
        for (let c = 0; c < channels; c++) sum[c * area + p] = (sum[c * area + p] as number) / weight;
      }
    }
    onPlane(k, sum);
    sum.fill(0);
    total.fill(blend === "centre" ? -Infinity : 0);
  }

  const advance = (z: number) => {
    for (; next < Math.min(z, nz); next++) finish(next);
  };

  return {
    add: (min, size, values) => {
      advance(min[2]);
      const tables = ([0, 1, 2] as const).map((axis) => weightTable(size[axis], blend));
      const [wx, wy, wz] = tables as [Float32Array, Float32Array, Float32Array];
      const from = Math.max(0, -min[0]);
      const to = Math.min(size[0], nx - min[0]);
      if (to <= from) return;
      const weight = new Float32Array(to - from);
      for (let c = Math.max(0, -min[2]); c < Math.min(size[2], nz - min[2]); c++) {
        for (let b = Math.max(0, -min[1]); b < Math.min(size[1], ny - min[1]); b++) {
          for (let i = 0; i < weight.length; i++) {
            weight[i] = combined(wx[from + i] as number, wy[b] as number, wz[c] as number, blend);
          }
          const row = { values, from: from + size[0] * (b + size[1] * c), step: size[0] * size[1] * size[2] };
          addRow(min[2] + c, min[0] + from + nx * (min[1] + b), row, weight);
        }
      }
    },
    end: () => advance(nz),
  };
}

/** Along one axis: the Gaussian's value, 1, or how far from the middle (negative, squared). */
function weightTable(size: number, blend: PatchesRecipe["blend"]): Float32Array {
  const middle = (size - 1) / 2;
  const sigma = Math.max(0.5, size / 8);
  return Float32Array.from({ length: size }, (_, n) => {
    const away = n - middle;
    if (blend === "centre") return -away * away;
    return blend === "gaussian" ? Math.exp(-0.5 * (away / sigma) ** 2) : 1;
  });
}

function combined(x: number, y: number, z: number, blend: PatchesRecipe["blend"]): number {
  if (blend === "centre") return x + y + z;
  // A corner still counts a little: there may be nothing else.
  return blend === "gaussian" ? Math.max(1e-3, x * y * z) : 1;
}

function tooLarge(values: number): InferenceError {
  return new InferenceError(
    "run-failed",
    "What the model gives for this series is more than a computer can hold. Nothing was proposed; choose another model or series.",
    { values },
  );
}
