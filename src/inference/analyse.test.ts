import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findingSchema } from "../findings/index.ts";
import { distance, type Vec3 } from "../geometry/index.ts";
import { dataRoot } from "../testing/environment.ts";
import { SIMPLE_LUNG_CENTRES, simpleChest, simpleChestGrid } from "../testing/simple-chest.ts";
import { analyse } from "./analyse.ts";
import { explainInVolume } from "./explain/explain.ts";
import { readLookedAt } from "./explain/looked-at.ts";
import { targetOf } from "./explain/target.ts";
import { type LoadedModel, loadModel } from "./model.ts";
import type { AnalysisProgress, Proposal } from "./types.ts";

const shipped = fileURLToPath(new URL("../../models/lung-nodule", import.meta.url));
const proposalSchema = findingSchema.pick({
  code: true,
  site: true,
  laterality: true,
  geometry: true,
  reference: true,
  segment: true,
  measurements: true,
  provenance: true,
  caveats: true,
});

function nearest(proposals: readonly Proposal[], point: Vec3): number {
  const away = proposals.map(({ geometry }) => (geometry.kind === "sphere" ? distance(geometry.centerPatient, point) : Infinity));
  return Math.min(Infinity, ...away);
}

describe("analyse", () => {
  let model: LoadedModel;
  beforeAll(async () => {
    model = await loadModel(shipped, { threads: 1 });
  });
  afterAll(async () => model.dispose());

  const inRight: Vec3 = [SIMPLE_LUNG_CENTRES.right[0] - 8, 12, -15];
  const onLeftPleura: Vec3 = [SIMPLE_LUNG_CENTRES.left[0] + 45, 0, 5];

  it("proposes the nodules of a simple chest, where they are and on their side, and says how far it is", async () => {
    const volume = simpleChest({
      nodules: [
        { centerPatient: inRight, diameterMm: 12, hu: 40 },
        { centerPatient: onLeftPleura, diameterMm: 14, hu: 40 },
      ],
    });
    const told: AnalysisProgress[] = [];
    const partials: (readonly Proposal[])[] = [];
    const { proposals, timingsMs } = await analyse(volume, model, {
      analysisId: "a-1",
      onProgress: (p) => told.push(p),
      onPartial: (partial) => partials.push(partial),
    });
    expect(partials.map(({ length }) => length)).toEqual(proposals.map((_, n) => n + 1));
    expect(partials.at(-1)).toEqual(proposals);
    expect(nearest(proposals, inRight)).toBeLessThan(1.5);
    expect(nearest(proposals, onLeftPleura)).toBeLessThan(2.5);
    for (const proposal of proposals) expect(proposalSchema.safeParse(proposal).error).toBeUndefined();
    const right = proposals.find(({ geometry }) => geometry.kind === "sphere" && distance(geometry.centerPatient, inRight) < 2);
    expect(right).toMatchObject({
      laterality: { value: "24028007", scheme: "SCT" },
      provenance: { by: "model", modelId: "lung-nodule", weightsSha256: model.weightsSha256, analysisId: "a-1" },
    });
    if (right?.provenance.by !== "model" || right.geometry.kind !== "sphere") throw new Error("not of a model");
    // The score is that of the place the second look was taken at, and an explanation begins with it.
    const target = targetOf(right, model.manifest);
    const map = await explainInVolume(volume, model, target as NonNullable<typeof target>, {});
    expect(map.score).toBeCloseTo(right.provenance.score, 2);
    expect(readLookedAt({ parameters: {} }, inRight)).toBeUndefined();
    expect(readLookedAt({ parameters: { lookedAtMm: "1e9 0 0" } }, inRight)).toBeUndefined();
    expect(told.map(({ fraction }) => fraction)).toEqual(told.map(({ fraction }) => fraction).toSorted((a, b) => a - b));
    expect([...new Set(told.map(({ step }) => step))]).toEqual(["read", "lungs", "network", "candidates", "measure"]);
    expect(Object.keys(timingsMs)).toEqual(["read", "lungs", "network", "candidates", "measure"]);
  });

  it("stops when it is cancelled", async () => {
    const controller = new AbortController();
    const run = analyse(simpleChest(), model, {
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === "network") controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
  });

  it("refuses what it was not made for, with the reason", async () => {
    const refused = { area: "inference", code: "not-accepted" };
    const grid = simpleChestGrid();
    const mr = simpleChest({ sopClassUid: "1.2.840.10008.5.1.4.1.1.4", grid: { ...grid, dimensions: [144, 112, 2] } });
    await expect(analyse(mr, model)).rejects.toMatchObject(refused);
    const few = simpleChest({ grid: { ...grid, dimensions: [144, 112, 10] } });
    await expect(analyse(few, model)).rejects.toMatchObject(refused);
    const thick = simpleChest({ grid: { ...grid, dimensions: [60, 50, 50], spacingMm: [4, 4, 10] } });
    await expect(analyse(thick, model)).rejects.toMatchObject(refused);
    const endless = { ...few, grid: { ...grid, dimensions: [144, 112, 5_000_000] as const } };
    await expect(analyse(endless, model)).rejects.toMatchObject(refused);
    const stack = {
      ...simpleChest({ grid: { ...grid, dimensions: [60, 50, 50] } }),
      geometry: { kind: "stack", issues: [] } as const,
    };
    await expect(analyse(stack, model)).rejects.toMatchObject(refused);
  });
});

const root = dataRoot();
const marked = root === null ? null : join(root, "ct", "nlst-chest-2mm");

describe.skipIf(marked === null || !existsSync(marked))("analyse a real chest CT", () => {
  it("finds the lesion that a reader marked, in the left lung", async () => {
    const { readFolder } = await import("../../models/lung-nodule/evaluate/real-cases.ts");
    const model = await loadModel(shipped, { threads: 2 });
    const { proposals } = await analyse(await readFolder(marked as string), model);
    await model.dispose();
    // Middle of the eight boxes of the structured report in ct/nlst-chest-2mm-sr.
    const lesion: Vec3 = [4.4, 2.8, 1181];
    const found = proposals.findIndex(
      ({ geometry }) => geometry.kind === "sphere" && distance(geometry.centerPatient, lesion) < 8,
    );
    expect(found).toBeGreaterThanOrEqual(0);
    expect(found).toBeLessThan(3);
    expect(proposals[found]?.laterality?.value).toBe("7771000");
    expect(proposals.length).toBeLessThanOrEqual(12);
  }, 240_000);
});
