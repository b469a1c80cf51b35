import { describe, expect, it } from "vitest";
import { bootstrap, median, wilson } from "./statistics.ts";

describe("intervals", () => {
  it("puts Wilson's around a share", () => {
    const [low, high] = wilson(0.9, 100);
    expect(low).toBeCloseTo(0.826, 2);
    expect(high).toBeCloseTo(0.945, 2);
    expect(wilson(0, 0)).toEqual([0, 1]);
  });

  it("draws again for a mean about as wide as theory says", () => {
    const values = Array.from({ length: 400 }, (_, n) => (n % 20) / 20);
    const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
    const [low, high] = bootstrap(values, mean);
    // Standard deviation 0.288, so 1.96 standard errors of 400 are 0.028.
    expect(high - low).toBeGreaterThan(0.045);
    expect(high - low).toBeLessThan(0.068);
    expect(bootstrap(values, mean)).toEqual([low, high]);
  });

  it("finds the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});
