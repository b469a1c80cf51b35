import { add, cross, dot, length, normalize, scale, type Vec3 } from "../geometry/index.ts";
import type { NiftiHeader } from "./nifti-header.ts";

/** A NIfTI grid in DICOM's patient space: one step along i, j, k and the centre of voxel (0, 0, 0), in millimetres, LPS+. */
export interface NiftiGrid {
  readonly steps: readonly [Vec3, Vec3, Vec3];
  readonly origin: Vec3;
}

/**
 * Where the voxels lie: the sform where it is set, else the qform (nifti1.h, methods 3 and 2). NIfTI's axes are RAS+, DICOM's LPS+.
 * Undefined where neither is set or what is set is no grid: a place in the patient is then not known.
 */
export function niftiGrid(header: NiftiHeader): NiftiGrid | undefined {
  const affine = header.sformCode > 0 ? sformOf(header) : header.qformCode > 0 ? qformOf(header) : undefined;
  if (affine === undefined) return undefined;
  const { steps, origin } = affine;
  const all = [...steps.flat(), ...origin];
  if (!all.every((value) => Number.isFinite(value) && Math.abs(value) < 1e6)) return undefined;
  if (steps.some((step) => length(step) < 1e-4) || Math.abs(dot(cross(steps[0], steps[1]), steps[2])) < 1e-9) return undefined;
  return { steps: [toLps(steps[0]), toLps(steps[1]), toLps(steps[2])], origin: toLps(origin) };
}

function toLps([x, y, z]: Vec3): Vec3 {
  return [-x, -y, z];
}

function sformOf({ srow: [x, y, z], unitMm }: NiftiHeader): NiftiGrid {
  const column = (at: number): Vec3 => scale([x[at] ?? 0, y[at] ?? 0, z[at] ?? 0], unitMm);
  return { steps: [column(0), column(1), column(2)], origin: column(3) };
}

/** Rotation by the unit quaternion (a, b, c, d), a from the other three (nifti1.h, method 2). */
function qformOf({ quaternion: [b, c, d], qoffset, qfac, spacing, unitMm }: NiftiHeader): NiftiGrid {
  const squares = b * b + c * c + d * d;
  // Rounding may bring the three a little over unit length: then they are made so, and a is 0.
  const norm = squares > 1 ? 1 / Math.sqrt(squares) : 1;
  const [q, r, s] = [b * norm, c * norm, d * norm];
  const a = Math.sqrt(Math.max(0, 1 - squares));
  const columns: readonly [Vec3, Vec3, Vec3] = [
    [a * a + q * q - r * r - s * s, 2 * (q * r + a * s), 2 * (q * s - a * r)],
    [2 * (q * r - a * s), a * a + r * r - q * q - s * s, 2 * (r * s + a * q)],
    [2 * (q * s + a * r), 2 * (r * s - a * q), a * a + s * s - q * q - r * r],
  ];
  const spacings = spacing.map((value) => (Math.abs(value) || 1) * unitMm);
  return {
    steps: [
      scale(columns[0], spacings[0] ?? 1),
      scale(columns[1], spacings[1] ?? 1),
      scale(columns[2], (spacings[2] ?? 1) * qfac),
    ],
    origin: scale(qoffset, unitMm),
  };
}

/** How the frames are cut from the grid: which axis runs along a row and which down a column, and whether they run backwards. */
export interface FrameCut {
  readonly rowAxis: 0 | 1;
  readonly columnAxis: 0 | 1;
  readonly isRowReversed: boolean;
  readonly isColumnReversed: boolean;
}

/**
 * The cut that shows each frame as a reader expects it, without any interpolation: rows run to the patient's left (or back), columns
 * to the back (or feet). Frames stay the planes of constant k.
 */
export function readersCut(grid: NiftiGrid | undefined): FrameCut {
  if (grid === undefined) return { rowAxis: 0, columnAxis: 1, isRowReversed: false, isColumnReversed: false };
  const [i, j] = grid.steps;
  const [along, down] = [mainAxis(i), mainAxis(j)];
  const isSwapped = along > down;
  const row = isSwapped ? j : i;
  const column = isSwapped ? i : j;
  const runsBackwards = (step: Vec3) => {
    const axis = mainAxis(step);
    const component = step[axis];
    return axis === 2 ? component > 0 : component < 0;
  };
  return {
    rowAxis: isSwapped ? 1 : 0,
    columnAxis: isSwapped ? 0 : 1,
    isRowReversed: runsBackwards(row),
    isColumnReversed: runsBackwards(column),
  };
}

function mainAxis(step: Vec3): 0 | 1 | 2 {
  const [x, y, z] = step.map(Math.abs) as [number, number, number];
  return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
}

/** The plane of frame k as DICOM has it (PS3.3 C.7.6.2.1.1). */
export interface FramePlane {
  readonly imagePositionPatient: Vec3;
  readonly imageOrientationPatient: readonly number[];
  /** Between rows, between columns. */
  readonly pixelSpacing: readonly [number, number];
  readonly sliceSpacingMm: number;
}

/** Undefined where the rows and columns are not at a right angle: DICOM cannot say such a grid, and half a pixel over 500 is the limit. */
export function framePlane(grid: NiftiGrid, cut: FrameCut, size: NiftiHeader["size"], k: number): FramePlane | undefined {
  const row = grid.steps[cut.rowAxis];
  const column = grid.steps[cut.columnAxis];
  const rowDirection = scale(normalize(row), cut.isRowReversed ? -1 : 1);
  const columnDirection = scale(normalize(column), cut.isColumnReversed ? -1 : 1);
  if (Math.abs(dot(rowDirection, columnDirection)) > 0.001) return undefined;
  const start = (axis: 0 | 1, isReversed: boolean) => scale(grid.steps[axis], isReversed ? size[axis] - 1 : 0);
  const corner = add(start(cut.rowAxis, cut.isRowReversed), start(cut.columnAxis, cut.isColumnReversed));
  return {
    imagePositionPatient: add(add(grid.origin, corner), scale(grid.steps[2], k)),
    imageOrientationPatient: [...rowDirection, ...columnDirection],
    pixelSpacing: [length(column), length(row)],
    sliceSpacingMm: Math.abs(dot(grid.steps[2], normalize(cross(row, column)))),
  };
}
