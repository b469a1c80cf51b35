import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tagOf } from "../dicom/index.ts";
import { buildTestImage, type TestImage, words } from "../testing/dicom-image.ts";
import { createCodecs } from "./codec/codecs.ts";
import { decodeFrameOfFile } from "./decode-frame.ts";
import { createFrameReader } from "./frame-reader.ts";

const codecs = createCodecs();
const four = { rows: 2, columns: 2 } as const;

describe("decodeFrameOfFile", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "volume-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("reads one frame of a large file by its byte range", async () => {
    const rows = 512;
    const frames = 8;
    const pixels = new Uint8Array(rows * rows * 2 * frames);
    for (let frame = 0; frame < frames; frame += 1)
      pixels.fill(frame + 1, frame * rows * rows * 2, (frame + 1) * rows * rows * 2);
    const path = join(folder, "large.dcm");
    await writeFile(path, buildTestImage({ rows, columns: rows, bitsStored: 15, numberOfFrames: frames, pixels }));
    const frame = await decodeFrameOfFile(path, 6, "int16", codecs);
    expect(new Set(frame.values)).toEqual(new Set([0x0606]));
  });

  it("reads one frame of a large encapsulated file, by order, basic offset table and extended offset table", async () => {
    const frame = (value: number) => new Uint8Array(400_000).fill(value);
    const halves = [1, 1, 2, 2, 3, 3].map((value) => frame(value).subarray(0, 200_000));
    const offsets = [0, 2 * 200_008, 4 * 200_008];
    const image: TestImage = {
      rows: 400,
      columns: 1000,
      bitsAllocated: 8,
      numberOfFrames: 3,
      transferSyntaxUid: "1.2.840.10008.1.2.1.98",
      pixels: [frame(1), frame(2), frame(3)],
    };
    const tabled = (basic: readonly number[], extended: boolean): TestImage => ({
      ...image,
      more: (dataset) => {
        const fragments = { basicOffsetTable: basic, fragments: halves, fragmentOffsets: halves.map((_, n) => n * 200_008) };
        dataset.setElement(tagOf("PixelData"), { vr: "OB", value: new Uint8Array(0), fragments });
        const table = new Uint8Array(BigUint64Array.from(offsets.map(BigInt)).buffer);
        if (extended) dataset.setElement(tagOf("ExtendedOffsetTable"), { vr: "OV", value: table });
      },
    });
    for (const [name, variant] of Object.entries({ order: image, basic: tabled(offsets, false), extended: tabled([], true) })) {
      const path = join(folder, `${name}.dcm`);
      await writeFile(path, buildTestImage(variant));
      expect(new Set((await decodeFrameOfFile(path, 2, undefined, codecs)).values), name).toEqual(new Set([2]));
      expect(new Set((await decodeFrameOfFile(path, 3, undefined, codecs)).values), name).toEqual(new Set([3]));
    }
  });

  it("remembers a multi-frame file's header between frames, and no more files than it may", async () => {
    const reader = createFrameReader(codecs, 1);
    const paths = await Promise.all(
      [10, 20].map(async (value) => {
        const path = join(folder, `cine-${value}.dcm`);
        await writeFile(
          path,
          buildTestImage({ ...four, numberOfFrames: 2, pixels: words(Array.from({ length: 8 }, (_, at) => value + at)) }),
        );
        return path;
      }),
    );
    for (const [at, frame, first] of [
      [0, 1, 10],
      [0, 2, 14],
      [1, 2, 24],
      [0, 2, 14],
    ] as const) {
      expect((await reader.decode(paths[at]!, frame, undefined)).values[0]).toBe(first);
    }
  });

  it("says that a file cannot be read, without its path", async () => {
    const failed = decodeFrameOfFile(join(folder, "absent.dcm"), 1, undefined, codecs);
    await expect(failed).rejects.toMatchObject({ area: "volume", code: "unreadable-file" });
    await expect(failed).rejects.not.toThrow(/absent/);
  });
});
