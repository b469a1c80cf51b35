import { describe, expect, it } from "vitest";
import type { FindingGeometry } from "../../../src/findings/index.ts";
import type { ImagePlane, Vec3 } from "../../../src/geometry/index.ts";
import { crossingOf } from "./crossing.ts";

/** Axial, pixels of half a millimetre along rows, one along columns, at z = 10. */
const axial: ImagePlane = {
  imagePositionPatient: [-100, -50, 10],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  pixelSpacing: [1, 0.5],
  rows: 100,
  columns: 400,
};
const polygon = (...pointsPatient: Vec3[]): FindingGeometry => ({ kind: "polygon", pointsPatient });

describe("where a shape goes through a slice", () => {
  it("is the piece of the slice that a sagittal region takes in", () => {
    const region = polygon([0, -20, 0], [0, 30, 0], [0, 30, 40], [0, -20, 40]);
    const { chords = [], points = [] } = crossingOf(region, axial) ?? {};
    expect(chords).toHaveLength(1);
    const ends = [...(chords[0] ?? [])].sort((a, b) => a[1] - b[1]);
    expect(ends).toEqual([
      [200, 30],
      [200, 80],
    ]);
    expect(points).toEqual([]);
  });

  it("is two pieces of a region that the slice enters twice", () => {
    const legs = polygon([0, 0, 0], [0, 10, 0], [0, 10, 20], [0, 20, 20], [0, 20, 0], [0, 30, 0], [0, 30, 30], [0, 0, 30]);
    const rows = crossingOf(legs, axial)?.chords.map((chord) => chord.map(([, row]) => row).sort((a, b) => a - b));
    expect(rows?.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))).toEqual([
      [50, 60],
      [70, 80],
    ]);
  });

  it("is as wide as an ellipse is at that height", () => {
    const ellipse: FindingGeometry = {
      kind: "ellipse",
      pointsPatient: [
        [-30, 5, 10],
        [30, 5, 10],
        [0, 5, -10],
        [0, 5, 30],
      ],
    };
    const [from, to] = crossingOf(ellipse, axial)?.chords[0] ?? [];
    expect(Math.abs((to?.[0] ?? 0) - (from?.[0] ?? 0)) * 0.5).toBeCloseTo(60, 1);
  });

  it("is a point of each line that goes through, and nothing of one that does not reach it", () => {
    const line = (a: Vec3, b: Vec3): FindingGeometry => ({ kind: "length", pointsPatient: [a, b] });
    expect(crossingOf(line([0, 0, 0], [20, 0, 40]), axial)?.points).toEqual([[210, 50]]);
    expect(crossingOf(line([0, 0, 11], [20, 0, 40]), axial)).toBeUndefined();
    expect(crossingOf({ kind: "point", pointPatient: [0, 0, 10] }, axial)).toBeUndefined();
    const axes: FindingGeometry = {
      kind: "bidirectional",
      pointsPatient: [
        [0, -10, 10.5],
        [0, 10, 9.5],
        [0, 0, 0],
        [0, 0, 20],
      ],
    };
    expect(crossingOf(axes, axial)?.points).toHaveLength(2);
  });
});
