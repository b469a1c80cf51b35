import type { SeriesDetail } from "../../../src/contract/index.ts";
import { ballMask, type Finding, growMask, measureMask, redrawMask, type SegmentMask } from "../../../src/findings/index.ts";
import {
  add,
  distanceToPlaneMm,
  dot,
  indexToPatientMm,
  patientMmToIndex,
  patientMmToPixel,
  pixelToPatientMm,
  planeNormal,
  scale,
  type VolumeGrid,
} from "../../../src/geometry/index.ts";
import type { Point2 } from "../plane/affine.ts";
import { planeSpacingMm, type Slice } from "../plane/slice.ts";
import type { Home } from "./home.ts";
import type { Revised } from "./measured.ts";

type Index = readonly [number, number, number];

/** A finding's boundary: its mask, else that of its ball. */
function boundaryOf({ segment, geometry }: Finding, grid: VolumeGrid): SegmentMask | undefined {
  if (segment !== undefined) return segment;
  return geometry.kind === "sphere" ? ballMask(grid, geometry.centerPatient, geometry.diameterMm) : undefined;
}

/** A finding with its boundary one pixel further out in all directions, or further in; undefined where it has none, or nothing would be left. */
export function grown(finding: Finding, by: 1 | -1, home: Home): Revised | undefined {
  const { grid } = home;
  const mask = boundaryOf(finding, grid);
  if (mask === undefined) return undefined;
  const made = growMask(mask, grid, by * Math.min(grid.spacingMm[0], grid.spacingMm[1]));
  return made && revisedBy(made, finding, home);
}

/**
 * A finding with its boundary on one slice drawn anew; undefined where it has none, or nothing would be left. The slice may be of another
 * series of the same frame of reference: of the finding's own voxels those are changed that lie on it.
 */
export function redrawn(
  finding: Finding,
  outline: readonly Point2[],
  slice: Slice,
  detail: SeriesDetail,
  home: Home,
): Revised | undefined {
  const { grid } = home;
  const { plane } = slice;
  if (plane === undefined) return undefined;
  const normal = planeNormal(plane);
  // A slice thinner than the voxels are apart would pass between them.
  const betweenMm = Math.max(
    ...grid.directions.map((direction, axis) => Math.abs(dot(direction, normal)) * (grid.spacingMm[axis] ?? 1)),
  );
  const halfMm = Math.max(planeSpacingMm(detail, slice) ?? 1, betweenMm) * 0.501;
  const box = boxOf(outline, slice, grid, halfMm);
  const made =
    box &&
    redrawMask(boundaryOf(finding, grid), grid, box, (index) => {
      const point = indexToPatientMm(grid, index);
      if (Math.abs(distanceToPlaneMm(plane, point)) > halfMm) return undefined;
      return isWithin(patientMmToPixel(plane, point), outline);
    });
  return made && revisedBy(made, finding, home);
}

function revisedBy(segment: SegmentMask, { reference, caveats }: Finding, { grid, values }: Home): Revised {
  return { ...measureMask(segment, grid, values), segment, reference, caveats };
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
