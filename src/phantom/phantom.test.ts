import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { patientMmToIndex, type Vec3 } from "../geometry/index.ts";
import { buildAnatomy, buildChestVolume, type ChestRecipe, type ChestVolume, chestRecipe, phantomTruth } from "./index.ts";

/** A noiseless, finely sliced thorax with three kinds of round nodules: what geometry is measured on. */
const measured: ChestRecipe = chestRecipe({
  seed: 7,
  shape: { sex: "M", widthScale: 1, depthScale: 1, heightScale: 1, emphysema: 0, vesselEnds: 1200 },
  acquisition: {
    matrix: 512,
    fieldOfViewMm: 340,
    slices: 90,
    spacingMm: 1,
    sliceThicknessMm: 1,
    noiseHu: 0,
    bloodHu: 45,
    blurMm: 0.5,
  },
  positioning: { current: { shiftMm: [3, -4, 41], rotationDegrees: 2, inspiration: 1 } },
  fracture: null,
  nodules: [
    {
      id: "A",
      kind: "solid",
      margin: "smooth",
      attachment: "isolated",
      lobe: "LUL",
      current: { diameterMm: 8 },
      prior: { diameterMm: 6 },
      nearAnatomy: [80, -10, -56],
    },
    {
      id: "B",
      kind: "solid",
      margin: "smooth",
      attachment: "isolated",
      lobe: "RLL",
      current: { diameterMm: 5 },
      prior: null,
      nearAnatomy: [-80, 40, -84],
    },
    {
      id: "C",
      kind: "calcified",
      margin: "smooth",
      attachment: "isolated",
      lobe: "LLL",
      current: { diameterMm: 11 },
      prior: { diameterMm: 11 },
      nearAnatomy: [70, 50, -80],
    },
  ],
});

function sample(volume: ChestVolume, point: Vec3): number {
  const { grid, values } = volume;
  const index = patientMmToIndex(grid, point);
  const [i, j, k] = index.map(Math.floor) as [number, number, number];
  let sum = 0;
  for (const [di, dj, dk] of [0, 1, 2, 3, 4, 5, 6, 7].map((n) => [n & 1, (n >> 1) & 1, n >> 2] as const)) {
    const weight = [di, dj, dk].reduce((w, d, axis) => {
      const t = index[axis]! - Math.floor(index[axis]!);
      return w * (d === 1 ? t : 1 - t);
    }, 1);
    sum += weight * values[i + di + grid.dimensions[0] * (j + dj + grid.dimensions[1] * (k + dk))]!;
  }
  return sum;
}

/** Mean over many directions of where the density falls to half way between the nodule and the lung, doubled. */
function halfMaximumDiameter(volume: ChestVolume, centre: Vec3, radius: number): number {
  const inside = sample(volume, centre);
  const radii: number[] = [];
  for (let n = 0; n < 200; n++) {
    const z = 1 - (2 * n + 1) / 200;
    const angle = n * 2.399963;
    const ring = Math.sqrt(1 - z * z);
    const at = (r: number) =>
      sample(volume, [centre[0] + r * ring * Math.cos(angle), centre[1] + r * ring * Math.sin(angle), centre[2] + r * z]);
    const half = (inside - 870) / 2;
    let r = 0;
    while (r < radius * 2 && at(r) > half) r += 0.05;
    radii.push(r);
  }
  radii.sort((a, b) => a - b);
  return 2 * radii[100]!;
}

describe("the chest phantom", () => {
  it("puts nodules where its truth says, as dense and as large as it says", async () => {
    const anatomy = buildAnatomy(measured);
    const volume = await buildChestVolume(measured, "current", { anatomy });
    const truth = phantomTruth(measured, anatomy);
    expect(truth.nodules.map((nodule) => nodule.lobe)).toEqual(["LUL", "RLL", "LLL"]);
    for (const nodule of truth.nodules) {
      const { centerPatient, diameterMm } = nodule.current!;
      expect(sample(volume, centerPatient)).toBeGreaterThan(nodule.kind === "calcified" ? 560 : 0);
      expect(sample(volume, centerPatient)).toBeLessThan(nodule.kind === "calcified" ? 680 : 70);
      expect(Math.abs(halfMaximumDiameter(volume, centerPatient, diameterMm / 2) - diameterMm)).toBeLessThan(0.5);
      const beside = sample(volume, [centerPatient[0] + diameterMm / 2 + 3, centerPatient[1], centerPatient[2]]);
      expect(beside).toBeLessThan(-600);
    }
    expect(truth.nodules[1]!.prior).toBeNull();
  });

  it("gives the same voxels for the same recipe on every machine", async () => {
    const recipe = chestRecipe({
      seed: 11,
      nodules: 2,
      acquisition: { matrix: 128, slices: 12, spacingMm: 24, sliceThicknessMm: 3 },
    });
    const first = await buildChestVolume(recipe, "current");
    const second = await buildChestVolume(recipe, "current");
    const hash = (volume: ChestVolume) => createHash("sha256").update(volume.values).digest("hex");
    expect(hash(second)).toBe(hash(first));
    expect(hash(first)).toBe("8cd2d98f150246b1436969ad3a5e9266143b414d4711eec2c547f24e5bd09341");
  });

  it("draws patients, technique and nodules from the seed", () => {
    const many = Array.from({ length: 40 }, (_, seed) => chestRecipe({ seed, nodules: 3 }));
    expect(chestRecipe({ seed: 5 })).toEqual(chestRecipe({ seed: 5 }));
    expect(new Set(many.map((recipe) => recipe.shape.widthScale)).size).toBe(40);
    const nodules = many.flatMap((recipe) => recipe.nodules);
    expect(new Set(nodules.map((nodule) => nodule.kind)).size).toBe(4);
    expect(new Set(nodules.map((nodule) => nodule.lobe)).size).toBe(5);
  });

  it("finds room for random nodules in many thoraces", () => {
    for (let seed = 100; seed < 103; seed++) {
      const recipe = chestRecipe({ seed, nodules: 6 });
      const { nodules } = phantomTruth(recipe);
      expect(nodules).toHaveLength(6);
    }
  });

  it("stops when asked", async () => {
    const controller = new AbortController();
    const building = buildChestVolume(measured, "current", { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(building).rejects.toThrow();
  });
});
