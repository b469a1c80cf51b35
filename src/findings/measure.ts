import { unreachable } from "../base/index.ts";
import { add, angleDegrees, cross, distance, dot, length, normalize, scale, subtract, type Vec3 } from "../geometry/index.ts";
import { boxCentre, boxEdgesMm } from "./box.ts";
import type { Code } from "./code.ts";
import { dcm } from "./dcm.ts";
import type { Measurement } from "./finding.ts";
import { drawnInPatient, type FindingGeometry, type PlanarShape } from "./geometry.ts";
import { own } from "./own.ts";
import { sct } from "./sct.ts";
import { ucum } from "./ucum.ts";

/** What the numbers of an `image` geometry need besides its points. */
export interface MeasureOptions {
  /** [between rows, between columns] millimetres; without it `image` shapes are measured in pixels. */
  readonly pixelSpacingMm?: readonly [number, number] | undefined;
  /** How large pixels are against each other, [between rows, between columns] in any unit, where that is all that is known; else square. */
  readonly pixelProportions?: readonly [number, number] | undefined;
}

/** What does not depend on how large pixels are, only on their proportions. */
const ofProportions: readonly PlanarShape[] = ["angle", "cobb", "cardiothoracic"];

/**
 * What a shape alone says of its size: length, angle, axes, area, perimeter, diameter, volume, ratio, in millimetres and degrees.
 *
 * Image shapes without `pixelSpacingMm` are measured in pixels (unit "{pixels}"), as many as there are along
 * rows and columns; their angles and ratios take pixels in their proportions.
 */
export function measure(geometry: FindingGeometry, options: MeasureOptions = {}): Measurement[] {
  switch (geometry.kind) {
    case "sphere":
      return [
        { concept: sct.diameter, value: geometry.diameterMm, unit: ucum.millimetre },
        { concept: sct.volume, value: (Math.PI / 6) * geometry.diameterMm ** 3, unit: ucum.cubicMillimetre },
      ];
    case "box": {
      const [long, short] = boxEdgesMm(geometry);
      return [
        { concept: sct.longAxis, value: long, unit: ucum.millimetre },
        { concept: sct.shortAxis, value: short, unit: ucum.millimetre },
      ];
    }
    case "image":
      return measureImage(geometry, options);
    default: {
      const drawn = drawnInPatient(geometry);
      return drawn === undefined ? [] : measurePlanar(drawn.shape, drawn.pointsPatient, ucum.millimetre);
    }
  }
}

function measureImage(
  geometry: Extract<FindingGeometry, { kind: "image" }>,
  { pixelSpacingMm: spacingMm, pixelProportions }: MeasureOptions,
): Measurement[] {
  const proportions = ofProportions.includes(geometry.shape) ? pixelProportions : undefined;
  const [betweenRowsMm, betweenColumnsMm] = spacingMm ?? inPixels(proportions);
  const points = geometry.pointsPixel.map(([column, row]): Vec3 => [column * betweenColumnsMm, row * betweenRowsMm, 0]);
  return measurePlanar(geometry.shape, points, spacingMm === undefined ? ucum.pixels : ucum.millimetre);
}

/** Proportions as numbers of pixels: of the columns. */
function inPixels([high, wide]: readonly [number, number] = [1, 1]): readonly [number, number] {
  return [high / wide, 1];
}

function measurePlanar(shape: PlanarShape, points: readonly Vec3[], unit: string): Measurement[] {
  const areaUnit = unit === ucum.millimetre ? ucum.squareMillimetre : unit;
  const at = (index: number): Vec3 => points[index] ?? [0, 0, 0];
  const line = (concept: Code, from: number): Measurement => ({ concept, value: distance(at(from), at(from + 1)), unit });
  const area = (value: number): Measurement => ({ concept: sct.area, value, unit: areaUnit });
  switch (shape) {
    case "point":
    case "text":
    case "arrow":
      return [];
    case "length":
      return [line(sct.length, 0)];
    case "angle":
      return [{ concept: sct.angle, value: angleDegrees(subtract(at(0), at(1)), subtract(at(2), at(1))), unit: ucum.degree }];
    case "cobb":
      return [{ concept: sct.cobbAngle, value: betweenEndplates(at(0), at(1), at(2), at(3)), unit: ucum.degree }];
    case "bidirectional":
      return [line(sct.longAxis, 0), line(sct.shortAxis, 2)];
    case "polyline":
      return [{ concept: dcm.pathLength, value: pathLengthMm(points), unit }];
    case "circle":
      return [
        line(sct.diameter, 0),
        area(ellipseArea(at(0), at(1), at(2), at(3))),
        { concept: sct.perimeter, value: ellipsePerimeterMm(distance(at(0), at(1)) / 2, distance(at(2), at(3)) / 2), unit },
      ];
    case "ellipse": {
      const axes = [distance(at(0), at(1)), distance(at(2), at(3))] as const;
      return [
        { concept: sct.longAxis, value: Math.max(...axes), unit },
        { concept: sct.shortAxis, value: Math.min(...axes), unit },
        area(ellipseArea(at(0), at(1), at(2), at(3))),
        { concept: sct.perimeter, value: ellipsePerimeterMm(axes[0] / 2, axes[1] / 2), unit },
      ];
    }
    case "polygon":
      return [area(polygonAreaMm2(points)), { concept: sct.perimeter, value: perimeterMm(points), unit }];
    case "cardiothoracic":
      return measureCardiothoracic(points, unit);
    default:
      return unreachable(shape);
  }
}

/**
 * Angle between two endplates, 0 to 180 degrees (Cobb 1948): both are looked along to the same side of the way from the middle of one to the
 * middle of the other, so that it does not matter at which end a line was begun and a curve of more than a right angle is not folded back.
 * Lines of which one lies along that way have no side: the smaller angle.
 */
function betweenEndplates(a: Vec3, b: Vec3, c: Vec3, d: Vec3): number {
  const [first, second] = [subtract(b, a), subtract(d, c)];
  const angle = angleDegrees(first, second);
  const way = subtract(add(c, d), add(a, b));
  const far = dot(way, way);
  const aside = (line: Vec3) => (far === 0 ? line : subtract(line, scale(way, dot(line, way) / far)));
  const [one, other] = [aside(first), aside(second)];
  const side = dot(one, other) / (length(first) * length(second) || 1);
  if (far === 0 || Math.abs(side) < 1e-6) return Math.min(angle, 180 - angle);
  return side < 0 ? 180 - angle : angle;
}

/**
 * Widths across the midline, and their ratio: the heart's is the sum of its greatest distances to the right and to the left of the midline,
 * the thorax' is taken in the same direction (Danzer 1919). No ratio where the thorax has no width.
 */
function measureCardiothoracic(points: readonly Vec3[], unit: string): Measurement[] {
  const [upper, lower, heartA, heartB, thoraxA, thoraxB] = points;
  if (!upper || !lower || !heartA || !heartB || !thoraxA || !thoraxB) return [];
  const midline = normalize(subtract(lower, upper));
  const wide = subtract(thoraxB, thoraxA);
  const across = normalize(subtract(wide, scale(midline, dot(wide, midline))));
  const widthOf = (a: Vec3, b: Vec3) => Math.abs(dot(subtract(b, a), across));
  const [heart, thorax] = [widthOf(heartA, heartB), widthOf(thoraxA, thoraxB)];
  const widths = [
    { concept: own.heartWidth, value: heart, unit },
    { concept: own.thoraxWidth, value: thorax, unit },
  ];
  return thorax > 0 ? [{ concept: own.cardiothoracicRatio, value: heart / thorax, unit: ucum.none }, ...widths] : widths;
}

/** Perimeter of an ellipse of these half axes, by Ramanujan's second formula (1914): to 0.05 % where one is 20 times the other. */
function ellipsePerimeterMm(a: number, b: number): number {
  if (a + b === 0) return 0;
  const h = ((a - b) / (a + b)) ** 2;
  return Math.PI * (a + b) * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h)));
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

/** Length along an open line of points. */
function pathLengthMm(points: readonly Vec3[]): number {
  return points.reduce((sum, point, index) => sum + distance(point, points[index - 1] ?? point), 0);
}

/** A point to jump to and to label at: the centre of a shape, LPS+ millimetres; undefined for `image` shapes. */
export function centrePatient(geometry: FindingGeometry): Vec3 | undefined {
  if (geometry.kind === "sphere") return geometry.centerPatient;
  if (geometry.kind === "box") return boxCentre(geometry);
  if (geometry.kind === "angle") return geometry.pointsPatient[1];
  if (geometry.kind === "arrow") return geometry.pointsPatient[0];
  const drawn = drawnInPatient(geometry);
  return drawn === undefined ? undefined : meanPoint(drawn.pointsPatient);
}

/** Left, top, right and bottom of a shape on an image, in pixels from edge to edge; undefined for a point and for shapes in the patient. */
export function edgesPixel(geometry: FindingGeometry): readonly [number, number, number, number] | undefined {
  if (geometry.kind !== "image" || geometry.pointsPixel.length < 2) return undefined;
  // A finding's points count from the middle of the first pixel.
  const across = geometry.pointsPixel.map(([x]) => x + 0.5);
  const down = geometry.pointsPixel.map(([, y]) => y + 0.5);
  return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
}

function meanPoint(points: readonly Vec3[]): Vec3 {
  return scale(
    points.reduce<Vec3>((sum, point) => add(sum, point), [0, 0, 0]),
    1 / points.length,
  );
}
