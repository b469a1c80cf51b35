import type { Frame } from "../../../src/contract/index.ts";
import {
  dot,
  type ImagePlane,
  indexToPatientMm,
  patientMmToIndex,
  subtract,
  type Vec3,
  type VolumeGrid,
} from "../../../src/geometry/index.ts";
import type { PixelValues } from "../pixels/series-pixels.ts";
import { axisDirection, type PlaneAxes, type SignedAxis } from "./axes.ts";

/** In-plane shift of each slice against an upright grid, voxels along i and j: not zero for a tilted gantry. Undefined: none. */
export type FrameShifts = readonly (readonly [number, number])[] | undefined;

/** Below this many voxels a frame lies on the grid. */
const ON_GRID = 0.02;

/** How far frames lie from where an upright grid (`uprightGrid`) has the first voxels of its slices. */
export function frameShifts(
  grid: VolumeGrid,
  frames: readonly Frame[],
  sliceOf: (frame: number) => number = (frame) => frame,
): FrameShifts {
  const shifts = Array.from({ length: grid.dimensions[2] }, (): readonly [number, number] => [0, 0]);
  for (const [index, { plane }] of frames.entries()) {
    if (plane === undefined) continue;
    const slice = sliceOf(index);
    const offset = subtract(plane.imagePositionPatient, indexToPatientMm(grid, [0, 0, slice]));
    shifts[slice] = [dot(offset, grid.directions[0]) / grid.spacingMm[0], dot(offset, grid.directions[1]) / grid.spacingMm[1]];
  }
  return shifts.some(([i, j]) => Math.abs(i) > ON_GRID || Math.abs(j) > ON_GRID) ? shifts : undefined;
}

/** Number of planes along the axis. */
export function planeCount(grid: VolumeGrid, axes: PlaneAxes): number {
  return grid.dimensions[axes.through.axis];
}

/** Where plane `index` is in the patient. */
export function planeOf(grid: VolumeGrid, axes: PlaneAxes, index: number): ImagePlane {
  const { right, down, through } = axes;
  const corner: [number, number, number] = [0, 0, 0];
  corner[through.axis] = index;
  corner[right.axis] = right.sign === 1 ? 0 : grid.dimensions[right.axis] - 1;
  corner[down.axis] = down.sign === 1 ? 0 : grid.dimensions[down.axis] - 1;
  return {
    imagePositionPatient: indexToPatientMm(grid, corner),
    rowDirection: axisDirection(grid, right),
    columnDirection: axisDirection(grid, down),
    pixelSpacing: [grid.spacingMm[down.axis], grid.spacingMm[right.axis]],
    rows: grid.dimensions[down.axis],
    columns: grid.dimensions[right.axis],
  };
}

/** Index of the plane nearest to a point, within the volume. */
export function planeIndexOf(grid: VolumeGrid, axes: PlaneAxes, pointPatient: Vec3): number {
  const { axis } = axes.through;
  const along = patientMmToIndex(grid, pointPatient)[axis];
  return Math.min(grid.dimensions[axis] - 1, Math.max(0, Math.round(along)));
}

/** Values of frames one after the other, and the grid that planes are cut along. */
export interface CutVolume {
  readonly values: PixelValues;
  /** At right angles; of the frames' own size unless they are shifted. */
  readonly grid: VolumeGrid;
  readonly shifts: FrameShifts;
  /** Columns and rows of a frame, where they differ from the grid's: an upright grid around a tilted gantry is larger. */
  readonly frameSize?: readonly [number, number] | undefined;
}

/**
 * Copies plane `index` out of the volume: voxels as they are, or, where frames are shifted against the grid, interpolated between the
 * nearest columns and rows within each frame, never between frames. What has not come yet, or lies beside a frame, gets `missing`.
 *
 * @param out as long as the plane has pixels
 */
export function extractPlane(
  volume: CutVolume,
  axes: PlaneAxes,
  index: number,
  isLoaded: (slice: number) => boolean,
  missing: number,
  out: PixelValues,
): void {
  const { dimensions } = volume.grid;
  if (volume.shifts !== undefined && axes.through.axis !== 2) shiftLines(volume, axes, index, missing, out);
  else copyLines(volume, axes, index, out);
  hideMissing(axes, index, dimensions, isLoaded, missing, out);
}

function copyLines(volume: CutVolume, axes: PlaneAxes, index: number, out: PixelValues): void {
  const { dimensions } = volume.grid;
  const strides = [1, dimensions[0], dimensions[0] * dimensions[1]] as const;
  const columns = dimensions[axes.right.axis];
  const rows = dimensions[axes.down.axis];
  const start = (signed: SignedAxis) => (signed.sign === 1 ? 0 : (dimensions[signed.axis] - 1) * strides[signed.axis]);
  const base = index * strides[axes.through.axis] + start(axes.right) + start(axes.down);
  const across = strides[axes.right.axis] * axes.right.sign;
  const down = strides[axes.down.axis] * axes.down.sign;
  for (let row = 0; row < rows; row++) {
    let from = base + row * down;
    const at = row * columns;
    for (let column = 0; column < columns; column++) {
      out[at + column] = volume.values[from] as number;
      from += across;
    }
  }
}

/** Frames are lines of a plane that is not their own: interpolates each line along the frame's in-plane shift. */
function shiftLines(
  { values, grid, shifts, frameSize }: CutVolume,
  axes: PlaneAxes,
  index: number,
  missing: number,
  out: PixelValues,
): void {
  const [columns, rows] = [grid.dimensions[axes.right.axis], grid.dimensions[axes.down.axis]];
  const size = frameSize ?? [grid.dimensions[0], grid.dimensions[1]];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const voxel: [number, number, number] = [0, 0, 0];
      voxel[axes.through.axis] = index;
      voxel[axes.right.axis] = axes.right.sign === 1 ? column : columns - 1 - column;
      voxel[axes.down.axis] = axes.down.sign === 1 ? row : rows - 1 - row;
      const [shiftI, shiftJ] = shifts?.[voxel[2]] ?? [0, 0];
      out[row * columns + column] = interpolate(values, size, voxel[0] - shiftI, voxel[1] - shiftJ, voxel[2], missing);
    }
  }
}

function interpolate(
  values: PixelValues,
  [columns, rows]: readonly [number, number],
  i: number,
  j: number,
  k: number,
  missing: number,
): number {
  // A frame reaches half a pixel beyond the centres of its outermost ones.
  if (i < -0.5 || j < -0.5 || i > columns - 0.5 || j > rows - 0.5) return missing;
  return between(values, columns, rows, Math.min(columns - 1, Math.max(0, i)), Math.min(rows - 1, Math.max(0, j)), k);
}

function between(values: PixelValues, columns: number, rows: number, i: number, j: number, k: number): number {
  if (columns < 2 || rows < 2) return values[Math.round(i) + columns * (Math.round(j) + rows * k)] as number;
  const [i0, j0] = [Math.min(Math.floor(i), columns - 2), Math.min(Math.floor(j), rows - 2)];
  const [fi, fj] = [i - i0, j - j0];
  const at = i0 + columns * (j0 + rows * k);
  const top = (values[at] as number) * (1 - fi) + (values[at + 1] as number) * fi;
  const bottom = (values[at + columns] as number) * (1 - fi) + (values[at + columns + 1] as number) * fi;
  return top * (1 - fj) + bottom * fj;
}

function hideMissing(
  axes: PlaneAxes,
  index: number,
  dimensions: Vec3,
  isLoaded: (frame: number) => boolean,
  missing: number,
  out: PixelValues,
): void {
  const [columns, rows] = [dimensions[axes.right.axis], dimensions[axes.down.axis]];
  if (axes.through.axis === 2) {
    if (!isLoaded(index)) out.fill(missing);
    return;
  }
  const alongRows = axes.down.axis === 2;
  const { sign } = alongRows ? axes.down : axes.right;
  for (let frame = 0; frame < dimensions[2]; frame++) {
    if (isLoaded(frame)) continue;
    const line = sign === 1 ? frame : dimensions[2] - 1 - frame;
    if (alongRows) out.fill(missing, line * columns, (line + 1) * columns);
    else for (let row = 0; row < rows; row++) out[row * columns + line] = missing;
  }
}
