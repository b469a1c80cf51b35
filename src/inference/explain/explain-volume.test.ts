import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { Vec3 } from "../../geometry/index.ts";
import { SIMPLE_LUNG_CENTRES, simpleChest } from "../../testing/simple-chest.ts";
import { spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import type { Volume } from "../../volume/index.ts";
import { loadModel } from "../model.ts";
import { explainInVolume } from "./explain.ts";
import type { ExplanationMap } from "./map.ts";
import { targetOf } from "./target.ts";

const folder = mkdtempSync(join(tmpdir(), "hounsfield-explain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Middle of value n in the patient. */
function pointOf({ placement, dimensions }: ExplanationMap, n: number): Vec3 {
  if (placement.of !== "volume") throw new Error("not in a volume");
  const [i, j, k] = [
    n % dimensions[0],
    Math.floor(n / dimensions[0]) % dimensions[1],
    Math.floor(n / (dimensions[0] * dimensions[1])),
  ];
  const { originPatient, stepsPatient } = placement;
  const at = (axis: 0 | 1 | 2) =>
    originPatient[axis] + i * stepsPatient[0][axis] + j * stepsPatient[1][axis] + k * stepsPatient[2][axis];
  return [at(0), at(1), at(2)];
}

/** A volume of air with bright cubes of 7 voxels; voxels of 1 mm, the first at -20, -30, -40. */
function spots(...centres: readonly Vec3[]): Volume {
  const edge = 60;
  const values = new Int16Array(edge ** 3).fill(-1000);
  for (const [x, y, z] of centres) {
    for (let k = z - 3; k <= z + 3; k++) {
      for (let j = y - 3; j <= y + 3; j++) values.fill(900, x - 3 + edge * (j + edge * k), x + 4 + edge * (j + edge * k));
    }
  }
  const base = simpleChest();
  return {
    ...base,
    values,
    grid: {
      ...{ dimensions: [edge, edge, edge], spacingMm: [1, 1, 1], originPatient: [-20, -30, -40] },
      directions: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    },
  };
}

describe("occlusion of a volume", () => {
  it("falls where the spot is that a window's peak rests on, and nowhere else", async () => {
    const { pipeline, ...rest } = spotManifest();
    const [stage] = pipeline.stages;
    const inputs = stage?.inputs.map((recipe) => ({ ...recipe, patch: [28, 28, 28], batch: 8 }));
    const manifest = {
      ...{ ...rest, pipeline: { ...pipeline, stages: [{ ...stage, inputs }] } },
      explanation: { kind: "occlusion", stage: "spots", size: [9, 9, 9], stride: [4, 4, 4], fill: -1000 },
    };
    const directory = join(folder, "spots");
    writeFiles(directory, new Map([...spotFiles(), ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))]]));
    const model = await loadModel(directory, { threads: 1 });
    const volume = spots([20, 28, 25], [45, 40, 45]);
    const centerPatient: Vec3 = [0, -2, -15];
    const map = await explainInVolume(volume, model, { label: "spot", centerPatient, extentMm: [8, 8, 8] });
    await model.dispose();
    expect(map.score).toBeCloseTo(0.95, 4);
    expect(map.values.length).toBeLessThanOrEqual(512);
    expect(map.lowest).toBeLessThan(0.01);
    const largest = Math.max(...map.values);
    expect(largest).toBeGreaterThan(4);
    for (const [n, value] of map.values.entries()) {
      const away = Math.max(...pointOf(map, n).map((at, axis) => Math.abs(at - (centerPatient[axis] as number))));
      if (value === largest) expect(away).toBeLessThanOrEqual(4);
      // The largest cover is 11 voxels wide.
      if (away > 15) expect([n, Math.abs(value) < 1e-6]).toEqual([n, true]);
    }
  });

  it.each([5.5, 8, 14])("shows that the shipped model's second look rests on a nodule of %f mm", async (diameterMm) => {
    const model = await loadModel(fileURLToPath(new URL("../../../models/lung-nodule", import.meta.url)), { threads: 1 });
    const centre: Vec3 = [SIMPLE_LUNG_CENTRES.right[0] - 8, 12, -15];
    const volume = simpleChest({ nodules: [{ centerPatient: centre, diameterMm, hu: 40 }] });
    const geometry = { kind: "sphere" as const, centerPatient: centre, diameterMm };
    const code = { value: "786838002", scheme: "SCT", meaning: "Nodule of lung" };
    const target = targetOf({ code, geometry }, model.manifest);
    if (!target) throw new Error("not a nodule");
    const map = await explainInVolume(volume, model, target);
    await model.dispose();
    expect(map.score).toBeGreaterThan(0.5);
    // Without the nodule there is no nodule.
    expect(map.lowest).toBeLessThan(0.1);
    const largest = map.values.indexOf(Math.max(...map.values));
    const away = Math.hypot(...pointOf(map, largest).map((at, axis) => at - (centre[axis] as number)));
    expect(away).toBeLessThan(Math.max(7, diameterMm));
  });
});
