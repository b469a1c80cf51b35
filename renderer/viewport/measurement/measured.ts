import type { SeriesDetail } from "../../../src/contract/index.ts";
import {
  type Code,
  canonicalGeometry,
  dcm,
  type Finding,
  type FindingGeometry,
  type Measurement,
  measure,
  nearestFrame,
  regionStatistics,
  sct,
  statisticsMeasurements,
  ucum,
} from "../../../src/findings/index.ts";
import { pixelToPatientMm, type Vec3 } from "../../../src/geometry/index.ts";
import type { Point2 } from "../plane/affine.ts";
import { type Slice, sliceCentre } from "../plane/slice.ts";
import { shownStatistics, shownValues } from "./shown-values.ts";

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
>;

export type MeasuringTool = "length" | "angle" | "ellipse" | "rectangle" | "probe";

/** Points that a tool takes; a region is drawn from corner to corner. */
export const pointsOf: Readonly<Record<MeasuringTool, number>> = { length: 2, angle: 3, ellipse: 2, rectangle: 2, probe: 1 };

type Shape = Extract<FindingGeometry, { kind: "image" }>["shape"];

const shapes: Readonly<Record<MeasuringTool, Shape>> = {
  length: "length",
  angle: "angle",
  ellipse: "ellipse",
  rectangle: "polygon",
  probe: "point",
};

/** The shape's points on the slice from the points that were clicked. */
export function outline(tool: MeasuringTool, points: readonly Point2[]): readonly Point2[] {
  const [a, b] = points;
  if (a === undefined || b === undefined) return points;
  if (tool === "rectangle") return [a, [b[0], a[1]], b, [a[0], b[1]]];
  if (tool !== "ellipse") return points;
  const middle: Point2 = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  return [
    [a[0], middle[1]],
    [b[0], middle[1]],
    [middle[0], a[1]],
    [middle[0], b[1]],
  ];
}

/** Whether two clicks are far enough apart to be meant: a region or line of no size is none. */
export function isMeant(tool: MeasuringTool, points: readonly Point2[]): boolean {
  if (tool === "probe") return true;
  const [a, b, c] = points;
  if (a === undefined || b === undefined) return false;
  const [across, down] = [Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])];
  if (tool === "ellipse" || tool === "rectangle") return across >= 0.5 && down >= 0.5;
  return (
    Math.hypot(across, down) >= 0.5 && (tool !== "angle" || (c !== undefined && Math.hypot(c[0] - b[0], c[1] - b[1]) >= 0.5))
  );
}

/**
 * What a tool measured on a slice, in patient millimetres where the slice has a place, else in pixels of its frame.
 *
 * @param points pixels of the slice, fractional
 */
export function buildMeasured(tool: MeasuringTool, points: readonly Point2[], slice: Slice, detail: SeriesDetail): Measured {
  const geometry = canonicalGeometry(buildGeometry(tool, outline(tool, tool === "probe" ? points.map(rounded) : points), slice));
  return {
    studyInstanceUid: detail.studyInstanceUid,
    seriesInstanceUid: detail.seriesInstanceUid,
    ...(detail.frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid: detail.frameOfReferenceUid }),
    code: codeOf(tool, slice),
    geometry,
    reference: referenceOf(geometry, slice, detail),
    measurements: numbersOf(tool, geometry, points, slice),
    caveats: caveatsOf(tool, slice, detail),
  };
}

function rounded([column, row]: Point2): Point2 {
  return [Math.round(column), Math.round(row)];
}

function buildGeometry(tool: MeasuringTool, points: readonly Point2[], slice: Slice): FindingGeometry {
  const { plane } = slice;
  if (plane === undefined) return { kind: "image", shape: shapes[tool], pointsPixel: points.map(([x, y]) => [x, y]) };
  const [a, b, c, d] = points.map(([column, row]) => pixelToPatientMm(plane, column, row)) as [Vec3, Vec3, Vec3, Vec3];
  switch (tool) {
    case "probe":
      return { kind: "point", pointPatient: a };
    case "length":
      return { kind: "length", pointsPatient: [a, b] };
    case "angle":
      return { kind: "angle", pointsPatient: [a, b, c] };
    case "ellipse":
      return { kind: "ellipse", pointsPatient: [a, b, c, d] };
    case "rectangle":
      return { kind: "polygon", pointsPatient: [a, b, c, d] };
  }
}

function codeOf(tool: MeasuringTool, slice: Slice): Code {
  if (tool === "length") return sct.length;
  if (tool === "angle") return sct.angle;
  return tool === "probe" && slice.frame.unit === ucum.hounsfield ? dcm.attenuation : dcm.imageRegion;
}

function referenceOf(geometry: FindingGeometry, slice: Slice, detail: SeriesDetail): Finding["reference"] {
  const { sopClassUid, sopInstanceUid, frameNumber } = slice.frame;
  const own = { sopClassUid, sopInstanceUid, frameNumber };
  if (slice.isAcquired || slice.plane === undefined) return own;
  const point = "pointsPatient" in geometry ? geometry.pointsPatient[0] : undefined;
  return nearestFrame(detail.frames, point ?? sliceCentre(slice.plane))?.reference ?? own;
}

function numbersOf(tool: MeasuringTool, geometry: FindingGeometry, points: readonly Point2[], slice: Slice): Measurement[] {
  const { unit, paddingRange } = slice.frame;
  if (tool === "probe") {
    const stored = valueAt(slice, points[0] as Point2);
    const shown = shownValues(slice.frame);
    const value = stored === undefined ? undefined : shown.of(stored);
    if (stored === undefined) return [];
    if (value !== undefined && unit !== shown.unit) return [{ concept: sct.mean, value, unit: shown.unit }];
    return [{ concept: unit === ucum.hounsfield ? dcm.attenuation : sct.mean, value: stored, unit }];
  }
  const pixelSpacingMm = slice.isCalibrated ? slice.spacing : undefined;
  const sizes = measure(geometry, { pixelSpacingMm });
  if (tool === "length" || tool === "angle" || slice.samplesPerPixel === 3) return sizes;
  const statistics = regionStatistics({ ...slice, pixelSpacingMm, paddingRange }, geometry);
  if (statistics === undefined) return sizes;
  const shown = shownValues(slice.frame);
  const converted = shownStatistics(statistics, shown);
  return [
    ...sizes,
    ...(converted === undefined ? statisticsMeasurements(statistics, unit) : statisticsMeasurements(converted, shown.unit)),
  ];
}

/** Value of the pixel whose square holds a point; undefined outside and for colour. */
export function valueAt(slice: Slice, point: Point2): number | undefined {
  const [column, row] = rounded(point);
  if (slice.samplesPerPixel === 3 || column < 0 || row < 0 || column >= slice.columns || row >= slice.rows) return undefined;
  return slice.values[column + slice.columns * row];
}

function caveatsOf(tool: MeasuringTool, slice: Slice, detail: SeriesDetail): Finding["caveats"] {
  const { frame } = slice;
  const measuresLength = tool !== "probe" && tool !== "angle";
  const spacingIsTrue = frame.pixelSpacingSource === "patient" || frame.pixelSpacingSource === "calibrated";
  const issues = detail.geometry.issues.map(({ code }) => code);
  const irregular = issues.includes("gaps") || issues.includes("uneven-spacing") || issues.includes("duplicate-positions");
  const caveats: Finding["caveats"] = [];
  if (frame.lossyRatio !== undefined) caveats.push("lossy");
  if (measuresLength && (!slice.isCalibrated || !spacingIsTrue)) caveats.push("uncalibrated");
  if (!slice.isAcquired && issues.includes("tilt")) caveats.push("interpolated");
  if (!slice.isAcquired && irregular) caveats.push("irregular-spacing");
  return caveats;
}
