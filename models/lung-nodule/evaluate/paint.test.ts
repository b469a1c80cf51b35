import { describe, expect, it } from "vitest";
import type { VolumeGrid } from "../../../src/geometry/index.ts";
import { drawNodule } from "./nodule-shape.ts";
import { paint, type Thing, volumeWhere } from "./paint.ts";
import { createRandom } from "./random.ts";
import { measureScan } from "./scan-character.ts";

/** Lung of -860 HU with noise on a grid whose axes point right and to the front, so that signs matter. */
function lung(spacing: readonly [number, number, number], size: number, noiseHu: number) {
  const grid: VolumeGrid = {
    dimensions: [size, size, Math.round((size * spacing[0]) / spacing[2])],
    spacingMm: spacing,
    originPatient: [50, 40, -200],
    directions: [
      [-1, 0, 0],
      [0, -1, 0],
      [0, 0, 1],
    ],
  };
  const random = createRandom(3);
  const values = Int16Array.from(
    { length: grid.dimensions[0] * grid.dimensions[1] * grid.dimensions[2] },
    () => -860 + noiseHu * random.normal(),
  );
  const middle = grid.dimensions.map((count) => (count - 1) / 2) as [number, number, number];
  const center = [50 - middle[0] * spacing[0], 40 - middle[1] * spacing[1], -200 + middle[2] * spacing[2]] as const;
  return { grid, values, center };
}

const ball = (radius: number, hu: number): Thing => ({
  reachMm: radius + 1,
  cover: (x, y, z, step) => Math.min(1, Math.max(0, 0.5 + (radius - Math.hypot(x, y, z)) / step)),
  hu: () => hu,
});
const scan = { inPlaneMm: 0.5, throughMm: 0.9, noiseHu: 20 };

/** Volume by the sum of what was added over the full step. */
function addedMm3(before: Int16Array, after: Int16Array, stepHu: number, voxelMm3: number): number {
  return before.reduce((sum, value, p) => sum + ((after[p] as number) - value) / stepHu, 0) * voxelMm3;
}

describe("painting into a CT", () => {
  it("adds the volume of the ball, whatever the slice thickness, and keeps the noise", () => {
    for (const spacing of [[0.7, 0.7, 0.7] as const, [0.6, 0.6, 3] as const]) {
      const { grid, values, center } = lung(spacing, 60, 0);
      const out = Int16Array.from(values);
      paint({ grid, values }, out, ball(5, 40), center, scan);
      const voxel = spacing[0] * spacing[1] * spacing[2];
      expect(addedMm3(values, out, 900, voxel) / ((4 / 3) * Math.PI * 125)).toBeCloseTo(1, 1);
    }
    const noisy = lung([0.7, 0.7, 0.7], 60, 30);
    const out = Int16Array.from(noisy.values);
    paint(noisy, out, ball(8, 40), noisy.center, scan);
    const [ni, nj] = noisy.grid.dimensions;
    const inner: number[] = [];
    for (let k = 25; k <= 34; k++)
      for (let j = 25; j <= 34; j++) for (let i = 25; i <= 34; i++) inner.push(out[i + ni * (j + nj * k)] ?? 40);
    const mean = inner.reduce((sum, value) => sum + value, 0) / inner.length;
    expect(Math.abs(mean - 40)).toBeLessThan(10);
    const deviation = Math.sqrt(inner.reduce((sum, value) => sum + (value - mean) ** 2, 0) / inner.length);
    expect(deviation).toBeGreaterThan(20);
    expect(deviation).toBeLessThan(35);
  });

  it("does not make a vessel of the same density denser", () => {
    const { grid, values, center } = lung([0.7, 0.7, 0.7], 60, 0);
    const filled = values.map(() => 45);
    const out = Int16Array.from(filled);
    paint({ grid, values: filled }, out, ball(5, 40), center, scan);
    expect(out).toEqual(filled);
  });

  it("draws nodules of the diameter they say", () => {
    const random = createRandom(11);
    for (let n = 0; n < 12; n++) {
      const { body, diameterMm } = drawNodule(random);
      const volume = volumeWhere(body, [0, 0, 0], () => true);
      expect(Math.cbrt((6 * volume) / Math.PI) / diameterMm).toBeCloseTo(1, 1);
    }
  });
});

describe("measuring a scan", () => {
  it("finds the blur it was made with", () => {
    for (const sigma of [0.45, 0.8]) {
      const { grid, values } = lung([0.7, 0.7, 1], 80, 5);
      const [ni, nj] = grid.dimensions;
      const blurred = values.map((value, p) => {
        const i = p % ni;
        const away = Math.abs(i - 39.5 + 4 * Math.sin(Math.floor(p / ni / nj))) - 14;
        return value + 900 / (1 + Math.exp((-1.702 * away * 0.7) / sigma));
      });
      const { inPlaneMm } = measureScan({ grid, values: blurred });
      expect(Math.abs(inPlaneMm - sigma)).toBeLessThan(0.15);
    }
  });
});
