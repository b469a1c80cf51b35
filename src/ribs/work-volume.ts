import { yieldToLoop } from "../base/index.ts";
import { indexToPatientMm, patientMmToIndex, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import type { HuVolume } from "./types.ts";
import { areUpright, resampleUpright } from "./upright.ts";

/** Edge of the voxels that ribs are looked for in. */
export const WORK_MM = 1.5;
/** What lies outside the series. */
export const AIR_HU = -1024;

/** Cubes of `WORK_MM` along the patient's axes. */
export interface WorkVolume {
  readonly grid: VolumeGrid;
  readonly values: Int16Array;
}

/**
 * A volume of any orientation, size and slice distance (sheared too) as cubes along the patient's axes: fine voxels are averaged
 * first, which takes noise away, and what is coarse is interpolated.
 */
export async function toWorkVolume(
  volume: HuVolume,
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<WorkVolume> {
  const fine = averaged(volume);
  const { low, high } = boundsOf(fine.grid);
  const count = (axis: 0 | 1 | 2) => Math.max(1, Math.floor((high[axis] - low[axis]) / WORK_MM + 1e-6) + 1);
  const dimensions: Vec3 = [count(0), count(1), count(2)];
  const grid: VolumeGrid = {
    dimensions,
    spacingMm: [WORK_MM, WORK_MM, WORK_MM],
    originPatient: low,
    directions: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
  const [ni, nj, nk] = dimensions;
  const values = new Int16Array(ni * nj * nk);
  const at = (point: Vec3) => patientMmToIndex(fine.grid, indexToPatientMm(grid, point));
  const start = at([0, 0, 0]);
  const step = (point: Vec3): Vec3 => {
    const there = at(point);
    return [there[0] - start[0], there[1] - start[1], there[2] - start[2]];
  };
  const [si, sj, sk] = [step([1, 0, 0]), step([0, 1, 0]), step([0, 0, 1])];
  if (areUpright(si, sj, sk)) {
    await resampleUpright(fine, values, dimensions, start, [si[0], sj[1], sk[2]], onShare, signal);
    return { grid, values };
  }
  const sample = createSampler(fine.values, fine.grid.dimensions);
  for (let k = 0; k < nk; k++) {
    if (k % 16 === 0) {
      await yieldToLoop(signal);
      onShare(k / nk);
    }
    for (let j = 0; j < nj; j++) {
      let x = start[0] + sk[0] * k + sj[0] * j;
      let y = start[1] + sk[1] * k + sj[1] * j;
      let z = start[2] + sk[2] * k + sj[2] * j;
      const base = ni * (j + nj * k);
      for (let i = 0; i < ni; i++) {
        values[base + i] = sample(x, y, z);
        x += si[0];
        y += si[1];
        z += si[2];
      }
    }
  }
  return { grid, values };
}

/** Trilinear values at fractional indices; half a voxel around the volume is its edge, beyond it is air. */
export function createSampler(values: ArrayLike<number>, [ni, nj, nk]: Vec3): (x: number, y: number, z: number) => number {
  const plane = ni * nj;
  /** Between the four values of one slice at an index, `u` and `v` of the way to the next column and row. */
  const inSlice = (at: number, toColumn: number, toRow: number, u: number, v: number) => {
    const a = values[at] as number;
    const c = values[at + toRow] as number;
    const near = a + u * ((values[at + toColumn] as number) - a);
    const far = c + u * ((values[at + toRow + toColumn] as number) - c);
    return near + v * (far - near);
  };
  return (x, y, z) => {
    if (x < -0.5 || y < -0.5 || z < -0.5 || x > ni - 0.5 || y > nj - 0.5 || z > nk - 0.5) return AIR_HU;
    const cx = Math.min(ni - 1, Math.max(0, x));
    const cy = Math.min(nj - 1, Math.max(0, y));
    const cz = Math.min(nk - 1, Math.max(0, z));
    const i = cx | 0;
    const j = cy | 0;
    const k = cz | 0;
    const at = i + ni * j + plane * k;
    const toColumn = i + 1 < ni ? 1 : 0;
    const toRow = j + 1 < nj ? ni : 0;
    const here = inSlice(at, toColumn, toRow, cx - i, cy - j);
    const w = cz - k;
    return w === 0 ? here : here + w * (inSlice(at + plane, toColumn, toRow, cx - i, cy - j) - here);
  };
}

/** Means of whole blocks of voxels, the largest that are not coarser than the work voxels (to a quarter). */
function averaged(volume: HuVolume): HuVolume {
  const { grid, values } = volume;
  const by = grid.spacingMm.map((mm, axis) =>
    Math.max(1, Math.min(grid.dimensions[axis] as number, Math.floor((WORK_MM * 1.25) / mm))),
  ) as unknown as Vec3;
  if (by.every((factor) => factor === 1)) return volume;
  const [ni, nj, nk] = grid.dimensions;
  const [bi, bj, bk] = by;
  const dimensions: Vec3 = [Math.floor(ni / bi), Math.floor(nj / bj), Math.floor(nk / bk)];
  const [oi, oj, ok] = dimensions;
  const out = new Int16Array(oi * oj * ok);
  const row = new Float64Array(oi);
  for (let line = 0; line < oj * ok; line++) {
    const [j, k] = [line % oj, Math.floor(line / oj)];
    row.fill(0);
    for (let n = 0; n < bj * bk; n++) addRow(row, values, ni * (j * bj + (n % bj) + nj * (k * bk + Math.floor(n / bj))), bi);
    for (let i = 0; i < oi; i++) out[oi * line + i] = Math.round((row[i] as number) / (bi * bj * bk));
  }
  return {
    grid: {
      ...grid,
      dimensions,
      spacingMm: [grid.spacingMm[0] * bi, grid.spacingMm[1] * bj, grid.spacingMm[2] * bk],
      originPatient: indexToPatientMm(grid, [(bi - 1) / 2, (bj - 1) / 2, (bk - 1) / 2]),
    },
    values: out,
  };
}

/** Adds a row's values from `base` on, `by` of them to each sum. */
function addRow(sums: Float64Array, values: HuVolume["values"], base: number, by: number): void {
  for (let o = 0, at = base; o < sums.length; o++) {
    let sum = 0;
    for (let n = 0; n < by; n++) sum += values[at++] as number;
    sums[o] = (sums[o] as number) + sum;
  }
}

function boundsOf(grid: VolumeGrid): { readonly low: Vec3; readonly high: Vec3 } {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
    indexToPatientMm(
      grid,
      [0, 1, 2].map((axis) => (bits & (1 << axis) ? (grid.dimensions[axis] as number) - 1 : 0)) as unknown as Vec3,
    ),
  );
  const edge = (pick: (...values: number[]) => number) =>
    [0, 1, 2].map((axis) => pick(...corners.map((corner) => corner[axis as 0 | 1 | 2]))) as unknown as Vec3;
  return { low: edge(Math.min), high: edge(Math.max) };
}
