import { describe, expect, it } from "vitest";
import { indexToPatientMm, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import { seededRandom } from "../testing/report-fixtures.ts";
import { maskVolumeMm3, maskVoxelCount, packMask, unpackMask } from "./mask.ts";
import { ballMask } from "./mask-edit.ts";
import { measureMask } from "./mask-measure.ts";
import { maskWithin, shiftMask } from "./mask-move.ts";

const grid: VolumeGrid = {
  dimensions: [48, 40, 24],
  spacingMm: [0.75, 0.75, 1.5],
  originPatient: [-20, 30, 5],
  directions: [
    [0, 1, 0],
    [-1, 0, 0],
    [0, 0, 1],
  ],
};
const middle = indexToPatientMm(grid, [24, 20, 12]);
const away = (a: Vec3, b: Vec3) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** An ellipsoid of soft tissue in lung, with noise. */
function valuesAround(centre: Vec3, radiiMm: Vec3, noise = 30) {
  const random = seededRandom(8);
  const table = new Map<string, number>();
  const at = (i: number, j: number, k: number) => {
    const key = `${i} ${j} ${k}`;
    const point = indexToPatientMm(grid, [i, j, k]);
    const inside = centre.reduce((sum, part, axis) => sum + (((point[axis] ?? 0) - part) / (radiiMm[axis] ?? 1)) ** 2, 0) <= 1;
    const value = table.get(key) ?? (inside ? 40 : -850) + noise * (random() * 2 - 1);
    table.set(key, value);
    return value;
  };
  return { unit: "[hnsf'U]", at };
}

describe("a mask that is moved", () => {
  it("keeps its form, and lies where it was put", () => {
    const mask = packMask([10, 8, 4], [2, 2, 2], [1, 1, 0, 1, 0, 1, 1, 1]);
    // Rows of the grid run along +y, columns along -x.
    const moved = shiftMask(mask, grid, [-1.5, 2.25, 3.2]);
    expect(moved?.minIndex).toEqual([13, 10, 6]);
    expect(moved && unpackMask(moved)).toEqual(unpackMask(mask));
    expect(shiftMask(mask, grid, [0.3, -0.3, 0.6])).toEqual(mask);
  });

  it("loses what leaves the grid, and is none beyond it", () => {
    const mask = packMask([1, 1, 1], [2, 2, 1], [1, 1, 1, 1]);
    const cut = shiftMask(mask, grid, [0, -1.5, 0]);
    expect(cut && maskVoxelCount(cut)).toBe(2);
    expect(cut?.minIndex).toEqual([0, 1, 1]);
    expect(shiftMask(mask, grid, [0, 0, -10])).toBeUndefined();
  });
});

describe("what stands out inside a ball", () => {
  it("is the lesion, in its volume and place, whatever the ball leaves around it", () => {
    for (const [radii, ball] of [
      [[4, 4, 4], 12],
      [[5, 3.5, 4], 13],
      [[3, 3, 3], 8],
    ] as const) {
      const values = valuesAround(middle, radii);
      const mask = maskWithin(grid, values, [middle[0] + 0.6, middle[1] - 0.5, middle[2] + 0.4], ball);
      if (mask === undefined) throw new Error("nothing found");
      const truth = (4 / 3) * Math.PI * radii[0] * radii[1] * radii[2];
      expect(Math.abs(maskVolumeMm3(mask, grid.spacingMm) / truth - 1)).toBeLessThan(0.08);
      const { geometry, measurements } = measureMask(mask, grid, values);
      expect(geometry.kind === "sphere" && away(geometry.centerPatient, middle)).toBeLessThan(0.3);
      expect(Math.abs((measurements.at(-1)?.value ?? 0) - 40)).toBeLessThan(5);
    }
  });

  it("does not leave the ball, where a vessel does", () => {
    const lesion = valuesAround(middle, [4, 4, 4]);
    const vessel = {
      ...lesion,
      at: (i: number, j: number, k: number) => (Math.abs(j - 20) < 2 && k === 12 ? 30 : lesion.at(i, j, k)),
    };
    const mask = maskWithin(grid, vessel, middle, 10);
    const ball = ballMask(grid, middle, 10);
    expect(mask && ball && maskVoxelCount(mask) <= maskVoxelCount(ball)).toBe(true);
  });

  it("is nothing where nothing stands out, where values have not come, and outside the grid", () => {
    const even = valuesAround(middle, [0.1, 0.1, 0.1]);
    expect(maskWithin(grid, even, indexToPatientMm(grid, [10, 10, 12]), 8)).toBeUndefined();
    const partial = { ...even, at: (i: number, j: number, k: number) => (k > 12 ? undefined : even.at(i, j, k)) };
    expect(maskWithin(grid, partial, middle, 8)).toBeUndefined();
    expect(maskWithin(grid, even, [500, 0, 0], 8)).toBeUndefined();
  });
});
