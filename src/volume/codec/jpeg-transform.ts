/** Where a sample lies in its range: the middle that coefficients are counted from, and the most that is kept. */
export interface SampleLimits {
  readonly middle: number;
  readonly most: number;
}

/** Fractions of the rotations are whole numbers of 1/8192. */
const one = 8192;
const fixed = (value: number) => Math.round(value * one);
/** What the first pass keeps beyond whole values: a half. */
const kept = 2;

const even = { both: fixed(0.541196100146197), second: fixed(0.76536686473018), third: fixed(1.847759065022573) };
const odd = {
  all: fixed(1.175875602419359),
  first: fixed(1.501321110182706),
  third: fixed(3.072711026720137),
  fifth: fixed(2.053119869093177),
  seventh: fixed(0.298631336157),
  outer: fixed(0.899976223136416),
  inner: fixed(2.562915447741505),
  lower: fixed(1.961570560806461),
  upper: fixed(0.390180644032257),
};

/**
 * The inverse transform of a block of 64 dequantized coefficients in natural order (ITU-T T.81 A.3.3), which is overwritten, written as 8 x 8
 * samples. T.81 leaves open how it is computed and allows levels beside each other (T.83); here in whole numbers, columns before rows, by the
 * flow graph of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) with 13 bits of fraction: so that a lossy image has the values that dcmtk gives it.
 */
export function inverseTransform(
  block: Float64Array,
  into: Uint16Array,
  start: number,
  stride: number,
  limits: SampleLimits,
): void {
  for (let column = 0; column < 8; column += 1) transformLine(block, column, 8, one / kept);
  for (let row = 0; row < 64; row += 8) transformLine(block, row, 1, one * kept * 8);
  for (let y = 0; y < 8; y += 1) {
    for (let x = 0; x < 8; x += 1) {
      const value = (block[8 * y + x] as number) + limits.middle;
      into[start + y * stride + x] = Math.max(0, Math.min(limits.most, value));
    }
  }
}

/** Eight values, `step` apart, in place; sums are divided by `share` and rounded. Most lines hold their first value alone. */
function transformLine(block: Float64Array, start: number, step: number, share: number): void {
  const at = (n: number) => block[start + n * step] as number;
  const [a, b, c, d, e, f, g, h] = [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)] as const;
  const set = (n: number, sum: number) => {
    block[start + n * step] = Math.floor(sum / share + 0.5);
  };
  if (b === 0 && c === 0 && d === 0 && e === 0 && f === 0 && g === 0 && h === 0) {
    for (let n = 0; n < 8; n += 1) set(n, a * one);
    return;
  }
  const shared = (c + g) * even.both;
  const [low, high] = [shared - g * even.third, shared + c * even.second];
  const [sum, difference] = [(a + e) * one, (a - e) * one];
  const evens = [sum + high, difference + low, difference - low, sum - high] as const;
  const all = (h + d + f + b) * odd.all;
  const [outer, inner] = [-(h + b) * odd.outer, -(f + d) * odd.inner];
  const [lower, upper] = [all - (h + d) * odd.lower, all - (f + b) * odd.upper];
  const odds = [
    b * odd.first + outer + upper,
    d * odd.third + inner + lower,
    f * odd.fifth + inner + upper,
    h * odd.seventh + outer + lower,
  ] as const;
  for (let n = 0; n < 4; n += 1) {
    set(n, (evens[n] as number) + (odds[n] as number));
    set(7 - n, (evens[n] as number) - (odds[n] as number));
  }
}
