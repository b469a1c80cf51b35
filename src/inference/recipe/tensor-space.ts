import {
  dot,
  indexToPatientMm,
  isSheared,
  sliceSpacingMm,
  uprightGrid,
  type Vec3,
  type VolumeGrid,
} from "../../geometry/index.ts";
import { boundsPatient } from "../resample.ts";

/**
 * Where the voxels of a tensor lie: x, y, z of the tensor are i, j, k of the grid, its last axis is x.
 *
 * `lattice` is given where they are the series' own voxels: place in the series' buffer of the first one, and from one to the next
 * along x, y, z.
 */
export interface TensorSpace {
  readonly grid: VolumeGrid;
  readonly lattice: { readonly first: number; readonly steps: Vec3 } | null;
}

type Axis = 0 | 1 | 2;
const AXES = [0, 1, 2] as const;

const LETTERS: Readonly<Record<string, Vec3>> = {
  L: [1, 0, 0],
  R: [-1, 0, 0],
  P: [0, 1, 0],
  A: [0, -1, 0],
  S: [0, 0, 1],
  I: [0, 0, -1],
};

/** Unit directions, LPS+, in which x, y and z of a tensor grow, from three letters such as "LPS". */
export function directionsOf(orientation: string): readonly [Vec3, Vec3, Vec3] {
  const [x, y, z] = [...orientation].map((letter) => LETTERS[letter]);
  if (!x || !y || !z) throw new RangeError(`${orientation} names no directions.`);
  return [x, y, z];
}

/**
 * The series' own voxels with their axes exchanged and turned round to those nearest to the letters. A grid that leans stays one that
 * leans: no value is computed.
 */
export function nativeSpace(series: VolumeGrid, orientation: string): TensorSpace {
  const wanted = directionsOf(orientation);
  let best: readonly [Axis, Axis, Axis] = [0, 1, 2];
  let most = -1;
  for (const order of ORDERS) {
    const along = AXES.reduce<number>((sum, t) => sum + Math.abs(dot(wanted[t], series.directions[order[t]])), 0);
    if (along > most + 1e-9) [best, most] = [order, along];
  }
  const flips = AXES.map((t) => dot(wanted[t], series.directions[best[t]]) < 0);
  return latticeSpace(series, best, [flips[0] === true, flips[1] === true, flips[2] === true]);
}

/** The images as they were acquired: columns, rows, and slices ascending along rows x columns (PS3.3 C.7.6.2.1.1). */
export function acquiredSpace(series: VolumeGrid): TensorSpace {
  const [di, dj, dk] = series.directions;
  const normal: Vec3 = [di[1] * dj[2] - di[2] * dj[1], di[2] * dj[0] - di[0] * dj[2], di[0] * dj[1] - di[1] * dj[0]];
  return latticeSpace(series, [0, 1, 2], [false, false, dot(normal, dk) < 0]);
}

const ORDERS: readonly (readonly [Axis, Axis, Axis])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

function latticeSpace(
  series: VolumeGrid,
  order: readonly [Axis, Axis, Axis],
  flips: readonly [boolean, boolean, boolean],
): TensorSpace {
  const strides: Vec3 = [1, series.dimensions[0], series.dimensions[0] * series.dimensions[1]];
  const each = <T>(of: (t: Axis, axis: Axis) => T): [T, T, T] => [of(0, order[0]), of(1, order[1]), of(2, order[2])];
  const start = [0, 0, 0] as [number, number, number];
  for (const t of AXES) if (flips[t]) start[order[t]] = series.dimensions[order[t]] - 1;
  return {
    grid: {
      dimensions: each((_, axis) => series.dimensions[axis]),
      spacingMm: each((_, axis) => series.spacingMm[axis]),
      originPatient: indexToPatientMm(series, start),
      directions: each((t, axis) => (flips[t] ? negated(series.directions[axis]) : series.directions[axis])),
    },
    lattice: {
      first: start[0] * strides[0] + start[1] * strides[1] + start[2] * strides[2],
      steps: each((t, axis) => (flips[t] ? -1 : 1) * strides[axis]),
    },
  };
}

/** Spacing of a tensor along its axes: in mm, or of the series' axis that is nearest to it. */
export type SpacingMm = readonly [number | "native", number | "native", number | "native"];

/**
 * A grid along the patient's axes that covers a series, whatever its own orientation; the first voxel's centre is where the series'
 * outermost centres are. The series' own voxels where every spacing is native.
 */
export function tensorSpace(series: VolumeGrid, orientation: string, spacingMm: "native" | SpacingMm): TensorSpace {
  if (spacingMm === "native" || spacingMm.every((mm) => mm === "native")) return nativeSpace(series, orientation);
  const directions = directionsOf(orientation);
  const upright = nativeSpace(uprightGrid(series), orientation).grid.spacingMm;
  const bounds = boundsPatient(series);
  const counts: [number, number, number] = [1, 1, 1];
  const spacing: [number, number, number] = [1, 1, 1];
  const origin: [number, number, number] = [0, 0, 0];
  for (const t of AXES) {
    const axis = directions[t].findIndex((part) => part !== 0) as Axis;
    const wanted = spacingMm[t];
    spacing[t] = wanted === "native" ? upright[t] : wanted;
    counts[t] = Math.max(1, Math.floor((bounds.max[axis] - bounds.min[axis]) / spacing[t] + 1e-6) + 1);
    origin[axis] = directions[t][axis] > 0 ? bounds.min[axis] : bounds.max[axis];
  }
  return { grid: { dimensions: counts, spacingMm: spacing, originPatient: origin, directions }, lattice: null };
}

/** Millimetres from one plane of z to the next. */
export function betweenPlanesMm(grid: VolumeGrid): number {
  return isSheared(grid) ? Math.abs(sliceSpacingMm(grid)) : grid.spacingMm[2];
}

const negated = ([x, y, z]: Vec3): Vec3 => [-x, -y, -z];
