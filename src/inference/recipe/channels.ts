import type { Channel } from "../contract/recipe.ts";

/** Turns raw values of one channel of one tensor into what the network reads, in place. */
export type ChannelMap = (values: Float32Array) => void;

/** Mean and standard deviation; the deviation of what does not vary is 1, so that it becomes 0. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Cut to `clip`, then mapped (see the contract's `intensity-map`). `whole` are all values of the volume or image: what `zscore` over
 * it is taken from; it is read once, here.
 */
export function createChannelMap({ clip, map }: Channel, whole: ArrayLike<number>): ChannelMap {
  const [low, high] = clip ?? [-Infinity, Infinity];
  const linear = (subtract: number, divide: number): ChannelMap => {
    return (values) => {
      for (let p = 0; p < values.length; p++) {
        values[p] = (Math.min(high, Math.max(low, values[p] as number)) - subtract) / divide;
      }
    };
  };
  switch (map.kind) {
    case "none":
      return linear(0, 1);
    case "unit":
      return linear(low, high - low);
    case "symmetric":
      return linear((low + high) / 2, (high - low) / 2);
    case "affine":
      return linear(map.subtract, map.divide);
    case "zscore": {
      if (map.over === "patch") {
        return (values) => {
          const { mean, deviation } = spreadOf(values, low, high);
          linear(mean, deviation)(values);
        };
      }
      const { mean, deviation } = spreadOf(whole, low, high);
      return linear(mean, deviation);
    }
  }
}

/** Mean and standard deviation of values that are cut to [low, high] first; what is no number is left out. */
export function spreadOf(values: ArrayLike<number>, low = -Infinity, high = Infinity): Spread {
  let count = 0;
  let mean = 0;
  let squares = 0;
  // Deviations from a value among them: sums of squares of far-off values would lose their digits.
  const from = Math.min(high, Math.max(low, firstFinite(values)));
  for (let p = 0; p < values.length; p++) {
    const value = Math.min(high, Math.max(low, values[p] as number)) - from;
    if (!Number.isFinite(value)) continue;
    count++;
    mean += value;
    squares += value * value;
  }
  if (count === 0) return { mean: 0, deviation: 1 };
  mean /= count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { mean: from + mean, deviation: deviation > 1e-9 ? deviation : 1 };
}

function firstFinite(values: ArrayLike<number>): number {
  for (let p = 0; p < values.length; p++) if (Number.isFinite(values[p])) return values[p] as number;
  return 0;
}
