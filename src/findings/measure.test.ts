import { describe, expect, it } from "vitest";
import { add, cross, normalize, scale, type Vec3 } from "../geometry/index.ts";
import { seededRandom } from "../testing/report-fixtures.ts";
import { canonicalGeometry } from "./canonical.ts";
import type { FindingGeometry } from "./geometry.ts";
import { centrePatient, measure } from "./measure.ts";

const numbers = (geometry: FindingGeometry, options = {}) =>
  Object.fromEntries(measure(geometry, options).map(({ concept, value, unit }) => [`${concept.meaning} ${unit}`, value]));

/** A plane somewhere in space: u and v are its axes. */
function randomPlane(seed: number): (u: number, v: number) => Vec3 {
  const random = seededRandom(seed);
  const vector = (): Vec3 => [random() * 2 - 1, random() * 2 - 1, random() * 2 - 1];
  const [origin, first] = [scale(vector(), 200), normalize(vector())];
  const normal = normalize(cross(first, vector()));
  const second = cross(normal, first);
  return (u, v) => add(origin, add(scale(first, u), scale(second, v)));
}

describe("measure, anywhere in space", () => {
  it.each([1, 2, 3, 4, 5])("knows lengths, angles and areas (plane %i)", (seed) => {
    const at = randomPlane(seed);
    expect(numbers({ kind: "length", pointsPatient: [at(0, 0), at(3, 4)] })["Length mm"]).toBeCloseTo(5, 9);
    expect(numbers({ kind: "angle", pointsPatient: [at(2, 0), at(0, 0), at(3, 3)] })["Angle deg"]).toBeCloseTo(45, 9);
    const ellipse = numbers({ kind: "ellipse", pointsPatient: [at(-1, 0), at(1, 0), at(0, -4), at(0, 4)] });
    expect(ellipse["Long axis mm"]).toBeCloseTo(8, 9);
    expect(ellipse["Short axis mm"]).toBeCloseTo(2, 9);
    expect(ellipse["Area mm2"]).toBeCloseTo(Math.PI * 4, 9);
    const arrow = numbers({ kind: "polygon", pointsPatient: [at(0, 0), at(6, 0), at(6, 4), at(3, 2), at(0, 4)] });
    expect(arrow["Area mm2"]).toBeCloseTo(24 - 6, 9);
    expect(arrow["Perimeter mm"]).toBeCloseTo(6 + 4 + 4 + 2 * Math.hypot(3, 2), 9);
  });

  it.each([1, 2, 3, 4, 5])("knows axes, lines, circles and the width of a heart (plane %i)", (seed) => {
    const at = randomPlane(seed);
    const axes = numbers({ kind: "bidirectional", pointsPatient: [at(0, 0), at(10, 0), at(3, -1), at(3, 2)] });
    expect(axes["Long axis mm"]).toBeCloseTo(10, 9);
    expect(axes["Short axis mm"]).toBeCloseTo(3, 9);
    const line = numbers({ kind: "polyline", pointsPatient: [at(0, 0), at(3, 4), at(3, 10), at(0, 0)] });
    expect(line["Path length mm"]).toBeCloseTo(5 + 6 + Math.hypot(3, 10), 9);
    const circle = numbers({ kind: "circle", pointsPatient: [at(-3, 0), at(3, 0), at(0, -3), at(0, 3)] });
    expect(circle["Diameter mm"]).toBeCloseTo(6, 9);
    expect(circle["Area mm2"]).toBeCloseTo(9 * Math.PI, 9);
    expect(circle["Perimeter mm"]).toBeCloseTo(6 * Math.PI, 9);
    // The spine leans: widths are taken across it, whichever side the points begin on.
    const lean = (u: number, v: number) => at(u + 0.1 * v, v - 0.1 * u);
    const stretch = Math.hypot(1, 0.1);
    const heart = numbers({
      kind: "cardiothoracic",
      pointsPatient: [lean(0, 0), lean(0, 30), lean(-4, 18), lean(8, 20), lean(14, 22), lean(-13, 21)],
    });
    expect(heart["Cardiothoracic ratio 1"]).toBeCloseTo(12 / 27, 9);
    expect(heart["Transverse diameter of heart mm"]).toBeCloseTo(12 * stretch, 9);
    expect(heart["Inner transverse diameter of thorax mm"]).toBeCloseTo(27 * stretch, 9);
  });

  it("does not mind at which end a line of a Cobb angle begins", () => {
    const at = randomPlane(6);
    for (const [c, d] of [
      [at(0, 5), at(10, 5 + 10 * Math.tan(0.4))],
      [at(10, 5 + 10 * Math.tan(0.4)), at(0, 5)],
    ] as const) {
      const found = numbers({ kind: "cobb", pointsPatient: [at(0, 0), at(10, 0), c, d] });
      expect(found["Cobb angle deg"]).toBeCloseTo((0.4 * 180) / Math.PI, 9);
    }
  });

  it("follows endplates beyond a right angle, whichever end of either line was begun with", () => {
    const at = randomPlane(7);
    for (const degrees of [5, 60, 89, 91, 120, 165]) {
      const half = (degrees * Math.PI) / 360;
      const [x, y] = [15 * Math.cos(half), 15 * Math.sin(half)];
      const upper = [at(-x, y), at(x, -y)] as const;
      const lower = [at(-x, 80 - y), at(x, 80 + y)] as const;
      for (const [a, b] of [upper, [upper[1], upper[0]]] as const) {
        for (const [c, d] of [lower, [lower[1], lower[0]]] as const) {
          expect(numbers({ kind: "cobb", pointsPatient: [a, b, c, d] })["Cobb angle deg"]).toBeCloseTo(degrees, 6);
        }
      }
    }
  });

  it("has the smaller angle where the lines cross in the middle", () => {
    const at = randomPlane(8);
    const crossed = [at(-10, -10), at(10, 10), at(-10, 0), at(10, 0)] as const;
    expect(numbers({ kind: "cobb", pointsPatient: [...crossed] as never })["Cobb angle deg"]).toBeCloseTo(45, 6);
  });

  it("has no ratio where the thorax has no width", () => {
    const p: Vec3 = [1, 2, 3];
    const none = numbers({ kind: "cardiothoracic", pointsPatient: [[1, 2, 0], p, p, p, p, p] });
    expect(Object.keys(none)).toEqual(["Transverse diameter of heart mm", "Inner transverse diameter of thorax mm"]);
  });

  it("knows a sphere", () => {
    const sphere = numbers({ kind: "sphere", centerPatient: [0, 0, 0], diameterMm: 6 });
    expect(sphere["Diameter mm"]).toBe(6);
    expect(sphere["Volume mm3"]).toBeCloseTo(36 * Math.PI, 9);
  });

  it("has nothing to say of a point", () => {
    expect(measure({ kind: "point", pointPatient: [1, 2, 3] })).toEqual([]);
  });

  it("nears the area of a circle with a polygon of many corners", () => {
    const corners = Array.from({ length: 3600 }, (_, index): Vec3 => {
      const angle = (index * Math.PI) / 1800;
      return [100 + 10 * Math.cos(angle), 10 * Math.sin(angle), 5];
    });
    expect(numbers({ kind: "polygon", pointsPatient: corners })["Area mm2"]).toBeCloseTo(100 * Math.PI, 2);
  });
});

describe("measure on an image", () => {
  it("takes angles and ratios in the proportions of its pixels, and lengths in pixels, where no spacing is known", () => {
    // Pixels twice as high as they are wide: 10 columns across are as far as 5 rows down.
    const right = {
      kind: "image",
      shape: "angle",
      pointsPixel: [
        [10, 5],
        [0, 5],
        [0, 0],
      ],
    } as const;
    const half = {
      kind: "image",
      shape: "angle",
      pointsPixel: [
        [10, 0],
        [0, 5],
        [10, 5],
      ],
    } as const;
    const options = { pixelProportions: [2, 1] as const };
    expect(numbers(right as never, options)["Angle deg"]).toBeCloseTo(90, 9);
    expect(numbers(half as never, options)["Angle deg"]).toBeCloseTo(45, 9);
    const line = {
      kind: "image",
      shape: "length",
      pointsPixel: [
        [0, 0],
        [3, 4],
      ],
    } as const;
    expect(numbers(line as never, options)["Length {pixels}"]).toBeCloseTo(5, 9);
  });

  const shape = (kind: "length" | "angle" | "polygon" | "ellipse", pointsPixel: [number, number][]): FindingGeometry => ({
    kind: "image",
    shape: kind,
    pointsPixel,
  });

  it("takes rows and columns by their own spacing", () => {
    const options = { pixelSpacingMm: [2, 0.5] };
    expect(
      numbers(
        shape("length", [
          [0, 0],
          [6, 2],
        ]),
        options,
      ),
    ).toEqual({ "Length mm": 5 });
    expect(
      numbers(
        shape("polygon", [
          [0, 0],
          [4, 0],
          [4, 4],
          [0, 4],
        ]),
        options,
      )["Area mm2"],
    ).toBe(16);
    expect(
      numbers(
        shape("angle", [
          [4, 0],
          [0, 0],
          [0, 1],
        ]),
        options,
      )["Angle deg"],
    ).toBe(90);
  });

  it("counts pixels where no spacing is known", () => {
    expect(
      numbers(
        shape("length", [
          [0, 0],
          [3, 4],
        ]),
      ),
    ).toEqual({ "Length {pixels}": 5 });
    expect(
      numbers(
        shape("ellipse", [
          [0, 0],
          [4, 0],
          [2, -1],
          [2, 1],
        ]),
      )["Area {pixels}"],
    ).toBeCloseTo(2 * Math.PI, 9);
  });
});

describe("canonicalGeometry", () => {
  it("opens a ring that was closed by repeating its first point, in space and on an image", () => {
    const ring: Vec3[] = [
      [0, 0, 0],
      [1, 0, 0],
      [1, 1, 0],
      [0, 0, 0],
    ];
    expect(canonicalGeometry({ kind: "polygon", pointsPatient: ring })).toEqual({
      kind: "polygon",
      pointsPatient: ring.slice(0, 3),
    });
    const triangle: FindingGeometry = { kind: "polygon", pointsPatient: ring.slice(0, 3) };
    expect(canonicalGeometry(triangle)).toEqual(triangle);
  });

  it("rounds to what Graphic Data holds, so that numbers are measured from what is written", () => {
    const rounded = canonicalGeometry({
      kind: "length",
      pointsPatient: [
        [0.1, -71.3, 1234.567],
        [1 / 3, 0, 5],
      ],
    });
    expect(rounded).toEqual({
      kind: "length",
      pointsPatient: [
        [Math.fround(0.1), Math.fround(-71.3), Math.fround(1234.567)],
        [Math.fround(1 / 3), 0, 5],
      ],
    });
    const image = canonicalGeometry({ kind: "image", shape: "point", pointsPixel: [[12.3456789, 0.1]] });
    const [[column, row]] = (image as unknown as { pointsPixel: [[number, number]] }).pointsPixel;
    expect([column, row].map((part) => Math.fround(part + 0.5) - 0.5)).toEqual([column, row]);
  });

  it("puts the longer axis first", () => {
    const [a, b, c, d] = [
      [0, 0, 0],
      [2, 0, 0],
      [1, -3, 0],
      [1, 3, 0],
    ] as [Vec3, Vec3, Vec3, Vec3];
    for (const kind of ["ellipse", "bidirectional"] as const) {
      expect(canonicalGeometry({ kind, pointsPatient: [a, b, c, d] })).toEqual({ kind, pointsPatient: [c, d, a, b] });
    }
  });

  it("does not change what is canonical", () => {
    const geometry: FindingGeometry = {
      kind: "image",
      shape: "ellipse",
      pointsPixel: [
        [0, 0],
        [0, 2],
        [-3, 1],
        [3, 1],
      ],
    };
    const once = canonicalGeometry(geometry);
    expect(once).toEqual({
      kind: "image",
      shape: "ellipse",
      pointsPixel: [
        [-3, 1],
        [3, 1],
        [0, 0],
        [0, 2],
      ],
    });
    expect(canonicalGeometry(once)).toEqual(once);
  });
});

it("finds the point to jump to", () => {
  expect(
    centrePatient({
      kind: "length",
      pointsPatient: [
        [0, 0, 0],
        [2, 4, 6],
      ],
    }),
  ).toEqual([1, 2, 3]);
  expect(
    centrePatient({
      kind: "angle",
      pointsPatient: [
        [9, 9, 9],
        [1, 2, 3],
        [9, 0, 0],
      ],
    }),
  ).toEqual([1, 2, 3]);
  expect(centrePatient({ kind: "image", shape: "point", pointsPixel: [[1, 2]] })).toBeUndefined();
});
