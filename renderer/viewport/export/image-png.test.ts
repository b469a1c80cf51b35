import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { drawWithDcmtk } from "../../../src/testing/dcmtk-picture.ts";
import { buildTestImage, words } from "../../../src/testing/dicom-image.ts";
import { record } from "../../../src/testing/dicom-series.ts";
import { hasTool } from "../../../src/testing/environment.ts";
import { memorySource } from "../../../src/volume/byte-source.ts";
import { decodeFrame } from "../../../src/volume/decode-frame.ts";
import { openImageFile } from "../../../src/volume/image-file.ts";
import { createCodecs, readSeriesFrames } from "../../../src/volume/index.ts";
import { colourMapOf } from "../plane/colour-maps.ts";
import { frameSlice } from "../plane/slice.ts";
import type { Greys } from "../plane/window.ts";
import { fileName } from "./file-name.ts";
import { imagePng } from "./image-png.ts";

const codecs = createCodecs();

/** A 16-bit image with every value of -2048 to 2047, and how it looks in a window. */
const ramp = buildTestImage({
  rows: 64,
  columns: 64,
  bitsStored: 16,
  signed: true,
  pixels: words(Array.from({ length: 4096 }, (_, at) => at - 2048)),
  more: (dataset) => dataset.set("RescaleSlope", 1).set("RescaleIntercept", 0),
});

async function sliceOf(file: Uint8Array) {
  const source = memorySource(file);
  const { frames } = await readSeriesFrames([record(1)], { open: async () => source });
  const frame = frames[0]!;
  const { values } = await decodeFrame(await openImageFile(source), 1, { codecs, valueType: frame.valueType });
  return frameSlice(frame as never, values);
}

const greys = (center: number, width: number, more: Partial<Greys> = {}): Greys => ({
  voi: { kind: "window", window: { center, width }, explanation: "" },
  inverted: false,
  padding: undefined,
  ...more,
});

describe("an exported image", () => {
  it.skipIf(!hasTool("dcmj2pnm")).each([
    [40, 400],
    [-600, 1500],
    [300, 4095],
    [0, 1],
  ])("has the pixels that dcmtk draws for the window %d / %d", async (center, width) => {
    const png = decode(imagePng(await sliceOf(ramp), greys(center, width)));
    const theirs = drawWithDcmtk(ramp, ["+Ww", String(center), String(width)]);
    expect([png.width, png.height, png.channels, png.depth]).toEqual([64, 64, 1, 8]);
    expect([...png.data]).toEqual([...(theirs?.data ?? [])]);
  });

  it("is grey in one channel and coloured in three", async () => {
    const slice = await sliceOf(ramp);
    const coloured = decode(imagePng(slice, greys(0, 4096, { colours: colourMapOf("HOT_IRON") })));
    expect(coloured.channels).toBe(3);
    expect([...coloured.data.slice(-3)]).toEqual([255, 255, 255]);
    expect([...coloured.data.slice(0, 3)]).toEqual([0, 0, 0]);
  });

  it("says nothing beside its pixels", async () => {
    const file = Buffer.from(imagePng(await sliceOf(ramp), greys(0, 100)));
    const chunks: string[] = [];
    for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) chunks.push(file.toString("latin1", at + 4, at + 8));
    expect(new Set(chunks)).toEqual(new Set(["IHDR", "IDAT", "IEND"]));
  });
});

describe("its name", () => {
  it("tells pictures apart and nobody's identity", () => {
    expect(fileName({ modality: "CT", seriesNumber: 3 }, 12, "png")).toBe("CT-series-3-image-0012.png");
    expect(fileName({ modality: "../x", seriesNumber: null }, undefined, "zip")).toBe("x.zip");
    expect(fileName({ modality: "", seriesNumber: 1 }, 1, "jpg")).toBe("images-series-1-image-0001.jpg");
  });
});
