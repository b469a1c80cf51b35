import { describe, expect, it } from "vitest";
import { Dataset } from "../dicom/index.ts";
import { pixelsOf, seriesOf, shape } from "../testing/dicom-series.ts";

async function read(more: (dataset: Dataset) => void) {
  const { series } = await seriesOf([{ ...shape, bitsStored: 12, pixels: pixelsOf(0), more }]);
  return { series, frame: series.frames[0]! };
}

describe("a spacing at the detector", () => {
  const dx = (dataset: Dataset) => dataset.set("Modality", "DX").set("ImagerPixelSpacing", [0.2, 0.1]);

  it("is corrected by the estimated magnification, and says the factor", async () => {
    const { frame } = await read((dataset) => dx(dataset).set("EstimatedRadiographicMagnificationFactor", 1.25));
    expect(frame).toMatchObject({ pixelSpacingMm: [0.16, 0.08], pixelSpacingSource: "corrected", pixelSpacingFactor: 1.25 });
  });

  it("is left as it is by a factor that is none", async () => {
    for (const factor of [0, -1, 0.5, 100]) {
      const { frame } = await read((dataset) => dx(dataset).set("EstimatedRadiographicMagnificationFactor", factor));
      expect(frame).toMatchObject({ pixelSpacingMm: [0.2, 0.1], pixelSpacingSource: "detector" });
      expect(frame.pixelSpacingFactor).toBeUndefined();
    }
  });

  it("is never corrected twice: a calibrated spacing stays, with how it was calibrated", async () => {
    const { frame } = await read((dataset) =>
      dx(dataset)
        .set("PixelSpacing", [0.15, 0.075])
        .set("PixelSpacingCalibrationType", "FIDUCIAL")
        .set("PixelSpacingCalibrationDescription", "25 mm ball")
        .set("EstimatedRadiographicMagnificationFactor", 1.25),
    );
    expect(frame).toMatchObject({
      pixelSpacingMm: [0.15, 0.075],
      pixelSpacingSource: "calibrated",
      pixelSpacingCalibration: { type: "FIDUCIAL", description: "25 mm ball" },
    });
  });
});

describe("ultrasound regions", () => {
  const region = (box: readonly [number, number, number, number], delta: number, unit = 3) =>
    new Dataset()
      .set("PhysicalUnitsXDirection", unit)
      .set("PhysicalUnitsYDirection", unit)
      .set("PhysicalDeltaX", delta)
      .set("PhysicalDeltaY", -delta)
      .set("RegionLocationMinX0", box[0])
      .set("RegionLocationMinY0", box[1])
      .set("RegionLocationMaxX1", box[2])
      .set("RegionLocationMaxY1", box[3]);

  it("stand before one spacing of the whole image", async () => {
    const { frame } = await read((dataset) =>
      dataset
        .set("Modality", "US")
        .set("PixelSpacing", [0.5, 0.5])
        .set("SequenceOfUltrasoundRegions", [region([0, 0, 9, 4], 0.05), region([0, 5, 9, 9], 1, 4)]),
    );
    expect(frame.ultrasoundRegions?.map(({ spacingMm }) => spacingMm)).toEqual([[0.5, 0.5], undefined]);
    const none = await read((dataset) =>
      dataset.set("Modality", "US").set("SequenceOfUltrasoundRegions", [region([0, 0, 9, 9], 1, 4)]),
    );
    expect(none.frame.ultrasoundRegions).toBeUndefined();
  });

  it("of times keep a spacing of the whole image from being theirs", async () => {
    const { frame } = await read((dataset) =>
      dataset
        .set("Modality", "US")
        .set("PixelSpacing", [0.5, 0.4])
        .set("SequenceOfUltrasoundRegions", [region([1, 1, 3, 3], 1, 4), region([0, 0, 2, 2], 1, 0)]),
    );
    const [times, rest, ...none] = frame.ultrasoundRegions ?? [];
    expect([times, rest?.spacingMm, none]).toEqual([{ left: 1, top: 1, right: 3, bottom: 3 }, [0.5, 0.4], []]);
    expect([rest?.left, rest?.top, rest?.right, rest?.bottom]).toEqual([0, 0, frame.columns - 1, frame.rows - 1]);
  });

  it("keep their own lengths, the smallest first; those in seconds have none", async () => {
    const { frame } = await read((dataset) =>
      dataset
        .set("Modality", "US")
        .set("SequenceOfUltrasoundRegions", [region([0, 0, 9, 9], 0.05), region([2, 2, 4, 4], 0.02), region([5, 5, 8, 8], 1, 4)]),
    );
    expect(frame.pixelSpacingSource).toBe("none");
    expect(frame.ultrasoundRegions).toEqual([
      { left: 2, top: 2, right: 4, bottom: 4, spacingMm: [0.2, 0.2] },
      { left: 5, top: 5, right: 8, bottom: 8 },
      { left: 0, top: 0, right: 9, bottom: 9, spacingMm: [0.5, 0.5] },
    ]);
  });
});

describe("pixels that are not square and of no known size", () => {
  const ratioOf = async (ratio: [number, number], more: (dataset: Dataset) => Dataset = (dataset) => dataset) =>
    (await read((dataset) => more(dataset.set("Modality", "OT").set("PixelAspectRatio", ratio)))).frame.pixelAspectRatio;

  it("have their proportions, height before width (PS3.3 C.7.6.3.1.7), and no length", async () => {
    expect(await ratioOf([4, 3])).toEqual([4, 3]);
    const { frame } = await read((dataset) => dataset.set("Modality", "OT").set("PixelAspectRatio", [4, 3]));
    expect([frame.pixelSpacingSource, frame.pixelSpacingMm]).toEqual(["none", undefined]);
  });

  it("have none where that is said elsewhere, or says nothing", async () => {
    expect(await ratioOf([4, 3], (dataset) => dataset.set("PixelSpacing", [0.4, 0.3]))).toBeUndefined();
    for (const ratio of [
      [1, 1],
      [2, 2],
      [0, 1],
      [1, 0],
      [-1, 1],
      [1, 1000],
    ] as const) {
      expect(await ratioOf([...ratio])).toBeUndefined();
    }
  });
});

describe("what a file says of its clip and of its pixels", () => {
  it("is how long each frame stays, where they differ", async () => {
    const { frame } = await read((dataset) => dataset.set("FrameTimeVector", [30, 50]));
    expect(frame.frameTimeMs).toBe(30);
    expect((await read((dataset) => dataset.set("FrameTime", 40))).frame.frameTimeMs).toBeUndefined();
  });

  it("is whether text is burnt in", async () => {
    const said = async (value?: string) =>
      (await read((dataset) => value !== undefined && dataset.set("BurnedInAnnotation", value))).series.burnedInAnnotation;
    expect([await said("YES"), await said("NO"), await said()]).toEqual(["YES", "NO", undefined]);
  });
});
