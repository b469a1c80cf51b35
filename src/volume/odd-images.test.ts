import { describe, expect, it } from "vitest";
import { tagOf } from "../dicom/index.ts";
import { buildTestImage, type TestImage, words } from "../testing/dicom-image.ts";
import { memorySource } from "./byte-source.ts";
import { createCodecs } from "./codec/codecs.ts";
import { decodeFrameOfBytes } from "./decode-frame.ts";
import { openImageHeader } from "./image-file.ts";

const codecs = createCodecs();
const four = { rows: 2, columns: 2 } as const;

async function valuesOf(image: TestImage, frameNumber = 1): Promise<number[]> {
  return [...(await decodeFrameOfBytes(buildTestImage(image), frameNumber, { codecs })).values];
}

/** Cells of a width one after the other, least significant bit first. */
function packed(values: readonly number[], width: number): Uint8Array {
  const bits = values.flatMap((value) => Array.from({ length: width }, (_, bit) => (value >> bit) & 1));
  return Uint8Array.from({ length: Math.ceil(bits.length / 16) * 2 }, (_, byte) =>
    bits.slice(8 * byte, 8 * byte + 8).reduce((sum, bit, at) => sum + (bit << at), 0),
  );
}

describe("cells of unusual width", () => {
  const values = [1, 4095, 0x123, 0xabc, 7, 8, 9, 10];

  it("are unpacked where nothing lies between them, also of a frame that begins inside a byte", async () => {
    const image: TestImage = { ...four, bitsAllocated: 12, bitsStored: 12, numberOfFrames: 2, pixels: packed(values, 12) };
    expect(await valuesOf(image, 1)).toEqual(values.slice(0, 4));
    expect(await valuesOf(image, 2)).toEqual(values.slice(4));
    const three: TestImage = {
      rows: 1,
      columns: 3,
      bitsAllocated: 12,
      bitsStored: 12,
      numberOfFrames: 2,
      pixels: packed(values.slice(0, 6), 12),
    };
    expect(await valuesOf(three, 2)).toEqual([0xabc, 7, 8]);
    const wide: TestImage = { ...four, bitsAllocated: 24, bitsStored: 24, pixels: packed([1, 70_000, 0xffffff, 5], 24) };
    expect(await valuesOf(wide)).toEqual([1, 70_000, 0xffffff, 5]);
  });

  it("are whole words where the value is as long as these make it", async () => {
    const image: TestImage = { ...four, bitsAllocated: 12, bitsStored: 12, pixels: words(values.slice(0, 4)) };
    expect(await valuesOf(image)).toEqual(values.slice(0, 4));
  });
});

describe("Bits Allocated that no cell can have", () => {
  it("gives way to the length of the value", async () => {
    for (const bitsAllocated of [0, 48, 128]) {
      const image: TestImage = { ...four, bitsAllocated, bitsStored: 12, pixels: words([1, 2, 3, 4095]) };
      expect(await valuesOf(image)).toEqual([1, 2, 3, 4095]);
    }
  });
});

describe("JPEG 2000 part 2 over many frames", () => {
  it("is refused by name", async () => {
    const header = new Uint8Array(64);
    // SOC, SIZ with the flag of extensions, 2 x 2 and five components.
    header.set([0xff, 0x4f, 0xff, 0x51, 0, 53, 0x80, 0, 0, 0, 0, 2, 0, 0, 0, 2]);
    header.set([0, 5], 40);
    const image: TestImage = { ...four, numberOfFrames: 5, pixels: [header], transferSyntaxUid: "1.2.840.10008.1.2.4.92" };
    await expect(valuesOf(image)).rejects.toMatchObject({ code: "unsupported-transfer-syntax", details: { components: 5 } });
  });
});

describe("photometric interpretations that cannot be", () => {
  const three = Uint8Array.of(10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120);

  it("give way to the number of samples", async () => {
    const grey: TestImage = { ...four, bitsAllocated: 8, pixels: Uint8Array.of(1, 2, 3, 4) };
    for (const photometricInterpretation of ["RGB", "SOMETHING", "YBR_FULL"]) {
      expect(await valuesOf({ ...grey, photometricInterpretation })).toEqual([1, 2, 3, 4]);
    }
    const colour: TestImage = { ...four, bitsAllocated: 8, samplesPerPixel: 3, pixels: three };
    for (const photometricInterpretation of ["MONOCHROME2", "SOMETHING", "RGB", "YBR_RCT", "YBR_ICT"]) {
      expect(await valuesOf({ ...colour, photometricInterpretation })).toEqual([...three]);
    }
  });

  it("are refused where the samples are of a retired kind", async () => {
    const image: TestImage = { ...four, bitsAllocated: 8, pixels: new Uint8Array(16) };
    for (const [photometricInterpretation, samplesPerPixel] of [
      ["ARGB", 4],
      ["CMYK", 4],
      ["HSV", 3],
      ["RGB", 4],
    ] as const) {
      await expect(valuesOf({ ...image, photometricInterpretation, samplesPerPixel })).rejects.toMatchObject({
        code: "unsupported-pixel-format",
        details: { photometricInterpretation },
      });
    }
  });

  it("take shared chrominance for whole where the value is as long as that makes it", async () => {
    const image: TestImage = {
      ...four,
      bitsAllocated: 8,
      samplesPerPixel: 3,
      photometricInterpretation: "YBR_FULL_422",
      pixels: new Uint8Array(12).fill(128),
    };
    expect(await valuesOf(image)).toEqual(new Array(12).fill(128));
  });

  it("stretch the studio range of YBR_PARTIAL_422", async () => {
    const pixels = Uint8Array.of(16, 235, 128, 128, 126, 16, 128, 128);
    const image: TestImage = {
      ...four,
      bitsAllocated: 8,
      samplesPerPixel: 3,
      photometricInterpretation: "YBR_PARTIAL_422",
      pixels,
    };
    expect(await valuesOf(image)).toEqual([0, 0, 0, 255, 255, 255, 128, 128, 128, 0, 0, 0]);
  });
});

describe("palettes", () => {
  const palette = (entries: readonly (readonly number[])[], bits: number, first = 0): TestImage => ({
    ...four,
    bitsAllocated: 8,
    photometricInterpretation: "PALETTE COLOR",
    pixels: Uint8Array.of(0, 1, 2, 3),
    more: (dataset) => {
      for (const [at, colour] of (["Red", "Green", "Blue"] as const).entries()) {
        dataset.set(`${colour}PaletteColorLookupTableDescriptor`, [entries[at]?.length ?? 0, first, bits]);
        dataset.setElement(tagOf(`${colour}PaletteColorLookupTableData`), { vr: "OW", value: words(entries[at] ?? []) });
      }
    },
  });

  it("of 16 bits are reduced alike in every colour, a dark one too", async () => {
    const image = palette(
      [
        [0x0000, 0x8000, 0xff00, 0xffff],
        [0, 0x10, 0x80, 0xff],
        [0, 0, 0, 0],
      ],
      16,
    );
    expect(await valuesOf(image)).toEqual([0, 0, 0, 0x80, 0, 0, 0xff, 0, 0, 0xff, 0, 0]);
  });

  it("whose 16-bit entries use 8 bits only are taken as these", async () => {
    expect(
      await valuesOf(
        palette(
          [
            [1, 2, 3, 4],
            [5, 6, 7, 8],
            [9, 10, 11, 12],
          ],
          16,
        ),
      ),
    ).toEqual([1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12]);
  });

  it("in segments of bytes may refer to segments before", async () => {
    // Two entries as they are, a ramp to 40 in two steps, then both segments once more from offset 0.
    const segments = Uint8Array.of(0, 2, 10, 20, 1, 2, 40, 2, 2, 0, 0, 0, 0, 0);
    const image = palette([[], [], []], 8);
    const more: TestImage["more"] = (dataset) => {
      for (const colour of ["Red", "Green", "Blue"] as const) {
        dataset.set(`${colour}PaletteColorLookupTableDescriptor`, [8, 0, 8]);
        dataset.delete(`${colour}PaletteColorLookupTableData`);
        dataset.setElement(tagOf(`Segmented${colour}PaletteColorLookupTableData`), { vr: "OW", value: segments });
      }
    };
    const grey = (values: readonly number[]) => values.flatMap((value) => [value, value, value]);
    expect(await valuesOf({ ...image, more })).toEqual(grey([10, 20, 30, 40]));
    expect(await valuesOf({ ...image, pixels: Uint8Array.of(4, 5, 6, 7), more })).toEqual(grey([10, 20, 30, 40]));
  });
});

describe("fragments without a table", () => {
  const plain = (length: number, from: number) => Uint8Array.from({ length }, (_, at) => from + at);

  it("of bare cells belong to the frame they fill", async () => {
    const image: TestImage = {
      ...four,
      bitsAllocated: 8,
      numberOfFrames: 3,
      transferSyntaxUid: "1.2.840.10008.1.2.1.98",
      pixels: [plain(2, 1), plain(2, 3), plain(4, 11), plain(2, 21), plain(2, 23)],
    };
    expect(await valuesOf(image, 1)).toEqual([1, 2, 3, 4]);
    expect(await valuesOf(image, 2)).toEqual([11, 12, 13, 14]);
    expect(await valuesOf(image, 3)).toEqual([21, 22, 23, 24]);
  });

  /** A run-length coded frame of four bytes, in two fragments. */
  function runLength(from: number): readonly Uint8Array[] {
    const frame = new Uint8Array(70);
    frame.set([1, 0, 0, 0, 64]);
    frame.set([3, from, from + 1, from + 2, from + 3], 64);
    return [frame.subarray(0, 66), frame.subarray(66)];
  }
  const rle: TestImage = { ...four, bitsAllocated: 8, numberOfFrames: 2, transferSyntaxUid: "1.2.840.10008.1.2.5", pixels: [] };

  it("of run-length coding begin where its header is", async () => {
    const image = { ...rle, pixels: [...runLength(1), ...runLength(5)] };
    expect(await valuesOf(image, 1)).toEqual([1, 2, 3, 4]);
    expect(await valuesOf(image, 2)).toEqual([5, 6, 7, 8]);
  });

  it("of more images than are counted leave the last ones", async () => {
    const image = { ...rle, pixels: [...runLength(1), ...runLength(5), ...runLength(9)] };
    expect(await valuesOf(image, 2)).toEqual([5, 6, 7, 8]);
    expect(await valuesOf({ ...image, numberOfFrames: 1 }, 1)).toEqual([1, 2, 3, 4]);
  });

  it("are found again where the length of one is wrong", async () => {
    const bytes = Buffer.from(buildTestImage({ ...rle, pixels: [Buffer.concat(runLength(1)), Buffer.concat(runLength(5))] }));
    const firstItem = bytes.indexOf(Buffer.from([0xfe, 0xff, 0x00, 0xe0, 70, 0, 0, 0]));
    for (const wrong of [60, 90, 0x7fffffff]) {
      bytes.writeUInt32LE(wrong, firstItem + 4);
      const second = await decodeFrameOfBytes(bytes, 2, { codecs });
      expect([wrong, ...second.values]).toEqual([wrong, 5, 6, 7, 8]);
    }
  });
});

describe("a number of frames that lies", () => {
  it("is cut down to the frames that the fragments make", async () => {
    const frame = Uint8Array.of(1, 0, 0, 0, 64, ...new Array(59).fill(0), 3, 1, 2, 3, 4, 0);
    const image: TestImage = {
      ...four,
      bitsAllocated: 8,
      numberOfFrames: 999_999,
      transferSyntaxUid: "1.2.840.10008.1.2.5",
      pixels: [frame, frame],
    };
    const { heldFrames, description } = await openImageHeader(memorySource(buildTestImage(image)));
    expect([heldFrames, description.numberOfFrames]).toEqual([2, 999_999]);
  });
});
