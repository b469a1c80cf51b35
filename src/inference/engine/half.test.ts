import { describe, expect, it } from "vitest";
import { fromHalf, toHalf } from "./half.ts";

/** What the processor makes of it, where this Node can say. */
const Native = (globalThis as { Float16Array?: new (from: ArrayLike<number>) => ArrayLike<number> & ArrayBufferView })
  .Float16Array;

describe("half precision", () => {
  it("rounds to the nearest, ties to even, and keeps what has a name", () => {
    const told = [0, -0, 1, -2, 65504, 65520, 65519.9, 6e-8, 2.9e-8, 5.96e-8, Infinity, -Infinity, 0.1, 1 / 3, 2049, 2051];
    const got = fromHalf(toHalf(Float32Array.from(told)));
    expect([...got.subarray(0, 7)]).toEqual([0, -0, 1, -2, 65504, Infinity, 65504]);
    expect([...got.subarray(10, 12)]).toEqual([Infinity, -Infinity]);
    expect([...got.subarray(14)]).toEqual([2048, 2052]);
    expect(fromHalf(toHalf(Float32Array.of(Number.NaN)))[0]).toBeNaN();
  });

  it("gives back every half as it was", () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, n) => n).filter((half) => (half & 0x7c00) !== 0x7c00);
    expect(toHalf(fromHalf(all))).toEqual(all);
  });

  it.skipIf(Native === undefined)("agrees with this processor on values between halves", () => {
    let state = 7;
    const values = Float32Array.from({ length: 100_000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return ((state / 2 ** 32) * 2 - 1) * 2 ** ((state % 40) - 24);
    });
    const native = new (Native as NonNullable<typeof Native>)(values);
    expect(toHalf(values)).toEqual(new Uint16Array(native.buffer as ArrayBuffer));
  });
});
