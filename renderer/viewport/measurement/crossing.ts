import { drawnInPatient, type FindingGeometry, type PlanarShape } from "../../../src/findings/index.ts";
import {
  add,
  distanceToPlaneMm,
  type ImagePlane,
  patientMmToPixel,
  scale,
  subtract,
  type Vec3,
} from "../../../src/geometry/index.ts";
import { type Affine, type Point2, transform } from "../plane/affine.ts";
import type { Stroke } from "./strokes.ts";

/** Half of the mark where a line goes through a slice, CSS pixels. */
const MARK = 4;

const closed: readonly PlanarShape[] = ["ellipse", "circle", "polygon"];

/** Where a shape that was drawn on another plane goes through a slice, in pixels of the slice. */
export interface Crossing {
  /** Pieces of the slice that a region takes in, end to end. */
  readonly chords: readonly (readonly [Point2, Point2])[];
  /** Where a line goes through. */
  readonly points: readonly Point2[];
}

/**
 * Where a shape crosses a slice that it does not lie on; undefined where it does not reach the slice. Places and words cross nothing.
 */
export function crossingOf(geometry: FindingGeometry, plane: ImagePlane): Crossing | undefined {
  const drawn = drawnInPatient(geometry);
  if (drawn === undefined || drawn.pointsPatient.length < 2) return undefined;
  const { shape, pointsPatient } = drawn;
  const isRegion = closed.includes(shape);
  const through = linesOf(shape, pointsPatient).flatMap((line) => cutsOf(line, isRegion, plane));
  if (through.length === 0) return undefined;
  const pixels = through.map((point) => patientMmToPixel(plane, point));
  return isRegion ? { chords: paired(pixels), points: [] } : { chords: [], points: pixels };
}

/** The lines that make up a shape in space. */
function linesOf(shape: PlanarShape, points: readonly Vec3[]): readonly (readonly Vec3[])[] {
  if (shape === "ellipse" || shape === "circle") return [ellipseInPatient(points)];
  if (shape === "bidirectional" || shape === "cobb" || shape === "cardiothoracic") {
    return Array.from({ length: points.length / 2 }, (_, pair) => points.slice(2 * pair, 2 * pair + 2));
  }
  return [points];
}

function ellipseInPatient([a, b, c, d]: readonly Vec3[]): readonly Vec3[] {
  if (a === undefined || b === undefined || c === undefined || d === undefined) return [];
  const centre = scale(add(a, b), 0.5);
  const [u, v] = [subtract(b, centre), scale(subtract(d, c), 0.5)];
  return Array.from({ length: 72 }, (_, at) => {
    const angle = (2 * Math.PI * at) / 72;
    return add(centre, add(scale(u, Math.cos(angle)), scale(v, Math.sin(angle))));
  });
}

/** Points where a line goes from one side of a plane to the other; a point on the plane counts to the side of its normal. */
function cutsOf(line: readonly Vec3[], isClosed: boolean, plane: ImagePlane): readonly Vec3[] {
  const found: Vec3[] = [];
  const count = isClosed ? line.length : line.length - 1;
  for (let at = 0; at < count; at++) {
    const [from, to] = [line[at] as Vec3, line[(at + 1) % line.length] as Vec3];
    const [before, after] = [distanceToPlaneMm(plane, from), distanceToPlaneMm(plane, to)];
    if (before >= 0 === after >= 0) continue;
    found.push(add(from, scale(subtract(to, from), before / (before - after))));
  }
  return found;
}

/** Along the line that two planes share, a region lies between every other two cuts. */
function paired(pixels: readonly Point2[]): Crossing["chords"] {
  const [first, ...others] = pixels;
  if (first === undefined) return [];
  const far = others.reduce((best, one) => (away(one, first) > away(best, first) ? one : best), first);
  const [dx, dy] = [far[0] - first[0], far[1] - first[1]];
  const along = [...pixels].sort((a, b) => (a[0] - b[0]) * dx + (a[1] - b[1]) * dy);
  return Array.from({ length: Math.floor(along.length / 2) }, (_, pair) => [
    along[2 * pair] as Point2,
    along[2 * pair + 1] as Point2,
  ]);
}

function away(a: Point2, b: Point2): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** How a crossing is drawn: broken lines for regions, small diamonds for lines; nothing of it can be measured. */
export function crossingStrokes({ chords, points }: Crossing, viewFromPixel: Affine): readonly Stroke[] {
  const lines = chords.map((chord): Stroke => ({ points: chord.map((point) => transform(viewFromPixel, point)), isAid: true }));
  const marks = points.map((point): Stroke => {
    const [x, y] = transform(viewFromPixel, point);
    const corners: readonly Point2[] = [
      [x - MARK, y],
      [x, y - MARK],
      [x + MARK, y],
      [x, y + MARK],
    ];
    return { points: corners, isClosed: true };
  });
  return [...lines, ...marks];
}
