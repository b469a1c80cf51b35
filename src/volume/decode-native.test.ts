import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Dataset, tagOf } from "../dicom/index.ts";
import { buildBigEndianImage, buildTestImage, type TestImage, words } from "../testing/dicom-image.ts";
import { createCodecs } from "./codec/codecs.ts";
import { decodeFrameOfBytes } from "./decode-frame.ts";
import type { ValueType } from "./types.ts";

const codecs = createCodecs();

async function decode(image: TestImage, frameNumber = 1, valueType?: ValueType) {
  return decodeFrameOfBytes(buildTestImage(image), frameNumber, { codecs, valueType });
}

async function valuesOf(image: TestImage, frameNumber = 1): Promise<number[]> {
  return [...(await decode(image, frameNumber)).values];
}

const four = { rows: 2, columns: 2 } as const;

describe("native grey frames", () => {
  it("reads 8 and 16 bits, signed and unsigned, in every native syntax", async () => {
    expect(await valuesOf({ ...four, bitsAllocated: 8, pixels: Uint8Array.of(0, 1, 254, 255) })).toEqual([0, 1, 254, 255]);
    expect(await valuesOf({ ...four, bitsAllocated: 8, signed: true, pixels: Uint8Array.of(0, 127, 128, 255) })).toEqual([
      0, 127, -128, -1,
    ]);
    const signed = { ...four, signed: true, pixels: words([-32768, -1, 0, 32767]) };
    for (const transferSyntaxUid of ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99"]) {
      expect(await valuesOf({ ...signed, transferSyntaxUid })).toEqual([-32768, -1, 0, 32767]);
    }
    const high = await decode({ ...four, pixels: words([0, 1, 40000, 65535]) });
    expect([high.valueType, ...high.values]).toEqual(["uint16", 0, 1, 40000, 65535]);
  });

  it("reads 32 bits and both floating point elements", async () => {
    const integers = Buffer.from(Uint32Array.of(0, 1, 70_000, 4_000_000_000).buffer);
    expect(await valuesOf({ ...four, bitsAllocated: 32, pixels: new Uint8Array(integers) })).toEqual([
      0, 1, 70_000, 4_000_000_000,
    ]);
    const floats = (keyword: "FloatPixelData" | "DoubleFloatPixelData", bits: number, bytes: ArrayBuffer): TestImage => ({
      ...four,
      bitsAllocated: bits,
      pixels: new Uint8Array(0),
      more: (dataset) => {
        for (const gone of ["PixelData", "BitsStored", "HighBit", "PixelRepresentation"] as const) dataset.delete(gone);
        dataset.setElement(tagOf(keyword), { vr: bits === 32 ? "OF" : "OD", value: new Uint8Array(bytes) });
      },
    });
    const single = floats("FloatPixelData", 32, Float32Array.of(-1.5, 0, 0.25, 1e6).buffer);
    expect(await valuesOf(single)).toEqual([-1.5, 0, 0.25, 1e6]);
    const double = await decode(floats("DoubleFloatPixelData", 64, Float64Array.of(-1.5, 0, 0.25, 1e6).buffer));
    expect([double.valueType, ...double.values]).toEqual(["float32", -1.5, 0, 0.25, 1e6]);
  });

  it("reads big endian words, and 8-bit samples inside words", async () => {
    const values = [1, -2, 300, -400];
    const bytes = Uint8Array.from(values.flatMap((value) => [(value >> 8) & 255, value & 255]));
    const sixteen = buildBigEndianImage({ ...four, signed: true, pixels: bytes, vr: "OW" });
    expect([...(await decodeFrameOfBytes(sixteen, 1, { codecs })).values]).toEqual(values);
    const inWords = buildBigEndianImage({ ...four, bitsAllocated: 8, pixels: Uint8Array.of(2, 1, 4, 3), vr: "OW" });
    expect([...(await decodeFrameOfBytes(inWords, 1, { codecs })).values]).toEqual([1, 2, 3, 4]);
    const inBytes = buildBigEndianImage({ ...four, bitsAllocated: 8, pixels: Uint8Array.of(1, 2, 3, 4), vr: "OB" });
    expect([...(await decodeFrameOfBytes(inBytes, 1, { codecs })).values]).toEqual([1, 2, 3, 4]);
  });

  it("cuts the stored bits out of their cell and restores the sign there", async () => {
    const overlaid = [0xf000 | 5, 0x8000 | 4095, 0x7fff, 0x1234];
    expect(await valuesOf({ ...four, bitsStored: 12, pixels: words(overlaid) })).toEqual([5, 4095, 4095, 0x234]);
    expect(await valuesOf({ ...four, bitsStored: 12, signed: true, pixels: words(overlaid) })).toEqual([5, -1, -1, 0x234]);
    const raised = { ...four, bitsStored: 12, highBit: 15, pixels: words([0x0010, 0xfff0, 0x800f, 0]) };
    expect(await valuesOf(raised)).toEqual([1, 4095, 2048, 0]);
  });

  it("reads single bits across frames that do not begin on a byte", async () => {
    const image: TestImage = {
      rows: 3,
      columns: 3,
      bitsAllocated: 1,
      numberOfFrames: 3,
      pixels: Uint8Array.of(0b01010101, 0b11111110, 0b00000011, 0b00000101),
    };
    expect(await valuesOf(image, 1)).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 0]);
    expect(await valuesOf(image, 2)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(await valuesOf(image, 3)).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 1]);
  });

  it("reads encapsulated uncompressed and deflated frames", async () => {
    const fragments = [words([1, 2, 3, 4]), words([5, 6, 7, 8])];
    const encapsulated = { ...four, numberOfFrames: 2, pixels: fragments, transferSyntaxUid: "1.2.840.10008.1.2.1.98" };
    expect(await valuesOf(encapsulated, 2)).toEqual([5, 6, 7, 8]);
    const bytes = buildTestImage({
      ...encapsulated,
      pixels: fragments.map((fragment) => new Uint8Array(deflateRawSync(fragment))),
    });
    const meta = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    meta.write("1.2.840.10008.1.2.8.1\0", meta.indexOf("1.2.840.10008.1.2.1.98"), "latin1");
    expect([...(await decodeFrameOfBytes(bytes, 2, { codecs })).values]).toEqual([5, 6, 7, 8]);
  });
});

describe("the Modality LUT", () => {
  const hounsfield = (dataset: Dataset) => dataset.set("Modality", "CT").set("RescaleSlope", 1).set("RescaleIntercept", -1024);

  it("makes Hounsfield units of CT, as int16 even from 16 stored bits, saturating", async () => {
    const image: TestImage = { ...four, pixels: words([0, 1024, 3000, 65535]), more: hounsfield };
    const frame = await decode(image);
    expect([frame.valueType, ...frame.values]).toEqual(["int16", -1024, 0, 1976, 32767]);
    expect(frame.clippedValues).toBe(1);
  });

  it("keeps fractions as float32 and takes a slope of zero for one", async () => {
    const scaled = (slope: number): TestImage => ({
      ...four,
      pixels: words([0, 1, 2, 3]),
      more: (dataset) => dataset.set("RescaleSlope", slope).set("RescaleIntercept", 0.5),
    });
    const frame = await decode(scaled(0.25));
    expect([frame.valueType, ...frame.values]).toEqual(["float32", 0.5, 0.75, 1, 1.25]);
    expect(await valuesOf(scaled(0))).toEqual([0.5, 1.5, 2.5, 3.5]);
  });

  it("follows a table, holding its ends", async () => {
    const table = new Dataset()
      .set("LUTDescriptor", [3, 10, 16])
      .setElement(tagOf("LUTData"), { vr: "OW", value: words([100, 500, 40_000]) });
    const frame = await decode({
      ...four,
      bitsStored: 12,
      pixels: words([0, 10, 11, 4000]),
      more: (dataset) => dataset.set("ModalityLUTSequence", [table]),
    });
    expect([frame.valueType, ...frame.values]).toEqual(["uint16", 100, 100, 500, 40_000]);
  });

  it("is left out of angiography, where it leads away from display", async () => {
    const image: TestImage = {
      ...four,
      bitsStored: 12,
      pixels: words([1, 2, 3, 4]),
      more: (dataset) =>
        dataset.set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.12.1").set("RescaleIntercept", 500).set("RescaleSlope", 2),
    };
    expect(await valuesOf(image)).toEqual([1, 2, 3, 4]);
  });

  it("follows the functional groups of each frame, and one value type holds for all", async () => {
    const item = (slope: number) =>
      new Dataset().set("PixelValueTransformationSequence", [
        new Dataset().set("RescaleSlope", slope).set("RescaleIntercept", 0).set("RescaleType", "US"),
      ]);
    const image: TestImage = {
      rows: 1,
      columns: 2,
      bitsStored: 8,
      numberOfFrames: 2,
      pixels: words([1, 2, 3, 4]),
      more: (dataset) => dataset.set("PerFrameFunctionalGroupsSequence", [item(1), item(0.5)]),
    };
    const [first, second] = [await decode(image, 1), await decode(image, 2)];
    expect([first.valueType, ...first.values]).toEqual(["float32", 1, 2]);
    expect([second.valueType, ...second.values]).toEqual(["float32", 1.5, 2]);
  });
});

describe("native colour frames", () => {
  const colour = { rows: 1, columns: 2, samplesPerPixel: 3, bitsAllocated: 8 } as const;

  it("gives RGB interleaved from both planar configurations, and 8 bits of deeper samples", async () => {
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(await valuesOf({ ...colour, photometricInterpretation: "RGB", planarConfiguration: 0, pixels })).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(await valuesOf({ ...colour, photometricInterpretation: "RGB", planarConfiguration: 1, pixels })).toEqual([
      1, 3, 5, 2, 4, 6,
    ]);
    const deep: TestImage = {
      ...colour,
      bitsAllocated: 16,
      photometricInterpretation: "RGB",
      pixels: words([0xff00, 0x80ff, 0, 255, 256, 1]),
    };
    expect(await valuesOf(deep)).toEqual([255, 128, 0, 0, 1, 0]);
  });

  it("converts YBR_FULL, whole and with shared chrominance", async () => {
    const red = [76, 85, 255];
    const full: TestImage = {
      ...colour,
      photometricInterpretation: "YBR_FULL",
      pixels: Uint8Array.from([...red, 255, 128, 128]),
    };
    expect(await valuesOf(full)).toEqual([254, 0, 0, 255, 255, 255]);
    const shared: TestImage = { ...colour, photometricInterpretation: "YBR_FULL_422", pixels: Uint8Array.of(76, 76, 85, 255) };
    expect(await valuesOf(shared)).toEqual([254, 0, 0, 254, 0, 0]);
  });

  const paletteOf = (prefix: "" | "Segmented", bits: number, tables: readonly Uint8Array[]) => (dataset: Dataset) => {
    for (const [n, name] of (["Red", "Green", "Blue"] as const).entries()) {
      dataset.set(`${name}PaletteColorLookupTableDescriptor`, [4, 10, bits]);
      dataset.setElement(tagOf(`${prefix}${name}PaletteColorLookupTableData`), { vr: "OW", value: tables[n]! });
    }
  };
  const indexed = { rows: 1, columns: 4, bitsAllocated: 8, photometricInterpretation: "PALETTE COLOR" } as const;

  it("looks palettes up, of 8 and 16 bits, holding their ends", async () => {
    const pixels = Uint8Array.of(0, 11, 12, 200);
    const bytes = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8), Uint8Array.of(9, 10, 11, 12)];
    const expected = [1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12];
    expect(await valuesOf({ ...indexed, pixels, more: paletteOf("", 8, bytes) })).toEqual(expected);
    const wide = bytes.map((table) => words([...table].map((value) => value * 256)));
    expect(await valuesOf({ ...indexed, pixels, more: paletteOf("", 16, wide) })).toEqual(expected);
    const narrow = bytes.map((table) => words([...table]));
    expect(await valuesOf({ ...indexed, pixels, more: paletteOf("", 16, narrow) })).toEqual(expected);
  });

  it("expands segmented palettes: runs, ramps and references", async () => {
    const pixels = Uint8Array.of(10, 11, 12, 13);
    const ramp = words([0, 1, 256, 1, 3, 1024]);
    const run = words([0, 2, 512, 768, 2, 1, 0, 0]);
    const values = await valuesOf({ ...indexed, pixels, more: paletteOf("Segmented", 16, [ramp, run, ramp]) });
    expect(values).toEqual([1, 2, 1, 2, 3, 2, 3, 2, 3, 4, 3, 4]);
  });

  it("says so where a palette is missing", async () => {
    await expect(decode({ ...indexed, pixels: new Uint8Array(4) })).rejects.toMatchObject({ code: "unsupported-pixel-format" });
  });
});

describe("frames that are not as declared", () => {
  it("pads what is missing and counts it", async () => {
    const frame = await decode({ ...four, pixels: words([7, 8, 9]) });
    expect([...frame.values]).toEqual([7, 8, 9, 0]);
    expect(frame.missingValues).toBe(1);
  });

  it("says no such frame, and that the file ends before a frame", async () => {
    const image: TestImage = { ...four, numberOfFrames: 3, pixels: words([1, 2, 3, 4]) };
    await expect(decode(image, 4)).rejects.toMatchObject({ area: "volume", code: "frame-not-found" });
    await expect(decode(image, 0)).rejects.toMatchObject({ code: "frame-not-found" });
    await expect(decode(image, 2)).rejects.toMatchObject({ code: "corrupt-pixel-data" });
  });

  it("refuses what it cannot show, by code", async () => {
    const pixels = words([1, 2, 3, 4]);
    await expect(decode({ ...four, bitsAllocated: 40, pixels: new Uint8Array(20) })).rejects.toMatchObject({
      code: "unsupported-pixel-format",
    });
    await expect(decode({ ...four, photometricInterpretation: "CMYK", samplesPerPixel: 4, pixels })).rejects.toMatchObject({
      code: "unsupported-pixel-format",
    });
    await expect(decode({ rows: 65_535, columns: 65_535, pixels })).rejects.toMatchObject({ code: "too-large" });
    await expect(decode({ ...four, pixels, more: (dataset) => dataset.delete("PixelData") })).rejects.toMatchObject({
      code: "no-pixel-data",
    });
    await expect(decode({ ...four, pixels: [pixels], transferSyntaxUid: "1.2.840.10008.1.2.4.102" })).rejects.toMatchObject({
      code: "video",
    });
  });
});
