import type { Point2 } from "../plane/affine.ts";
import type { PlacedLabel } from "./label-places.ts";
import type { Seen } from "./seen.ts";
import type { Stroke } from "./strokes.ts";

/** What of a finding is under the hand. */
export type Part =
  | { readonly kind: "handle"; readonly index: number }
  | { readonly kind: "shape" }
  | { readonly kind: "pull"; readonly index: number }
  | { readonly kind: "label" };

export interface Hit {
  readonly seen: Seen;
  readonly part: Part;
}

/** A finding in the view with its label. */
export interface SeenWithLabel {
  readonly seen: Seen;
  readonly label: PlacedLabel | undefined;
}

/** How near counts as on it, CSS pixels: drawn small, easy to take; a finger is less exact. */
const REACH = { mouse: { handle: 12, line: 7 }, touch: { handle: 20, line: 14 } } as const;

/**
 * What lies under a point of the view: handles of the chosen finding before labels before lines, the nearest first.
 */
export function hitOf(
  all: readonly SeenWithLabel[],
  point: Point2,
  options: { readonly selectedFindingId: string | undefined; readonly isTouch: boolean },
): Hit | undefined {
  const reach = options.isTouch ? REACH.touch : REACH.mouse;
  const chosen = all.find(({ seen }) => seen.finding.id === options.selectedFindingId);
  if (chosen !== undefined) {
    const near = nearest(chosen.seen.handles.map((handle) => Math.hypot(handle[0] - point[0], handle[1] - point[1])));
    if (near !== undefined && near.distance <= reach.handle)
      return { seen: chosen.seen, part: { kind: "handle", index: near.index } };
  }
  const onLabel = all.findLast(({ label }) => label !== undefined && isInside(point, label.box));
  if (onLabel !== undefined) return { seen: onLabel.seen, part: { kind: "label" } };
  const near = nearest(all.map(({ seen }) => distanceToStrokes(point, seen.strokes)));
  const hit = near !== undefined && near.distance <= reach.line ? all[near.index] : undefined;
  return hit && { seen: hit.seen, part: partOf(hit.seen, point, options.selectedFindingId) };
}

/** A chosen line of more points than have handles is pulled at the one nearest to the hand; anything else is taken whole. */
function partOf(
  { finding, shape, points, view, handles, isCrossing }: Seen,
  point: Point2,
  selectedFindingId: string | undefined,
): Part {
  const isLong =
    (shape === "polygon" || shape === "polyline") && handles.length === 0 && points.length > 2 && isCrossing !== true;
  if (!isLong || finding.id !== selectedFindingId) return { kind: "shape" };
  const index = nearest(view.map(([x, y]) => Math.hypot(x - point[0], y - point[1])))?.index;
  return index === undefined ? { kind: "shape" } : { kind: "pull", index };
}

function nearest(distances: readonly number[]): { readonly index: number; readonly distance: number } | undefined {
  let best: { readonly index: number; readonly distance: number } | undefined;
  distances.forEach((distance, index) => {
    if (best === undefined || distance <= best.distance) best = { index, distance };
  });
  return best;
}

function isInside([x, y]: Point2, box: PlacedLabel["box"]): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

function distanceToStrokes(point: Point2, strokes: readonly Stroke[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { points, isClosed = false } of strokes) {
    const count = isClosed ? points.length : points.length - 1;
    for (let at = 0; at < count; at++) {
      least = Math.min(least, distanceToSegment(point, points[at] as Point2, points[(at + 1) % points.length] as Point2));
    }
  }
  return least;
}

function distanceToSegment([x, y]: Point2, [ax, ay]: Point2, [bx, by]: Point2): number {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
