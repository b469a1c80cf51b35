import { packMask, type SegmentMask } from "../../findings/index.ts";
import { dot, patientMmToIndex, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { ReadSegmentation, ReadSegmentFrame } from "./read-seg.ts";

/** How far, in voxels, a SEG may be off a grid and still lie on it: the rounding of decimal strings. */
const tolerance = 0.05;

/**
 * The mask of a segment on the grid of a volume, as a finding keeps it; undefined where the segment is empty or its pixels do not
 * lie on the grid's voxels (other spacing, direction or offset): it would have to be resampled, which is not done in silence.
 */
export function segmentMaskOnGrid(seg: ReadSegmentation, segmentNumber: number, grid: VolumeGrid): SegmentMask | undefined {
  const frames = seg.frames.filter((frame) => frame.segmentNumber === segmentNumber);
  const placed = frames.map((frame) => ({ frame, corner: cornerOnGrid(frame, grid) }));
  const low: [number, number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high: [number, number, number] = [-1, -1, -1];
  const set: Vec3[] = [];
  for (const { frame, corner } of placed) {
    if (corner === undefined) return undefined;
    frame.pixels().forEach((value, pixel) => {
      if (value === 0) return;
      const voxel: Vec3 = [corner[0] + (pixel % seg.columns), corner[1] + Math.floor(pixel / seg.columns), corner[2]];
      set.push(voxel);
      for (const axis of [0, 1, 2] as const) {
        low[axis] = Math.min(low[axis], voxel[axis]);
        high[axis] = Math.max(high[axis], voxel[axis]);
      }
    });
  }
  const isOutside = [0, 1, 2].some((axis) => (low[axis] ?? 0) < 0 || (high[axis] ?? 0) >= (grid.dimensions[axis] ?? 0));
  if (set.length === 0 || isOutside) return undefined;
  const size: Vec3 = [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1];
  const box = new Uint8Array(size[0] * size[1] * size[2]);
  for (const [i, j, k] of set) box[i - low[0] + size[0] * (j - low[1] + size[1] * (k - low[2]))] = 1;
  return packMask(low, [size[0], size[1], size[2]], box);
}

/** The voxel under the first pixel of a frame; undefined where the frame's pixels are not the grid's voxels. */
function cornerOnGrid({ plane }: ReadSegmentFrame, grid: VolumeGrid): Vec3 | undefined {
  if (plane === undefined) return undefined;
  const extent = Math.max(plane.rows, plane.columns);
  const isAlong = (a: Vec3, b: Vec3) => 1 - dot(a, b) < (tolerance / extent) ** 2;
  const isSpaced = (a: number, b: number) => Math.abs(a - b) * extent < tolerance * b;
  if (!isAlong(plane.rowDirection, grid.directions[0]) || !isAlong(plane.columnDirection, grid.directions[1])) return undefined;
  if (!isSpaced(plane.pixelSpacing[1], grid.spacingMm[0]) || !isSpaced(plane.pixelSpacing[0], grid.spacingMm[1]))
    return undefined;
  const exact = patientMmToIndex(grid, plane.imagePositionPatient);
  const corner: Vec3 = [Math.round(exact[0]), Math.round(exact[1]), Math.round(exact[2])];
  return exact.every((part, axis) => Math.abs(part - (corner[axis] ?? 0)) <= tolerance) ? corner : undefined;
}
