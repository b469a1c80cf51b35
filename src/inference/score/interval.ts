/** A number with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const Z = 1.959963984540054;

/** A share of `count` with its 95 % interval (Wilson 1927, score interval); nothing is known of a share of none: 0 to 1. */
export function shareOf(hits: number, count: number): Estimate {
  if (count === 0) return { value: Number.NaN, low: 0, high: 1 };
  const share = hits / count;
  const centre = (share + (Z * Z) / (2 * count)) / (1 + (Z * Z) / count);
  const half = (Z / (1 + (Z * Z) / count)) * Math.sqrt((share * (1 - share)) / count + (Z * Z) / (4 * count * count));
  return { value: share, low: Math.max(0, Math.min(share, centre - half)), high: Math.min(1, Math.max(share, centre + half)) };
}

/**
 * A statistic of cases with its 95 % interval: percentiles of so many samples of the cases, drawn with replacement (Efron 1979). Cases are
 * what is drawn (scans, images), as what is found in one belongs together. The same seed gives the same interval. A sample of which the
 * statistic is no number is passed over; of fewer than two cases nothing is known: low and high are NaN.
 */
export function bootstrap<T>(
  cases: readonly T[],
  statistic: (sample: readonly T[]) => number,
  samples = 1000,
  seed = 1,
): Estimate {
  const value = statistic(cases);
  if (cases.length < 2) return { value, low: Number.NaN, high: Number.NaN };
  const random = mulberry(seed);
  const values = Array.from({ length: samples }, () =>
    statistic(cases.map(() => cases[Math.floor(random() * cases.length)] as T)),
  )
    .filter((one) => !Number.isNaN(one))
    .sort((a, b) => a - b);
  return { value, low: quantile(values, 0.025), high: quantile(values, 0.975) };
}

/**
 * The same of a statistic that is told how often each case is in the sample instead of the sample itself: what is sorted once need not be
 * sorted for each sample. The same seed draws the same samples as `bootstrap`.
 */
export function resampled(length: number, statistic: (counts: ArrayLike<number>) => number, samples = 1000, seed = 1): Estimate {
  const counts = new Uint32Array(length);
  const cases = Array.from({ length }, (_, index) => index);
  return bootstrap(
    cases,
    (sample) => {
      counts.fill(0);
      for (const index of sample) counts[index] = (counts[index] ?? 0) + 1;
      return statistic(counts);
    },
    samples,
    seed,
  );
}

/** Linear between the nearest two; NaN of none. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** Numbers from 0 to 1, the same for the same seed. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
