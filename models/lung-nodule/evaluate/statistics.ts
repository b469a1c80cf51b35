import { createRandom } from "./random.ts";

export type Interval = readonly [low: number, high: number];

/** Wilson interval of a share, 95 %. */
export function wilson(share: number, of: number): Interval {
  if (of === 0) return [0, 1];
  const z = 1.96;
  const middle = share + (z * z) / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}

/** 95 % interval of a number made from items (scans), by drawing them again with replacement 1,000 times from a fixed seed. */
export function bootstrap<T>(items: readonly T[], of: (drawn: readonly T[]) => number): Interval {
  if (items.length === 0) return [Number.NaN, Number.NaN];
  const random = createRandom(20_260);
  const values = Array.from({ length: 1000 }, () => of(items.map(() => random.pick(items))))
    .filter((value) => Number.isFinite(value))
    .sort((a, b) => a - b);
  return [values[Math.floor(values.length * 0.025)] ?? Number.NaN, values[Math.floor(values.length * 0.975)] ?? Number.NaN];
}

/** The middle value, of an even number the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(half)] as number;
  return ((sorted[half - 1] ?? Number.NaN) + (sorted[half] ?? Number.NaN)) / 2;
}
