import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { InstanceRecord } from "../archive/index.ts";
import { buildTestImage, type TestImage } from "../testing/dicom-image.ts";
import { memorySource } from "./byte-source.ts";
import { openImageHeader } from "./image-file.ts";
import { readSeriesFrames } from "./read-series-frames.ts";

const baseline = "1.2.840.10008.1.2.4.50";
const jpeg2000 = "1.2.840.10008.1.2.4.90";
const grey = { rows: 8, columns: 8, bitsAllocated: 8 } as const;
const colour = { ...grey, samplesPerPixel: 3, photometricInterpretation: "RGB", planarConfiguration: 0 } as const;
const seen = new Set<string>();

/** Markers of a JPEG up to its first scan; of the image itself nothing is looked at. */
function jpeg(options: {
  readonly bits?: number;
  readonly components?: number;
  readonly marker?: number;
  readonly mark?: readonly number[];
}): Uint8Array {
  const { bits = 8, components = 1, marker = 0xc0, mark = [] } = options;
  const named = Array.from({ length: components }, (_, at) => [at + 1, 0x11, 0]).flat();
  const frame = [0xff, marker, 0, 8 + 3 * components, bits, 0, 8, 0, 8, components, ...named];
  const bytes = [0xff, 0xd8, ...mark, ...frame, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xff, 0xd9];
  return Uint8Array.from(bytes.length % 2 === 0 ? bytes : [...bytes, 0]);
}

/** "JFIF", the mark of a JPEG that holds luminance and chrominance. */
const jfif = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];

/** SOC, SIZ and COD of a JPEG 2000 codestream. */
function codestream(options: { readonly depth: number; readonly components?: number; readonly transform?: 0 | 1 }): Uint8Array {
  const { depth, components = 1, transform = 0 } = options;
  const size = new Uint8Array(42 + 3 * components + 16);
  size.set([0xff, 0x4f, 0xff, 0x51, 0, 38 + 3 * components, 0, 0, 0, 0, 0, 8, 0, 0, 0, 8]);
  size.set([0, components], 40);
  for (let at = 0; at < components; at += 1) size.set([depth, 1, 1], 42 + 3 * at);
  size.set([0xff, 0x52, 0, 12, 0, 0, 0, 1, transform, 5, 4, 4, 0, 1], 42 + 3 * components);
  return size;
}

async function repairsOf(image: TestImage): Promise<readonly string[]> {
  const { repairs } = await openImageHeader(memorySource(buildTestImage(image)));
  for (const { code } of repairs) seen.add(code);
  return repairs.map(({ code, tag }) => (tag === undefined ? code : `${code} ${tag}`));
}

describe("a compressed image that tells the same as its header", () => {
  it.each<[string, TestImage]>([
    ["grey JPEG", { ...grey, pixels: [jpeg({})], transferSyntaxUid: baseline }],
    [
      "YBR JPEG",
      {
        ...colour,
        photometricInterpretation: "YBR_FULL_422",
        pixels: [jpeg({ components: 3, mark: jfif })],
        transferSyntaxUid: baseline,
      },
    ],
    [
      "12 bits in 12",
      {
        ...grey,
        bitsAllocated: 16,
        bitsStored: 12,
        pixels: [jpeg({ bits: 12, marker: 0xc1 })],
        transferSyntaxUid: "1.2.840.10008.1.2.4.51",
      },
    ],
    [
      "room above the stored bits",
      {
        ...grey,
        bitsAllocated: 16,
        bitsStored: 12,
        pixels: [jpeg({ bits: 16, marker: 0xc3 })],
        transferSyntaxUid: "1.2.840.10008.1.2.4.70",
      },
    ],
    ["JPEG 2000", { ...grey, pixels: [codestream({ depth: 7 })], transferSyntaxUid: jpeg2000 }],
    [
      "JPEG 2000 with its transform",
      {
        ...colour,
        photometricInterpretation: "YBR_RCT",
        pixels: [codestream({ depth: 7, components: 3, transform: 1 })],
        transferSyntaxUid: jpeg2000,
      },
    ],
  ])("says nothing: %s", async (_name, image) => {
    expect(await repairsOf(image)).toEqual([]);
  });
});

describe("a compressed image that tells something else", () => {
  it.each<[string, readonly string[], TestImage]>([
    [
      "JFIF in RGB",
      ["codestream-other-colour 00280004"],
      { ...colour, pixels: [jpeg({ components: 3, mark: jfif })], transferSyntaxUid: baseline },
    ],
    [
      "a transform in RGB",
      ["codestream-other-colour 00280004"],
      { ...colour, pixels: [codestream({ depth: 7, components: 3, transform: 1 })], transferSyntaxUid: jpeg2000 },
    ],
    [
      "fewer bits",
      ["codestream-other-bits 00280101"],
      { ...grey, bitsAllocated: 16, bitsStored: 12, pixels: [jpeg({})], transferSyntaxUid: baseline },
    ],
    [
      "more bits than allocated",
      ["codestream-other-bits 00280101"],
      { ...grey, pixels: [codestream({ depth: 11 })], transferSyntaxUid: jpeg2000 },
    ],
    [
      "a sign",
      ["codestream-other-sign 00280103"],
      { ...grey, pixels: [codestream({ depth: 0x87 })], transferSyntaxUid: jpeg2000 },
    ],
    ["another compression", ["wrong-transfer-syntax"], { ...grey, pixels: [jpeg({})], transferSyntaxUid: jpeg2000 }],
  ])("is named: %s", async (_name, expected, image) => {
    expect(await repairsOf(image)).toEqual(expected);
  });
});

describe("fragments", () => {
  const half = jpeg({}).subarray(0, 12);
  const rest = jpeg({}).subarray(12);
  const frames = (numberOfFrames: number, pixels: readonly Uint8Array[]): TestImage => ({
    ...grey,
    numberOfFrames,
    pixels,
    transferSyntaxUid: baseline,
  });

  it("without a table are assigned by where codestreams begin", async () => {
    expect(await repairsOf(frames(2, [half, rest, jpeg({})]))).toEqual(["frame-starts-searched 7FE00010"]);
  });

  it("of more or fewer frames than there should be", async () => {
    expect(await repairsOf(frames(2, [jpeg({}), jpeg({}), jpeg({})]))).toEqual([
      "frame-starts-searched 7FE00010",
      "frames-beyond-number 7FE00010",
    ]);
    expect(await repairsOf(frames(4, [jpeg({}), jpeg({})]))).toContain("frames-missing 00280008");
  });
});

describe("a series", () => {
  it("counts the images that needed a tolerance, and names the first one's element", async () => {
    const healthy = buildTestImage({ ...grey, pixels: new Uint8Array(64) });
    const odd = buildTestImage({ ...grey, pixels: new Uint8Array(64), more: (dataset) => dataset.delete("HighBit") });
    const files = [healthy, odd, odd];
    const instances = files.map(
      (_, index) =>
        ({
          sopInstanceUid: `2.25.${index}`,
          sopClassUid: "1.2",
          seriesInstanceUid: "2.25.7",
          sha256: "0".repeat(64),
          instanceNumber: index,
        }) as InstanceRecord,
    );
    const open = async ({ instanceNumber }: InstanceRecord) => memorySource(files[instanceNumber ?? 0] as Uint8Array);
    const series = await readSeriesFrames(instances, { open });
    expect(series.repairs).toEqual([{ code: "high-bit-wrong", tag: "00280102", instanceCount: 2 }]);
  });
});

it("every code of the list that only frames tell is produced here", () => {
  const source = readFileSync(new URL("../dicom/repair.ts", import.meta.url), "utf8");
  const listed = [...source.matchAll(/\| "([a-z-]+)"/g)].map(([, code]) => code ?? "");
  const ofFrames = listed.slice(listed.indexOf("codestream-other-colour"));
  expect(ofFrames.length).toBeGreaterThan(4);
  expect(ofFrames.filter((code) => !seen.has(code))).toEqual([]);
});
