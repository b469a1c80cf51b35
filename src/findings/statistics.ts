import { type ImagePlane, patientMmToPixel } from "../geometry/index.ts";
import { dcm } from "./dcm.ts";
import type { Measurement } from "./finding.ts";
import type { FindingGeometry } from "./geometry.ts";
import { sct } from "./sct.ts";
import { ucum } from "./ucum.ts";

/** A frame's values as the statistics need them: one sample a pixel, `values[column + columns * row]`, after the Modality LUT. */
export interface SampledFrame {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
  /** Where the frame is; needed for shapes in patient space. */
  readonly plane?: ImagePlane | undefined;
  /** [between rows, between columns] for frames without a plane; without either, the area is not known. */
  readonly pixelSpacingMm?: readonly [number, number] | undefined;
  /** Padding values, lowest and highest, left out. */
  readonly paddingRange?: readonly [number, number] | undefined;
  /** Pixels that hold no value, whatever stands in `values`; left out. */
  readonly isBlank?: ((column: number, row: number) => boolean) | undefined;
}

/** Statistics of the pixels whose centres lie in a region. */
export interface RegionStatistics {
  readonly pixelCount: number;
  readonly mean: number;
  /** Of the pixels as the whole population (divided by n). */
  readonly standardDeviation: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Of the counted pixels; undefined without a spacing. */
  readonly areaMm2: number | undefined;
}

type Pixel = readonly [column: number, row: number];
/** Whether the centre of a pixel lies inside. */
type Inside = (column: number, row: number) => boolean;

/**
 * Statistics of an ellipse, a circle, a polygon or the cut of a sphere on a frame: of the pixels whose centres lie in it, padding and what
 * holds no value left out.
 * A shape in patient space is projected onto the frame's plane.
 *
 * @returns undefined where the shape has no inside, no centre of a pixel lies in it, or the frame's place is not known.
 */
export function regionStatistics(frame: SampledFrame, geometry: FindingGeometry): RegionStatistics | undefined {
  let [count, mean, squares, minimum, maximum] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  eachValueIn(frame, geometry, (value) => {
    count += 1;
    const change = value - mean;
    mean += change / count;
    squares += change * (value - mean);
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  });
  if (count === 0) return undefined;
  const spacingMm = frame.plane?.pixelSpacing ?? frame.pixelSpacingMm;
  return {
    pixelCount: count,
    mean,
    standardDeviation: Math.sqrt(squares / count),
    minimum,
    maximum,
    areaMm2: spacingMm === undefined ? undefined : count * spacingMm[0] * spacingMm[1],
  };
}

/** Statistics as measurements: attenuation where the unit is Hounsfield units (CID 6141), otherwise mean, deviation, extremes (CID 7464). */
export function statisticsMeasurements(statistics: RegionStatistics, unit: string): Measurement[] {
  const hounsfield = unit === ucum.hounsfield;
  return [
    { concept: hounsfield ? dcm.meanAttenuation : sct.mean, value: statistics.mean, unit },
    {
      concept: hounsfield ? dcm.standardDeviationOfAttenuation : sct.standardDeviation,
      value: statistics.standardDeviation,
      unit,
    },
    { concept: hounsfield ? dcm.minimumAttenuation : sct.minimum, value: statistics.minimum, unit },
    { concept: hounsfield ? dcm.maximumAttenuation : sct.maximum, value: statistics.maximum, unit },
  ];
}

/** How often values occur in a region. */
export interface RegionHistogram {
  /** The first bin begins here; each holds its lower bound and not its upper one. */
  readonly from: number;
  readonly binWidth: number;
  readonly counts: readonly number[];
}

/**
 * Histogram of the pixels that `regionStatistics` counts, in at most 64 bins of 1, 2 or 5 times a power of ten; whole values have bins
 * of whole width that begin at whole numbers.
 *
 * @returns undefined where no centre of a pixel lies inside
 */
export function regionHistogram(frame: SampledFrame, geometry: FindingGeometry): RegionHistogram | undefined {
  const values: number[] = [];
  eachValueIn(frame, geometry, (value) => values.push(value));
  if (values.length === 0) return undefined;
  let [least, most, isWhole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  for (const value of values) {
    [least, most] = [Math.min(least, value), Math.max(most, value)];
    isWhole &&= Number.isInteger(value);
  }
  const wished = roundStep(Math.max(most - least, Number.MIN_VALUE) / mostBins);
  const binWidth = isWhole ? Math.max(1, Math.ceil(wished)) : most > least ? wished : 1;
  const from = Math.floor(least / binWidth) * binWidth;
  const counts = new Array<number>(Math.floor((most - from) / binWidth) + 1).fill(0);
  for (const value of values) {
    const bin = Math.min(counts.length - 1, Math.max(0, Math.floor((value - from) / binWidth)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { from, binWidth, counts };
}

const mostBins = 63;

/** The next of 1, 2, 5 times a power of ten. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = step / power;
  return (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10) * power;
}

/** Calls with every value whose pixel's centre lies inside, padding left out. */
function eachValueIn(frame: SampledFrame, geometry: FindingGeometry, take: (value: number) => void): void {
  const region = regionOnFrame(frame, geometry);
  if (region === undefined) return;
  const [low, high] = frame.paddingRange ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = region.firstRow; row <= region.lastRow; row++) {
    for (let column = region.firstColumn; column <= region.lastColumn; column++) {
      if (!region.inside(column, row)) continue;
      const value = frame.values[column + frame.columns * row] as number;
      if ((value < low || value > high) && frame.isBlank?.(column, row) !== true) take(value);
    }
  }
}

interface Region {
  readonly firstColumn: number;
  readonly lastColumn: number;
  readonly firstRow: number;
  readonly lastRow: number;
  readonly inside: Inside;
}

function regionOnFrame(frame: SampledFrame, geometry: FindingGeometry): Region | undefined {
  if (geometry.kind === "image") return regionOfPixels(frame, geometry.shape, geometry.pointsPixel);
  const { plane } = frame;
  if (plane === undefined) return undefined;
  if (geometry.kind === "sphere") return sphereOnPlane(frame, plane, geometry);
  if (geometry.kind !== "ellipse" && geometry.kind !== "circle" && geometry.kind !== "polygon") return undefined;
  return regionOfPixels(
    frame,
    geometry.kind,
    geometry.pointsPatient.map((point) => patientMmToPixel(plane, point)),
  );
}

function sphereOnPlane(
  frame: SampledFrame,
  plane: ImagePlane,
  sphere: Extract<FindingGeometry, { kind: "sphere" }>,
): Region | undefined {
  const [column, row] = patientMmToPixel(plane, sphere.centerPatient);
  const [betweenRowsMm, betweenColumnsMm] = plane.pixelSpacing;
  const across = sphere.diameterMm / 2 / betweenColumnsMm;
  const down = sphere.diameterMm / 2 / betweenRowsMm;
  return regionOfPixels(frame, "ellipse", [
    [column - across, row],
    [column + across, row],
    [column, row - down],
    [column, row + down],
  ]);
}

function regionOfPixels(frame: SampledFrame, shape: string, points: readonly Pixel[]): Region | undefined {
  if (shape === "polygon" && points.length >= 3) return clipped(frame, points, insidePolygon(points));
  const [a, b, c, d] = points;
  if ((shape !== "ellipse" && shape !== "circle") || a === undefined || b === undefined || c === undefined || d === undefined)
    return undefined;
  const centre: Pixel = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const u: Pixel = [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2];
  const v: Pixel = [(d[0] - c[0]) / 2, (d[1] - c[1]) / 2];
  const determinant = u[0] * v[1] - u[1] * v[0];
  if (determinant === 0) return undefined;
  const reach: Pixel = [Math.hypot(u[0], v[0]), Math.hypot(u[1], v[1])];
  const corners: Pixel[] = [
    [centre[0] - reach[0], centre[1] - reach[1]],
    [centre[0] + reach[0], centre[1] + reach[1]],
  ];
  return clipped(frame, corners, (column, row) => {
    const [x, y] = [column - centre[0], row - centre[1]];
    const alongU = (x * v[1] - y * v[0]) / determinant;
    const alongV = (y * u[0] - x * u[1]) / determinant;
    return alongU * alongU + alongV * alongV <= 1;
  });
}

/**
 * Even-odd rule; a centre on the left or top edge is inside, on the right or bottom edge outside. Pixels are asked for row by row: where
 * the edges cross a row is worked out once for it.
 */
function insidePolygon(points: readonly Pixel[]): Inside {
  let crossings: readonly number[] = [];
  let crossed = Number.NaN;
  return (column, row) => {
    if (row !== crossed) {
      crossings = crossingsOf(points, row);
      crossed = row;
    }
    let inside = false;
    for (const crossing of crossings) if (column < crossing) inside = !inside;
    return inside;
  };
}

/** Columns where the edges of a closed polygon cross a row. */
function crossingsOf(points: readonly Pixel[], row: number): readonly number[] {
  const found: number[] = [];
  for (let index = 0, last = points.length - 1; index < points.length; last = index++) {
    const [ax, ay] = points[index] as Pixel;
    const [bx, by] = points[last] as Pixel;
    if (ay > row !== by > row) found.push(((bx - ax) * (row - ay)) / (by - ay) + ax);
  }
  return found;
}

function clipped(frame: SampledFrame, points: readonly Pixel[], inside: Inside): Region {
  let [left, right, top, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const [column, row] of points) {
    [left, right] = [Math.min(left, column), Math.max(right, column)];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
  }
  return {
    firstColumn: Math.max(0, Math.ceil(left)),
    lastColumn: Math.min(frame.columns - 1, Math.floor(right)),
    firstRow: Math.max(0, Math.ceil(top)),
    lastRow: Math.min(frame.rows - 1, Math.floor(bottom)),
    inside,
  };
}
