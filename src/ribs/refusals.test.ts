import { describe, expect, it } from "vitest";
import type { Vec3 } from "../geometry/index.ts";
import { findRibs, type HuVolume, straightenRibs } from "./index.ts";

function volumeOf(dimensions: Vec3, spacingMm: Vec3, value: (i: number, j: number, k: number) => number): HuVolume {
  const [ni, nj, nk] = dimensions;
  const values = new Int16Array(ni * nj * nk);
  for (let k = 0; k < nk; k++)
    for (let j = 0; j < nj; j++) for (let i = 0; i < ni; i++) values[i + ni * (j + nj * k)] = value(i, j, k);
  const directions: HuVolume["grid"]["directions"] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  return { values, grid: { dimensions, spacingMm, originPatient: [-100, -80, -120], directions } };
}

const inAir = (di: number, dj: number) => Math.abs(di) > 30 || Math.abs(dj) > 24;

describe("what has no ribs to show", () => {
  it("refuses too few slices and slices too far apart", async () => {
    const few = volumeOf([64, 64, 8], [4, 4, 5], () => 0);
    const apart = volumeOf([64, 64, 30], [4, 4, 8], () => 0);
    await expect(findRibs(few)).rejects.toMatchObject({ area: "ribs", code: "too-few-slices", details: { slices: 8 } });
    await expect(findRibs(apart)).rejects.toMatchObject({ area: "ribs", code: "too-few-slices", details: { spacingMm: 8 } });
  });

  it("refuses a body without lungs", async () => {
    const body = volumeOf([80, 64, 60], [4, 4, 4], (i, j) => (inAir(i - 40, j - 32) ? -1000 : 40));
    await expect(findRibs(body)).rejects.toMatchObject({ area: "ribs", code: "no-lungs" });
  });

  it("refuses lungs without a spine", async () => {
    const lungs = volumeOf([80, 64, 60], [4, 4, 4], (i, j) =>
      inAir(i - 40, j - 32) ? -1000 : Math.abs(Math.abs(i - 40) - 15) < 9 && Math.abs(j - 32) < 15 ? -850 : 40,
    );
    await expect(findRibs(lungs)).rejects.toMatchObject({ area: "ribs", code: "no-spine" });
  });

  it("stops when asked", async () => {
    const body = volumeOf([80, 64, 60], [4, 4, 4], () => 40);
    await expect(findRibs(body, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("straightened ribs", () => {
  it("show each place of the volume where their points say, the head's side up", async () => {
    // A value for every height: what a pixel shows says where it was taken.
    const volume = volumeOf([100, 80, 120], [2, 2, 2], (_i, _j, k) => 10 * k);
    const line: Vec3[] = Array.from({ length: 60 }, (_, n) => [-20 - n, 10, -10]);
    const rib = { side: "R", number: 5, order: 1, points: line, isCut: false } as const;
    const [strip] = await straightenRibs(volume, [rib], "mean", () => {});
    expect(strip).toBeDefined();
    const { columns, rows, values, middles, downs, pixelMm } = strip!;
    expect(columns).toBe(middles.length);
    for (const column of [0, 30, columns - 1]) {
      for (const row of [0, (rows - 1) / 2, rows - 1]) {
        const z = middles[column]![2] + downs[column]![2] * (row - (rows - 1) / 2) * pixelMm;
        expect(Math.abs((values[row * columns + column] as number) - ((z + 120) / 2) * 10)).toBeLessThan(1);
      }
      expect(downs[column]![2]).toBeCloseTo(-1, 5);
    }
  });
});
