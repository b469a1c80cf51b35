import { describe, expect, it } from "vitest";
import { indexToPatientMm, pixelToPatientMm, type Vec3, type VolumeGrid } from "../../../src/geometry/index.ts";
import type { PlaneName } from "../../stores/viewport/viewport-store.ts";
import { nearestAxes, planeAxes } from "./axes.ts";
import { extractPlane, frameShifts, planeCount, planeIndexOf, planeOf } from "./reformat.ts";

/** Each value tells its own place, so that a wrong index cannot go unseen. */
function numbered(grid: VolumeGrid): Int16Array {
  const [columns, rows, slices] = grid.dimensions;
  return Int16Array.from({ length: columns * rows * slices }, (_, at) => at);
}

const placed = (directions: VolumeGrid["directions"]): VolumeGrid => ({
  dimensions: [5, 4, 3],
  spacingMm: [1, 2, 3],
  originPatient: [-10, 20, 30],
  directions,
});

const acquisitions: Readonly<Record<string, VolumeGrid>> = {
  "axial, feet first": placed([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]),
  "axial, prone": placed([
    [-1, 0, 0],
    [0, -1, 0],
    [0, 0, 1],
  ]),
  sagittal: placed([
    [0, 1, 0],
    [0, 0, -1],
    [-1, 0, 0],
  ]),
  coronal: placed([
    [1, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ]),
  "oblique head": placed([
    [0.96, 0.28, 0],
    [-0.28, 0.96, 0],
    [0, 0, 1],
  ]),
};

const expected: Readonly<Record<PlaneName, { right: Vec3; down: Vec3 }>> = {
  AXIAL: { right: [1, 0, 0], down: [0, 1, 0] },
  CORONAL: { right: [1, 0, 0], down: [0, 0, -1] },
  SAGITTAL: { right: [0, 1, 0], down: [0, 0, -1] },
};

describe.each(Object.entries(acquisitions))("planes of a volume that was acquired %s", (_, grid) => {
  const values = numbered(grid);
  it.each(["AXIAL", "SAGITTAL", "CORONAL"] as const)(
    "%s: reads as that plane is read, and every pixel is the voxel of its place",
    (name) => {
      const axes = planeAxes(grid, name);
      for (let index = 0; index < planeCount(grid, axes); index++) {
        const plane = planeOf(grid, axes, index);
        expect(plane.rowDirection.reduce((sum, part, at) => sum + part * expected[name].right[at]!, 0)).toBeGreaterThan(0.9);
        expect(plane.columnDirection.reduce((sum, part, at) => sum + part * expected[name].down[at]!, 0)).toBeGreaterThan(0.9);
        const out = new Int16Array(plane.rows * plane.columns);
        extractPlane({ values, grid, shifts: undefined }, axes, index, () => true, -1, out);
        for (let row = 0; row < plane.rows; row++) {
          for (let column = 0; column < plane.columns; column++) {
            const value = out[row * plane.columns + column]!;
            const voxel: Vec3 = [value % 5, Math.floor(value / 5) % 4, Math.floor(value / 20)];
            const [there, here] = [indexToPatientMm(grid, voxel), pixelToPatientMm(plane, column, row)];
            for (const at of [0, 1, 2] as const) expect(here[at]).toBeCloseTo(there[at], 9);
          }
        }
        expect(planeIndexOf(grid, axes, pixelToPatientMm(plane, 1, 1))).toBe(index);
      }
    },
  );
});

describe("a volume that is still coming", () => {
  it("shows what is missing as such, in every plane", () => {
    const grid = acquisitions["axial, feet first"]!;
    const values = numbered(grid);
    const cut = (name: PlaneName, index: number) => {
      const axes = planeAxes(grid, name);
      const { rows, columns } = planeOf(grid, axes, index);
      const out = new Int16Array(rows * columns);
      extractPlane({ values, grid, shifts: undefined }, axes, index, (frame) => frame !== 1, -1, out);
      return { out: [...out], columns };
    };
    expect(cut("AXIAL", 1).out.every((value) => value === -1)).toBe(true);
    expect(cut("AXIAL", 0).out).not.toContain(-1);
    for (const name of ["CORONAL", "SAGITTAL"] as const) {
      const { out, columns } = cut(name, 0);
      const rowsMissing = Array.from({ length: 3 }, (_, row) =>
        out.slice(row * columns, (row + 1) * columns).every((value) => value === -1),
      );
      expect(rowsMissing).toEqual([false, true, false]);
    }
  });
});

describe("a tilted gantry", () => {
  const grid = placed([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  const frames = Array.from({ length: 3 }, (_, index) => ({
    plane: {
      ...planeOf(grid, planeAxes(grid, "AXIAL"), index),
      imagePositionPatient: [-10, 20 + index * 2, 30 + index * 3] as Vec3,
    },
  }));

  it("is seen as a shift of each frame against the grid", () => {
    expect(frameShifts(grid, frames as never)).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ]);
  });

  it("is put right line by line", () => {
    const values = numbered(grid);
    const axes = planeAxes(grid, "CORONAL");
    const out = new Int16Array(15);
    extractPlane({ values, grid, shifts: frameShifts(grid, frames as never) }, axes, 2, () => true, -1, out);
    const rowOfFrame = (frame: number) => [...out.slice((2 - frame) * 5, (3 - frame) * 5)];
    expect(rowOfFrame(0)).toEqual([10, 11, 12, 13, 14]);
    expect(rowOfFrame(1)).toEqual([25, 26, 27, 28, 29]);
    expect(rowOfFrame(2)).toEqual([40, 41, 42, 43, 44]);
  });
});

describe("nearest axes", () => {
  it("uses each grid axis once, however oblique", () => {
    const half = Math.SQRT1_2;
    const order = nearestAxes([
      [half, half, 0],
      [-half, half, 0],
      [0, 0, 1],
    ]);
    expect([...order].sort()).toEqual([0, 1, 2]);
  });
});
