import type { Estimate } from "../../inference/index.ts";

/** One number, as the benchmarks print theirs; a score has no peer beside it and no target of its own. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: null;
  readonly peerValue: null;
  readonly ratio: null;
  readonly target: null;
  readonly met: null;
}

/** A number; nothing where nothing is known. */
export function plain(name: string, value: number, unit = "1"): readonly Row[] {
  if (Number.isNaN(value)) return [];
  return [{ name, value, unit, peer: null, peerValue: null, ratio: null, target: null, met: null }];
}

/** A number and the ends of its 95 % interval. */
export function estimated(name: string, { value, low, high }: Estimate): readonly Row[] {
  if (Number.isNaN(value)) return [];
  return [...plain(name, value), ...plain(`${name}, 95 % from`, low), ...plain(`${name}, 95 % to`, high)];
}

/** The middle value; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? Number.NaN) + (sorted[Math.ceil(half)] ?? Number.NaN)) / 2;
}
