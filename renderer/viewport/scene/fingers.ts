import type { Point2 } from "../plane/affine.ts";

/** Pixels that three fingers move for one slice. */
const STEP = 14;

/** What several fingers did together since they were last asked. */
export type FingerMove =
  | { readonly kind: "pinch"; readonly factor: number; readonly about: Point2; readonly step: Point2 }
  | { readonly kind: "scroll"; readonly steps: number };

/** Follows the fingers on a touch screen: two zoom and pan, three scroll. */
export function createFingers() {
  const fingers = new Map<number, Point2>();
  let rest = 0;
  return {
    count: () => fingers.size,
    put(id: number, point: Point2): void {
      fingers.set(id, point);
      rest = 0;
    },
    lift(id: number): void {
      fingers.delete(id);
    },
    /** Undefined where they have not moved enough to mean anything. */
    move(id: number, point: Point2): FingerMove | undefined {
      const before = [...fingers.values()];
      fingers.set(id, point);
      const after = [...fingers.values()];
      const step: Point2 = [middle(after)[0] - middle(before)[0], middle(after)[1] - middle(before)[1]];
      if (after.length === 2) return { kind: "pinch", factor: spread(after) / (spread(before) || 1), about: middle(after), step };
      rest += step[1];
      const steps = Math.trunc(rest / STEP);
      rest -= steps * STEP;
      return steps === 0 ? undefined : { kind: "scroll", steps };
    },
  };
}

function middle(points: readonly Point2[]): Point2 {
  const sum = points.reduce(([x, y], point): Point2 => [x + point[0], y + point[1]], [0, 0] as Point2);
  return [sum[0] / points.length, sum[1] / points.length];
}

function spread([a, b]: readonly Point2[]): number {
  return a === undefined || b === undefined ? 1 : Math.hypot(a[0] - b[0], a[1] - b[1]);
}
