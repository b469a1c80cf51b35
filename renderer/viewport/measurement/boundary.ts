import type { SeriesDetail } from "../../../src/contract/index.ts";
import { ballMask, type Finding, growMask, measureMask, redrawMask, type SegmentMask } from "../../../src/findings/index.ts";
import {
  add,
  distanceToPlaneMm,
  indexToPatientMm,
  patientMmToIndex,
  patientMmToPixel,
  pixelToPatientMm,
  planeNormal,
  scale,
  type VolumeGrid,
} from "../../../src/geometry/index.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import type { Point2 } from "../plane/affine.ts";
import { planeSpacingMm, type Slice } from "../plane/slice.ts";
import type { Revised } from "./measured.ts";

type Index = readonly [number, number, number];

/** The grid that a finding's mask is on: of its own series' stack, where its frame is one of this stack. */
export function maskGrid(
  finding: Pick<Finding, "seriesInstanceUid" | "reference">,
  detail: SeriesDetail,
): VolumeGrid | undefined {
  if (finding.seriesInstanceUid !== detail.seriesInstanceUid) return undefined;
  const { sopInstanceUid } = finding.reference;
  return detail.frames.some((frame) => frame.sopInstanceUid === sopInstanceUid) ? detail.geometry.grid : undefined;
}

/** A finding's boundary: its mask, else that of its ball. */
function boundaryOf({ segment, geometry }: Finding, grid: VolumeGrid): SegmentMask | undefined {
  if (segment !== undefined) return segment;
  return geometry.kind === "sphere" ? ballMask(grid, geometry.centerPatient, geometry.diameterMm) : undefined;
}

/** A finding with its boundary one pixel further out in all directions, or further in; undefined where it has none, or nothing would be left. */
export function grown(finding: Finding, by: 1 | -1, detail: SeriesDetail, pixels: SeriesPixels): Revised | undefined {
  const grid = maskGrid(finding, detail);
  const mask = grid && boundaryOf(finding, grid);
  if (grid === undefined || mask === undefined) return undefined;
  const made = growMask(mask, grid, by * Math.min(grid.spacingMm[0], grid.spacingMm[1]));
  return made && revisedBy(made, finding, grid, pixels);
}

/** A finding with its boundary on one slice drawn anew; undefined where it has none, or nothing would be left. */
export function redrawn(
  finding: Finding,
  outline: readonly Point2[],
  slice: Slice,
  detail: SeriesDetail,
  pixels: SeriesPixels,
): Revised | undefined {
  const grid = maskGrid(finding, detail);
  const { plane } = slice;
  if (grid === undefined || plane === undefined) return undefined;
  const halfMm = (planeSpacingMm(detail, slice) ?? 1) * 0.501;
  const box = boxOf(outline, slice, grid, halfMm);
  const made =
    box &&
    redrawMask(boundaryOf(finding, grid), grid, box, (index) => {
      const point = indexToPatientMm(grid, index);
      if (Math.abs(distanceToPlaneMm(plane, point)) > halfMm) return undefined;
      return isWithin(patientMmToPixel(plane, point), outline);
    });
  return made && revisedBy(made, finding, grid, pixels);
}

function revisedBy(segment: SegmentMask, finding: Finding, grid: VolumeGrid, pixels: SeriesPixels): Revised {
  const { reference, caveats } = finding;
  return { ...measureMask(segment, grid, valuesOf(pixels)), segment, reference, caveats };
}

/** Values of a series' voxels, where they are those of the grid and have come. */
function valuesOf(pixels: SeriesPixels) {
  const [first] = pixels.detail.frames;
  if (first === undefined || first.samplesPerPixel === 3 || pixels.reduction !== undefined) return undefined;
  return {
    unit: first.unit,
    at(i: number, j: number, k: number) {
      const frame = pixels.frameOfSlice(k);
      const values = frame === undefined || pixels.isCutOff(frame) ? undefined : pixels.frame(frame);
      return values?.[i + first.columns * j];
    },
  };
}

/** The voxels that an outline with so much on either side of its slice takes in at most. */
function boxOf(outline: readonly Point2[], { plane }: Slice, grid: VolumeGrid, halfMm: number) {
  if (plane === undefined || outline.length < 3) return undefined;
  const normal = planeNormal(plane);
  let low: Index = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let high: Index = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [column, row] of outline) {
    for (const side of [-halfMm, halfMm]) {
      const [i, j, k] = patientMmToIndex(grid, add(pixelToPatientMm(plane, column, row), scale(normal, side)));
      low = [Math.min(low[0], Math.floor(i)), Math.min(low[1], Math.floor(j)), Math.min(low[2], Math.floor(k))];
      high = [Math.max(high[0], Math.ceil(i)), Math.max(high[1], Math.ceil(j)), Math.max(high[2], Math.ceil(k))];
    }
  }
  return { low, high };
}

/** Whether a point lies within a closed line, by how often a ray from it crosses the line. */
function isWithin([x, y]: readonly [number, number], outline: readonly Point2[]): boolean {
  let isIn = false;
  let [beforeX, beforeY] = outline.at(-1) ?? [0, 0];
  for (const [atX, atY] of outline) {
    const crosses = atY > y !== beforeY > y && x < ((beforeX - atX) * (y - atY)) / (beforeY - atY) + atX;
    if (crosses) isIn = !isIn;
    [beforeX, beforeY] = [atX, atY];
  }
  return isIn;
}
