import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Dataset, sopClasses } from "../dicom/index.ts";
import { buildTestImage, type TestImage, words } from "../testing/dicom-image.ts";
import { seriesOf } from "../testing/dicom-series.ts";
import { createCodecs, createFrameReader } from "./index.ts";

const dose: TestImage = {
  rows: 1,
  columns: 4,
  pixels: words([0, 1, 1000, 65_535]),
  more: (dataset: Dataset) => {
    dataset
      .set("SOPClassUID", sopClasses.RTDoseStorage)
      .set("Modality", "RTDOSE")
      .set("DoseUnits", "GY")
      .set("DoseGridScaling", 0.0005)
      // Some planning systems write a rescale too; a dose has none.
      .set("RescaleSlope", 3);
  },
};

describe("a dose", () => {
  const directory = mkdtempSync(join(tmpdir(), "dose-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("is in gray, by its grid scaling", async () => {
    const { series } = await seriesOf([dose]);
    expect(series.frames[0]).toMatchObject({ unit: "Gy", valueType: "float32" });
    const path = join(directory, "dose.dcm");
    writeFileSync(path, buildTestImage(dose));
    const { values } = await createFrameReader(createCodecs()).decode(path, 1, "float32");
    expect([...values].map((value) => Number(value.toFixed(4)))).toEqual([0, 0.0005, 0.5, 32.7675]);
  });

  it("without its grid scaling is a number and no gray", async () => {
    const unscaled = (dataset: Dataset) =>
      void dataset.set("SOPClassUID", sopClasses.RTDoseStorage).set("Modality", "RTDOSE").set("DoseUnits", "GY");
    const { series } = await seriesOf([{ ...dose, more: unscaled }]);
    expect(series.frames[0]?.unit).toBe("1");
  });

  it("without units is a number", async () => {
    const { series } = await seriesOf([{ ...dose, more: (dataset) => void dataset.set("Modality", "RTDOSE") }]);
    expect(series.frames[0]?.unit).toBe("1");
  });
});
