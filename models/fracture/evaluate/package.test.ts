import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { judgeSeries, listModels, loadModel, type ModelManifest, type SeriesAbout } from "../../../src/inference/index.ts";
import type { Row } from "./rows.ts";

const directory = fileURLToPath(new URL("..", import.meta.url));
const text = (path: string) => readFileSync(join(directory, path), "utf8");
const isMade = existsSync(join(directory, "manifest.json"));

describe.skipIf(!isMade)("the fracture package as it is shipped", () => {
  let manifest: ModelManifest;
  let rows: ReadonlyMap<string, number>;
  const value = (name: string) => rows.get(`cross-validation: ${name}`) as number;

  beforeAll(async () => {
    const listed = (await listModels([dirname(directory)])).find(({ folder }) => folder === basename(directory));
    expect(listed?.error).toBeUndefined();
    manifest = listed?.manifest as ModelManifest;
    rows = new Map((JSON.parse(text("train/logs/rows.json")) as Row[]).map((row) => [row.name, row.value]));
  });

  it("loads, and computes here what it was published with", async () => {
    const model = await loadModel(directory, { threads: 1 });
    expect(model.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    await model.dispose();
    const networks = manifest.files.filter(({ path }) => path.endsWith(".onnx"));
    for (const { bytes } of networks) expect(bytes).toBeLessThanOrEqual(12e6);
    // The numbers of its card are those of this network.
    const sha256 = networks.find(({ path }) => path === "model.onnx")?.sha256 ?? "";
    expect([...rows.keys()]).toContain(`validation: network sha256 ${sha256.slice(0, 12)}`);
  });

  const film = (about: SeriesAbout) => ({
    ...{ about, modality: "DX" as const, of: "image" as const, slices: 1, sliceSpacingMm: undefined },
    ...{ sliceThicknessMm: undefined, pixelSpacingMm: 0.15, extentMm: [300, 240], photometricInterpretation: "MONOCHROME1" },
  });

  it.each(["HAND", "WRIST", "SHOULDER", "HIP", "PELVIS", "KNEE", "LEG", "ANKLE", "FOOT", "右腕关节正侧位"])("takes %s", (part) =>
    expect(judgeSeries(film({ bodyPartExamined: part }), manifest.accepts)).toEqual({ accepted: true, unknown: [] }),
  );

  it.each(["CHEST", "SKULL", "CSPINE", "LSPINE", "ABDOMEN"])("refuses %s", (part) =>
    expect(judgeSeries(film({ bodyPartExamined: part }), manifest.accepts)).toMatchObject({ reason: "body-region" }),
  );

  it("refuses what is no radiograph, and says of a film without a region that nobody knows it", () => {
    const { accepts } = manifest;
    expect(judgeSeries({ ...film({}), modality: "CT" }, accepts)).toMatchObject({ reason: "modality" });
    expect(judgeSeries({ ...film({ modality: "US" }), modality: "SC" }, accepts)).toMatchObject({ reason: "modality" });
    expect(judgeSeries({ ...film({}), modality: "SC" }, accepts)).toEqual({ accepted: true, unknown: ["body-region"] });
  });

  it("has operating points of printed numbers, in words of both languages", () => {
    for (const { id, thresholds, sensitivity, falsePositives, meaning } of manifest.operatingPoints) {
      expect(thresholds).toEqual({
        fracture: value(`score of a box from which it is shown, ${id}`),
        "image-fracture": value(`score of an image from which it is flagged, ${id}`),
      });
      const found = value(`sensitivity at the operating point ${id}`);
      expect(sensitivity?.value).toBeCloseTo(found, 3);
      expect(falsePositives?.value).toBeCloseTo(value(`false positives per image at the operating point ${id}`), 3);
      for (const words of Object.values(meaning)) expect(words).toContain((100 * found).toFixed(0));
    }
    const boxes = ["specific", "balanced", "sensitive"].map(
      (id) => manifest.operatingPoints.find((point) => point.id === id)?.thresholds.fracture ?? 0,
    );
    expect(boxes).toEqual(boxes.toSorted((a, b) => b - a));
  });

  it("has the same numbers in both of its cards, its pictures, and whom it owes them to", () => {
    const cards = Object.values(manifest.modelCard).map(text);
    expect(cards.length).toBe(2);
    const numbers = cards.map((card) => card.match(/\d\.\d\d \(\d\.\d\d-\d\.\d\d\)/g) ?? []);
    expect(numbers[0]?.length).toBeGreaterThan(30);
    expect(numbers[1]).toEqual(numbers[0]);
    for (const card of cards) {
      expect(card).toContain(`fracture ${manifest.version}`);
      expect(card).toContain("CC BY 4.0");
      expect(card).toContain("Abedeen");
      expect(card).toContain(value("mAP50").toFixed(2));
      expect(card).not.toMatch(/\{\{|\bNaN\b|not measured yet/i);
      for (const [, picture] of card.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g))
        expect(manifest.files.map(({ path }) => path)).toContain(picture);
    }
    expect(JSON.stringify(manifest)).not.toMatch(/Not measured yet|尚未评测/);
    const [labelled, ...generated] = manifest.training.data;
    expect(labelled).toMatchObject({ name: expect.stringContaining("FracAtlas"), licence: "CC BY 4.0" });
    // What else it saw, nobody's radiographs are: projections and phantoms.
    for (const { name } of generated) expect(name).toMatch(/^Projections of |generated by this program$/);
    expect(manifest.training.data.every(({ licence }) => licence.length > 2)).toBe(true);
  });

  it("ships eight bits only where they lose little", () => {
    const [stage] = manifest.pipeline.kind === "stages" ? manifest.pipeline.stages : [];
    const [reference, ...others] = stage?.network.variants ?? [];
    expect(reference).toMatchObject({ precision: "fp32" });
    for (const { precision, scoreLoss } of others) expect([precision, (scoreLoss ?? 1) <= 0.02]).toEqual(["int8", true]);
  });
});
