import { describe, expect, it } from "vitest";
import { distance, type Vec3 } from "../geometry/index.ts";
import { evenLine } from "./even-line.ts";

/** A bow of a circle, as a rib bends. */
const bow: readonly Vec3[] = Array.from({ length: 100 }, (_, n) => [80 * Math.cos(n / 60), 80 * Math.sin(n / 60), n / 4]);

describe("a line that is evened", () => {
  it("stays on the curve that it already follows", () => {
    const even = evenLine(bow, { reach: 20, outlier: 2.5 });
    for (const [at, point] of even.entries()) expect(distance(point, bow[at]!)).toBeLessThan(0.5);
  });

  it("loses a bump that another bone makes, not the curve", () => {
    const bumped = bow.map(([x, y, z], at): Vec3 => (at > 40 && at < 50 ? [x * 1.06, y * 1.06, z] : [x, y, z]));
    const even = evenLine(bumped, { reach: 20, outlier: 2.5 });
    for (const [at, point] of even.entries()) expect(distance(point, bow[at]!)).toBeLessThan(1.2);
  });

  it("leaves a line alone that is too short to be told from its bumps", () => {
    const short = bow.slice(0, 2);
    expect(evenLine(short, { reach: 20, outlier: 2.5 })).toEqual(short);
  });
});
