import { describe, expect, it } from "vitest";
import { seededRandom } from "../../testing/report-fixtures.ts";
import { inverseTransform } from "./jpeg-transform.ts";

/** ITU-T T.81 A.3.3 as it stands, rounded once. */
function byDefinition(block: Float64Array, middle: number): number[] {
  const scaleOf = (n: number) => (n === 0 ? Math.SQRT1_2 : 1);
  const cosine = (x: number, u: number) => Math.cos(((2 * x + 1) * u * Math.PI) / 16);
  return Array.from({ length: 64 }, (_, at) => {
    const [x, y] = [at % 8, Math.floor(at / 8)];
    let sum = 0;
    for (let v = 0; v < 8; v++)
      for (let u = 0; u < 8; u++) sum += scaleOf(u) * scaleOf(v) * block[8 * v + u]! * cosine(x, u) * cosine(y, v);
    return Math.round(sum / 4 + middle);
  });
}

function transformed(block: Float64Array, limits = { middle: 2048, most: 4095 }): number[] {
  const out = new Uint16Array(8 * 10);
  inverseTransform(Float64Array.from(block), out, 0, 10, limits);
  return Array.from({ length: 64 }, (_, at) => out[Math.floor(at / 8) * 10 + (at % 8)]!);
}

describe("the inverse transform of a block", () => {
  it("is the one of the standard, beside it by a level at most and seldom", () => {
    const random = seededRandom(7);
    let [most, count] = [0, 0];
    for (let n = 0; n < 200; n++) {
      const block = Float64Array.from({ length: 64 }, (_, at) =>
        Math.round((random() - 0.5) * (at === 0 ? 8000 : 1200 / (1 + at))),
      );
      const truth = byDefinition(block, 2048);
      for (const [at, value] of transformed(block).entries()) {
        const off = Math.abs(value - Math.min(4095, Math.max(0, truth[at]!)));
        most = Math.max(most, off);
        if (off > 0) count += 1;
      }
    }
    expect(most).toBeLessThanOrEqual(1);
    expect(count / (200 * 64)).toBeLessThan(0.05);
  });

  it("keeps a flat block flat, and holds overshoot at the ends", () => {
    expect(new Set(transformed(Float64Array.of(8 * 100, ...new Array(63).fill(0))))).toEqual(new Set([2148]));
    expect(new Set(transformed(Float64Array.of(8 * 3000, ...new Array(63).fill(0))))).toEqual(new Set([4095]));
    expect(new Set(transformed(Float64Array.of(-8 * 3000, ...new Array(63).fill(0))))).toEqual(new Set([0]));
    expect(new Set(transformed(Float64Array.of(0, ...new Array(63).fill(0)), { middle: 2048, most: 1023 }))).toEqual(
      new Set([1023]),
    );
  });
});
