import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { listModels, type ModelManifest } from "../../../src/inference/index.ts";
import type { Row } from "./rows.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const text = (path: string) => readFileSync(join(PACKAGE, path), "utf8");
const rows = new Map((JSON.parse(text("train/logs/rows.json")) as Row[]).map(({ name, value }) => [name, value]));
const FOLDS = "simulated nodules in real CTs, each by the fold that never saw it";

describe("the card of lung-nodule", () => {
  let manifest: ModelManifest;
  beforeAll(async () => {
    const listed = (await listModels([dirname(PACKAGE)])).find(({ folder }) => folder === basename(PACKAGE));
    expect(listed?.error).toBeUndefined();
    manifest = listed?.manifest as ModelManifest;
  });

  it("has the printed numbers of its operating point, and the version of its package, in both languages", () => {
    const point = manifest.operatingPoints[0];
    const threshold = point?.thresholds.nodule;
    const sensitivity = rows.get(`${FOLDS}: sensitivity at the operating point ${threshold}`) as number;
    const wrong = rows.get(`${FOLDS}: false positives per scan at the operating point ${threshold}`) as number;
    expect(point?.sensitivity?.value).toBeCloseTo(sensitivity, 3);
    expect(point?.falsePositives?.value).toBeCloseTo(wrong, 3);
    for (const path of Object.values(manifest.modelCard)) {
      const card = text(path);
      expect(card).toContain(`lung-nodule ${manifest.version}`);
      expect(card).toContain(` ${threshold}`);
      expect(card).toContain(`| ${sensitivity.toFixed(2)} (`);
      expect(card).not.toMatch(/\{\{|\bNaN\b/);
    }
  });

  it("shows only pictures that belong to the package", () => {
    const files = manifest.files.map(({ path }) => path);
    for (const path of Object.values(manifest.modelCard)) {
      const shown = [...text(path).matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map((match) => match[1]);
      expect(shown.length).toBeGreaterThan(0);
      for (const picture of shown) expect(files).toContain(picture);
    }
  });
});
