import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildTestImage, type TestImage, words } from "../testing/dicom-image.ts";
import { type Dataset, imageRepairs, type Keyword, parsePart10, tagOf } from "./index.ts";

const four = { rows: 2, columns: 2 } as const;
const grey: TestImage = { ...four, bitsAllocated: 8, pixels: Uint8Array.of(1, 2, 3, 4) };
const deep: TestImage = { ...four, bitsStored: 12, pixels: words([1, 2, 3, 4095]) };
const colour: TestImage = {
  ...four,
  bitsAllocated: 8,
  samplesPerPixel: 3,
  photometricInterpretation: "RGB",
  planarConfiguration: 0,
  pixels: new Uint8Array(12),
};
const without =
  (...keywords: readonly Keyword[]) =>
  (dataset: Dataset) => {
    for (const keyword of keywords) dataset.delete(keyword);
  };
const seen = new Set<string>();
/** What is said of an image, of the whole file and of its head alike. */
function repairsOf(image: TestImage): readonly string[] {
  const bytes = buildTestImage(image);
  const whole = parsePart10(bytes);
  const head = parsePart10(bytes, { untilTag: 0x7fe00008 });
  const repairs = imageRepairs(whole);
  expect(imageRepairs(head, bytes)).toEqual(repairs);
  for (const { code } of repairs) seen.add(code);
  return repairs.map(({ code, tag }) => (tag === undefined ? code : `${code} ${tag}`));
}

describe("a description that fits its pixels", () => {
  it.each<[string, TestImage]>([
    ["grey", grey],
    ["12 bits in 16", deep],
    ["12 bits at the high end", { ...deep, highBit: 15 }],
    ["packed 12 bits", { ...four, bitsAllocated: 12, bitsStored: 12, pixels: new Uint8Array(6) }],
    ["single bits", { ...four, bitsAllocated: 1, bitsStored: 1, pixels: new Uint8Array(2) }],
    ["colour", colour],
    ["shared chrominance", { ...colour, photometricInterpretation: "YBR_FULL_422", pixels: new Uint8Array(8) }],
    ["an odd number of bytes", { ...grey, rows: 1, columns: 3, pixels: Uint8Array.of(1, 2, 3, 0) }],
    ["frames", { ...grey, numberOfFrames: 2, pixels: new Uint8Array(8) }],
    [
      "compressed without Planar Configuration's meaning",
      { ...grey, pixels: [new Uint8Array(8)], transferSyntaxUid: "1.2.840.10008.1.2.5" },
    ],
  ])("says nothing: %s", (_name, image) => {
    expect(repairsOf(image)).toEqual([]);
  });

  it("is not looked for where there are no pixel data", () => {
    expect(repairsOf({ ...grey, more: without("PixelData", "BitsStored", "Rows") })).toEqual([]);
  });
});

describe("a description that does not", () => {
  it.each<[string, readonly string[], TestImage]>([
    ["no Rows", ["image-size-missing 00280010"], { ...grey, more: without("Rows") }],
    ["no Columns", ["image-size-missing 00280011"], { ...grey, more: without("Columns") }],
    ["no samples", ["samples-per-pixel-missing 00280002"], { ...grey, more: without("SamplesPerPixel") }],
    ["no samples of colour", ["samples-per-pixel-missing 00280002"], { ...colour, more: without("SamplesPerPixel") }],
    ["no photometric interpretation", ["photometric-unknown 00280004"], { ...grey, more: without("PhotometricInterpretation") }],
    ["an unknown one", ["photometric-unknown 00280004"], { ...grey, photometricInterpretation: "GREY" }],
    ["one in small letters", ["value-not-in-vr 00280004"], { ...grey, photometricInterpretation: "monochrome2" }],
    ["RGB of one sample", ["photometric-not-of-samples 00280004"], { ...grey, photometricInterpretation: "RGB" }],
    ["grey of three samples", ["photometric-not-of-samples 00280004"], { ...colour, photometricInterpretation: "MONOCHROME2" }],
    [
      "a codec's colours uncompressed",
      ["photometric-of-compression 00280004"],
      { ...colour, photometricInterpretation: "YBR_RCT" },
    ],
    [
      "chrominance said to be shared",
      ["chrominance-not-shared 00280004"],
      { ...colour, photometricInterpretation: "YBR_FULL_422" },
    ],
    [
      "shared chrominance in run lengths",
      ["chrominance-not-shared 00280004"],
      {
        ...colour,
        photometricInterpretation: "YBR_FULL_422",
        pixels: [new Uint8Array(8)],
        transferSyntaxUid: "1.2.840.10008.1.2.5",
      },
    ],
    ["no planar configuration", ["planar-configuration-wrong 00280006"], { ...colour, more: without("PlanarConfiguration") }],
    ["an impossible one", ["planar-configuration-wrong 00280006"], { ...colour, planarConfiguration: 2 }],
    ["no bits allocated", ["bits-allocated-wrong 00280100"], { ...deep, more: without("BitsAllocated") }],
    [
      "impossible bits allocated",
      ["bits-allocated-wrong 00280100"],
      { ...deep, more: (dataset) => dataset.set("BitsAllocated", 48) },
    ],
    [
      "fewer allocated than stored",
      ["bits-allocated-wrong 00280100"],
      { ...deep, more: (dataset) => dataset.set("BitsAllocated", 8) },
    ],
    [
      "12 allocated in words",
      ["bits-allocated-wrong 00280100"],
      { ...deep, more: (dataset) => dataset.set("BitsAllocated", 12) },
    ],
    ["no bits stored", ["bits-stored-wrong 00280101"], { ...grey, more: without("BitsStored") }],
    ["more stored than allocated", ["bits-stored-wrong 00280101"], { ...grey, bitsStored: 12, highBit: 7 }],
    ["no high bit", ["high-bit-wrong 00280102"], { ...grey, more: without("HighBit") }],
    ["an impossible high bit", ["high-bit-wrong 00280102"], { ...grey, highBit: 8 }],
    ["no pixel representation", ["pixel-representation-wrong 00280103"], { ...grey, more: without("PixelRepresentation") }],
    ["a number of frames of zero", ["number-of-frames-wrong 00280008"], { ...grey, numberOfFrames: 0 }],
    ["too few pixels", ["pixel-data-short 7FE00010"], { ...grey, pixels: Uint8Array.of(1, 2) }],
    ["too many pixels", ["pixel-data-long 7FE00010"], { ...grey, pixels: new Uint8Array(6) }],
    [
      "a slope of zero",
      ["rescale-wrong 00281053"],
      { ...grey, more: (dataset) => dataset.set("RescaleSlope", 0).set("RescaleIntercept", 1) },
    ],
    [
      "an intercept without slope",
      ["rescale-wrong 00281053"],
      { ...grey, more: (dataset) => dataset.set("RescaleIntercept", 1) },
    ],
  ])("names it: %s", (_name, expected, image) => {
    expect(repairsOf(image)).toEqual(expected);
  });

  it("names compression that is not as declared", () => {
    const baseline = "1.2.840.10008.1.2.4.50";
    const under = (image: TestImage) => imageRepairs({ ...parsePart10(buildTestImage(image)), transferSyntaxUid: baseline });
    const bare = under({ ...grey, rows: 64, columns: 64, pixels: Uint8Array.of(0xff, 0xd8) });
    expect(bare).toEqual([{ code: "compressed-without-fragments", tag: "7FE00010" }]);
    const plain = under(grey);
    expect(plain).toEqual([{ code: "pixels-not-compressed", tag: "7FE00010" }]);
    for (const { code } of [...bare, ...plain]) seen.add(code);
  });
});

describe("tables", () => {
  const palette = (
    entries: readonly number[],
    described: readonly [number, number, number],
    edit?: (dataset: Dataset) => void,
  ): TestImage => ({
    ...grey,
    photometricInterpretation: "PALETTE COLOR",
    more: (dataset) => {
      for (const name of ["Red", "Green", "Blue"] as const) {
        dataset.set(`${name}PaletteColorLookupTableDescriptor`, [...described]);
        dataset.setElement(tagOf(`${name}PaletteColorLookupTableData`), { vr: "OW", value: words(entries) });
      }
      edit?.(dataset);
    },
  });
  const codesOf = (image: TestImage) => [...new Set(repairsOf(image).map((text) => text.split(" ")[0]))];

  it("are measured by their descriptors", () => {
    expect(codesOf(palette([0, 0x4000, 0x8000, 0xff00], [4, 0, 16]))).toEqual([]);
    expect(codesOf(palette([0, 0x4000, 0x8000, 0xff00], [8, 0, 16]))).toEqual(["lookup-bits-wrong"]);
    expect(codesOf(palette([0, 0x4000, 0x8000, 0xff00], [6, 0, 16]))).toEqual(["lookup-length-wrong"]);
    expect(codesOf(palette([0, 0x4000, 0x8000, 0xff00], [2, 0, 16]))).toEqual(["lookup-length-wrong"]);
    expect(codesOf(palette([0, 64, 128, 255], [4, 0, 16]))).toEqual(["lookup-bits-wrong"]);
    expect(codesOf(palette([0, 0x4000, 0x8000, 0xff00], [4, 0, 16], without("BluePaletteColorLookupTableData")))).toEqual([
      "lookup-table-missing",
    ]);
    const uneven = (dataset: Dataset) => dataset.set("GreenPaletteColorLookupTableDescriptor", [4, 1, 16]);
    expect(codesOf(palette([0, 0x4000, 0x8000, 0xff00], [4, 0, 16], uneven))).toEqual(["palette-starts-differ"]);
  });
});

it("every code of the list that is about an image is produced here, or in volume by its frames", () => {
  const source = readFileSync(new URL("repair.ts", import.meta.url), "utf8");
  const listed = [...source.matchAll(/\| "([a-z-]+)"/g)].map(([, code]) => code ?? "");
  const ofImages = listed.slice(listed.indexOf("pixel-data-short"), listed.indexOf("codestream-other-colour"));
  expect(ofImages.length).toBeGreaterThan(20);
  expect(ofImages.filter((code) => !seen.has(code))).toEqual([]);
});
