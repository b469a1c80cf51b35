import { describe, expect, it } from "vitest";
import type { Vec3 } from "../geometry/index.ts";
import { SIMPLE_LUNG_CENTRES, simpleChest } from "../testing/simple-chest.ts";
import { LEFT_LUNG, RIGHT_LUNG } from "./lung-sides.ts";
import { type Lungs, segmentLungs } from "./lungs.ts";
import { sideAt } from "./prepare.ts";
import { boundsPatient, patientGrid } from "./resample.ts";
import { resampleHu } from "./resample-volume.ts";

async function lungsOf(options: Parameters<typeof simpleChest>[0] = {}): Promise<Lungs> {
  const volume = simpleChest(options);
  return segmentLungs(await resampleHu(volume, patientGrid(boundsPatient(volume.grid), 2)));
}

function labelAt({ grid, labels }: Lungs, point: Vec3): number {
  const [i, j, k] = point.map((value, axis) =>
    Math.round((value - (grid.originPatient[axis] as number)) / (grid.spacingMm[axis] as number)),
  ) as [number, number, number];
  return labels[i + grid.dimensions[0] * (j + grid.dimensions[1] * k)] as number;
}

describe("segmentLungs", () => {
  it("finds both lungs, each on its side, with their volume", async () => {
    const lungs = await lungsOf();
    const expectedMl = ((4 / 3) * Math.PI * 52 * 72 * 90) / 1000;
    expect(Math.abs(lungs.volumeMl.right / expectedMl - 1)).toBeLessThan(0.05);
    expect(Math.abs(lungs.volumeMl.left / expectedMl - 1)).toBeLessThan(0.05);
    expect(labelAt(lungs, SIMPLE_LUNG_CENTRES.right)).toBe(RIGHT_LUNG);
    expect(labelAt(lungs, SIMPLE_LUNG_CENTRES.left)).toBe(LEFT_LUNG);
    expect(sideAt(lungs, [-30, 0, 0])).toBe("right");
    expect(sideAt(lungs, [0, 95, 0])).toBeNull();
  });

  it("leaves the trachea out and takes a nodule on the pleura in, without the chest wall", async () => {
    const onPleura: Vec3 = [-110, 0, 0];
    const lungs = await lungsOf({ nodules: [{ centerPatient: onPleura, diameterMm: 14, hu: 40 }] });
    expect(labelAt(lungs, onPleura)).toBe(RIGHT_LUNG);
    expect(labelAt(lungs, [-121, 0, 0])).toBe(0);
    expect(labelAt(lungs, [0, -10, 60])).toBe(0);
    expect(labelAt(lungs, [0, -10, 40])).toBe(0);
  });

  it("takes in what the lung encloses, however large", async () => {
    const inside = SIMPLE_LUNG_CENTRES.right;
    const lungs = await lungsOf({ nodules: [{ centerPatient: inside, diameterMm: 32, hu: 40 }] });
    expect(labelAt(lungs, inside)).toBe(RIGHT_LUNG);
  });

  it("refuses a series without lungs", async () => {
    const volume = simpleChest();
    const solid = { grid: volume.grid, values: new Int16Array(volume.values.length).fill(40) };
    const coarse = await resampleHu(solid, patientGrid(boundsPatient(volume.grid), 2));
    await expect(segmentLungs(coarse)).rejects.toMatchObject({ area: "inference", code: "no-lungs" });
  });
});
