import { describe, expect, it } from "vitest";
import { indexToPatientMm, isSheared, patientMmToIndex, sliceSpacingMm, uprightGrid, type VolumeGrid } from "./grid.ts";
import { dot, normalize, type Vec3 } from "./vec3.ts";

/** A head CT whose gantry was tilted: the table moves along z, the slices lean back by an angle. */
function tilted(degrees: number): VolumeGrid {
  const angle = (degrees * Math.PI) / 180;
  return {
    dimensions: [128, 128, 40],
    spacingMm: [0.5, 0.5, 4],
    originPatient: [-32, -32, 100],
    directions: [
      [1, 0, 0],
      [0, Math.cos(angle), Math.sin(angle)],
      [0, 0, 1],
    ],
  };
}

function close(a: Vec3, b: Vec3): void {
  for (const axis of [0, 1, 2] as const) expect(a[axis]).toBeCloseTo(b[axis], 9);
}

describe("a grid that leans", () => {
  it("takes a point to its voxel and back", () => {
    for (const degrees of [0, 15, -25, 60]) {
      for (const point of [
        [0, 0, 0],
        [3.5, -12, 39],
        [127, 64.25, 11.5],
      ] as const) {
        close(patientMmToIndex(tilted(degrees), indexToPatientMm(tilted(degrees), point)), point);
      }
    }
  });

  it("has planes nearer to each other than the table moved", () => {
    expect(sliceSpacingMm(tilted(0))).toBe(4);
    expect(sliceSpacingMm(tilted(60))).toBeCloseTo(2, 9);
    expect([isSheared(tilted(0)), isSheared(tilted(1))]).toEqual([false, true]);
  });
});

describe("the upright grid of one that leans", () => {
  it("is the grid itself where it does not", () => {
    const grid = tilted(0);
    expect(uprightGrid(grid)).toBe(grid);
  });

  it("has right angles, the same slices, and room for every voxel", () => {
    for (const degrees of [15, -25]) {
      const grid = tilted(degrees);
      const upright = uprightGrid(grid);
      const [i, j, k] = upright.directions;
      for (const product of [dot(i, j), dot(j, k), dot(i, k)]) expect(product).toBeCloseTo(0, 9);
      expect(dot(k, normalize(k))).toBeCloseTo(1, 9);
      for (const corner of [
        [0, 0, 0],
        [127, 127, 39],
        [0, 127, 39],
        [127, 0, 20],
      ] as const) {
        const there = patientMmToIndex(upright, indexToPatientMm(grid, corner));
        expect(there[2]).toBeCloseTo(corner[2], 9);
        there.forEach((part, axis) => {
          expect(part).toBeGreaterThan(-0.02);
          expect(part).toBeLessThan((upright.dimensions[axis] as number) - 1 + 0.02);
        });
      }
      // No more room than is needed: the slices move 4 mm * tan in their plane each.
      const aside = Math.abs(39 * 4 * Math.sin((degrees * Math.PI) / 180)) / 0.5;
      expect(upright.dimensions[1] - 128).toBeCloseTo(aside, -0.5);
      expect(upright.dimensions[0]).toBe(128);
    }
  });
});
