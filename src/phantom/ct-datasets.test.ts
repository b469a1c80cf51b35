import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { buildPart10, type Dataset, parsePart10 } from "../dicom/index.ts";
import { hasTool } from "../testing/environment.ts";
import { buildAnatomy, buildChestDatasets, buildChestVolume, chestRecipe, demoPatient } from "./index.ts";

const recipe = chestRecipe({
  seed: 3,
  nodules: 0,
  acquisition: { matrix: 96, fieldOfViewMm: 380, slices: 4, spacingMm: 50, sliceThicknessMm: 2, bloodHu: 160 },
});
const { patient, studies } = demoPatient();

const anatomy = buildAnatomy(recipe);

async function slices(): Promise<Dataset[]> {
  const built: Dataset[] = [];
  for await (const dataset of buildChestDatasets(recipe, "current", { patient, study: studies.current }, { anatomy }))
    built.push(dataset);
  return built;
}

describe("the chest phantom's data sets", () => {
  it("hold the volume's values and geometry", async () => {
    const built = await slices();
    const volume = await buildChestVolume(recipe, "current", { anatomy });
    expect(built).toHaveLength(4);
    built.forEach((dataset, k) => {
      const read = parsePart10(buildPart10(dataset)).dataset;
      expect(read.first("InstanceNumber")).toBe(4 - k);
      expect(read.get("ImagePositionPatient")![2]).toBeCloseTo(volume.grid.originPatient[2] + 50 * k, 4);
      expect(read.first("PatientName")).toBe("Demo^Phantom=体模^演示");
      expect(read.first("ManufacturerModelName")).toBe("Hounsfield phantom");
      expect(read.first("QualityControlImage")).toBe("YES");
      const pixels = read.get("PixelData")!;
      const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength);
      const at = 96 * 48 + 30;
      expect(view.getUint16(at * 2, true) - 1024).toBe(volume.values[k * 96 * 96 + at]);
    });
    expect(new Set(built.map((dataset) => dataset.first("SOPInstanceUID"))).size).toBe(4);
  });

  it("are the same bytes each time", async () => {
    const [first, second] = [await slices(), await slices()];
    first.forEach((dataset, k) => {
      expect(Buffer.compare(buildPart10(dataset), buildPart10(second[k]!))).toBe(0);
    });
  });

  it.skipIf(!hasTool("dciodvfy"))("are valid CT images", async () => {
    const folder = mkdtempSync(join(tmpdir(), "phantom-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const [k, dataset] of (await slices()).entries()) {
      const path = join(folder, `${k}.dcm`);
      writeFileSync(path, buildPart10(dataset));
      const { stderr } = spawnSync("dciodvfy", ["-new", path], { encoding: "utf8" });
      expect(stderr.split("\n").filter((line) => /^(Error|Warning)/.test(line))).toEqual([]);
    }
  });
});
