import { describe, expect, it } from "vitest";
import { cross, distanceToPlaneMm, dot, type ImagePlane, length, normalize, subtract, type Vec3 } from "../geometry/index.ts";
import { seededRandom } from "../testing/report-fixtures.ts";
import { boxAbout, boxCentre, boxCorners, boxEdgesMm, boxOnPlane } from "./box.ts";
import { canonicalGeometry } from "./canonical.ts";
import { kindOf } from "./kind.ts";
import { centrePatient, measure } from "./measure.ts";

const axial: readonly [Vec3, Vec3, Vec3] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** A plane through a point, its rows and columns across a normal. */
function planeThrough(at: Vec3, normal: Vec3): ImagePlane {
  const n = normalize(normal);
  const row = normalize(cross(n, Math.abs(n[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]));
  return {
    ...{ imagePositionPatient: at, rowDirection: row, columnDirection: cross(n, row) },
    ...{ pixelSpacing: [1, 1], rows: 64, columns: 64 },
  };
}

function areaOf(points: readonly Vec3[], normal: Vec3): number {
  const [first] = points;
  if (first === undefined) return 0;
  const turned = points.reduce<Vec3>(
    (sum, point, n) => {
      const next = points[(n + 1) % points.length] ?? first;
      const part = cross(subtract(point, first), subtract(next, first));
      return [sum[0] + part[0], sum[1] + part[1], sum[2] + part[2]];
    },
    [0, 0, 0],
  );
  return Math.abs(dot(turned, normalize(normal))) / 2;
}

describe("a box", () => {
  const box = boxAbout([10, 20, 30], axial, [8, 4, 6]);

  it("has a middle, edges, corners, and two axes as its measure", () => {
    expect(boxCentre(box)).toEqual([10, 20, 30]);
    expect(centrePatient(box)).toEqual([10, 20, 30]);
    expect(boxEdgesMm(box)).toEqual([8, 6, 4]);
    expect(measure(box).map(({ value, unit }) => [value, unit])).toEqual([
      [8, "mm"],
      [6, "mm"],
    ]);
    expect(new Set(boxCorners(box).map(String)).size).toBe(8);
    expect(boxCorners(box)).toContainEqual([14, 18, 33]);
    expect(canonicalGeometry(box)).toEqual(box);
    expect(kindOf({ geometry: box, code: { value: "1", scheme: "SCT", meaning: "x" } })).toBe("box");
  });

  it("is cut by an axial plane into the rectangle that it is there, and by none beside it", () => {
    const cut = boxOnPlane(box, planeThrough([0, 0, 31], [0, 0, 1]));
    expect(cut).toHaveLength(4);
    expect(new Set(cut.map((point) => point.map((part) => Math.round(part * 1e6) / 1e6).join(" ")))).toEqual(
      new Set(["6 18 31", "6 22 31", "14 18 31", "14 22 31"]),
    );
    expect(boxOnPlane(box, planeThrough([0, 0, 33.5], [0, 0, 1]))).toEqual([]);
    // Between two slices it counts for one that is near enough, and is drawn in that slice's plane.
    const near = boxOnPlane(box, planeThrough([0, 0, 33.5], [0, 0, 1]), 1);
    expect(near).toHaveLength(4);
    for (const [, , z] of near) expect(z).toBeCloseTo(33.5, 4);
    expect(areaOf(near, [0, 0, 1])).toBeCloseTo(32, 3);
    // A face that lies in the plane.
    expect(areaOf(boxOnPlane(box, planeThrough([0, 0, 33], [0, 0, 1])), [0, 0, 1])).toBeCloseTo(32, 3);
  });

  it("is cut across its diagonal into a regular hexagon", () => {
    const cube = boxAbout([1, 2, 3], axial, [10, 10, 10]);
    const cut = boxOnPlane(cube, planeThrough([1, 2, 3], [1, 1, 1]));
    expect(cut).toHaveLength(6);
    for (const [n, point] of cut.entries()) {
      expect(length(subtract(point, cut[(n + 1) % 6] ?? point))).toBeCloseTo(10 / Math.SQRT2, 9);
    }
    expect(areaOf(cut, [1, 1, 1])).toBeCloseTo(1.5 * Math.sqrt(3) * 50, 9);
  });

  it("fills its volume with the cuts of any direction", () => {
    const random = seededRandom(3);
    for (let n = 0; n < 12; n++) {
      const x = normalize([random() - 0.5, random() - 0.5, random() - 0.5]);
      const y = normalize(cross(x, [0.3, random(), 1]));
      const turned = boxAbout([5, 5, 5], [x, y, cross(x, y)], [3 + 9 * random(), 3 + 9 * random(), 3 + 9 * random()]);
      const normal = normalize([random() - 0.5, random() - 0.5, random() - 0.5]);
      const step = 0.05;
      let volume = 0;
      for (let at = -15; at <= 15; at += step) {
        const plane = planeThrough([5 + at * normal[0], 5 + at * normal[1], 5 + at * normal[2]], normal);
        const cut = boxOnPlane(turned, plane);
        for (const point of cut) expect(Math.abs(distanceToPlaneMm(plane, point))).toBeLessThan(1e-4);
        volume += step * areaOf(cut, normal);
      }
      const [a, b, c] = boxEdgesMm(turned);
      expect(volume / (a * b * c)).toBeCloseTo(1, 2);
    }
  });
});
