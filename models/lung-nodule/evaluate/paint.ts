import { indexToPatientMm, patientMmToIndex, type Vec3 } from "../../../src/geometry/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import type { ScanCharacter } from "./scan-character.ts";

type Pixels = Pick<Volume, "grid" | "values">;

/** Something to be put into a CT, around its own centre; millimetres along the patient's axes. */
export interface Thing {
  /** Nothing of it lies farther from the centre. */
  readonly reachMm: number;
  /** How much of a point it fills, 0 to 1; `stepMm` is the distance to the next point that is asked for. */
  cover(x: number, y: number, z: number, stepMm: number): number;
  /** Its density there. */
  hu(x: number, y: number, z: number): number;
}

/**
 * Puts a thing into `values` as the scan would have shown it: sampled finely along the series' own axes, spread by the scan's own
 * blur within the slice and across slices, and added to what is there.
 *
 * What is added is the difference to the smoothed background, never less than nothing: the scan's own noise stays as it is, and a
 * vessel or the chest wall that is as dense already is not made denser.
 */
export function paint(original: Pixels, values: Int16Array, thing: Thing, center: Vec3, scan: ScanCharacter): void {
  const { grid } = original;
  const fine = sampleThing(original, thing, center, scan);
  const middle = patientMmToIndex(grid, center);
  const { low, high } = boxOf(grid, middle, fine.halfMm);
  const [ni, nj] = grid.dimensions;
  for (let k = low[2]; k <= high[2]; k++) {
    for (let j = low[1]; j <= high[1]; j++) {
      for (let i = low[0]; i <= high[0]; i++) {
        const at = [i - middle[0], j - middle[1], k - middle[2]].map(
          (away, axis) => (away * (grid.spacingMm[axis] as number)) / fine.stepMm + fine.half,
        ) as [number, number, number];
        const share = trilinear(fine.share, fine.size, at);
        if (share < 0.004) continue;
        const missing = trilinear(fine.weighted, fine.size, at) - share * smoothed(original, i, j, k);
        const p = i + ni * (j + nj * k);
        if (missing > 0) values[p] = Math.min(3071, Math.round((values[p] as number) + missing));
      }
    }
  }
}

/** Volume, mm3, of a thing where `counts` holds (patient place). */
export function volumeWhere(thing: Thing, center: Vec3, counts: (point: Vec3) => boolean): number {
  const stepMm = Math.min(0.5, Math.max(0.2, thing.reachMm / 24));
  const half = Math.ceil(thing.reachMm / stepMm);
  let volume = 0;
  for (let c = -half; c <= half; c++) {
    for (let b = -half; b <= half; b++) {
      for (let a = -half; a <= half; a++) {
        const [x, y, z] = [a * stepMm, b * stepMm, c * stepMm];
        const share = thing.cover(x, y, z, stepMm);
        if (share > 0 && counts([center[0] + x, center[1] + y, center[2] + z])) volume += share;
      }
    }
  }
  return volume * stepMm ** 3;
}

interface Fine {
  readonly stepMm: number;
  readonly half: number;
  readonly halfMm: number;
  readonly size: number;
  /** How much of a point the thing fills, after the scan's blur. */
  readonly share: Float32Array;
  /** That share times its density. */
  readonly weighted: Float32Array;
}

function sampleThing({ grid }: Pixels, thing: Thing, center: Vec3, scan: ScanCharacter): Fine {
  const stepMm = Math.min(0.5, Math.max(0.25, thing.reachMm / 24));
  const halfMm = thing.reachMm + 2.5 * Math.max(scan.inPlaneMm, scan.throughMm) + 1;
  const half = Math.ceil(halfMm / stepMm);
  const size = 2 * half + 1;
  const share = new Float32Array(size ** 3);
  const weighted = new Float32Array(size ** 3);
  const middle = patientMmToIndex(grid, center);
  const place = (a: number, b: number, c: number) =>
    indexToPatientMm(grid, [
      middle[0] + (a * stepMm) / grid.spacingMm[0],
      middle[1] + (b * stepMm) / grid.spacingMm[1],
      middle[2] + (c * stepMm) / grid.spacingMm[2],
    ]);
  const steps = ([0, 1, 2] as const).map((axis) => {
    const to = place(axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0);
    return [to[0] - center[0], to[1] - center[1], to[2] - center[2]] as const;
  }) as [Vec3, Vec3, Vec3];
  const along = (axis: 0 | 1 | 2, a: number, b: number, c: number) =>
    (a - half) * steps[0][axis] + (b - half) * steps[1][axis] + (c - half) * steps[2][axis];
  let p = 0;
  for (let c = 0; c < size; c++) {
    for (let b = 0; b < size; b++) {
      for (let a = 0; a < size; a++, p++) {
        const [x, y, z] = [along(0, a, b, c), along(1, a, b, c), along(2, a, b, c)];
        if (x * x + y * y + z * z > thing.reachMm * thing.reachMm) continue;
        const cover = thing.cover(x, y, z, stepMm);
        if (cover <= 0) continue;
        share[p] = cover;
        weighted[p] = cover * thing.hu(x, y, z);
      }
    }
  }
  for (const field of [share, weighted]) {
    blur(field, size, 1, scan.inPlaneMm / stepMm);
    blur(field, size, size, scan.inPlaneMm / stepMm);
    blur(field, size, size * size, scan.throughMm / stepMm);
  }
  return { stepMm, half, halfMm, size, share, weighted };
}

/** Gaussian along one axis of a cube. */
function blur(field: Float32Array, size: number, stride: number, sigma: number): void {
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, n) => Math.exp(-((n - reach) ** 2) / (2 * sigma * sigma)));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  for (let n = 0; n < taps.length; n++) taps[n] = (taps[n] as number) / sum;
  // Nothing beyond the cube: a margin on either side of the line.
  const line = new Float64Array(size + 2 * reach);
  const others = [1, size, size * size].filter((other) => other !== stride) as [number, number];
  for (let u = 0; u < size; u++) {
    for (let v = 0; v < size; v++) blurLine(field, u * others[0] + v * others[1], stride, line, taps);
  }
}

function blurLine(field: Float32Array, start: number, stride: number, line: Float64Array, taps: Float64Array): void {
  const margin = taps.length >> 1;
  const size = line.length - 2 * margin;
  let any = false;
  for (let n = 0; n < size; n++) {
    const value = field[start + n * stride] as number;
    line[n + margin] = value;
    if (value !== 0) any = true;
  }
  if (!any) return;
  for (let n = 0; n < size; n++) {
    let total = 0;
    for (let m = 0; m < taps.length; m++) total += (line[n + m] as number) * (taps[m] as number);
    field[start + n * stride] = total;
  }
}

function trilinear(field: Float32Array, size: number, [x, y, z]: readonly [number, number, number]): number {
  const [a, b, c] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  if (a < 0 || b < 0 || c < 0 || a >= size - 1 || b >= size - 1 || c >= size - 1) return 0;
  const [fx, fy, fz] = [x - a, y - b, z - c];
  const p = a + size * (b + size * c);
  const row = (from: number) => (field[from] as number) * (1 - fx) + (field[from + 1] as number) * fx;
  const cut = (from: number) => row(from) * (1 - fy) + row(from + size) * fy;
  return cut(p) * (1 - fz) + cut(p + size * size) * fz;
}

function boxOf(grid: Volume["grid"], middle: Vec3, halfMm: number): { low: Vec3; high: Vec3 } {
  const bound = (axis: 0 | 1 | 2, side: -1 | 1) =>
    Math.min(
      grid.dimensions[axis] - 1,
      Math.max(0, Math.round((middle[axis] as number) + (side * halfMm) / grid.spacingMm[axis])),
    );
  return { low: [bound(0, -1), bound(1, -1), bound(2, -1)], high: [bound(0, 1), bound(1, 1), bound(2, 1)] };
}

/** Mean of 3 x 3 voxels of one slice, weighted 1 2 1: the background without most of its noise. */
function smoothed({ grid, values }: Pixels, i: number, j: number, k: number): number {
  const [ni, nj] = grid.dimensions;
  const plane = ni * nj * k;
  let sum = 0;
  for (let dj = -1; dj <= 1; dj++) {
    const row = plane + ni * Math.min(nj - 1, Math.max(0, j + dj));
    for (let di = -1; di <= 1; di++) {
      const weight = (2 - Math.abs(di)) * (2 - Math.abs(dj));
      sum += weight * (values[row + Math.min(ni - 1, Math.max(0, i + di))] as number);
    }
  }
  return sum / 16;
}
