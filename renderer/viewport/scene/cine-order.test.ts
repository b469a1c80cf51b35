import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { restingCine } from "../../stores/viewport/display.ts";
import { cineRange, nextInCine } from "./cine-order.ts";

type Wish = Parameters<typeof nextInCine>[2];

function run(start: number, wish: Partial<Wish>, count: number, beats: number): number[] {
  let [at, direction] = [start, 1 as 1 | -1];
  const seen = [at];
  for (let beat = 0; beat < beats; beat++) {
    const next = nextInCine(at, direction, { ...restingCine, ...wish }, count);
    if (next === undefined) break;
    ({ index: at, direction } = next);
    seen.push(at);
  }
  return seen;
}

describe("cine", () => {
  it("loops, bounces, and plays once", () => {
    expect(run(0, {}, 4, 6)).toEqual([0, 1, 2, 3, 0, 1, 2]);
    expect(run(0, { mode: "bounce" }, 4, 8)).toEqual([0, 1, 2, 3, 2, 1, 0, 1, 2]);
    expect(run(1, { mode: "once" }, 4, 8)).toEqual([1, 2, 3]);
  });

  it("shows every nth of a range, from wherever it was", () => {
    expect(run(0, { from: 2, to: 7, step: 2 }, 10, 5)).toEqual([0, 2, 4, 6, 2, 4]);
    expect(run(9, { from: 2, to: 3 }, 10, 3)).toEqual([9, 2, 3, 2]);
    expect(run(2, { from: 2, to: 7, step: 2, mode: "bounce" }, 10, 5)).toEqual([2, 4, 6, 4, 2, 4]);
  });

  it("takes ends in either order and outside of the stack", () => {
    expect(cineRange({ from: 8, to: 3 }, 10)).toEqual([3, 8]);
    expect(cineRange({ from: -4, to: 99 }, 10)).toEqual([0, 9]);
  });

  it("never leaves the range once it is in it, whatever is wished", () => {
    const wishes = fc.record({
      mode: fc.constantFrom("loop", "bounce", "once"),
      step: fc.integer({ min: 1, max: 30 }),
      from: fc.option(fc.integer({ min: -5, max: 60 }), { nil: undefined }),
      to: fc.option(fc.integer({ min: -5, max: 60 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(wishes, fc.integer({ min: 1, max: 50 }), fc.nat(49), (wish, count, start) => {
        const [first, last] = cineRange(wish, count);
        const seen = run(Math.min(start, count - 1), wish as Wish, count, 40).slice(1);
        for (const index of seen) expect(index >= first && index <= last).toBe(true);
      }),
    );
  });
});
