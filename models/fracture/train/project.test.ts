import { describe, expect, it } from "vitest";
import type { VolumeGrid } from "../../../src/geometry/index.ts";
import { displayed, projectVolume } from "./project.ts";

const SPACING: readonly [number, number, number] = [2, 2, 3];
const COUNT: readonly [number, number, number] = [60, 40, 30];

/** A block of HU in air: voxels from `low` up to `high`, both counted in. */
function block(low: readonly number[], high: readonly number[], hu: number) {
  const grid: VolumeGrid = {
    dimensions: [...COUNT],
    spacingMm: [...SPACING],
    originPatient: [-59, -39, -43.5],
    directions: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
  const values = new Int16Array(COUNT[0] * COUNT[1] * COUNT[2]).fill(-1000);
  for (let k = low[2] as number; k <= (high[2] as number); k++)
    for (let j = low[1] as number; j <= (high[1] as number); j++)
      for (let i = low[0] as number; i <= (high[0] as number); i++) values[i + COUNT[0] * (j + COUNT[1] * k)] = hu;
  return { grid, values };
}

const view = { middlePatient: [0, 0, 0], turnedBy: 0, tiltedBy: 0, extentMm: 128, pixels: 64 } as const;
const middleOf = (lines: Float32Array) => lines[32 * 64 + 32] as number;

describe("projectVolume", () => {
  // The voxels' trapezium is one spacing longer than from the first middle to the last.
  const water = block([20, 10, 5], [39, 29, 24], 0);

  it("adds the attenuation of water along a ray from the front", () => {
    expect(middleOf(projectVolume(water, view))).toBeCloseTo(0.021 * 40, 1);
  });

  it("goes through other lengths from the side and obliquely", () => {
    const wide = block([10, 15, 5], [49, 24, 24], 0);
    expect(middleOf(projectVolume(wide, { ...view, turnedBy: 90 }))).toBeCloseTo(0.021 * 80, 1);
    expect(middleOf(projectVolume(wide, view))).toBeCloseTo(0.021 * 20, 1);
    expect(middleOf(projectVolume(wide, { ...view, turnedBy: 30 }))).toBeCloseTo((0.021 * 20) / Math.cos(Math.PI / 6), 1);
    expect(middleOf(projectVolume(wide, { ...view, tiltedBy: 40 }))).toBeCloseTo((0.021 * 20) / Math.cos((2 * Math.PI) / 9), 1);
  });

  it("shows bone brighter than its HU alone, and air not at all", () => {
    expect(middleOf(projectVolume(block([20, 10, 5], [39, 29, 24], 1130), view))).toBeCloseTo(0.021 * 40 * (2.13 + 0.7), 0);
    expect(Math.max(...projectVolume(block([0, 0, 0], [59, 39, 29], -1000), view))).toBe(0);
  });

  // A small block at x 39, y -19, z 28.5 mm: left, in front, towards the head.
  it.each([
    ["from the front", 0, 0, [39, 28.5]],
    ["from the right, the front to the right", 90, 0, [19, 28.5]],
    ["turned by 30 degrees", 30, 0, [39 * Math.cos(Math.PI / 6) + 19 * Math.sin(Math.PI / 6), 28.5]],
    ["tilted by 30 degrees", 0, 30, [39, 28.5 * Math.cos(Math.PI / 6) + 19 * Math.sin(Math.PI / 6)]],
  ] as const)("shows a place where it is seen: %s", (_, turnedBy, tiltedBy, [right, up]) => {
    const lines = projectVolume(block([48, 9, 23], [50, 11, 25], 500), { ...view, turnedBy, tiltedBy });
    const brightest = lines.indexOf(Math.max(...lines));
    expect(Math.abs((brightest % 64) * 2 + 1 - 64 - right)).toBeLessThan(4);
    expect(Math.abs(64 - (Math.floor(brightest / 64) * 2 + 1) - up)).toBeLessThan(4);
  });
});

describe("displayed", () => {
  it("uses the whole range, bone bright", () => {
    const lines = Float32Array.from({ length: 64 * 64 }, (_, n) => (n % 64) / 64);
    const shown = displayed(lines, 64);
    expect([Math.min(...shown), Math.max(...shown)]).toEqual([0, 255]);
    expect(shown[63] as number).toBeGreaterThan(shown[0] as number);
  });
});
