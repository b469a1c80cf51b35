import { packMask, type SegmentMask, VoxelBounds } from "../../findings/index.ts";
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
  const corners = frames.map((frame) => cornerOnGrid(frame, grid));
  /** Calls with every set voxel; the pixels are unpacked anew each time, so that no more than one frame is held. */
  const forEachVoxel = (visit: (i: number, j: number, k: number) => void) => {
    for (const [index, frame] of frames.entries()) {
      const [i, j, k] = corners[index] ?? [0, 0, 0];
      const pixels = frame.pixels();
      for (let pixel = 0; pixel < pixels.length; pixel++) {
        if (pixels[pixel] !== 0) visit(i + (pixel % seg.columns), j + Math.floor(pixel / seg.columns), k);
      }
    }
  };
  if (corners.includes(undefined)) return undefined;
  const [columns, rows, slices] = grid.dimensions;
  const bounds = new VoxelBounds();
  forEachVoxel((i, j, k) => bounds.include(i, j, k));
  const { low, high } = bounds;
  const size = bounds.size();
  if (size === undefined || Math.min(...low) < 0) return undefined;
  if (high[0] >= columns || high[1] >= rows || high[2] >= slices) return undefined;
  const voxels = new Uint8Array(size[0] * size[1] * size[2]);
  forEachVoxel((i, j, k) => {
    voxels[i - low[0] + size[0] * (j - low[1] + size[1] * (k - low[2]))] = 1;
  });
  return packMask(low, size, voxels);
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
