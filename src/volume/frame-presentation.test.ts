import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Dataset, tagOf } from "../dicom/index.ts";
import { type TestImage, words } from "../testing/dicom-image.ts";
import { pixelsOf, record, seriesOf, shape, slice } from "../testing/dicom-series.ts";
import { dataRoot } from "../testing/environment.ts";
import { openFileSource } from "./byte-source.ts";
import { readSeriesFrames } from "./read-series-frames.ts";
import { srgbOfCieLab } from "./shutter.ts";

const plain = (more: (dataset: Dataset) => void): TestImage => ({ ...shape, bitsStored: 12, pixels: pixelsOf(0), more });
const frameOf = async (image: TestImage) => (await seriesOf([image])).series.frames[0]!;
const items = (...more: ((item: Dataset) => void)[]) =>
  more.map((fill) => {
    const item = new Dataset();
    fill(item);
    return item;
  });

describe("presentation of a frame", () => {
  it("says nothing where the file says nothing, and a shape only where it is one", async () => {
    const bare = await frameOf(plain(() => undefined));
    expect(Object.keys(bare)).not.toContain("presentationLutShape");
    expect((await frameOf(plain((dataset) => dataset.set("PresentationLUTShape", "INVERSE")))).presentationLutShape).toBe(
      "INVERSE",
    );
    expect(
      (await frameOf(plain((dataset) => dataset.set("PresentationLUTShape", "LIN OD")))).presentationLutShape,
    ).toBeUndefined();
  });

  it("keeps padding where the value type holds it: saturated like the values", async () => {
    const padded = await frameOf({
      ...slice(0, 0, (dataset) => dataset.set("PixelPaddingValue", -32_768, "SS")),
      signed: true,
      bitsStored: 16,
    });
    expect([padded.valueType, padded.paddingRange]).toEqual(["int16", [-32_768, -32_768]]);
  });

  it("takes per-frame windows, real world values and labels of an enhanced image", async () => {
    const units = items((item) =>
      item.set("CodeValue", "mm2/s").set("CodingSchemeDesignator", "UCUM").set("CodeMeaning", "square millimeter per second"),
    );
    const mapping = (slope: number) =>
      items((item) =>
        item
          .set("RealWorldValueFirstValueMapped", 0, "US")
          .set("RealWorldValueLastValueMapped", 4095, "US")
          .set("RealWorldValueSlope", slope)
          .set("RealWorldValueIntercept", 0)
          .set("LUTLabel", "ADC")
          .set("MeasurementUnitsCodeSequence", units),
      );
    const perFrame = [1, 2].map((n) => (item: Dataset) => {
      item
        .set(
          "FrameVOILUTSequence",
          items((voi) =>
            voi
              .set("WindowCenter", 10 * n)
              .set("WindowWidth", 20)
              .set("VOILUTFunction", n === 1 ? "SIGMOID" : "LINEAR"),
          ),
        )
        .set(
          "PixelValueTransformationSequence",
          items((value) => value.set("RescaleSlope", 2).set("RescaleIntercept", -100)),
        )
        .set("RealWorldValueMappingSequence", mapping(n * 1e-6))
        .set(
          "FrameContentSequence",
          items((content) => content.set("FrameLabel", `Phase ${n}`).set("TemporalPositionIndex", n)),
        );
    });
    const image: TestImage = {
      ...plain((dataset) => dataset.set("PerFrameFunctionalGroupsSequence", items(...perFrame))),
      numberOfFrames: 2,
      pixels: pixelsOf(0, 48),
    };
    const { frames } = (await seriesOf([image])).series;
    expect(frames.map(({ voi }) => voi[0])).toEqual([
      { windowCenter: 10, windowWidth: 20, explanation: "", function: "SIGMOID" },
      { windowCenter: 20, windowWidth: 20, explanation: "" },
    ]);
    expect(frames.map(({ frameContent }) => frameContent)).toEqual([
      { frameLabel: "Phase 1", temporalPositionIndex: 1 },
      { frameLabel: "Phase 2", temporalPositionIndex: 2 },
    ]);
    // Stored 1000 is 1900 after the Modality LUT and 0.002 mm2/s in the second frame.
    const [mapped] = frames[1]!.realWorldValues!;
    expect(mapped).toMatchObject({ label: "ADC", unit: "mm2/s", range: [-100, 8090] });
    expect(1900 * mapped!.slope + mapped!.intercept).toBeCloseTo(0.002, 12);
  });

  it("gives the meaning of stored values by a table, or none where the table is too short", async () => {
    const tableOf = (entries: number[]) =>
      plain((dataset) =>
        dataset.set("Modality", "MR").set(
          "RealWorldValueMappingSequence",
          items((item) =>
            item
              .set("RealWorldValueFirstValueMapped", 5, "US")
              .set("RealWorldValueLastValueMapped", 7, "US")
              .set("RealWorldValueLUTData", entries)
              .set(
                "MeasurementUnitsCodeSequence",
                items((unit) => unit.set("CodeMeaning", "percent")),
              ),
          ),
        ),
      );
    expect((await frameOf(tableOf([1, 4, 9]))).realWorldValues).toEqual([
      { label: "", unit: "percent", range: [5, 7], slope: 1, intercept: 0, table: { step: 1, values: [1, 4, 9] } },
    ]);
    expect((await frameOf(tableOf([1, 4]))).realWorldValues).toBeUndefined();
  });

  it("has a palette over the upper values where colour is meant", async () => {
    const colours = (dataset: Dataset) => {
      for (const [colour, entries] of [
        ["Red", [0xff00, 0x1000]],
        ["Green", [0x8000, 0x2000]],
        ["Blue", [0, 0x3000]],
      ] as const) {
        dataset
          .set(`${colour}PaletteColorLookupTableDescriptor`, [2, 3000, 16])
          .setElement(tagOf(`${colour}PaletteColorLookupTableData`), { vr: "OW", value: words([...entries]) });
      }
      return dataset.set("RescaleSlope", 1).set("RescaleIntercept", -1000);
    };
    const { series } = await seriesOf([plain((dataset) => colours(dataset).set("PixelPresentation", "COLOR"))]);
    expect(series.supplementalPalettes).toEqual([{ first: 2000, colours: Uint8Array.of(255, 128, 0, 16, 32, 48) }]);
    expect(series.frames[0]?.supplementalPalette).toBe(0);
    expect((await seriesOf([plain(colours)])).series.supplementalPalettes).toBeUndefined();
  });
});

describe("a colour profile", () => {
  it("is said to be ignored unless it is sRGB", async () => {
    const profile = (name: string) => Uint8Array.from({ length: 256 }, (_, at) => name.charCodeAt(at - 130) || 0);
    const ignored = async (more: (dataset: Dataset) => void, photometricInterpretation = "RGB") => {
      const samplesPerPixel = photometricInterpretation === "RGB" ? 3 : 1;
      const pixels = new Uint8Array(4 * samplesPerPixel);
      return (await frameOf({ rows: 2, columns: 2, bitsAllocated: 8, samplesPerPixel, photometricInterpretation, pixels, more }))
        .ignoredIccProfile;
    };
    expect(await ignored(() => undefined)).toBeUndefined();
    expect(await ignored((dataset) => dataset.set("ICCProfile", profile("Scanner 7")))).toBe(true);
    expect(await ignored((dataset) => dataset.set("ICCProfile", profile("sRGB IEC61966-2.1")))).toBeUndefined();
    expect(await ignored((dataset) => dataset.set("ICCProfile", profile("x")).set("ColorSpace", "SRGB"))).toBeUndefined();
    expect(await ignored((dataset) => dataset.set("ICCProfile", profile("x")), "MONOCHROME2")).toBeUndefined();
  });
});

describe("a display shutter", () => {
  it("has its shapes, and the grey of its P-Value", async () => {
    const shuttered = await frameOf(
      plain((dataset) =>
        dataset
          .set("ShutterShape", ["RECTANGULAR", "CIRCULAR", "POLYGONAL"])
          .set("ShutterLeftVerticalEdge", 2)
          .set("ShutterRightVerticalEdge", 5)
          .set("ShutterUpperHorizontalEdge", 1)
          .set("ShutterLowerHorizontalEdge", 4)
          .set("CenterOfCircularShutter", [2, 3])
          .set("RadiusOfCircularShutter", 2)
          .set("VerticesOfThePolygonalShutter", [1, 1, 1, 6, 4, 6])
          .set("ShutterPresentationValue", 0x8080),
      ),
    );
    expect(shuttered.shutter).toEqual({
      rectangle: { left: 2, right: 5, upper: 1, lower: 4 },
      circle: { row: 2, column: 3, radius: 2 },
      polygon: [
        [1, 1],
        [1, 6],
        [4, 6],
      ],
      fillRgb: [128, 128, 128],
    });
  });

  it("hides nothing where its numbers are missing", async () => {
    expect((await frameOf(plain((dataset) => dataset.set("ShutterShape", "CIRCULAR")))).shutter).toBeUndefined();
  });

  it("takes a CIELab colour", () => {
    const encode = (value: number, low: number, high: number) => Math.round(((value - low) / (high - low)) * 65_535);
    expect(srgbOfCieLab(65_535, encode(0, -128, 127), encode(0, -128, 127))).toEqual([255, 255, 255]);
    expect(srgbOfCieLab(0, encode(0, -128, 127), encode(0, -128, 127))).toEqual([0, 0, 0]);
    // sRGB red is L 54.29, a 80.80, b 69.89 under D50.
    const [red, green, blue] = srgbOfCieLab(encode(54.29, 0, 100), encode(80.8, -128, 127), encode(69.89, -128, 127));
    expect([red, green, blue].map((channel, at) => Math.abs(channel - [255, 0, 0][at]!) <= 2)).toEqual([true, true, true]);
  });
});

describe.skipIf(dataRoot() === null)("presentation of real files", () => {
  const read = async (file: string) => {
    const source = await openFileSource(join(dataRoot() as string, file));
    return readSeriesFrames([record(1)], { open: async () => source });
  };

  it("of a parametric map says unit and meaning", async () => {
    const { frames } = await read("codecs/pydicom/parametric_map_float.dcm");
    expect(frames[0]?.realWorldValues?.[0]).toMatchObject({ slope: 1, intercept: 0 });
    expect(frames[0]?.voi[0]?.function).toBe("LINEAR_EXACT");
  });

  it("of a CT perfusion map has its palette and its unit", async () => {
    const { frames, supplementalPalettes } = await read("codecs/pydicom/eCT_Supplemental.dcm");
    expect(supplementalPalettes).toHaveLength(1);
    expect(frames.map(({ supplementalPalette }) => supplementalPalette)).toEqual([0, 0]);
    expect(frames[0]?.realWorldValues?.[0]?.unit).toBe("ml/100ml/s");
  });
});

describe("a small file that claims much", () => {
  it("cannot make the answer large: overlays beyond half a million are left out", async () => {
    const overlays = (dataset: Dataset) => {
      for (let group = 0x6000; group <= 0x601e; group += 2) {
        dataset
          .setElement(group * 0x10000 + 0x10, { vr: "US", value: [1] })
          .setElement(group * 0x10000 + 0x11, { vr: "US", value: [1] })
          .setElement(group * 0x10000 + 0x3000, { vr: "OW", value: Uint8Array.of(1, 0) });
      }
    };
    const frameCount = 33_000;
    const { series } = await seriesOf([
      { rows: 1, columns: 1, bitsAllocated: 8, numberOfFrames: frameCount, pixels: new Uint8Array(frameCount), more: overlays },
    ]);
    const named = series.frames.reduce((sum, { overlays: planes = [] }) => sum + planes.length, 0);
    expect(series.frames).toHaveLength(frameCount);
    expect(named).toBeLessThanOrEqual(500_000);
    expect(named).toBeGreaterThan(400_000);
  });
});
