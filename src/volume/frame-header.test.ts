import { describe, expect, it } from "vitest";
import { Dataset } from "../dicom/index.ts";
import type { TestImage } from "../testing/dicom-image.ts";
import { pixelsOf, seriesOf, shape, slice } from "../testing/dicom-series.ts";

async function frameOf(image: TestImage) {
  return (await seriesOf([image])).series.frames[0]!;
}

const plain = (more: (dataset: Dataset) => void): TestImage => ({ ...shape, bitsStored: 12, pixels: pixelsOf(0), more });

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

  it("opens a lung reconstruction with the lung window", async () => {
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
    expect(await unit((dataset) => dataset.delete("RescaleSlope"))).toBe("1");
    expect(await unit((dataset) => dataset.set("RescaleType", "US"))).toBe("1");
    expect(await unit((dataset) => dataset.set("ImageType", ["ORIGINAL", "PRIMARY", "LOCALIZER"]))).toBe("1");
    expect(await unit((dataset) => dataset.set("Modality", "MR"))).toBe("1");
    expect(await unit((dataset) => dataset.set("Modality", "PT").set("Units", "BQML").set("RescaleSlope", 2))).toBe("Bq/ml");
    // Stored values that no factor brings to becquerels are none.
    expect(await unit((dataset) => dataset.set("Modality", "PT").set("Units", "BQML").delete("RescaleSlope"))).toBe("1");
    expect(await unit((dataset) => dataset.set("Modality", "PT").set("Units", "GML").set("RescaleSlope", 1))).toBe("{SUVbw}g/ml");
  });

  it("recommends a frame rate", async () => {
    const rate = async (more: (dataset: Dataset) => void) => (await seriesOf([plain(more)])).series.recommendedFrameRate;
    expect(await rate(() => undefined)).toBeUndefined();
    expect(await rate((dataset) => dataset.set("FrameTime", 40))).toBe(25);
    expect(await rate((dataset) => dataset.set("FrameTimeVector", [0, 50, 50]))).toBe(20);
    expect(await rate((dataset) => dataset.set("FrameTime", 40).set("RecommendedDisplayFrameRate", 12))).toBe(12);
  });
});
