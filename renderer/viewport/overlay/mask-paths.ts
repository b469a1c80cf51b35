import type { SeriesDetail } from "../../../src/contract/index.ts";
import { type Finding, type SegmentMask, unpackMask } from "../../../src/findings/index.ts";
import {
  distanceToPlaneMm,
  type ImagePlane,
  indexToPatientMm,
  patientMmToIndex,
  patientMmToPixel,
  pixelToPatientMm,
  type VolumeGrid,
} from "../../../src/geometry/index.ts";
import { maskGrid } from "../measurement/home.ts";
import type { Slice } from "../plane/slice.ts";
import { traceMask } from "./trace-mask.ts";

interface Cut {
  readonly plane: ImagePlane;
  readonly d: string;
}

/** By mask: its voxels, and the plane that it was cut by last in each viewport's turn. */
const opened = new WeakMap<SegmentMask, { readonly voxels: Uint8Array; readonly cuts: Cut[] }>();

/** Planes whose outline of one mask is kept: as many as are on a screen at once. */
const MOST_CUTS = 16;

/**
 * The outline of a finding's mask on a slice as the data of an SVG path, in pixels of the slice; "" where the slice does not meet it.
 *
 * @param home details of the finding's own series, whichever the slice is of
 */
export function maskPath(finding: Finding, home: SeriesDetail | undefined, { plane }: Slice): string {
  const { segment } = finding;
  const grid = segment && home && maskGrid(finding, home);
  if (segment === undefined || grid === undefined || plane === undefined) return "";
  const known = opened.get(segment) ?? { voxels: voxelsOf(segment), cuts: [] };
  opened.set(segment, known);
  const before = known.cuts.find((cut) => isSamePlane(cut.plane, plane));
  if (before !== undefined) return before.d;
  const { voxels } = known;
  const d = voxels.length === 0 ? "" : cutMask(segment, (at) => voxels[at] === 1, grid, plane);
  known.cuts.push({ plane, d });
  if (known.cuts.length > MOST_CUTS) known.cuts.shift();
  return d;
}

function voxelsOf(segment: SegmentMask): Uint8Array {
  try {
    return unpackMask(segment);
  } catch {
    // A mask that cannot be read is none; its finding is drawn by its shape.
    return new Uint8Array(0);
  }
}

function isSamePlane(a: ImagePlane, b: ImagePlane): boolean {
  const numbers = ({ imagePositionPatient, rowDirection, columnDirection, pixelSpacing }: ImagePlane) =>
    [imagePositionPatient, rowDirection, columnDirection, pixelSpacing].flat();
  const [one, other] = [numbers(a), numbers(b)];
  return a === b || one.every((value, at) => value === other[at]);
}

/** Where a mask's voxels lie on its grid. */
export type MaskBox = Pick<SegmentMask, "minIndex" | "size">;

/**
 * The outline of a mask on a plane as the data of an SVG path, in pixels of the plane: each pixel takes the voxel that its centre lies in.
 *
 * @param isVoxel whether a voxel of the box is set (i fastest, then j, then k)
 */
export function cutMask(segment: MaskBox, isVoxel: (at: number) => boolean, grid: VolumeGrid, plane: ImagePlane): string {
  const [left, top, right, bottom] = pixelBox(segment, grid, plane);
  if (right < left || bottom < top) return "";
  const [ni, nj, nk] = segment.size;
  const at = (column: number, row: number) => patientMmToIndex(grid, pixelToPatientMm(plane, column, row));
  const [origin, overColumn, overRow] = [at(left, top), at(left + 1, top), at(left, top + 1)];
  const index = (axis: 0 | 1 | 2, column: number, row: number) =>
    Math.round(
      origin[axis] + column * (overColumn[axis] - origin[axis]) + row * (overRow[axis] - origin[axis]) - segment.minIndex[axis],
    );
  const isSet = (column: number, row: number) => {
    const [i, j, k] = [index(0, column, row), index(1, column, row), index(2, column, row)];
    if (i < 0 || j < 0 || k < 0 || i >= ni || j >= nj || k >= nk) return false;
    return isVoxel(i + ni * (j + nj * k));
  };
  const path = traceMask(right - left + 1, bottom - top + 1, isSet);
  return path === "" ? "" : movedPath(path, left - 0.5, top - 0.5);
}

/** The path of `traceMask` with its corner at a pixel's edge. */
function movedPath(path: string, left: number, top: number): string {
  return path.replace(/([MHV])([\d.]+)(?: ([\d.]+))?/g, (_all, letter: string, first: string, second: string | undefined) => {
    if (letter === "H") return `H${Number(first) + left}`;
    if (letter === "V") return `V${Number(first) + top}`;
    return `M${Number(first) + left} ${Number(second) + top}`;
  });
}

/** Pixels of the plane that the mask's box may lie over: left, top, right, bottom; nothing where the plane passes it by. */
function pixelBox({ minIndex, size }: MaskBox, grid: VolumeGrid, plane: ImagePlane): readonly [number, number, number, number] {
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [below, above] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let corner = 0; corner < 8; corner++) {
    const end = (axis: 0 | 1 | 2) => minIndex[axis] - 0.5 + ((corner >> axis) & 1) * size[axis];
    const point = indexToPatientMm(grid, [end(0), end(1), end(2)]);
    const [column, row] = patientMmToPixel(plane, point);
    const height = distanceToPlaneMm(plane, point);
    [below, above] = [Math.min(below, height), Math.max(above, height)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
  }
  const within = (value: number, most: number) => Math.max(0, Math.min(most - 1, value));
  if (below > 0 || above < 0 || right < 0 || bottom < 0 || left > plane.columns - 1 || top > plane.rows - 1)
    return [0, 0, -1, -1];
  return [
    within(Math.floor(left), plane.columns),
    within(Math.floor(top), plane.rows),
    within(Math.ceil(right), plane.columns),
    within(Math.ceil(bottom), plane.rows),
  ];
}
