import type { Point2 } from "../plane/affine.ts";

/** How far along the line a pull takes its neighbours with it, CSS pixels; a pull that goes farther takes more. */
const LEAST_REACH = 40;
const REACH_OF_PULL = 1.3;

/**
 * A line of many points after it was pulled at one of them: that one follows the hand, its neighbours along the line less and less.
 *
 * @param points pixels of the slice; `view` are the same points in CSS pixels, by which the reach goes
 * @param by how far the hand went, pixels of the slice
 */
export function pulled(
  {
    points,
    view,
    isClosed,
  }: { readonly points: readonly Point2[]; readonly view: readonly Point2[]; readonly isClosed: boolean },
  index: number,
  by: Point2,
): readonly Point2[] {
  const ahead = alongFrom(view, index, 1, isClosed);
  const behind = alongFrom(view, index, -1, isClosed);
  const scale = lengthOf(view) / (lengthOf(points) || 1);
  const reach = Math.max(LEAST_REACH, REACH_OF_PULL * Math.hypot(...by) * scale);
  return points.map((point, at): Point2 => {
    const away = Math.min(ahead[at] ?? Number.POSITIVE_INFINITY, behind[at] ?? Number.POSITIVE_INFINITY);
    if (away >= reach) return point;
    const share = 0.5 * (1 + Math.cos((Math.PI * away) / reach));
    return [point[0] + share * by[0], point[1] + share * by[1]];
  });
}

/** How far each point is from one of them, going one way along the line. */
function alongFrom(points: readonly Point2[], index: number, step: 1 | -1, isClosed: boolean): readonly (number | undefined)[] {
  const found: (number | undefined)[] = points.map(() => undefined);
  const count = points.length;
  let away = 0;
  found[index] = 0;
  for (let done = 1, at = index; done < count; done++) {
    const next = at + step;
    if (!isClosed && (next < 0 || next >= count)) break;
    const to = (next + count) % count;
    away += distance(points[at] as Point2, points[to] as Point2);
    found[to] = away;
    at = to;
  }
  return found;
}

function lengthOf(points: readonly Point2[]): number {
  return points.reduce((sum, point, at) => sum + (at === 0 ? 0 : distance(points[at - 1] as Point2, point)), 0);
}

function distance(a: Point2, b: Point2): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
