import { distance, type ImagePlane, indexToPatientMm, type VolumeGrid } from "../../geometry/index.ts";
import type { SourceFrame, SourceSeries } from "../context.ts";

/** Where a slice of the mask's grid lies, and the source frame that lies there too, pixel on pixel. */
export interface SlicePlane {
  readonly plane: ImagePlane;
  readonly source: SourceFrame | undefined;
}

/**
 * The planes of some slices. A source is named for all of them or for none, as a functional group is there for every frame or for
 * none (PS3.3 C.7.6.16.1.1).
 */
export function slicePlanes(grid: VolumeGrid, series: SourceSeries, slices: readonly number[]): ReadonlyMap<number, SlicePlane> {
  const planes = slices.map((slice) => [slice, slicePlane(grid, series, slice)] as const);
  if (planes.every(([, { source }]) => source !== undefined)) return new Map(planes);
  return new Map(planes.map(([slice, { plane }]) => [slice, { plane, source: undefined }]));
}

/**
 * The plane of slice k of a grid. Where the series' frame k is that very plane, its own numbers are used, so that a reader that
 * compares them finds them equal. A grid of a tilted gantry leans as its slices do, so they are its planes too.
 */
function slicePlane(grid: VolumeGrid, series: SourceSeries, k: number): SlicePlane {
  const [columns, rows] = grid.dimensions;
  const plane: ImagePlane = {
    imagePositionPatient: indexToPatientMm(grid, [0, 0, k]),
    rowDirection: grid.directions[0],
    columnDirection: grid.directions[1],
    pixelSpacing: [grid.spacingMm[1], grid.spacingMm[0]],
    rows,
    columns,
  };
  const frame = series.frames[k];
  if (frame?.plane === undefined || !isSamePlane(plane, frame.plane)) return { plane, source: undefined };
  return { plane: frame.plane, source: frame };
}

/** Within a hundredth of a pixel at every corner. */
function isSamePlane(a: ImagePlane, b: ImagePlane): boolean {
  if (a.rows !== b.rows || a.columns !== b.columns) return false;
  const tolerance = 0.01 / Math.max(a.rows, a.columns);
  const isClose = (x: number, y: number) => Math.abs(x - y) <= tolerance * Math.abs(y);
  return (
    distance(a.imagePositionPatient, b.imagePositionPatient) <= 0.01 * Math.min(...b.pixelSpacing) &&
    isClose(a.pixelSpacing[0], b.pixelSpacing[0]) &&
    isClose(a.pixelSpacing[1], b.pixelSpacing[1]) &&
    distance(a.rowDirection, b.rowDirection) <= tolerance &&
    distance(a.columnDirection, b.columnDirection) <= tolerance
  );
}
