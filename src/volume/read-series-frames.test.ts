import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InstanceRecord } from "../archive/index.ts";
import { Dataset, tagOf } from "../dicom/index.ts";
import { buildTestImage, type TestImage, words } from "../testing/dicom-image.ts";
import { memorySource } from "./byte-source.ts";
import { createCodecs } from "./codec/codecs.ts";
import { readSeriesFrames } from "./read-series-frames.ts";
import { fileFrameSource, readVolume } from "./read-volume.ts";

const shape = { rows: 4, columns: 6 } as const;
const pixelsOf = (value: number, count = 24) => words(Array.from({ length: count }, (_, at) => value + at));

function record(number: number, path = `${number}`): InstanceRecord {
  return {
    sopInstanceUid: `2.25.${number}`,
    sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
    seriesInstanceUid: "2.25.2",
    studyInstanceUid: "2.25.3",
    transferSyntaxUid: "1.2.840.10008.1.2.1",
    instanceNumber: number,
    numberOfFrames: 1,
    byteLength: 0,
    sha256: "",
    path,
  };
}

/** A slice of a chest-like CT at a position along z. */
function slice(z: number, value: number, more: (dataset: Dataset) => void = () => undefined): TestImage {
  return {
    ...shape,
    bitsStored: 12,
    pixels: pixelsOf(value),
    more: (dataset) => {
      dataset
        .set("Modality", "CT")
        .set("PatientName", "Doe^Jane")
        .set("ImagePositionPatient", [-10, -20, z])
        .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
        .set("PixelSpacing", [0.7, 0.5])
        .set("SliceThickness", 2)
        .set("FrameOfReferenceUID", "2.25.9")
        .set("RescaleSlope", 1)
        .set("RescaleIntercept", -1024);
      more(dataset);
    },
  };
}

async function seriesOf(images: readonly TestImage[]) {
  const files = images.map((image) => buildTestImage(image));
  const open = async ({ path }: InstanceRecord) => memorySource(files[Number(path) - 1] ?? new Uint8Array(0));
  const instances = images.map((_, n) => record(n + 1));
  return { series: await readSeriesFrames(instances, { open }), instances, open };
}

async function frameOf(image: TestImage) {
  return (await seriesOf([image])).series.frames[0]!;
}

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
});

describe("pixel spacing (PS3.3 10.7.1)", () => {
  const spacing = async (more: (dataset: Dataset) => void) => {
    const { pixelSpacingMm, pixelSpacingSource } = await frameOf(plain(more));
    return [pixelSpacingMm, pixelSpacingSource];
  };

  it("tells detector from calibrated spacing of projections", async () => {
    const dx = (dataset: Dataset) => dataset.set("Modality", "DX");
    expect(await spacing((dataset) => dx(dataset).set("ImagerPixelSpacing", [0.1, 0.1]))).toEqual([[0.1, 0.1], "detector"]);
    expect(await spacing((dataset) => dx(dataset).set("ImagerPixelSpacing", [0.1, 0.1]).set("PixelSpacing", [0.1, 0.1]))).toEqual(
      [[0.1, 0.1], "detector"],
    );
    expect(
      await spacing((dataset) => dx(dataset).set("ImagerPixelSpacing", [0.1, 0.1]).set("PixelSpacing", [0.08, 0.08])),
    ).toEqual([[0.08, 0.08], "calibrated"]);
    expect(await spacing((dataset) => dx(dataset).set("PixelSpacing", [0.1, 0.1]))).toEqual([[0.1, 0.1], "detector"]);
    const fiducial = (dataset: Dataset) =>
      dx(dataset).set("PixelSpacing", [0.1, 0.1]).set("PixelSpacingCalibrationType", "FIDUCIAL");
    expect(await spacing(fiducial)).toEqual([[0.1, 0.1], "calibrated"]);
  });

  it("takes the spacing of ultrasound regions where they agree, and none where nothing is known", async () => {
    const region = (delta: number) =>
      new Dataset()
        .set("PhysicalUnitsXDirection", 3)
        .set("PhysicalUnitsYDirection", 3)
        .set("PhysicalDeltaX", delta)
        .set("PhysicalDeltaY", -delta);
    const regions = (...deltas: number[]) => spacing((dataset) => dataset.set("SequenceOfUltrasoundRegions", deltas.map(region)));
    expect(await regions(0.03)).toEqual([[0.3, 0.3], "calibrated"]);
    expect(await regions(0.03, 0.05)).toEqual([undefined, "none"]);
    expect(await spacing(() => undefined)).toEqual([undefined, "none"]);
    expect(await spacing((dataset) => dataset.set("PixelSpacing", [0, -1]))).toEqual([undefined, "none"]);
  });
});

describe("windows, padding, loss, unit and rate", () => {
  it("keeps the file's windows with their names and leaves out what is none", async () => {
    const frame = await frameOf(
      plain((dataset) =>
        dataset
          .set("WindowCenter", [40, -600, 3])
          .set("WindowWidth", [400, 1500, 0])
          .set("WindowCenterWidthExplanation", ["SOFT", "LUNG"]),
      ),
    );
    expect(frame.voi).toEqual([
      { windowCenter: 40, windowWidth: 400, explanation: "SOFT" },
      { windowCenter: -600, windowWidth: 1500, explanation: "LUNG" },
    ]);
  });

  it("restates LINEAR_EXACT, takes the range of a VOI LUT, and opens a lung reconstruction with the lung window", async () => {
    const exact = await frameOf(
      plain((dataset) => dataset.set("WindowCenter", 10).set("WindowWidth", 20).set("VOILUTFunction", "LINEAR_EXACT")),
    );
    expect(exact.voi).toEqual([{ windowCenter: 10.5, windowWidth: 21, explanation: "" }]);
    const table = new Dataset()
      .set("LUTDescriptor", [4, 100, 8])
      .set("LUTExplanation", "NORMAL")
      .setElement(tagOf("LUTData"), { vr: "OW", value: words([1, 2, 3, 4]) });
    const looked = await frameOf(plain((dataset) => dataset.set("VOILUTSequence", [table])));
    expect(looked.voi).toEqual([{ windowCenter: 102, windowWidth: 4, explanation: "NORMAL" }]);
    const lung = await frameOf(slice(0, 0, (dataset) => dataset.set("SeriesDescription", "LUNG 1.0 B70f")));
    expect(lung.voi).toEqual([{ windowCenter: -600, windowWidth: 1500, explanation: "" }]);
  });

  it("gives padding in modality units, the sign of a value written as unsigned restored", async () => {
    const padded = await frameOf({
      ...slice(0, 0, (dataset) => dataset.set("PixelPaddingValue", 63_536)),
      signed: true,
      bitsStored: 16,
    });
    expect(padded.paddingRange).toEqual([-3024, -3024]);
    const range = await frameOf(slice(0, 0, (dataset) => dataset.set("PixelPaddingValue", 10).set("PixelPaddingRangeLimit", 0)));
    expect(range.paddingRange).toEqual([-1024, -1014]);
  });

  it("says what is lossy", async () => {
    const ratio = (more: (dataset: Dataset) => void) => frameOf(plain(more)).then((frame) => frame.lossyRatio);
    expect(await ratio(() => undefined)).toBeUndefined();
    expect(await ratio((dataset) => dataset.set("LossyImageCompression", "00"))).toBeUndefined();
    expect(await ratio((dataset) => dataset.set("LossyImageCompression", "01"))).toBe(1);
    expect(
      await ratio((dataset) => dataset.set("LossyImageCompression", "01").set("LossyImageCompressionRatio", [4, 12.5])),
    ).toBe(12.5);
    const near = { ...shape, transferSyntaxUid: "1.2.840.10008.1.2.4.81", pixels: [Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)] };
    expect((await frameOf(near)).lossyRatio).toBe(1);
  });

  it("names the unit", async () => {
    const unit = (more: (dataset: Dataset) => void) => frameOf(slice(0, 0, more)).then((frame) => frame.unit);
    expect(await unit(() => undefined)).toBe("[hnsf'U]");
    expect(await unit((dataset) => dataset.set("RescaleType", "US"))).toBe("1");
    expect(await unit((dataset) => dataset.set("ImageType", ["ORIGINAL", "PRIMARY", "LOCALIZER"]))).toBe("1");
    expect(await unit((dataset) => dataset.set("Modality", "MR"))).toBe("1");
    expect(await unit((dataset) => dataset.set("Modality", "PT").set("Units", "BQML"))).toBe("Bq/ml");
    expect(await unit((dataset) => dataset.set("Modality", "PT").set("Units", "GML"))).toBe("{SUVbw}g/ml");
  });

  it("recommends a frame rate", async () => {
    const rate = async (more: (dataset: Dataset) => void) => (await seriesOf([plain(more)])).series.recommendedFrameRate;
    expect(await rate(() => undefined)).toBeUndefined();
    expect(await rate((dataset) => dataset.set("FrameTime", 40))).toBe(25);
    expect(await rate((dataset) => dataset.set("FrameTimeVector", [0, 50, 50]))).toBe(20);
    expect(await rate((dataset) => dataset.set("FrameTime", 40).set("RecommendedDisplayFrameRate", 12))).toBe(12);
  });
});

describe("readVolume", () => {
  it("puts every frame into its place of one buffer, in modality units", async () => {
    const { series, instances, open } = await seriesOf([slice(4, 300), slice(0, 100), slice(2, 200)]);
    const progress: number[] = [];
    const source = fileFrameSource(instances, createCodecs(), open);
    const volume = await readVolume(series, source, { onProgress: (fraction) => progress.push(fraction) });
    expect(volume.values).toBeInstanceOf(Int16Array);
    expect([...volume.values]).toEqual(
      [100, 200, 300].flatMap((value) => Array.from({ length: 24 }, (_, at) => value + at - 1024)),
    );
    expect(volume).toMatchObject({ seriesInstanceUid: "2.25.2", studyInstanceUid: "2.25.3", frameOfReferenceUid: "2.25.9" });
    expect(progress.at(-1)).toBe(1);
  });

  it("refuses a series that makes no volume, passes a frame's failure on, and stops when cancelled", async () => {
    const { series, instances, open } = await seriesOf([slice(0, 0), slice(1, 0), slice(2, 0)]);
    const lone = await seriesOf([slice(0, 0)]);
    await expect(readVolume(lone.series, lone.instances)).rejects.toMatchObject({
      code: "not-a-volume",
      details: { reason: "single-frame" },
    });
    await expect(readVolume(series, fileFrameSource(instances.slice(1), createCodecs(), open))).rejects.toMatchObject({
      code: "frame-not-found",
    });
    const stop = new AbortController();
    const cancelled = readVolume(series, async () => stop.abort(), { signal: stop.signal, concurrency: 1 });
    await expect(cancelled).rejects.toThrow(/abort/i);
  });

  describe("from files", () => {
    let folder = "";
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "series-"));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it("needs no more than the instances", async () => {
      const instances = await Promise.all(
        [0, 2, 4].map(async (z, n) => {
          const path = join(folder, `${n}.dcm`);
          await writeFile(path, buildTestImage(slice(z, 100 * n)));
          return record(n + 1, path);
        }),
      );
      const volume = await readVolume(await readSeriesFrames(instances), instances);
      expect([volume.values[0], volume.values[24], volume.values[48]]).toEqual([-1024, -924, -824]);
    });
  });
});
