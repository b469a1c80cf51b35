import type { Vec3 } from "../geometry/index.ts";

/**
 * Transcendental functions from + - * / and square root alone (all exactly defined by IEEE 754), so that the phantom has the
 * same bytes on every machine and engine. About 1e-12 relative; arguments of ordinary size.
 */

export const PI = Math.PI;
const LN2 = Math.LN2;

export function exp(x: number): number {
  if (x < -80) return 0;
  const k = Math.round(x / LN2);
  const r = (x - k * LN2) / 16;
  let sum = 1 + r * (1 + (r / 2) * (1 + (r / 3) * (1 + (r / 4) * (1 + (r / 5) * (1 + (r / 6) * (1 + r / 7))))));
  sum *= sum;
  sum *= sum;
  sum *= sum;
  sum *= sum;
  const factor = k < 0 ? 0.5 : 2;
  for (let i = k < 0 ? -k : k; i > 0; i--) sum *= factor;
  return sum;
}

/** Natural logarithm of a positive number. */
export function log(x: number): number {
  let k = 0;
  let m = x;
  while (m > 1.5) {
    m /= 2;
    k++;
  }
  while (m < 0.75) {
    m *= 2;
    k--;
  }
  const t = (m - 1) / (m + 1);
  const t2 = t * t;
  let sum = 0;
  for (let n = 25; n >= 1; n -= 2) sum = sum * t2 + 1 / n;
  return 2 * t * sum + k * LN2;
}

export function sin(x: number): number {
  let r = x - Math.round(x / (2 * PI)) * 2 * PI;
  if (r > PI / 2) r = PI - r;
  if (r < -PI / 2) r = -PI - r;
  const s = r * r;
  let sum = 0;
  for (let n = 19; n >= 3; n -= 2) sum = (-s / (n * (n - 1))) * (1 + sum);
  return r * (1 + sum);
}

export function cos(x: number): number {
  return sin(x + PI / 2);
}

function atanUnit(x: number): number {
  // Two half-angle steps bring |x| <= 1 under 0.2, where the series is short.
  const half = x / (1 + Math.sqrt(1 + x * x));
  const t = half / (1 + Math.sqrt(1 + half * half));
  const s = t * t;
  let sum = 0;
  for (let n = 15; n >= 1; n -= 2) sum = 1 / n - s * sum;
  return 4 * t * sum;
}

/** Angle of (x, y) from the positive x axis, radians, (-pi, pi]. */
export function atan2(y: number, x: number): number {
  const ax = x < 0 ? -x : x;
  const ay = y < 0 ? -y : y;
  if (ax === 0 && ay === 0) return 0;
  let angle = ay <= ax ? atanUnit(ay / ax) : PI / 2 - atanUnit(ax / ay);
  if (x < 0) angle = PI - angle;
  return y < 0 ? -angle : angle;
}

export function square(x: number): number {
  return x * x;
}

export function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}

/** 0 below `from`, 1 above `to`, smooth between; `from` may be the larger one. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = clamp((x - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/** 1 inside [low, high], falling smoothly to 0 over `soft` outside. */
export function plateau(low: number, high: number, soft: number, x: number): number {
  return smoothstep(low - soft, low, x) * (1 - smoothstep(high, high + soft, x));
}

/** Bell curve with value 1 at 0. */
export function bell(x: number, width: number): number {
  return exp(-(x * x) / (2 * width * width));
}

/** Minimum with a rounded seam of about `k`. */
export function smoothMin(a: number, b: number, k: number): number {
  const h = k - Math.abs(a - b);
  return h <= 0 ? Math.min(a, b) : Math.min(a, b) - (h * h) / (4 * k);
}

export function smoothMax(a: number, b: number, k: number): number {
  return -smoothMin(-a, -b, k);
}

/** Value at x of a smooth curve (monotone cubic, flat at the ends) through [x, y] knots given by ascending x. */
export function profile(knots: readonly (readonly [number, number])[], x: number): number {
  const last = knots.length - 1;
  const first = knots[0] as readonly [number, number];
  const end = knots[last] as readonly [number, number];
  if (x <= first[0]) return first[1];
  if (x >= end[0]) return end[1];
  let i = 0;
  while ((knots[i + 1] as readonly [number, number])[0] < x) i++;
  const [x0, y0] = knots[i] as readonly [number, number];
  const [x1, y1] = knots[i + 1] as readonly [number, number];
  const h = x1 - x0;
  const t = (x - x0) / h;
  const m0 = slopeAt(knots, i) * h;
  const m1 = slopeAt(knots, i + 1) * h;
  const t2 = t * t;
  const t3 = t2 * t;
  return (2 * t3 - 3 * t2 + 1) * y0 + (t3 - 2 * t2 + t) * m0 + (3 * t2 - 2 * t3) * y1 + (t3 - t2) * m1;
}

function slopeAt(knots: readonly (readonly [number, number])[], i: number): number {
  const before = knots[i - 1];
  const at = knots[i] as readonly [number, number];
  const after = knots[i + 1];
  if (before === undefined || after === undefined) return 0;
  const left = (at[1] - before[1]) / (at[0] - before[0]);
  const right = (after[1] - at[1]) / (after[0] - at[0]);
  return left * right <= 0 ? 0 : (2 * left * right) / (left + right);
}

/** Length of a vector by the square root alone (`Math.hypot` may differ between engines). */
export function lengthOf(a: Vec3): number {
  return Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
}

export function distanceBetween(a: Vec3, b: Vec3): number {
  return lengthOf([a[0] - b[0], a[1] - b[1], a[2] - b[2]]);
}

/** Unit vector along `a`; the zero vector stays zero. */
export function unit(a: Vec3): Vec3 {
  const size = lengthOf(a);
  return size === 0 ? a : [a[0] / size, a[1] / size, a[2] / size];
}
