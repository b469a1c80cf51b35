import { indexToPatientMm, patientMmToIndex, type Vec3, type VolumeGrid, voxelCount } from "../geometry/index.ts";
import type { Volume } from "../volume/index.ts";
import type { Slab } from "./engine/slabs.ts";
import { axisSamples, createAlignedSampler } from "./sample-aligned.ts";

/** Values on a grid, as the steps of the pipeline hand them on; `values[i + ni * (j + nj * k)]`. */
export interface HuVolume {
  readonly grid: VolumeGrid;
  readonly values: Int16Array;
}

/** What lies outside the series: air. */
export const AIR_HU = -1024;

/** The three patient axes, x to the left, y to the back, z to the head. */
export const PATIENT_AXES: readonly [Vec3, Vec3, Vec3] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** An axis-parallel box in patient space, LPS+ millimetres, from voxel centre to voxel centre. */
export interface BoxPatient {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** The box of all voxel centres of a grid, whatever its orientation. */
export function boundsPatient(grid: VolumeGrid): BoxPatient {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner++) {
    const point = indexToPatientMm(grid, [
      corner & 1 ? grid.dimensions[0] - 1 : 0,
      corner & 2 ? grid.dimensions[1] - 1 : 0,
      corner & 4 ? grid.dimensions[2] - 1 : 0,
    ]);
    for (const axis of [0, 1, 2] as const) {
      min[axis] = Math.min(min[axis], point[axis]);
      max[axis] = Math.max(max[axis], point[axis]);
    }
  }
  return { min, max };
}

/** An isotropic grid along the patient's axes that covers a box. */
export function patientGrid(box: BoxPatient, spacingMm: number): VolumeGrid {
  const count = (axis: 0 | 1 | 2) => Math.max(1, Math.floor((box.max[axis] - box.min[axis]) / spacingMm + 1e-6) + 1);
  return {
    dimensions: [count(0), count(1), count(2)],
    spacingMm: [spacingMm, spacingMm, spacingMm],
    originPatient: box.min,
    directions: PATIENT_AXES,
  };
}

/** Source index of target voxel (0, 0, 0) and its steps along the target's i, j, k. */
function indexMapping(source: VolumeGrid, target: VolumeGrid): { start: Vec3; steps: readonly [Vec3, Vec3, Vec3] } {
  const at = (point: Vec3) => patientMmToIndex(source, indexToPatientMm(target, point));
  const start = at([0, 0, 0]);
  const step = (point: Vec3): Vec3 => {
    const to = at(point);
    return [to[0] - start[0], to[1] - start[1], to[2] - start[2]];
  };
  return { start, steps: [step([1, 0, 0]), step([0, 1, 0]), step([0, 0, 1])] };
}

/** A tenth of a voxel's thousandth at the far end of any series: what rounding leaves of a zero. */
const PARALLEL = 1e-8;

/** Where both grids have the same axes in the same order: most series are acquired along the patient's. Undefined where they have not. */
function alignedSampler(
  { grid: { dimensions }, values }: { readonly grid: VolumeGrid; readonly values: ArrayLike<number> },
  counts: Vec3,
  { start, steps }: ReturnType<typeof indexMapping>,
) {
  const isAligned = steps.every((step, of) => step.every((value, axis) => axis === of || Math.abs(value) < PARALLEL));
  if (!isAligned) return undefined;
  const along = (axis: 0 | 1 | 2) => axisSamples(start[axis], steps[axis][axis], counts[axis], dimensions[axis]);
  return createAlignedSampler(values, dimensions, [along(0), along(1), along(2)], AIR_HU);
}

/** Trilinear value at a fractional index; the outermost half voxel repeats the edge, beyond it is `fill`. */
export function sampleTrilinear(
  values: ArrayLike<number>,
  dimensions: Vec3,
  x: number,
  y: number,
  z: number,
  fill: number = AIR_HU,
): number {
  const nx = dimensions[0];
  const ny = dimensions[1];
  const nz = dimensions[2];
  if (!(x >= -0.5 && y >= -0.5 && z >= -0.5 && x <= nx - 0.5 && y <= ny - 0.5 && z <= nz - 0.5)) return fill;
  const cx = Math.min(nx - 1, Math.max(0, x));
  const cy = Math.min(ny - 1, Math.max(0, y));
  const cz = Math.min(nz - 1, Math.max(0, z));
  const i = Math.floor(cx);
  const j = Math.floor(cy);
  const k = Math.floor(cz);
  const fx = cx - i;
  const fy = cy - j;
  const fz = cz - k;
  const di = i + 1 < nx ? 1 : 0;
  const dj = j + 1 < ny ? nx : 0;
  const dk = k + 1 < nz ? nx * ny : 0;
  const p = i + nx * (j + ny * k);
  const a = (values[p] as number) * (1 - fx) + (values[p + di] as number) * fx;
  const b = (values[p + dj] as number) * (1 - fx) + (values[p + dj + di] as number) * fx;
  const c = (values[p + dk] as number) * (1 - fx) + (values[p + dk + di] as number) * fx;
  const d = (values[p + dk + dj] as number) * (1 - fx) + (values[p + dk + dj + di] as number) * fx;
  return (a * (1 - fy) + b * fy) * (1 - fz) + (c * (1 - fy) + d * fy) * fz;
}

/** Values on a grid that is any way round. */
export type SampledSource = Pick<Volume, "grid" | "values">;

/** Some slices of a grid that a volume is resampled to; `out` holds all of its voxels. */
export interface ResampleSlab extends Slab {
  readonly source: SampledSource;
  readonly target: VolumeGrid;
  readonly out: Int16Array;
}

/** The part of `resampleHu` that is one slab's. */
export function resampleSlab({ source, target, out, from, to }: ResampleSlab): void {
  const mapping = indexMapping(source.grid, target);
  const { start, steps } = mapping;
  const [ni, nj] = target.dimensions;
  const aligned = alignedSampler(source, target.dimensions, mapping);
  for (let k = from; k < to; k++) {
    if (aligned) {
      aligned.slice(k, (row, at) => {
        for (let i = 0; i < ni; i++) out[at + i] = Math.round(Math.min(3071, Math.max(AIR_HU, row[i] as number)));
      });
      continue;
    }
    for (let j = 0; j < nj; j++) {
      const x = start[0] + j * steps[1][0] + k * steps[2][0];
      const y = start[1] + j * steps[1][1] + k * steps[2][1];
      const z = start[2] + j * steps[1][2] + k * steps[2][2];
      sampleRow(source, out, ni * (j + nj * k), ni, [x, y, z], steps[0]);
    }
  }
}

/** Like `resampleHu` at once and without rounding, for a small target. */
export function sampleHu(source: SampledSource, target: VolumeGrid): Float32Array {
  const mapping = indexMapping(source.grid, target);
  const { start, steps } = mapping;
  const [ni, nj, nk] = target.dimensions;
  const out = new Float32Array(voxelCount(target));
  const aligned = alignedSampler(source, target.dimensions, mapping);
  if (aligned) {
    for (let k = 0; k < nk; k++) {
      aligned.slice(k, (row, at) => {
        for (let i = 0; i < ni; i++) out[at + i] = Math.min(3071, Math.max(AIR_HU, row[i] as number));
      });
    }
    return out;
  }
  const along = (axis: 0 | 1 | 2, i: number, j: number, k: number) =>
    start[axis] + i * steps[0][axis] + j * steps[1][axis] + k * steps[2][axis];
  let p = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++) {
        const value = sampleTrilinear(
          source.values,
          source.grid.dimensions,
          along(0, i, j, k),
          along(1, i, j, k),
          along(2, i, j, k),
        );
        out[p++] = Math.min(3071, Math.max(AIR_HU, value));
      }
    }
  }
  return out;
}

function sampleRow(source: SampledSource, out: Int16Array, at: number, count: number, from: Vec3, step: Vec3): void {
  const { values } = source;
  const { dimensions } = source.grid;
  const [x, y, z] = from;
  const [dx, dy, dz] = step;
  for (let i = 0; i < count; i++) {
    const value = sampleTrilinear(values, dimensions, x + i * dx, y + i * dy, z + i * dz);
    out[at + i] = Math.round(Math.min(3071, Math.max(AIR_HU, value)));
  }
}

/** Cuts a box of voxels out of a volume; `min` may lie outside, where values are `fill`. */
export function cutBox(volume: HuVolume, min: Vec3, size: Vec3, fill: number): Int16Array {
  const [ni, nj, nk] = volume.grid.dimensions;
  const out = new Int16Array(size[0] * size[1] * size[2]).fill(fill);
  const from = Math.max(0, min[0]);
  const to = Math.min(ni, min[0] + size[0]);
  if (to <= from) return out;
  for (let k = 0; k < size[2]; k++) {
    const sk = k + min[2];
    if (sk < 0 || sk >= nk) continue;
    for (let j = 0; j < size[1]; j++) {
      const sj = j + min[1];
      if (sj < 0 || sj >= nj) continue;
      const row = ni * (sj + nj * sk);
      out.set(volume.values.subarray(row + from, row + to), from - min[0] + size[0] * (j + size[1] * k));
    }
  }
  return out;
}
