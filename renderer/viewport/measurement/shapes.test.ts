import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Point2 } from "../plane/affine.ts";
import { handlesOf, outline, shifted, withPoint } from "./shapes.ts";

const spacing = [2, 0.5] as const;
const plain = { spacing, isRectangle: false };
/** Millimetres between two pixels of this spacing. */
const mm = (a: Point2 | undefined, b: Point2 | undefined) =>
  a === undefined || b === undefined ? Number.NaN : Math.hypot((a[0] - b[0]) * spacing[1], (a[1] - b[1]) * spacing[0]);
/** Degrees at `at`, in millimetres. */
const angleAt = (a: Point2, at: Point2, b: Point2) => {
  const to = (p: Point2) => Math.atan2((p[1] - at[1]) * spacing[0], (p[0] - at[0]) * spacing[1]);
  const turn = Math.abs(to(a) - to(b)) * (180 / Math.PI);
  return turn > 180 ? 360 - turn : turn;
};
const pixel = fc.tuple(fc.double({ min: 0, max: 200, noNaN: true }), fc.double({ min: 0, max: 200, noNaN: true }));
const upright = { spacing, right: [1, 0] } as const;

describe("a shape whose point is moved", () => {
  it("keeps the short axis across the long one, and as long as it was", () => {
    fc.assert(
      fc.property(pixel, pixel, pixel, pixel, pixel, fc.constantFrom(0, 1), (a, b, c, d, to, index) => {
        const [p, q, r, s] = outline("bidirectional", [a, b, c, d], upright) as [Point2, Point2, Point2, Point2];
        fc.pre(mm(p, q) > 5 && mm(r, s) > 2 && mm(index === 0 ? q : p, to) > 5);
        const [p2, q2, r2, s2] = withPoint("bidirectional", [p, q, r, s], index, to, plain) as [Point2, Point2, Point2, Point2];
        expect(mm(index === 0 ? p2 : q2, to)).toBeCloseTo(0, 6);
        expect(mm(r2, s2)).toBeCloseTo(mm(r, s), 6);
        const along: Point2 = [r2[0] + q2[0] - p2[0], r2[1] + q2[1] - p2[1]];
        expect(angleAt(along, r2, s2)).toBeCloseTo(90, 3);
      }),
    );
  });

  it("moves one end of a short axis out, and the whole of it along", () => {
    const axes: Point2[] = [
      [0, 10],
      [80, 10],
      [20, 8],
      [20, 13],
    ];
    const [, , near, far] = withPoint("bidirectional", axes, 2, [40, 5], plain);
    expect(near?.map((part) => Math.round(part * 1e6) / 1e6)).toEqual([40, 5]);
    expect(far?.map((part) => Math.round(part * 1e6) / 1e6)).toEqual([40, 13]);
  });

  it("keeps a rectangle right-angled and its far corner where it is", () => {
    const corners = outline(
      "rectangle",
      [
        [10, 10],
        [50, 30],
      ],
      { spacing, right: [Math.cos(0.3), Math.sin(0.3)] },
    );
    fc.assert(
      fc.property(pixel, fc.constantFrom(0, 1, 2, 3), (to, index) => {
        const far = corners[(index + 2) % 4] as Point2;
        const moved = withPoint("polygon", corners, index, to, { spacing, isRectangle: true });
        expect(mm(moved[(index + 2) % 4], far)).toBeCloseTo(0, 9);
        expect(mm(moved[index], to)).toBeCloseTo(0, 9);
        const [a, b, c] = moved as [Point2, Point2, Point2];
        fc.pre(mm(a, b) > 1 && mm(b, c) > 1);
        expect(angleAt(a, b, c)).toBeCloseTo(90, 4);
      }),
    );
  });

  it("keeps a circle round about its middle, and an ellipse's other axis across and as long", () => {
    const circle = outline(
      "circle",
      [
        [50, 50],
        [60, 50],
      ],
      upright,
    );
    const wider = withPoint("circle", circle, 1, [50, 60], plain);
    expect([mm(wider[0], wider[1]), mm(wider[2], wider[3])]).toEqual([expect.closeTo(40, 9), expect.closeTo(40, 9)]);
    const ellipse = outline(
      "ellipse",
      [
        [10, 10],
        [90, 30],
      ],
      upright,
    );
    const turned = withPoint("ellipse", ellipse, 1, [90, 40], plain) as [Point2, Point2, Point2, Point2];
    expect(mm(turned[0], ellipse[0])).toBeCloseTo(0, 9);
    expect(mm(turned[2], turned[3])).toBeCloseTo(mm(ellipse[2], ellipse[3]), 9);
    const middle: Point2 = [(turned[0][0] + turned[1][0]) / 2, (turned[0][1] + turned[1][1]) / 2];
    expect(angleAt(turned[1], middle, turned[3])).toBeCloseTo(90, 6);
  });

  it("moves only its own point of an open line, and a whole shape by one step", () => {
    const line: Point2[] = [
      [0, 0],
      [5, 5],
      [9, 0],
    ];
    expect(withPoint("polyline", line, 1, [6, 8], plain)).toEqual([
      [0, 0],
      [6, 8],
      [9, 0],
    ]);
    expect(shifted(line, [1, -1])).toEqual([
      [1, -1],
      [6, 4],
      [10, -1],
    ]);
  });

  it("has handles while they can be told apart", () => {
    const many = Array.from({ length: 300 }, (_, index): Point2 => [index, 0]);
    expect(handlesOf("polygon", many)).toEqual([]);
    expect(handlesOf("polygon", many.slice(0, 5))).toHaveLength(5);
  });
});
