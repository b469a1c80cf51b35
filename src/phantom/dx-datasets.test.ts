import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { buildPart10, type Dataset } from "../dicom/index.ts";
import { hasTool } from "../testing/environment.ts";
import { buildWristDatasets, demoPatient } from "./index.ts";

const { patient, studies, wrist } = demoPatient();
const views: Dataset[] = [];

beforeAll(async () => {
  for await (const dataset of buildWristDatasets(wrist, { patient, study: studies.wrist })) views.push(dataset);
});

/** Mean of stored values over a small square, millimetres of the detector from the image's top left corner. */
function brightness(dataset: Dataset, x: number, y: number): number {
  const pixels = dataset.get("PixelData")!;
  const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const columns = dataset.first("Columns")!;
  const [spacing] = dataset.get("ImagerPixelSpacing")!;
  let sum = 0;
  for (let j = -3; j <= 3; j++) {
    for (let i = -3; i <= 3; i++) {
      sum += view.getUint16(2 * (Math.round(x / spacing!) + i + columns * (Math.round(y / spacing!) + j)), true);
    }
  }
  return sum / 49;
}

describe("the wrist phantom", () => {
  it("shows bone brighter than soft tissue, that brighter than air, and black outside the field", () => {
    const [pa] = views;
    const at = (u: number, v: number) => brightness(pa!, (u + 68) * 1.04, (v + 122) * 1.04);
    expect(at(13, 80)).toBeGreaterThan(at(0, 80) + 350);
    expect(at(0, 80)).toBeGreaterThan(at(-55, 60) + 350);
    expect(brightness(pa!, 1, 1)).toBe(0);
  });

  it("says that it is synthetic and how large its pixels are at the detector", () => {
    for (const dataset of views) {
      expect(dataset.first("ManufacturerModelName")).toBe("Hounsfield phantom");
      expect(dataset.first("ImageComments")).toContain("not a patient");
      expect(dataset.get("ImagerPixelSpacing")).toEqual([0.2, 0.2]);
      expect(dataset.has("PixelSpacing")).toBe(false);
    }
    expect(views.map((dataset) => dataset.first("ViewPosition"))).toEqual(["PA", "LL"]);
    expect(new Set(views.map((dataset) => dataset.first("StudyInstanceUID"))).size).toBe(1);
  });

  it.skipIf(!hasTool("dciodvfy"))("is a valid digital radiograph", () => {
    const folder = mkdtempSync(join(tmpdir(), "phantom-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const [i, dataset] of views.entries()) {
      const path = join(folder, `${i}.dcm`);
      writeFileSync(path, buildPart10(dataset));
      const { stderr } = spawnSync("dciodvfy", ["-new", path], { encoding: "utf8" });
      expect(stderr.split("\n").filter((line) => /^(Error|Warning)/.test(line))).toEqual([]);
    }
  });
});
