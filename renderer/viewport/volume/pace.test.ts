import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pace } from "./pace.ts";

const pixels = 1600 * 900;

/** Milliseconds of pictures one after the other, on a computer that needs so much for a million pixels at a coarse step. */
function pictures(pace: Pace, msPerMegapixel: number, count: number): number[] {
  return Array.from({ length: count }, () => {
    const [share, stretch] = [pace.share(pixels), pace.stretch(pixels)];
    const milliseconds = (msPerMegapixel * pixels * share * share) / 1e6 / stretch;
    pace.noteCoarse(milliseconds, pixels * share * share, stretch);
    return milliseconds;
  });
}

describe("the pace of a volume that is moved", () => {
  it("stays below a tenth of a second, from the fifth picture on, whatever a preset costs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 15_000 }), fc.integer({ min: 20, max: 15_000 }), (first, then) => {
        const pace = new Pace();
        pictures(pace, first, 30);
        expect(Math.max(...pictures(pace, then, 60).slice(5))).toBeLessThan(100);
      }),
    );
  });

  it("takes longer steps only where the least of the resolution does not do", () => {
    const [quick, slow] = [new Pace(), new Pace()];
    pictures(quick, 200, 30);
    pictures(slow, 9000, 30);
    expect(quick.stretch(pixels)).toBeCloseTo(1, 6);
    expect(slow.stretch(pixels)).toBeGreaterThan(1.5);
  });
});
