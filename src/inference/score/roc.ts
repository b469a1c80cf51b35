import type { Estimate } from "./interval.ts";

/** A case with the score it got, and whether it has what is looked for. */
export interface ScoredCase {
  readonly score: number;
  readonly isPositive: boolean;
}

const Z = 1.959963984540054;

/**
 * Area under the ROC curve: how often a positive case has a higher score than a negative one, ties half; its 95 % interval after DeLong
 * (1988), cut to 0 to 1. NaN where one of the two kinds is missing.
 */
export function areaUnderRoc(cases: readonly ScoredCase[]): Estimate {
  const scores = (isPositive: boolean) => cases.filter((one) => one.isPositive === isPositive).map(({ score }) => score);
  const [positive, negative] = [scores(true), scores(false)];
  if (positive.length === 0 || negative.length === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  // How each case stands to those of the other kind, from mid-ranks: the whole takes n log n.
  const all = midRanks([...positive, ...negative]);
  const amongPositive = midRanks(positive);
  const amongNegative = midRanks(negative);
  const [m, n] = [positive.length, negative.length];
  const ofPositive = positive.map((_, i) => ((all[i] ?? 0) - (amongPositive[i] ?? 0)) / n);
  const ofNegative = negative.map((_, j) => 1 - ((all[m + j] ?? 0) - (amongNegative[j] ?? 0)) / m);
  const value = mean(ofPositive);
  const deviation = Math.sqrt(variance(ofPositive) / m + variance(ofNegative) / n);
  return { value, low: Math.max(0, value - Z * deviation), high: Math.min(1, value + Z * deviation) };
}

/** Place of each value in order, from 1; equal ones share the mean of theirs. */
function midRanks(values: readonly number[]): Float64Array {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] as number] === values[order[from] as number]) to++;
    for (let at = from; at <= to; at++) ranks[order[at] as number] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample; 0 of a single value. */
function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
