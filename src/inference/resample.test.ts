import { describe, expect, it } from "vitest";
import { indexToPatientMm, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import { AIR_HU, boundsPatient, cutBox, patientGrid, sampleHu } from "./resample.ts";
import { resampleHu } from "./resample-volume.ts";

const angle = 0.4;
/** Rows run at 23 degrees to the patient's x, slices from head to feet. */
const rotated: VolumeGrid = {
  dimensions: [40, 36, 30],
  spacingMm: [0.9, 1.1, 1.7],
  originPatient: [-12, 30, 100],
  directions: [
    [Math.cos(angle), Math.sin(angle), 0],
    [Math.sin(angle), -Math.cos(angle), 0],
    [0, 0, -1],
  ],
};
const ramp = ([x, y, z]: Vec3) => 3 * x - 2 * y + z - 150;

function painted(grid: VolumeGrid, of: (point: Vec3) => number): Float32Array {
  const [ni, nj, nk] = grid.dimensions;
  const values = new Float32Array(ni * nj * nk);
  let p = 0;
  for (let k = 0; k < nk; k++)
    for (let j = 0; j < nj; j++) for (let i = 0; i < ni; i++) values[p++] = of(indexToPatientMm(grid, [i, j, k]));
  return values;
}

describe("resampling", () => {
  it("gives each patient point its value, whatever the orientation of the series", async () => {
    const source = { grid: rotated, values: painted(rotated, ramp) };
    const middle = indexToPatientMm(rotated, [20, 18, 15]);
    const target = patientGrid(
      { min: [middle[0] - 8, middle[1] - 8, middle[2] - 8], max: [middle[0] + 8, middle[1] + 8, middle[2] + 8] },
      0.8,
    );
    const fine = sampleHu(source, target);
    const whole = await resampleHu(source, target);
    let worst = 0;
    let worstRounded = 0;
    painted(target, ramp).forEach((expected, p) => {
      worst = Math.max(worst, Math.abs((fine[p] as number) - expected));
      worstRounded = Math.max(worstRounded, Math.abs((whole.values[p] as number) - expected));
    });
    expect(worst).toBeLessThan(1e-3);
    expect(worstRounded).toBeLessThan(0.51);
  });

  it("covers every voxel centre and is air outside", async () => {
    const bounds = boundsPatient(rotated);
    const target = patientGrid({ min: [bounds.min[0] - 10, bounds.min[1], bounds.min[2]], max: bounds.max }, 2);
    const { values } = await resampleHu({ grid: rotated, values: painted(rotated, () => 500) }, target);
    expect(values[0]).toBe(AIR_HU);
    expect(values.includes(500)).toBe(true);
    for (const corner of [
      [0, 0, 0],
      [39, 35, 29],
      [39, 0, 29],
    ] as const) {
      const point = indexToPatientMm(rotated, corner);
      for (const axis of [0, 1, 2] as const) {
        expect(point[axis]).toBeGreaterThanOrEqual(bounds.min[axis] - 1e-9);
        expect(point[axis]).toBeLessThanOrEqual(bounds.max[axis] + 1e-9);
      }
    }
  });

  it("stops when it is cancelled", async () => {
    const controller = new AbortController();
    controller.abort();
    const source = { grid: rotated, values: painted(rotated, ramp) };
    await expect(resampleHu(source, patientGrid(boundsPatient(rotated), 1), { signal: controller.signal })).rejects.toThrow();
  });

  it("cuts boxes that reach over the edge", () => {
    const grid = patientGrid({ min: [0, 0, 0], max: [3, 3, 3] }, 1);
    const values = Int16Array.from({ length: 64 }, (_, p) => p);
    const box = cutBox({ grid, values }, [-1, 2, 3], [3, 2, 2], -5);
    expect([...box]).toEqual([-5, 56, 57, -5, 60, 61, -5, -5, -5, -5, -5, -5]);
  });
});
