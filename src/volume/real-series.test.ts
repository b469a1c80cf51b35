import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { InstanceRecord } from "../archive/index.ts";
import { parsePart10 } from "../dicom/index.ts";
import { indexToPatientMm, pixelToPatientMm } from "../geometry/index.ts";
import { dataRoot } from "../testing/environment.ts";
import { readSeriesFrames } from "./read-series-frames.ts";
import { readVolume } from "./read-volume.ts";

const root = dataRoot();

function instancesIn(folder: string): InstanceRecord[] {
  return readdirSync(join(root as string, folder)).map((name) => {
    const path = join(root as string, folder, name);
    const { dataset, transferSyntaxUid } = parsePart10(readFileSync(path), { untilTag: 0x7fe00008 });
    return {
      sopInstanceUid: dataset.first("SOPInstanceUID") ?? "",
      sopClassUid: dataset.first("SOPClassUID") ?? "",
      seriesInstanceUid: dataset.first("SeriesInstanceUID") ?? "",
      studyInstanceUid: dataset.first("StudyInstanceUID") ?? "",
      transferSyntaxUid,
      instanceNumber: dataset.first("InstanceNumber") ?? null,
      numberOfFrames: 1,
      byteLength: 0,
      sha256: "",
      path,
    };
  });
}

describe.skipIf(root === null)("real series", () => {
  it.each([
    ["ct/nlst-chest-2mm", "volume", [512, 512, 143], [0.5400390625, 0.5400390625, 2], "int16"],
    ["ct/chest-1mm", "marked", [512, 512, 275], [0.78125, 0.78125, 1], "int16"],
    ["ct/lung-3mm", "volume", [512, 512, 99], [0.564453125, 0.564453125, 3], "int16"],
    ["mr/head", "volume", [256, 256, 100], [1.01562, 1.01562, 2.5], "int16"],
    ["objects/pet", "volume", [128, 128, 299], [3.5378182, 3.5378182, 3.375], "float32"],
  ] as const)("%s is a %s whose grid is where its frames are", async (folder, kind, dimensions, spacingMm, valueType) => {
    const series = await readSeriesFrames(instancesIn(folder));
    expect(series.unreadable).toEqual([]);
    expect(series.geometry.kind).toBe(kind);
    expect(series.frames[0]?.valueType).toBe(valueType);
    const grid = series.geometry.grid!;
    expect(grid.dimensions).toEqual(dimensions);
    for (const axis of [0, 1, 2] as const) expect(grid.spacingMm[axis]).toBeCloseTo(spacingMm[axis], 3);
    for (const k of [0, 7, series.frames.length - 1]) {
      const there = pixelToPatientMm(series.frames[k]!.plane!, 100, 50);
      const here = indexToPatientMm(grid, [100, 50, k]);
      for (const axis of [0, 1, 2] as const) expect(Math.abs(here[axis] - there[axis])).toBeLessThan(0.01);
    }
    expect(series.frameOfReferenceUid).toMatch(/^[0-9.]+$/);
  });

  it("reads the lung CT as Hounsfield units: air around, soft tissue and bone inside", async () => {
    const instances = instancesIn("ct/lung-3mm");
    const volume = await readVolume(await readSeriesFrames(instances), instances);
    let air = 0;
    let tissue = 0;
    for (const value of volume.values) {
      if (value < -800) air += 1;
      else if (value > -100 && value < 150) tissue += 1;
    }
    expect(air / volume.values.length).toBeGreaterThan(0.2);
    expect(tissue / volume.values.length).toBeGreaterThan(0.2);
  });

  it("takes a de-identified series whose frames each name their own frame of reference, and says so", async () => {
    const series = await readSeriesFrames(instancesIn("ct/chest-1mm"));
    expect(series.geometry.issues).toEqual([{ code: "mixed-frame-of-reference", details: { count: 275 } }]);
  });
});
