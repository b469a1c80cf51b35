import { distance, type Vec3 } from "../geometry/index.ts";
import { drawnInPatient, type FindingGeometry, geometryInPatient, type PlanarShape } from "./geometry.ts";

type PixelPoint = readonly [number, number];

/** SCOORD counts from the top left corner of the top left pixel, a finding from that pixel's centre (PS3.3 C.18.6.1.1). */
export const PIXEL_CORNER_TO_CENTRE = 0.5;

/**
 * A shape as it is kept and written: coordinates as the 32 bit floats of Graphic Data (PS3.3 C.18.6, C.18.9), so that what is measured
 * from it is the same after it was written and read; the longer axis first (PS3.3 C.18.9.1.2; of an ellipse on an image by its pixels); a polygon without its first point repeated.
 */
export function canonicalGeometry(geometry: FindingGeometry): FindingGeometry {
  if (geometry.kind === "image") {
    const points = geometry.pointsPixel.map(([column, row]): PixelPoint => [roundedPixel(column), roundedPixel(row)]);
    const span = (a: PixelPoint, b: PixelPoint) => Math.hypot(a[0] - b[0], a[1] - b[1]);
    // Which of two lines is the longer one in millimetres no pixels say: whoever measures them puts it first.
    if (geometry.shape === "bidirectional") return { ...geometry, pointsPixel: points };
    return { ...geometry, pointsPixel: ordered(geometry.shape, points, span) as PixelPoint[] };
  }
  if (geometry.kind === "box") return { ...geometry, pointsPatient: geometry.pointsPatient.map(rounded) as never };
  const drawn = drawnInPatient(geometry);
  if (drawn === undefined) return geometry;
  const points = drawn.pointsPatient.map(rounded);
  return geometryInPatient(drawn.shape, ordered(drawn.shape, points, distance));
}

function rounded([x, y, z]: Vec3): Vec3 {
  return [Math.fround(x), Math.fround(y), Math.fround(z)];
}

function roundedPixel(value: number): number {
  return Math.fround(value + PIXEL_CORNER_TO_CENTRE) - PIXEL_CORNER_TO_CENTRE;
}

function ordered<T extends readonly number[]>(
  shape: PlanarShape,
  points: readonly T[],
  span: (a: T, b: T) => number,
): readonly T[] {
  if (shape === "polygon") return openRing(points);
  const [a, b, c, d] = points;
  const hasAxes = shape === "ellipse" || shape === "bidirectional" || shape === "circle";
  if (!hasAxes || a === undefined || b === undefined || c === undefined || d === undefined) return points;
  return span(a, b) >= span(c, d) ? points : [c, d, a, b];
}

function openRing<T extends readonly number[]>(points: readonly T[]): readonly T[] {
  const first = points[0];
  const last = points.at(-1);
  const closed =
    points.length > 3 && first !== undefined && last !== undefined && first.every((part, axis) => part === last[axis]);
  return closed ? points.slice(0, -1) : points;
}
