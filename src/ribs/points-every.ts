import { add, scale, subtract, type Vec3 } from "../geometry/index.ts";

/** A line's points so many millimetres apart. */
export function pointsEvery(points: readonly Vec3[], stepMm: number): readonly Vec3[] {
  const out: Vec3[] = [];
  let rest = 0;
  for (let n = 0; n + 1 < points.length; n++) {
    const from = points[n] as Vec3;
    const way = subtract(points[n + 1] as Vec3, from);
    const size = Math.hypot(...way);
    let at = rest;
    for (; at < size; at += stepMm) out.push(add(from, scale(way, at / size)));
    rest = at - size;
  }
  return out;
}
