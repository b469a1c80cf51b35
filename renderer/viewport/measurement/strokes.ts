import type { PlanarShape } from "../../../src/findings/index.ts";
import type { Point2 } from "../plane/affine.ts";

/** A line as it is drawn and as it is reached for, CSS pixels of the view. */
export interface Stroke {
  readonly points: readonly Point2[];
  readonly isClosed?: boolean;
  /** Says how things belong together, and measures nothing. */
  readonly isAid?: boolean;
}

const TICK = 5;
const CROSS = 7;
const CROSS_GAP = 2;
const ARROW_HEAD = 11;

const add = ([a, b]: Point2, [c, d]: Point2, times = 1): Point2 => [a + times * c, b + times * d];
const subtract = ([a, b]: Point2, [c, d]: Point2): Point2 => [a - c, b - d];
const unit = ([x, y]: Point2): Point2 => {
  const size = Math.hypot(x, y) || 1;
  return [x / size, y / size];
};

/**
 * The lines of a shape in the view.
 *
 * @param points its points in the view; of a shape under the hand, those that are set so far
 */
export function strokesOf(shape: PlanarShape, points: readonly Point2[]): readonly Stroke[] {
  const [a, b, c, d, e, f] = points;
  if (a === undefined) return [];
  if (shape === "point") return cross(a);
  if (shape === "text") return [];
  if (b === undefined) return [];
  switch (shape) {
    case "length":
      return [{ points: [a, b] }, tick(a, b), tick(b, a)];
    case "arrow":
      return [{ points: [a, b] }, { points: arrowHead(a, b) }];
    case "angle":
      return c === undefined ? [{ points: [a, b] }] : [{ points: [a, b, c] }, ...arc(a, b, c)];
    case "bidirectional":
    case "cobb": {
      const first: Stroke = { points: [a, b] };
      if (c === undefined || d === undefined) return [first];
      const isCobb = shape === "cobb";
      return [first, { points: [c, d] }, ...(isCobb ? [{ points: [middle(a, b), middle(c, d)], isAid: true }] : [])];
    }
    case "ellipse":
    case "circle":
      return c === undefined || d === undefined ? [{ points }] : [{ points: ellipsePoints([a, b, c, d]), isClosed: true }];
    case "polygon":
      return [{ points, isClosed: points.length > 2 }];
    case "polyline":
      return [{ points }];
    case "cardiothoracic":
      return cardiothoracic([a, b, c, d, e, f]);
    default:
      return [];
  }
}

function middle(a: Point2, b: Point2): Point2 {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

function cross([x, y]: Point2): readonly Stroke[] {
  return (
    [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const
  ).map(([dx, dy]) => ({
    points: [
      [x + dx * CROSS_GAP, y + dy * CROSS_GAP],
      [x + dx * CROSS, y + dy * CROSS],
    ],
  }));
}

/** Across the end of a line. */
function tick(end: Point2, other: Point2): Stroke {
  const [x, y] = unit(subtract(end, other));
  return { points: [add(end, [-y, x], TICK), add(end, [-y, x], -TICK)] };
}

function arrowHead(tip: Point2, tail: Point2): readonly Point2[] {
  const back = unit(subtract(tail, tip));
  const aside: Point2 = [-back[1], back[0]];
  const foot = add(tip, back, ARROW_HEAD);
  return [add(foot, aside, ARROW_HEAD * 0.45), tip, add(foot, aside, -ARROW_HEAD * 0.45)];
}

/** Between the legs, near the vertex. */
function arc(a: Point2, vertex: Point2, c: Point2): readonly Stroke[] {
  const legs = [subtract(a, vertex), subtract(c, vertex)] as const;
  const radius = Math.min(18, ...legs.map((leg) => Math.hypot(...leg) * 0.5));
  if (radius < 5) return [];
  const start = Math.atan2(legs[0][1], legs[0][0]);
  const turn = Math.atan2(legs[1][1], legs[1][0]) - start;
  const shortest = turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  const points = Array.from({ length: 13 }, (_, at): Point2 => {
    const angle = start + (shortest * at) / 12;
    return [vertex[0] + radius * Math.cos(angle), vertex[1] + radius * Math.sin(angle)];
  });
  return [{ points, isAid: true }];
}

/** The outline of an ellipse from the ends of its two axes. */
export function ellipsePoints([a, b, c, d]: readonly [Point2, Point2, Point2, Point2], count = 72): readonly Point2[] {
  const centre = middle(a, b);
  const [u, v] = [subtract(b, centre), subtract(d, middle(c, d))];
  return Array.from({ length: count }, (_, at): Point2 => {
    const angle = (2 * Math.PI * at) / count;
    return add(add(centre, u, Math.cos(angle)), v, Math.sin(angle));
  });
}

/** The midline, the heart's distances from it, and the thorax from side to side across it. */
function cardiothoracic([upper, lower, ...borders]: readonly (Point2 | undefined)[]): readonly Stroke[] {
  if (upper === undefined || lower === undefined) return [];
  const along = unit(subtract(lower, upper));
  const foot = (point: Point2) => {
    const [x, y] = subtract(point, upper);
    return add(upper, along, x * along[0] + y * along[1]);
  };
  const [heartA, heartB, thoraxA, thoraxB] = borders;
  const halves = [heartA, heartB].flatMap((point) => (point === undefined ? [] : [{ points: [point, foot(point)] }]));
  const rims = [thoraxA, thoraxB].flatMap((point) =>
    point === undefined ? [] : [{ points: [add(point, along, -9), add(point, along, 9)] }],
  );
  const wide =
    thoraxA === undefined || thoraxB === undefined
      ? []
      : [{ points: [thoraxA, add(thoraxA, acrossFrom(thoraxA, thoraxB, along))] }];
  return [{ points: [upper, lower], isAid: true }, ...halves, ...rims, ...wide];
}

/** The part of the way from one border to the other that goes straight across the midline. */
function acrossFrom(from: Point2, to: Point2, along: Point2): Point2 {
  const way = subtract(to, from);
  const share = way[0] * along[0] + way[1] * along[1];
  return add(way, along, -share);
}
