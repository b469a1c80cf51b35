import { describe, expect, it } from "vitest";
import type { VolumeGrid } from "../geometry/index.ts";
import { maskVolumeMm3, maskVoxelCount, packMask, unpackMask } from "./mask.ts";
import { ballMask, growMask, redrawMask } from "./mask-edit.ts";
import { measureMask } from "./mask-measure.ts";
import { sct } from "./sct.ts";

const grid: VolumeGrid = {
  dimensions: [60, 50, 40],
  spacingMm: [0.8, 0.8, 1.25],
  originPatient: [-20, -10, 30],
  directions: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};
const centre = [4, 10, 55] as const;

describe("a mask", () => {
  it("of a ball has its volume and diameter to the voxel", () => {
    const mask = ballMask(grid, centre, 16);
    if (mask === undefined) throw new Error("no mask");
    expect(maskVolumeMm3(mask, grid.spacingMm) / ((Math.PI / 6) * 16 ** 3)).toBeCloseTo(1, 1);
    const { geometry, measurements } = measureMask(mask, grid, { unit: "[hnsf'U]", at: (i) => i });
    expect(geometry.kind === "sphere" && geometry.diameterMm).toBeCloseTo(16, 0);
    const middle = geometry.kind === "sphere" ? geometry.centerPatient : [];
    expect(Math.hypot(...centre.map((part, axis) => part - (middle[axis] ?? 0)))).toBeLessThan(0.5);
    const of = (concept: { value: string }) => measurements.find((one) => one.concept.value === concept.value)?.value ?? 0;
    expect(Math.abs(of(sct.longAxis) - 16)).toBeLessThan(1);
    expect(Math.abs(of(sct.shortAxis) - 16)).toBeLessThan(1);
    expect(measurements.at(-1)).toMatchObject({ value: 30, unit: "[hnsf'U]" });
  });

  it("says no mean where a value has not come", () => {
    const mask = packMask([0, 0, 0], [2, 1, 1], [1, 1]);
    expect(measureMask(mask, grid, { unit: "1", at: (i) => (i === 0 ? 5 : undefined) }).measurements).toHaveLength(4);
  });

  it("measures one voxel as large as it is", () => {
    const { measurements } = measureMask(packMask([3, 3, 3], [1, 1, 1], [1]), grid);
    expect(measurements.map(({ value }) => value)).toEqual([0.8, 0.8, 0.8, 0.8]);
  });

  it("grows and shrinks by millimetres, as a ball does", () => {
    const mask = ballMask(grid, centre, 12);
    if (mask === undefined) throw new Error("no mask");
    const grown = growMask(mask, grid, 1.25);
    const shrunk = growMask(mask, grid, -1.25);
    if (grown === undefined || shrunk === undefined) throw new Error("nothing left");
    const diameter = (one: typeof mask) => Math.cbrt((6 * maskVolumeMm3(one, grid.spacingMm)) / Math.PI);
    expect(Math.abs(diameter(grown) - 14.5)).toBeLessThan(0.6);
    expect(Math.abs(diameter(shrunk) - 9.5)).toBeLessThan(0.6);
    expect(growMask(mask, grid, 0)).toEqual(mask);
    expect(growMask(mask, grid, -20)).toBeUndefined();
  });

  it("does not grow out of the volume", () => {
    const corner = packMask([0, 0, 0], [1, 1, 1], [1]);
    const grown = growMask(corner, grid, 1.25);
    expect(grown?.minIndex).toEqual([0, 0, 0]);
    expect(maskVoxelCount(grown ?? corner)).toBeGreaterThan(1);
    const last = packMask([59, 49, 39], [1, 1, 1], [1]);
    expect(growMask(last, grid, 0.8)?.size).toEqual([2, 2, 1]);
    expect(ballMask(grid, [500, 0, 0], 10)).toBeUndefined();
  });

  it("takes one slice anew and leaves the others", () => {
    const mask = packMask([10, 10, 10], [3, 3, 3], Array<number>(27).fill(1));
    const made = redrawMask(mask, grid, { low: [20, 20, 11], high: [23, 20, 11] }, ([i, j, k]) =>
      k === 11 ? i >= 20 && i <= 23 && j === 20 : undefined,
    );
    if (made === undefined) throw new Error("nothing left");
    expect(maskVoxelCount(made)).toBe(18 + 4);
    expect([made.minIndex, made.size]).toEqual([
      [10, 10, 10],
      [14, 11, 3],
    ]);
    expect(unpackMask(made)[10 + 14 * (10 + 11 * 1)]).toBe(1);
    expect(redrawMask(undefined, grid, { low: [-5, 0, 0], high: [0, 0, 0] }, ([i]) => i < 1)?.size).toEqual([1, 1, 1]);
    expect(redrawMask(mask, grid, { low: [0, 0, 0], high: [59, 49, 39] }, () => false)).toBeUndefined();
  });
});
