import { unreachable } from "../base/index.ts";
import { add, angleDegrees, cross, distance, length, scale, subtract, type Vec3 } from "../geometry/index.ts";
import type { Measurement } from "./finding.ts";
import type { FindingGeometry } from "./geometry.ts";
import { sct } from "./sct.ts";
import { ucum } from "./ucum.ts";

type PlanarShape = "point" | "length" | "angle" | "ellipse" | "polygon";

/** What the numbers of an `image` geometry need besides its points. */
export interface MeasureOptions {
  /** [between rows, between columns] millimetres; without it `image` shapes are measured in pixels. */
  readonly pixelSpacingMm?: readonly [number, number] | undefined;
}

/**
 * What a shape alone says of its size: length, angle, axes, area, perimeter, diameter, volume, in millimetres and degrees.
 *
 * Image shapes without `pixelSpacingMm` are measured in pixels (unit "{pixels}"); their angle takes pixels as square.
 */
export function measure(geometry: FindingGeometry, options: MeasureOptions = {}): Measurement[] {
  switch (geometry.kind) {
    case "point":
      return [];
    case "sphere":
      return [
        { concept: sct.diameter, value: geometry.diameterMm, unit: ucum.millimetre },
        { concept: sct.volume, value: (Math.PI / 6) * geometry.diameterMm ** 3, unit: ucum.cubicMillimetre },
      ];
    case "length":
    case "angle":
    case "ellipse":
    case "polygon":
      return measurePlanar(geometry.kind, geometry.pointsPatient, ucum.millimetre);
    case "image":
      return measureImage(geometry, options.pixelSpacingMm);
    default:
      return unreachable(geometry);
  }
}

function measureImage(
  geometry: Extract<FindingGeometry, { kind: "image" }>,
  spacingMm: readonly [number, number] | undefined,
): Measurement[] {
  const [betweenRowsMm, betweenColumnsMm] = spacingMm ?? [1, 1];
  const points = geometry.pointsPixel.map(([column, row]): Vec3 => [column * betweenColumnsMm, row * betweenRowsMm, 0]);
  return measurePlanar(geometry.shape, points, spacingMm === undefined ? ucum.pixels : ucum.millimetre);
}

function measurePlanar(shape: PlanarShape, points: readonly Vec3[], unit: string): Measurement[] {
  const areaUnit = unit === ucum.millimetre ? ucum.squareMillimetre : unit;
  const at = (index: number): Vec3 => points[index] ?? [0, 0, 0];
  switch (shape) {
    case "point":
      return [];
    case "length":
      return [{ concept: sct.length, value: distance(at(0), at(1)), unit }];
    case "angle":
      return [{ concept: sct.angle, value: angleDegrees(subtract(at(0), at(1)), subtract(at(2), at(1))), unit: ucum.degree }];
    case "ellipse": {
      const first = distance(at(0), at(1));
      const second = distance(at(2), at(3));
      return [
        { concept: sct.longAxis, value: Math.max(first, second), unit },
        { concept: sct.shortAxis, value: Math.min(first, second), unit },
        { concept: sct.area, value: ellipseArea(at(0), at(1), at(2), at(3)), unit: areaUnit },
      ];
    }
    case "polygon":
      return [
        { concept: sct.area, value: polygonAreaMm2(points), unit: areaUnit },
        { concept: sct.perimeter, value: perimeterMm(points), unit },
      ];
    default:
      return unreachable(shape);
  }
}

/** pi times the parallelogram of the half axes: also right where the axes are not quite perpendicular (conjugate diameters). */
function ellipseArea(a: Vec3, b: Vec3, c: Vec3, d: Vec3): number {
  return Math.PI * length(cross(scale(subtract(b, a), 0.5), scale(subtract(d, c), 0.5)));
}

/** Area of a closed plane polygon, by the sum of cross products; the same unit as the points, squared. */
export function polygonAreaMm2(points: readonly Vec3[]): number {
  const origin = points[0];
  if (origin === undefined) return 0;
  let twice: Vec3 = [0, 0, 0];
  for (let index = 1; index + 1 < points.length; index++) {
    const a = points[index];
    const b = points[index + 1];
    if (a !== undefined && b !== undefined) twice = add(twice, cross(subtract(a, origin), subtract(b, origin)));
  }
  return length(twice) / 2;
}

/** Length around a closed polygon. */
export function perimeterMm(points: readonly Vec3[]): number {
  return points.reduce((sum, point, index) => sum + distance(point, points[(index + 1) % points.length] ?? point), 0);
}

/** A shape as it is written: the major axis of an ellipse first (PS3.3 C.18.9.1.2), a polygon without its first point repeated at the end. */
export function canonicalGeometry(geometry: FindingGeometry): FindingGeometry {
  if (geometry.kind === "ellipse") {
    const [a, b, c, d] = geometry.pointsPatient;
    return distance(a, b) >= distance(c, d) ? geometry : { kind: "ellipse", pointsPatient: [c, d, a, b] };
  }
  if (geometry.kind === "polygon") return { ...geometry, pointsPatient: openRing(geometry.pointsPatient) };
  if (geometry.kind === "image") return { ...geometry, pointsPixel: canonicalPixels(geometry) };
  return geometry;
}

type PixelPoint = readonly [number, number];

function canonicalPixels({ shape, pointsPixel }: Extract<FindingGeometry, { kind: "image" }>): PixelPoint[] {
  if (shape === "polygon") return openRing(pointsPixel);
  const [a, b, c, d] = pointsPixel;
  if (shape !== "ellipse" || a === undefined || b === undefined || c === undefined || d === undefined) return pointsPixel;
  const span = (p: PixelPoint, q: PixelPoint) => Math.hypot(p[0] - q[0], p[1] - q[1]);
  return span(a, b) >= span(c, d) ? [a, b, c, d] : [c, d, a, b];
}

function openRing<T extends readonly number[]>(points: T[]): T[] {
  const first = points[0];
  const last = points.at(-1);
  const closed =
    points.length > 3 && first !== undefined && last !== undefined && first.every((part, axis) => part === last[axis]);
  return closed ? points.slice(0, -1) : points;
}

/** A point to jump to and to label at: the centre of a shape, LPS+ millimetres; undefined for `image` shapes. */
export function centrePatient(geometry: FindingGeometry): Vec3 | undefined {
  switch (geometry.kind) {
    case "point":
      return geometry.pointPatient;
    case "sphere":
      return geometry.centerPatient;
    case "length":
    case "ellipse":
    case "polygon":
      return meanPoint(geometry.pointsPatient);
    case "angle":
      return geometry.pointsPatient[1];
    case "image":
      return undefined;
    default:
      return unreachable(geometry);
  }
}

function meanPoint(points: readonly Vec3[]): Vec3 {
  return scale(
    points.reduce<Vec3>((sum, point) => add(sum, point), [0, 0, 0]),
    1 / points.length,
  );
}
