import { cos, log, PI } from "./mathematics.ts";

/** A seeded stream of random numbers (sfc32): the same on every machine. */
export interface Random {
  /** The next 32 random bits, as a signed integer. */
  bits(): number;
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform in [low, high). */
  range(low: number, high: number): number;
  /** Normal with mean 0 and deviation 1. */
  normal(): number;
  /** One of the values. */
  pick<T>(values: readonly T[]): T;
}

/** A stream for `seed` and a `purpose`, so that adding one use of randomness does not move all others. */
export function createRandom(seed: number, purpose: string): Random {
  let a = 0x9e3779b9 | 0;
  let b = seed | 0;
  let c = 0x243f6a88 | 0;
  let counter = 1;
  for (let i = 0; i < purpose.length; i++) {
    a = Math.imul(a ^ purpose.charCodeAt(i), 0x01000193) | 0;
    c = (c + Math.imul(a, 0x85ebca6b)) | 0;
  }
  const bits = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t;
  };
  for (let i = 0; i < 16; i++) bits();
  const unit = () => (bits() >>> 0) / 4294967296;
  return {
    bits,
    unit,
    range: (low, high) => low + (high - low) * unit(),
    normal: () => Math.sqrt(-2 * log(1 - unit())) * cos(2 * PI * unit()),
    pick: (values) => values[Math.floor(unit() * values.length)] as (typeof values)[number],
  };
}
