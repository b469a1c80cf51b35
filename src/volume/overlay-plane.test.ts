import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Dataset, tagOf } from "../dicom/index.ts";
import { drawWithDcmtk } from "../testing/dcmtk-picture.ts";
import { buildTestImage, type TestImage, words } from "../testing/dicom-image.ts";
import { dataRoot, hasTool } from "../testing/environment.ts";
import { memorySource, openFileSource } from "./byte-source.ts";
import { createCodecs } from "./codec/codecs.ts";
import { decodeFrame, readOverlay } from "./decode-frame.ts";
import { type ImageFile, openImageFile } from "./image-file.ts";
import { parseOverlays } from "./overlay-plane.ts";

const codecs = createCodecs();
/** The planes on a frame. */
const planesOn = ({ dataset, description }: ImageFile, frameNumber: number) =>
  parseOverlays(dataset, description).flatMap(({ plane, frameOn }) => (frameOn(frameNumber) === undefined ? [] : plane));
const open = (image: TestImage) => openImageFile(memorySource(buildTestImage(image)));
const rows = 5;
const columns = 7;

/** Sets the elements of an overlay group. */
function overlay(
  dataset: Dataset,
  group: number,
  parts: {
    readonly size?: readonly [number, number];
    readonly origin?: readonly [number, number];
    readonly frames?: number;
    readonly frameOrigin?: number;
    readonly bits?: Uint8Array;
    readonly bitPosition?: number;
    readonly bitsAllocated?: number;
    readonly type?: "G" | "R";
  },
): Dataset {
  const at = (element: number) => group * 0x10000 + element;
  const [height, width] = parts.size ?? [rows, columns];
  dataset
    .setElement(at(0x10), { vr: "US", value: [height] })
    .setElement(at(0x11), { vr: "US", value: [width] })
    .setElement(at(0x40), { vr: "CS", value: [parts.type ?? "G"] })
    .setElement(at(0x50), { vr: "SS", value: [...(parts.origin ?? [1, 1])] })
    .setElement(at(0x100), { vr: "US", value: [parts.bitsAllocated ?? 1] })
    .setElement(at(0x102), { vr: "US", value: [parts.bitPosition ?? 0] })
    .setElement(at(0x1500), { vr: "LO", value: ["Outline"] });
  if (parts.frames !== undefined) dataset.setElement(at(0x15), { vr: "IS", value: [String(parts.frames)] });
  if (parts.frameOrigin !== undefined) dataset.setElement(at(0x51), { vr: "US", value: [parts.frameOrigin] });
  if (parts.bits !== undefined) dataset.setElement(at(0x3000), { vr: "OW", value: parts.bits });
  return dataset;
}

/** Packs pixels, least significant bit first, into an even number of bytes. */
function packed(pixels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(pixels.length / 16) * 2);
  for (const [at, pixel] of pixels.entries()) if (pixel) bytes[at >> 3] = (bytes[at >> 3] as number) | (1 << (at & 7));
  return bytes;
}
const unpacked = (bits: Uint8Array, count: number) =>
  Array.from({ length: count }, (_, at) => ((bits[at >> 3] ?? 0) >> (at & 7)) & 1);
const pattern = (seed: number) => Array.from({ length: rows * columns }, (_, at) => (((at + 3) * seed) % 5 < 2 ? 1 : 0));

const multi: TestImage = {
  rows,
  columns,
  bitsAllocated: 8,
  numberOfFrames: 4,
  pixels: new Uint8Array(rows * columns * 4),
  more: (dataset) =>
    overlay(dataset, 0x6002, {
      frames: 2,
      frameOrigin: 2,
      bits: packed([...pattern(2), ...pattern(3)]),
      origin: [-1, 3],
      type: "R",
    }),
};

describe("overlay planes with data of their own", () => {
  it("lie on the frames they name; 35 bits a frame, so that the second starts inside a byte", async () => {
    const file = await open(multi);
    const groups = [1, 2, 3, 4].map((frame) => planesOn(file, frame).map(({ group }) => group));
    expect(groups).toEqual([[], [0x6002], [0x6002], []]);
    expect(unpacked(await readOverlay(file, 2, 0x6002, { codecs }), 35)).toEqual(pattern(2));
    expect(unpacked(await readOverlay(file, 3, 0x6002, { codecs }), 35)).toEqual(pattern(3));
    await expect(readOverlay(file, 1, 0x6002, { codecs })).rejects.toMatchObject({ code: "frame-not-found" });
    await expect(readOverlay(file, 2, 0x6000, { codecs })).rejects.toMatchObject({ code: "frame-not-found" });
  });

  it("say where they lie, before the image's edge too, and what they are", async () => {
    const file = await open(multi);
    expect(planesOn(file, 2)).toEqual([
      { group: 0x6002, rows, columns, origin: [-1, 3], overlayType: "ROI", label: "Outline", description: "" },
    ]);
  });

  it("that name no frames are on all of them; sixteen groups at most", async () => {
    const file = await open({
      ...multi,
      more: (dataset) => {
        for (let group = 0x6000; group <= 0x6020; group += 2) overlay(dataset, group, { bits: packed(pattern(2)) });
      },
    });
    expect(planesOn(file, 4)).toHaveLength(16);
  });

  it("that are cut off or lie about their size are harmless", async () => {
    const short = await open({ ...multi, more: (dataset) => overlay(dataset, 0x6000, { bits: Uint8Array.of(0xff, 0xff) }) });
    const bits = unpacked(await readOverlay(short, 1, 0x6000, { codecs }), 35);
    expect(bits.filter(Boolean)).toHaveLength(16);
    const huge = await open({
      ...multi,
      more: (dataset) => overlay(dataset, 0x6000, { size: [65_535, 65_535], bits: Uint8Array.of(1, 0) }),
    });
    expect(planesOn(huge, 1)).toEqual([]);
  });
});

describe("overlays in the high bits of the pixel cells (retired)", () => {
  const values = Array.from({ length: rows * columns }, (_, at) => at * 100);
  const marks = pattern(3);
  const image = (more: (dataset: Dataset) => void): TestImage => ({
    rows,
    columns,
    bitsAllocated: 16,
    bitsStored: 12,
    pixels: words(values.map((value, at) => value | ((marks[at] as number) << 13))),
    more,
  });

  it("are shown, and are no part of the values", async () => {
    const file = await open(image((dataset) => overlay(dataset, 0x6000, { bitPosition: 13, bitsAllocated: 16 })));
    expect(planesOn(file, 1)).toMatchObject([{ group: 0x6000, rows, columns }]);
    expect(unpacked(await readOverlay(file, 1, 0x6000, { codecs }), 35)).toEqual(marks);
    expect([...(await decodeFrame(file, 1, { codecs })).values]).toEqual(values);
  });

  it("are not looked for inside the stored bits", async () => {
    const file = await open(image((dataset) => overlay(dataset, 0x6000, { bitPosition: 4, bitsAllocated: 16 })));
    expect(planesOn(file, 1)).toEqual([]);
  });
});

/** Pixels that dcmtk draws otherwise with its overlays than without: white ones on a black image. */
function marksOfDcmtk(image: Uint8Array | string, frame = 1): number[] {
  const drawn = drawWithDcmtk(image, ["+F", String(frame), "+Ww", "100000", "1", "+O", "0", "+Omr"]);
  return Array.from(drawn?.data ?? [], (grey) => (grey > 0 ? 1 : 0));
}

describe.skipIf(!hasTool("dcmj2pnm"))("overlays as dcmtk draws them", () => {
  it("lie where it has them", async () => {
    const image: TestImage = {
      rows,
      columns,
      bitsAllocated: 16,
      pixels: words(new Array<number>(rows * columns).fill(0)),
      more: (dataset) => {
        overlay(dataset, 0x6000, { size: [3, 4], origin: [2, 3], bits: packed([1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1]) });
        dataset
          .set("RescaleSlope", 1)
          .set("RescaleIntercept", 0)
          .setElement(tagOf("WindowCenter"), { vr: "DS", value: ["50"] });
      },
    };
    const file = await open(image);
    const [plane] = planesOn(file, 1);
    const bits = unpacked(await readOverlay(file, 1, 0x6000, { codecs }), 12);
    const drawn = new Array<number>(rows * columns).fill(0);
    for (const [at, bit] of bits.entries()) {
      const [row, column] = [plane!.origin[0] - 1 + Math.floor(at / 4), plane!.origin[1] - 1 + (at % 4)];
      drawn[row * columns + column] = bit;
    }
    expect(marksOfDcmtk(buildTestImage(image))).toEqual(drawn);
  });

  it.skipIf(dataRoot() === null).each(["MR-SIEMENS-DICOM-WithOverlays.dcm", "examples_overlay.dcm"])(
    "of %s are its own",
    async (name) => {
      const path = join(dataRoot() as string, "codecs", "pydicom", name);
      const file = await openImageFile(await openFileSource(path));
      const [plane] = planesOn(file, 1);
      const bits = unpacked(await readOverlay(file, 1, plane!.group, { codecs }), plane!.rows * plane!.columns);
      expect(bits.filter(Boolean).length).toBeGreaterThan(100);
      expect(bits).toEqual(marksOfDcmtk(path));
    },
  );
});
