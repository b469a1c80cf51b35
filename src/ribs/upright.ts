import { yieldToLoop } from "../base/index.ts";
import type { Vec3 } from "../geometry/index.ts";
import type { HuVolume } from "./types.ts";

/** Along one axis: for each new voxel the old one before it, the one behind it, and how much of the way to that it lies. */
interface Places {
  readonly before: Int32Array;
  readonly behind: Int32Array;
  readonly share: Float32Array;
}

/** Whether steps along the axes of one grid are steps along the same axes of the other: most series lie straight in their scanner. */
export function areUpright(i: Vec3, j: Vec3, k: Vec3): boolean {
  return [i[1], i[2], j[0], j[2], k[0], k[1]].every((aside) => Math.abs(aside) < 1e-9);
}

/**
 * Trilinear values of a volume on another grid with the same axes, one axis after the other: many times as fast as point by point.
 *
 * @param start index in `volume` of the new grid's first voxel
 * @param step how much of a voxel of `volume` a new one is along each axis; may be negative
 */
export async function resampleUpright(
  volume: HuVolume,
  values: Int16Array,
  [ni, nj, nk]: Vec3,
  start: Vec3,
  step: Vec3,
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const [columns, rows, slices] = volume.grid.dimensions;
  const along = placesOf(start[0], step[0], ni, columns);
  const down = placesOf(start[1], step[1], nj, rows);
  const through = placesOf(start[2], step[2], nk, slices);
  const slice = new Float32Array(columns * rows);
  const row = new Float32Array(columns);
  for (let k = 0; k < nk; k++) {
    if (k % 16 === 0) {
      await yieldToLoop(signal);
      onShare(k / nk);
    }
    mix(volume.values, slice, columns * rows, through, k);
    for (let j = 0; j < nj; j++) {
      mix(slice, row, columns, down, j);
      const to = ni * (j + nj * k);
      for (let i = 0; i < ni; i++) {
        const value = row[along.before[i] as number] as number;
        values[to + i] = value + (along.share[i] as number) * ((row[along.behind[i] as number] as number) - value);
      }
    }
  }
}

function placesOf(start: number, step: number, count: number, size: number): Places {
  const at = Float64Array.from({ length: count }, (_, n) => Math.min(size - 1, Math.max(0, start + n * step)));
  const before = Int32Array.from(at);
  return {
    before,
    behind: before.map((index) => Math.min(size - 1, index + 1)),
    share: Float32Array.from(at, (place, n) => place - (before[n] as number)),
  };
}

/** Place `n` of an axis as the mean of two stretches of `size` values, as near as it lies to each. */
function mix(from: ArrayLike<number>, to: Float32Array, size: number, { before, behind, share }: Places, n: number): void {
  const [a, b, part] = [(before[n] as number) * size, (behind[n] as number) * size, share[n] as number];
  for (let at = 0; at < size; at++) {
    const value = from[a + at] as number;
    to[at] = value + part * ((from[b + at] as number) - value);
  }
}
