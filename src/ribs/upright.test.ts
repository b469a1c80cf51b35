import { describe, expect, it } from "vitest";
import type { HuVolume } from "./index.ts";
import { createSampler, toWorkVolume, WORK_MM } from "./work-volume.ts";

/** Noise on a grid that runs from the head down and from left to right. */
const volume: HuVolume = {
  values: Int16Array.from({ length: 20 * 18 * 15 }, (_, n) => ((n * 7919) % 2000) - 1000),
  grid: {
    dimensions: [20, 18, 15],
    spacingMm: [1.7, 2.1, 2.6],
    originPatient: [30, -10, 40],
    directions: [
      [-1, 0, 0],
      [0, 1, 0],
      [0, 0, -1],
    ],
  },
};

describe("a volume that lies along the patient's axes", () => {
  it("has the same values axis by axis as point by point", async () => {
    const { grid, values } = await toWorkVolume(volume, () => {});
    const sample = createSampler(volume.values, volume.grid.dimensions);
    const [ni, nj, nk] = grid.dimensions;
    expect([ni, nj, nk]).toEqual([22, 24, 25]);
    const [x0, y0, z0] = grid.originPatient;
    for (let k = 0; k < nk; k++) {
      for (let j = 0; j < nj; j++) {
        for (let i = 0; i < ni; i++) {
          const there = sample((30 - x0 - i * WORK_MM) / 1.7, (y0 + j * WORK_MM + 10) / 2.1, (40 - z0 - k * WORK_MM) / 2.6);
          expect(Math.abs((values[i + ni * (j + nj * k)] as number) - there)).toBeLessThan(1.01);
        }
      }
    }
  });
});
