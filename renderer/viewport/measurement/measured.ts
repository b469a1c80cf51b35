import type { SeriesDetail } from "../../../src/contract/index.ts";
import {
  type Code,
  canonicalGeometry,
  dcm,
  type Finding,
  type FindingGeometry,
  geometryInPatient,
  labelledVertebra,
  type Measurement,
  measure,
  nearestFrame,
  own,
  type PlanarShape,
  regionStatistics,
  sct,
  statisticsMeasurements,
  ucum,
} from "../../../src/findings/index.ts";
import { pixelToPatientMm } from "../../../src/geometry/index.ts";
import type { Point2 } from "../plane/affine.ts";
import { lengthsAt } from "../plane/lengths.ts";
import { type Slice, sliceCentre } from "../plane/slice.ts";
import { outline, type Plumb } from "./shapes.ts";
import { shownStatistics, shownValues } from "./shown-values.ts";
import { type MeasuringTool, measuringTools } from "./tools.ts";

/** A completed measurement, ready for POST /api/findings once who made it is added (`by`). */
export type Measured = Pick<
  Finding,
  | "studyInstanceUid"
  | "seriesInstanceUid"
  | "frameOfReferenceUid"
  | "code"
  | "geometry"
  | "reference"
  | "measurements"
  | "caveats"
> &
  Partial<Pick<Finding, "site" | "comment">>;

/** What of a finding changes with its shape: for PATCH /api/findings/:id. */
export type Revised = Pick<Finding, "geometry" | "reference" | "measurements" | "caveats"> & Partial<Pick<Finding, "segment">>;

export interface Drawn {
  readonly tool: MeasuringTool;
  /** As they were set, pixels of the slice, fractional. */
  readonly points: readonly Point2[];
  /** Instead of the tool's own: a freehand line that was left open. */
  readonly shape?: PlanarShape;
  readonly plumb: Plumb;
  /** What a label of the spine names. */
  readonly site?: Code;
}

/** What a tool measured on a slice, in patient millimetres where the slice has a place, else in pixels of its frame. */
export function buildMeasured({ tool, points, shape, plumb, site }: Drawn, slice: Slice, detail: SeriesDetail): Measured {
  const drawn = shape ?? measuringTools[tool].shape;
  const code = site === undefined ? codeOf(drawn, slice) : sct.vertebra;
  return {
    studyInstanceUid: detail.studyInstanceUid,
    seriesInstanceUid: detail.seriesInstanceUid,
    ...(detail.frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid: detail.frameOfReferenceUid }),
    code,
    ...(site === undefined ? {} : { site }),
    ...measureShape({ shape: drawn, code, site }, outline(tool, points, plumb), slice, detail),
  };
}

/** What a shape at these pixels of a slice measures. */
export function measureShape(
  { shape, code, site }: { readonly shape: PlanarShape; readonly code: Code; readonly site?: Code | undefined },
  points: readonly Point2[],
  slice: Slice,
  detail: SeriesDetail,
): Revised {
  const isProbe = shape === "point" && labelledVertebra({ code, site }) === undefined;
  const placed = isProbe ? points.map(rounded) : points;
  const geometry = canonicalGeometry(buildGeometry(shape, placed, slice));
  return {
    geometry,
    reference: referenceOf(geometry, slice, detail),
    measurements: isProbe ? probed(placed[0] as Point2, slice) : numbersOf(shape, geometry, slice, placed),
    caveats: caveatsOf(shape, isProbe, placed, slice, detail),
  };
}

function rounded([column, row]: Point2): Point2 {
  return [Math.round(column), Math.round(row)];
}

function buildGeometry(shape: PlanarShape, set: readonly Point2[], slice: Slice): FindingGeometry {
  const { plane } = slice;
  const points = shape === "bidirectional" ? longAxisFirst(set, slice) : set;
  if (plane === undefined) return { kind: "image", shape, pointsPixel: points.map(([x, y]) => [x, y]) };
  return geometryInPatient(
    shape,
    points.map(([column, row]) => pixelToPatientMm(plane, column, row)),
  );
}

/** In millimetres where they are known: pixels that are not square may have it the other way round. */
function longAxisFirst(points: readonly Point2[], slice: Slice): readonly Point2[] {
  const [a, b, c, d] = points;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return points;
  const [betweenRows, betweenColumns] = lengthsAt(slice, points)?.spacingMm ?? [1, 1];
  const span = (p: Point2, q: Point2) => Math.hypot((q[0] - p[0]) * betweenColumns, (q[1] - p[1]) * betweenRows);
  return span(a, b) >= span(c, d) ? points : [c, d, a, b];
}

/** What a bare measurement is a finding of; where it has no name of its own, of a region. */
const codes: Readonly<Partial<Record<PlanarShape, Code>>> = {
  length: sct.length,
  angle: sct.angle,
  cobb: sct.cobbAngle,
  polyline: dcm.pathLength,
  cardiothoracic: own.cardiothoracicRatio,
  arrow: own.annotation,
  text: own.annotation,
};

function codeOf(shape: PlanarShape, slice: Slice): Code {
  if (shape === "point" && slice.frame.unit === ucum.hounsfield) return dcm.attenuation;
  return codes[shape] ?? dcm.imageRegion;
}

function referenceOf(geometry: FindingGeometry, slice: Slice, detail: SeriesDetail): Finding["reference"] {
  const { sopClassUid, sopInstanceUid, frameNumber } = slice.frame;
  const ownFrame = { sopClassUid, sopInstanceUid, frameNumber };
  if (slice.isAcquired || slice.plane === undefined) return ownFrame;
  const point = "pointsPatient" in geometry ? geometry.pointsPatient[0] : undefined;
  return nearestFrame(detail.frames, point ?? sliceCentre(slice.plane))?.reference ?? ownFrame;
}

function probed(point: Point2, slice: Slice): Measurement[] {
  const { unit } = slice.frame;
  const stored = valueAt(slice, point);
  if (stored === undefined) return [];
  const shown = shownValues(slice.frame, slice.suvType);
  const value = shown.of(stored);
  if (value !== undefined && unit !== shown.unit) return [{ concept: sct.mean, value, unit: shown.unit }];
  return [{ concept: unit === ucum.hounsfield ? dcm.attenuation : sct.mean, value: stored, unit }];
}

const regions: readonly PlanarShape[] = ["ellipse", "circle", "polygon"];

function numbersOf(shape: PlanarShape, geometry: FindingGeometry, slice: Slice, points: readonly Point2[]): Measurement[] {
  const { unit, paddingRange } = slice.frame;
  const pixelSpacingMm = lengthsAt(slice, points)?.spacingMm;
  const sizes = measure(geometry, { pixelSpacingMm, pixelProportions: slice.spacing });
  if (!regions.includes(shape) || slice.samplesPerPixel === 3) return sizes;
  const statistics = regionStatistics({ ...slice, pixelSpacingMm, paddingRange }, geometry);
  if (statistics === undefined) return sizes;
  const shown = shownValues(slice.frame, slice.suvType);
  const converted = shownStatistics(statistics, shown);
  return [
    ...sizes,
    ...(converted === undefined ? statisticsMeasurements(statistics, unit) : statisticsMeasurements(converted, shown.unit)),
  ];
}

/** Value of the pixel whose square holds a point; undefined outside, where there is none, and for colour. */
export function valueAt(slice: Slice, point: Point2): number | undefined {
  const [column, row] = rounded(point);
  if (slice.samplesPerPixel === 3 || column < 0 || row < 0 || column >= slice.columns || row >= slice.rows) return undefined;
  if (slice.isBlank?.(column, row) === true) return undefined;
  return slice.values[column + slice.columns * row];
}

/** Shapes that say nothing in millimetres: places and angles. */
const spacingless: readonly PlanarShape[] = ["point", "text", "arrow", "angle", "cobb"];

function caveatsOf(
  shape: PlanarShape,
  isProbe: boolean,
  points: readonly Point2[],
  slice: Slice,
  detail: SeriesDetail,
): Finding["caveats"] {
  const { frame } = slice;
  const isWords = shape === "text" || shape === "arrow" || (shape === "point" && !isProbe);
  if (isWords) return [];
  const spacingIsTrue = !["detector", "none"].includes(lengthsAt(slice, points)?.source ?? "none");
  const issues = detail.geometry.issues.map(({ code }) => code);
  const irregular = issues.includes("gaps") || issues.includes("uneven-spacing") || issues.includes("duplicate-positions");
  const takesValues = isProbe || regions.includes(shape);
  const caveats: Finding["caveats"] = slice.reducedBy === undefined ? [] : ["reduced"];
  if (frame.lossyRatio !== undefined) caveats.push("lossy");
  if (!spacingless.includes(shape) && !spacingIsTrue) caveats.push("uncalibrated");
  if (!spacingless.includes(shape) && frame.pixelSpacingSource === "reader") caveats.push("calibrated-by-reader");
  if (!slice.isAcquired && issues.includes("tilt")) caveats.push("interpolated");
  if (!slice.isAcquired && irregular) caveats.push("irregular-spacing");
  return takesValues ? [...caveats, ...valueCaveats(slice)] : caveats;
}

/** Why the values of pixels must not be taken for those of one slice. */
function valueCaveats({ slab, isIncomplete }: Slice): Finding["caveats"] {
  const caveats: Finding["caveats"] = slab !== undefined && slab.planes > 1 ? ["slab"] : [];
  return isIncomplete === true ? [...caveats, "incomplete"] : caveats;
}
