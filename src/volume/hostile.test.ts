import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DicomError } from "../dicom/index.ts";
import { buildTestImage, words } from "../testing/dicom-image.ts";
import { dataRoot } from "../testing/environment.ts";
import { memorySource } from "./byte-source.ts";
import { createCodecs } from "./codec/codecs.ts";
import { decodeFrameOfBytes, decodeFrameOfFile } from "./decode-frame.ts";
import { VolumeError } from "./errors.ts";
import { readSeriesFrames } from "./read-series-frames.ts";

const root = dataRoot();
const codecs = createCodecs();

function instanceAt(path: string) {
  return {
    sopInstanceUid: "2.25.1",
    sopClassUid: "",
    seriesInstanceUid: "2.25.2",
    studyInstanceUid: "2.25.3",
    transferSyntaxUid: "",
    instanceNumber: null,
    numberOfFrames: 1,
    byteLength: 0,
    sha256: "",
    path,
  };
}

describe.skipIf(root === null)("files built to break parsers", () => {
  const files =
    root === null
      ? []
      : readdirSync(join(root, "broken/fuzz-v2"), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name));

  it("give pixels or a reason, each of them, as frames and as a series", async () => {
    for (const path of files) {
      const error: unknown = await decodeFrameOfFile(path, 1, undefined, codecs).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error !== undefined)
        expect(error instanceof VolumeError || error instanceof DicomError, `${path}: ${error}`).toBe(true);
      const { unreadable } = await readSeriesFrames([instanceAt(path)]);
      for (const { code } of unreadable) expect(code, path).toMatch(/^(volume|dicom)\//);
    }
  });
});

describe("headers that lie", () => {
  it("offers no more frames than the file can hold, and says how many are gone", async () => {
    const image = buildTestImage({ rows: 4, columns: 4, numberOfFrames: 999_999, pixels: words(Array(40).fill(1)) });
    const series = await readSeriesFrames([instanceAt("")], { open: async () => memorySource(image) });
    expect(series.frames.map((frame) => frame.frameNumber)).toEqual([1, 2, 3]);
    expect(series.unreadable).toEqual([
      { sopInstanceUid: "2.25.1", code: "volume/corrupt-pixel-data", message: expect.stringContaining("999996 frames") },
    ]);
  });

  it("survives every truncation of an image, native and compressed", async () => {
    const native = buildTestImage({ rows: 8, columns: 8, pixels: words(Array(64).fill(7)) });
    const rle = buildTestImage({
      rows: 8,
      columns: 8,
      transferSyntaxUid: "1.2.840.10008.1.2.5",
      pixels: [Uint8Array.from([2, 0, 0, 0, 64, 0, 0, 0, 66, 0, 0, 0, ...Array(52).fill(0), 193, 0, 193, 7])],
    });
    for (const whole of [native, rle]) {
      expect((await decodeFrameOfBytes(whole, 1, { codecs })).values[63]).toBe(7);
      for (let length = 0; length < whole.length; length += 1) {
        const error: unknown = await decodeFrameOfBytes(whole.subarray(0, length), 1, { codecs }).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error !== undefined)
          expect(error instanceof VolumeError || error instanceof DicomError, `${length}: ${error}`).toBe(true);
      }
    }
  });
});
