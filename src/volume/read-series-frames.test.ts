import { describe, expect, it } from "vitest";
import { Dataset } from "../dicom/index.ts";
import type { TestImage } from "../testing/dicom-image.ts";
import { pixelsOf, record, seriesOf, shape, slice } from "../testing/dicom-series.ts";
import { readSeriesFrames } from "./read-series-frames.ts";

const plain = (more: (dataset: Dataset) => void): TestImage => ({ ...shape, bitsStored: 12, pixels: pixelsOf(0), more });

describe("readSeriesFrames", () => {
  it("gives sorted frames, one value type, a verdict and the overlay texts", async () => {
    const { series } = await seriesOf([slice(4, 0), slice(0, 0), slice(2, 0)]);
    expect(series.frames.map((frame) => frame.instanceNumber)).toEqual([2, 3, 1]);
    expect(series.frames[0]).toMatchObject({
      sopInstanceUid: "2.25.2",
      frameNumber: 1,
      valueType: "int16",
      photometricInterpretation: "MONOCHROME2",
      pixelSpacingMm: [0.7, 0.5],
      pixelSpacingSource: "patient",
      sliceThicknessMm: 2,
      unit: "[hnsf'U]",
      voi: [{ windowCenter: 40, windowWidth: 400, explanation: "" }],
    });
    expect(series.geometry).toMatchObject({ kind: "volume", grid: { dimensions: [6, 4, 3], spacingMm: [0.5, 0.7, 2] } });
    expect(series).toMatchObject({ studyInstanceUid: "2.25.3", frameOfReferenceUid: "2.25.9", modality: "CT", unreadable: [] });
    expect(series.overlay.patientName).toBe("Doe^Jane");
    expect(series.overlay.accessionNumber).toBe("");
  });

  it("names every patient that its images name, so that two are not taken for one", async () => {
    const of = (z: number, id: string) => slice(z, 0, (dataset) => dataset.set("PatientID", id));
    const { series } = await seriesOf([of(0, "A"), of(2, "B"), of(4, "A")]);
    expect(series.overlay.patientId).toBe("A ≠ B");
    expect((await seriesOf([of(0, "A"), of(2, "A")])).series.overlay.patientId).toBe("A");
  });

  it("says no side of a series that holds images of both", async () => {
    const of = (z: number, side: string) => slice(z, 0, (dataset) => dataset.set("ImageLaterality", side));
    expect((await seriesOf([of(0, "R"), of(2, "L")])).series.overlay.laterality).toBe("");
    expect((await seriesOf([of(0, "R"), of(2, "R")])).series.overlay.laterality).toBe("R");
  });

  it("takes the value type that holds every frame", async () => {
    const fractional = slice(2, 0, (dataset) => dataset.set("RescaleSlope", 0.5));
    const { series } = await seriesOf([slice(0, 0), fractional]);
    expect(series.frames.map((frame) => frame.valueType)).toEqual(["float32", "float32"]);
  });

  it("lists what cannot be shown and shows the rest", async () => {
    const report = plain((dataset) => void dataset.delete("PixelData").delete("Rows"));
    const { series } = await seriesOf([slice(0, 0), report, slice(2, 0)]);
    expect(series.frames).toHaveLength(2);
    expect(series.unreadable).toEqual([{ sopInstanceUid: "2.25.2", code: "volume/no-pixel-data", message: expect.any(String) }]);
    const none = await readSeriesFrames([record(9, "/nowhere/at/all")]);
    expect(none.unreadable[0]?.code).toBe("volume/unreadable-file");
    expect(none.geometry.kind).toBe("stack");
  });

  it("stops when cancelled", async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(readSeriesFrames([record(1)], { signal: stop.signal })).rejects.toThrow(/abort/i);
  });

  it("reads enhanced multi-frame geometry, windows and rescale of each frame", async () => {
    const group = (z: number, center: number) =>
      new Dataset()
        .set("PlanePositionSequence", [new Dataset().set("ImagePositionPatient", [0, 0, z])])
        .set("FrameVOILUTSequence", [
          new Dataset().set("WindowCenter", center).set("WindowWidth", 100).set("WindowCenterWidthExplanation", "BRAIN"),
        ]);
    const shared = new Dataset()
      .set("PlaneOrientationSequence", [new Dataset().set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])])
      .set("PixelMeasuresSequence", [new Dataset().set("PixelSpacing", [0.7, 0.5]).set("SliceThickness", 3)])
      .set("PixelValueTransformationSequence", [
        new Dataset().set("RescaleSlope", 1).set("RescaleIntercept", -1000).set("RescaleType", "HU"),
      ]);
    const image: TestImage = {
      ...shape,
      bitsStored: 12,
      numberOfFrames: 3,
      pixels: pixelsOf(0, 72),
      more: (dataset) =>
        void dataset
          .set("PerFrameFunctionalGroupsSequence", [group(6, 1), group(3, 2), group(0, 3)])
          .set("SharedFunctionalGroupsSequence", [shared]),
    };
    const { series } = await seriesOf([image]);
    expect(series.frames.map((frame) => frame.frameNumber)).toEqual([3, 2, 1]);
    expect(series.geometry).toMatchObject({ kind: "volume", grid: { spacingMm: [0.5, 0.7, 3], originPatient: [0, 0, 0] } });
    expect(series.frames[0]).toMatchObject({
      unit: "[hnsf'U]",
      sliceThicknessMm: 3,
      voi: [{ windowCenter: 3, windowWidth: 100, explanation: "BRAIN" }],
    });
  });

  it("places the frames of a dose grid by its offset vector", async () => {
    const dose = plain((dataset) =>
      dataset
        .set("ImagePositionPatient", [0, 0, 10])
        .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
        .set("PixelSpacing", [2, 2])
        .set("GridFrameOffsetVector", [0, 5, 10]),
    );
    const { series } = await seriesOf([{ ...dose, numberOfFrames: 3, pixels: pixelsOf(0, 72) }]);
    expect(series.geometry).toMatchObject({ kind: "volume", grid: { spacingMm: [2, 2, 5], originPatient: [0, 0, 10] } });
  });

  it("places the frames of a dose grid whose offsets are positions", async () => {
    const dose = plain((dataset) =>
      dataset
        .set("ImagePositionPatient", [0, 0, 10])
        .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
        .set("PixelSpacing", [2, 2])
        .set("GridFrameOffsetVector", [10, 5, 0]),
    );
    const { series } = await seriesOf([{ ...dose, numberOfFrames: 3, pixels: pixelsOf(0, 72) }]);
    expect(series.geometry).toMatchObject({ kind: "volume", grid: { spacingMm: [2, 2, 5], originPatient: [0, 0, 0] } });
    expect(series.frames.map((frame) => frame.frameNumber)).toEqual([3, 2, 1]);
  });

  it("gives each phase of an enhanced image by its index, and the first where there is no such one", async () => {
    const group = (z: number, phase: number) =>
      new Dataset()
        .set("PlanePositionSequence", [new Dataset().set("ImagePositionPatient", [0, 0, z])])
        .set("FrameContentSequence", [new Dataset().set("TemporalPositionIndex", phase).set("StackID", "1")]);
    const shared = new Dataset()
      .set("PlaneOrientationSequence", [new Dataset().set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])])
      .set("PixelMeasuresSequence", [new Dataset().set("PixelSpacing", [0.7, 0.5])]);
    const image: TestImage = {
      ...shape,
      numberOfFrames: 6,
      pixels: pixelsOf(0, 144),
      more: (dataset) =>
        void dataset
          .set("PerFrameFunctionalGroupsSequence", [group(0, 1), group(0, 2), group(3, 1), group(3, 2), group(6, 1), group(6, 2)])
          .set("SharedFunctionalGroupsSequence", [shared]),
    };
    const { series, instances, open } = await seriesOf([image]);
    expect(series.split).toBe(0);
    expect(series.splits).toEqual([
      { index: 0, kind: "time", label: [{ code: "time", value: 1 }], frameCount: 3, verdictKind: "volume" },
      { index: 1, kind: "time", label: [{ code: "time", value: 2 }], frameCount: 3, verdictKind: "volume" },
    ]);
    const second = await readSeriesFrames(instances, { open, split: 1 });
    expect(second.frames.map((frame) => frame.frameNumber)).toEqual([2, 4, 6]);
    expect(second.geometry).toMatchObject({ kind: "volume", grid: { dimensions: [6, 4, 3], spacingMm: [0.5, 0.7, 3] } });
    expect((await readSeriesFrames(instances, { open, split: 9 })).split).toBe(0);
  });

  it("opens the images of a series rather than its scout, in any order of the files", async () => {
    const scout = slice(0, 0, (dataset) => void dataset.set("ImageType", ["ORIGINAL", "PRIMARY", "LOCALIZER"]));
    const images = [scout, slice(0, 0), slice(2, 0), slice(4, 0)];
    const { series, instances, open } = await seriesOf(images);
    expect(series.splits.map(({ label, frameCount }) => [label[0]?.value, frameCount])).toEqual([
      ["original", 3],
      ["localizer", 1],
    ]);
    expect(series.geometry.kind).toBe("volume");
    expect(await readSeriesFrames(instances.toReversed(), { open })).toEqual(series);
  });

  it("remarks on a side that is said in two ways, and on images that repeat a place, without judging by it", async () => {
    const knee = (z: number) =>
      slice(z, 0, (dataset) => void dataset.set("Laterality", "R").set("SeriesDescription", "KNEE LEFT"));
    const { series } = await seriesOf([knee(0), knee(2), knee(4), knee(6), knee(4)]);
    expect(series.geometry).toMatchObject({
      kind: "volume",
      issues: [
        { code: "duplicates", details: { count: 1 } },
        {
          code: "laterality-conflict",
          details: { side: "R", source: "Laterality", otherSide: "L", otherSource: "SeriesDescription" },
        },
      ],
    });
    expect(series.splits.map(({ kind, frameCount }) => [kind, frameCount])).toEqual([
      ["whole", 4],
      ["duplicate", 1],
    ]);
  });
});
