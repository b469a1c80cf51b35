type Point = readonly [number, number];

/** Corners of a drawn ellipse: on a radius of a thousand pixels a chord leaves it by less than a sixth of one. */
const corners = 180;
const stepsBetween = 12;

/** Outline of an ellipse from its centre and its two half axes. */
export function ellipse(centre: Point, u: Point, v: Point): Point[] {
  return Array.from({ length: corners }, (_, at): Point => {
    const angle = (2 * Math.PI * at) / corners;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [centre[0] + u[0] * cos + v[0] * sin, centre[1] + u[1] * cos + v[1] * sin];
  });
}

/** A smooth curve through points (a Catmull-Rom spline); which curve INTERPOLATED means is left to the reader (PS3.3 C.10.5.1.2). */
export function curveThrough(points: readonly Point[]): Point[] {
  const last = points.length - 1;
  const at = (n: number): Point => points[Math.min(last, Math.max(0, n))] ?? [0, 0];
  const isClosed = last > 1 && at(0)[0] === at(last)[0] && at(0)[1] === at(last)[1];
  const around = (n: number): Point => (isClosed ? at(((n % last) + last) % last) : at(n));
  const curve: Point[] = [];
  for (let n = 0; n < last; n++) {
    const four = [around(n - 1), at(n), at(n + 1), around(n + 2)] as const;
    for (let step = 0; step < stepsBetween; step++)
      curve.push([spline(four, 0, step / stepsBetween), spline(four, 1, step / stepsBetween)]);
  }
  return [...curve, at(last)];
}

function spline([p, q, r, s]: readonly [Point, Point, Point, Point], axis: 0 | 1, t: number): number {
  const [a, b, c, d] = [p[axis], q[axis], r[axis], s[axis]];
  return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
}
