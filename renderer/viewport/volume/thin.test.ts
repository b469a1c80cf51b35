import { describe, expect, it } from "vitest";
import { thinned } from "./thin.ts";

describe("slices of a volume over the graphics card's limit", () => {
  it("are the means of their cells, so that a ramp stays one through the cells' middles", () => {
    const [columns, rows, stride] = [9, 6, 3];
    const ramp = (k: number) =>
      Float32Array.from({ length: columns * rows }, (_, at) => 5 * (at % columns) - 7 * Math.floor(at / columns) + 11 * k);
    const out = new Float32Array(3 * 2);
    thinned([ramp(3), ramp(4), ramp(5)], { columns, stride }, out);
    for (let at = 0; at < out.length; at++)
      expect(out[at]).toBeCloseTo(5 * (1 + 3 * (at % 3)) - 7 * (1 + 3 * Math.floor(at / 3)) + 44, 4);
  });

  it("take what there is at the ends, and leave padding out", () => {
    const out = new Int16Array(2);
    thinned([Int16Array.of(10, 20, 30)], { columns: 3, stride: 2 }, out);
    expect([...out]).toEqual([15, 30]);
    thinned([Int16Array.of(-9, 20, -9)], { columns: 3, stride: 2, padding: [-9, -9] }, out);
    expect([...out]).toEqual([20, -9]);
  });
});
