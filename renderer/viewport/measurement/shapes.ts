import type { PlanarShape } from "../../../src/findings/index.ts";
import { type Affine, invert, linear, type Point2, transform } from "../plane/affine.ts";
import { type MeasuringTool, measuringTools } from "./tools.ts";

/** How pixels of a slice lie on the screen: [between rows, between columns], and the direction of the screen's right in millimetres of the slice. */
export interface Plumb {
  readonly spacing: readonly [number, number];
  readonly right: Point2;
}

export function plumbOf(spacing: Plumb["spacing"], viewFromPixel: Affine): Plumb {
  const [columns, rows] = transform(invert(linear(viewFromPixel)), [1, 0]);
  return { spacing, right: unit([columns * spacing[1], rows * spacing[0]]) };
}

const add = ([a, b]: Point2, [c, d]: Point2): Point2 => [a + c, b + d];
const subtract = ([a, b]: Point2, [c, d]: Point2): Point2 => [a - c, b - d];
const times = ([a, b]: Point2, by: number): Point2 => [a * by, b * by];
const dot = ([a, b]: Point2, [c, d]: Point2): number => a * c + b * d;
const across = ([a, b]: Point2): Point2 => [-b, a];
const middle = (a: Point2, b: Point2): Point2 => times(add(a, b), 0.5);

function unit(a: Point2): Point2 {
  const size = Math.hypot(...a);
  return size === 0 ? [1, 0] : times(a, 1 / size);
}

/** Does something to points in millimetres of the slice (or units of its spacing), where right angles are right. */
function inMillimetres(
  [betweenRows, betweenColumns]: Plumb["spacing"],
  points: readonly Point2[],
  change: (points: readonly Point2[]) => readonly Point2[],
): readonly Point2[] {
  const flat = points.map(([column, row]): Point2 => [column * betweenColumns, row * betweenRows]);
  return change(flat).map(([x, y]): Point2 => [x / betweenColumns, y / betweenRows]);
}

/**
 * The points of a tool's shape from those that were set; boxes stand upright on the screen, short axes across long ones.
 *
 * @param points pixels of the slice; the last may be the one that follows the pointer
 */
export function outline(tool: MeasuringTool, points: readonly Point2[], plumb: Plumb): readonly Point2[] {
  const [first, second] = points;
  if (first === undefined || second === undefined) return points;
  switch (tool) {
    case "rectangle":
    case "ellipse":
    case "circle":
      return inMillimetres(plumb.spacing, [first, second], ([a, b]) => boxed(tool, a as Point2, b as Point2, plumb.right));
    case "bidirectional":
      return points.length < 3 ? points : inMillimetres(plumb.spacing, points, crossed);
    default:
      return points;
  }
}

function boxed(tool: "rectangle" | "ellipse" | "circle", a: Point2, b: Point2, right: Point2): readonly Point2[] {
  const down = across(right);
  if (tool === "circle") {
    const radius = Math.hypot(...subtract(b, a));
    return diameters(a, times(right, radius), times(down, radius));
  }
  const wide = times(right, dot(subtract(b, a), right));
  const high = times(down, dot(subtract(b, a), down));
  if (tool === "rectangle") return [a, add(a, wide), b, add(a, high)];
  return diameters(middle(a, b), times(wide, 0.5), times(high, 0.5));
}

function diameters(centre: Point2, u: Point2, v: Point2): readonly Point2[] {
  return [subtract(centre, u), add(centre, u), subtract(centre, v), add(centre, v)];
}

/** The short axis goes through the first of its points, straight across the long axis; the last point says how far to the other side. */
function crossed([a, b, c, d]: readonly Point2[]): readonly Point2[] {
  if (a === undefined || b === undefined || c === undefined) return [];
  const along = unit(subtract(b, a));
  const aside = across(along);
  const foot = add(a, times(along, dot(subtract(c, a), along)));
  const near = add(foot, times(aside, dot(subtract(c, a), aside)));
  const far = d === undefined ? foot : add(foot, times(aside, dot(subtract(d, a), aside)));
  return [a, b, near, far];
}

/**
 * Whether points are far enough apart to be meant: a line or region of no size is none. Half a pixel is.
 *
 * @param plumb how the screen lies, by which the sides of boxes are told; without it corners that are apart are enough
 */
export function isMeant(tool: MeasuringTool, points: readonly Point2[], plumb?: Plumb): boolean {
  const { shape } = measuringTools[tool];
  if (shape === "point" || shape === "text") return points.length === 1;
  const [a, b, c, d] = points;
  if (a === undefined || b === undefined) return false;
  if (tool === "ellipse" || tool === "rectangle") return hasSides(tool, [a, b], plumb);
  if (shape === "angle") return apart(a, b) && apart(b, c);
  if (shape === "cobb" || shape === "bidirectional") return apart(a, b) && apart(c, d);
  if (shape === "cardiothoracic") return apart(a, b) && apart(points[4], points[5]);
  if (shape === "polygon") return points.length >= 3 || tool === "freehand";
  return points.some((point) => apart(a, point));
}

function apart(a: Point2 | undefined, b: Point2 | undefined): boolean {
  return a !== undefined && b !== undefined && Math.hypot(...subtract(a, b)) >= 0.5;
}

/** A box stands upright on the screen, which may be turned against the pixels. */
function hasSides(tool: "ellipse" | "rectangle", corners: readonly [Point2, Point2], plumb: Plumb | undefined): boolean {
  if (plumb === undefined) return apart(...corners);
  const [p, q, r, s] = outline(tool, corners, plumb);
  return apart(p, q) && (tool === "rectangle" ? apart(q, r) : apart(r, s));
}

/** A line of more points is moved as a whole only: single points of it could not be told apart. */
const MOST_HANDLES = 48;

/** Points of a shape that the hand can take, in its order; none for long freehand lines. */
export function handlesOf(shape: PlanarShape, points: readonly Point2[]): readonly Point2[] {
  return points.length > MOST_HANDLES || shape === "text" ? [] : points;
}

/**
 * The shape after one of its points was moved: a rectangle stays one, an axis turns and its other stays perpendicular, a circle stays round.
 *
 * @param isRectangle the shape is a polygon with four right angles
 */
export function withPoint(
  shape: PlanarShape,
  points: readonly Point2[],
  index: number,
  to: Point2,
  { spacing, isRectangle }: { readonly spacing: Plumb["spacing"]; readonly isRectangle: boolean },
): readonly Point2[] {
  const change = (all: readonly Point2[]): readonly Point2[] => {
    const old = all.slice(0, -1);
    const moved = all.at(-1) as Point2;
    if (shape === "circle") return roundAgain(old, moved);
    if (shape === "ellipse") return axisTurned(old, index, moved);
    if (shape === "bidirectional") return index < 2 ? longAxisTurned(old, index, moved) : shortAxisMoved(old, index, moved);
    if (isRectangle) return cornerMoved(old, index, moved);
    return old.with(index, moved);
  };
  return inMillimetres(spacing, [...points, to], change);
}

function roundAgain([a, b, c, d]: readonly Point2[], to: Point2): readonly Point2[] {
  const centre = middle(a as Point2, b as Point2);
  const radius = Math.hypot(...subtract(to, centre));
  return diameters(
    centre,
    times(unit(subtract(b as Point2, centre)), radius),
    times(unit(subtract(d as Point2, middle(c as Point2, d as Point2))), radius),
  );
}

/** One end of an axis follows the hand, the other stays; the other axis keeps its length and goes across the new middle. */
function axisTurned(points: readonly Point2[], index: number, to: Point2): readonly Point2[] {
  const first = index < 2 ? 0 : 2;
  const other = 2 - first;
  const fixed = points[index % 2 === 0 ? index + 1 : index - 1] as Point2;
  const half = Math.hypot(...subtract(points[other + 1] as Point2, points[other] as Point2)) / 2;
  const centre = middle(fixed, to);
  const aside = times(across(unit(subtract(to, fixed))), half);
  const isSame = dot(aside, subtract(points[other + 1] as Point2, points[other] as Point2)) >= 0;
  const end = isSame ? aside : times(aside, -1);
  return points
    .with(index, to)
    .with(other, subtract(centre, end))
    .with(other + 1, add(centre, end));
}

/** The short axis stays where it crossed, as a share of the length, and as long on either side. */
function longAxisTurned(points: readonly Point2[], index: number, to: Point2): readonly Point2[] {
  const [a, b, c, d] = points as readonly [Point2, Point2, Point2, Point2];
  const long = subtract(b, a);
  const length = Math.hypot(...long) || 1;
  const aside = across(unit(long));
  const share = dot(subtract(c, a), long) / (length * length);
  const [near, far] = [dot(subtract(c, a), aside), dot(subtract(d, a), aside)];
  const [from, until] = index === 0 ? [to, b] : [a, to];
  const turned = across(unit(subtract(until, from)));
  const foot = add(from, times(subtract(until, from), share));
  return [from, until, add(foot, times(turned, near)), add(foot, times(turned, far))];
}

/** The end under the hand goes along and across; the other end goes along with it. */
function shortAxisMoved(points: readonly Point2[], index: number, to: Point2): readonly Point2[] {
  const [a, b, c, d] = points as readonly [Point2, Point2, Point2, Point2];
  const along = unit(subtract(b, a));
  const aside = across(along);
  const foot = add(a, times(along, dot(subtract(to, a), along)));
  const reach = (point: Point2) => add(foot, times(aside, dot(subtract(point, a), aside)));
  return index === 2 ? [a, b, reach(to), reach(d)] : [a, b, reach(c), reach(to)];
}

/** The corner across stays; sides keep their directions. */
function cornerMoved(points: readonly Point2[], index: number, to: Point2): readonly Point2[] {
  const at = (offset: number) => points[(index + offset) % 4] as Point2;
  const fixed = at(2);
  const [u, v] = [unit(subtract(at(1), fixed)), unit(subtract(at(3), fixed))];
  const diagonal = subtract(to, fixed);
  const next = add(fixed, times(u, dot(diagonal, u)));
  const previous = add(fixed, times(v, dot(diagonal, v)));
  return points
    .with(index, to)
    .with((index + 1) % 4, next)
    .with((index + 3) % 4, previous);
}

/** The shape moved by so many pixels. */
export function shifted(points: readonly Point2[], by: Point2): readonly Point2[] {
  return points.map((point) => add(point, by));
}
