import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePart10, tagOf } from "../dicom/index.ts";
import { buildTestImage, type TestImage, words } from "../testing/dicom-image.ts";
import { dataRoot, hasTool } from "../testing/environment.ts";
import { createCodecs } from "./codec/codecs.ts";
import { decodeFrameOfBytes } from "./decode-frame.ts";
import { type RecompressionTarget, recompress } from "./encode-file.ts";

const codecs = createCodecs();
const rows = 37;
const columns = 52;
const count = rows * columns;

/** Numbers that look like nothing, the same each time. */
function noise(length: number, most: number): number[] {
  let state = 7;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % (most + 1);
  });
}

const grey = (bitsStored: number, signed: boolean, numberOfFrames = 1): TestImage => ({
  rows,
  columns,
  bitsAllocated: bitsStored > 8 ? 16 : 8,
  bitsStored,
  signed,
  numberOfFrames,
  pixels: cells(noise(count * numberOfFrames, 2 ** bitsStored - 1), bitsStored, signed),
});

/** Values in cells, the upper half of them negative where there is a sign. */
function cells(values: readonly number[], bitsStored: number, signed: boolean): Uint8Array {
  const stored = values.map((value) => (signed && value >= 2 ** (bitsStored - 1) ? value - 2 ** bitsStored : value));
  return bitsStored > 8 ? words(stored) : Uint8Array.from(stored);
}

const colour: TestImage = {
  rows,
  columns,
  bitsAllocated: 8,
  samplesPerPixel: 3,
  photometricInterpretation: "RGB",
  pixels: Uint8Array.from(noise(count * 3, 255)),
};

const images: Readonly<Record<string, TestImage>> = {
  "8 bits": grey(8, false),
  "12 bits": grey(12, false),
  "12 bits, signed": grey(12, true),
  "16 bits": grey(16, false),
  "16 bits, signed": grey(16, true),
  "10 bits, 3 frames": grey(10, false, 3),
  colour,
  "colour by planes": { ...colour, planarConfiguration: 1 },
  YBR_FULL: { ...colour, photometricInterpretation: "YBR_FULL" },
};

async function valuesOf(bytes: Uint8Array, frame: number): Promise<number[]> {
  return [...(await decodeFrameOfBytes(bytes, frame, { codecs })).values];
}

describe("recompress", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "encode-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, image] of Object.entries(images)) {
    for (const target of ["jpeg-ls", "htj2k", "explicit"] as const) {
      it(`keeps every value of ${name} as ${target}`, async () => {
        const original = buildTestImage(image);
        const made = await recompress(original, target, { codecs });
        for (let frame = 1; frame <= (image.numberOfFrames ?? 1); frame += 1) {
          expect(await valuesOf(made.bytes, frame)).toEqual(await valuesOf(original, frame));
        }
        const [before, after] = [parsePart10(original), parsePart10(made.bytes)];
        expect(after.transferSyntaxUid).toBe(made.transferSyntaxUid);
        expect(after.dataset.first("SOPInstanceUID")).toBe(before.dataset.first("SOPInstanceUID"));
        expect(after.repairs).toEqual([]);
        const fragments = after.dataset.element("PixelData")?.fragments;
        if (target !== "explicit") expect(fragments?.basicOffsetTable.length).toBe(image.numberOfFrames ?? 1);
      });
    }
  }

  it.skipIf(!hasTool("dcmdjpls") || !hasTool("gdcmconv"))(
    "makes JPEG-LS that dcmtk and gdcm expand to the same bytes",
    async () => {
      for (const [name, image] of Object.entries(images)) {
        if (image.planarConfiguration === 1) continue;
        const { bytes } = await recompress(buildTestImage(image), "jpeg-ls", { codecs });
        const [packed, expanded] = [join(folder, "packed.dcm"), join(folder, "expanded.dcm")];
        writeFileSync(packed, bytes);
        for (const [program, ...options] of [["dcmdjpls"], ["gdcmconv", "--raw"]] as const) {
          expect([name, program, spawnSync(program, [...options, packed, expanded]).status]).toEqual([name, program, 0]);
          const { dataset } = parsePart10(readFileSync(expanded));
          const pixels = dataset.element("PixelData")?.value as Uint8Array;
          const given = image.pixels as Uint8Array;
          const kept = masked(given, image.bitsStored ?? 8, image.bitsAllocated ?? 16);
          const planes = dataset.first("PlanarConfiguration") === 1;
          const found = planes ? interleaved(pixels.subarray(0, given.length)) : pixels.subarray(0, given.length);
          expect([name, program, Buffer.compare(masked(found, image.bitsStored ?? 8, image.bitsAllocated ?? 16), kept)]).toEqual([
            name,
            program,
            0,
          ]);
        }
      }
    },
  );

  it("refuses what it cannot keep, with the reason", async () => {
    const refusal = (image: TestImage, target: RecompressionTarget = "jpeg-ls") =>
      recompress(buildTestImage(image), target, { codecs });
    const reasons: readonly (readonly [string, TestImage])[] = [
      ["single-bits", { rows: 4, columns: 4, bitsAllocated: 1, pixels: new Uint8Array(2) }],
      ["more-than-16-bits", { rows: 1, columns: 2, bitsAllocated: 32, pixels: new Uint8Array(8) }],
      ["bits-beyond-stored", { rows: 1, columns: 2, bitsStored: 12, pixels: words([0x8001, 2]) }],
      [
        "shared-chrominance",
        { ...colour, rows: 2, columns: 2, photometricInterpretation: "YBR_FULL_422", pixels: new Uint8Array(8) },
      ],
      [
        "floating-point",
        {
          rows: 1,
          columns: 2,
          bitsAllocated: 32,
          pixels: new Uint8Array(0),
          more: (dataset) => {
            for (const gone of ["PixelData", "BitsStored", "HighBit", "PixelRepresentation"] as const) dataset.delete(gone);
            dataset.setElement(tagOf("FloatPixelData"), { vr: "OF", value: new Uint8Array(8) });
          },
        },
      ],
    ];
    for (const [reason, image] of reasons) {
      await expect(refusal(image)).rejects.toMatchObject({ code: "not-encodable", details: { reason } });
    }
    await expect(refusal({ rows: 4, columns: 4, pixels: new Uint8Array(20) })).rejects.toMatchObject({
      code: "corrupt-pixel-data",
    });
  });

  const root = dataRoot();
  it.skipIf(root === null)("keeps every value of real files, whatever they were compressed with", async () => {
    for (const name of [
      "CT_small.dcm",
      "MR_small.dcm",
      "MR_small_jp2klossless.dcm",
      "MR_small_RLE.dcm",
      "ExplVR_BigEnd.dcm",
      "JPGLosslessP14SV1_1s_1f_8b.dcm",
    ]) {
      const original = readFileSync(join(root as string, "codecs/pydicom", name));
      for (const target of ["jpeg-ls", "htj2k", "explicit"] as const) {
        const { bytes } = await recompress(original, target, { codecs });
        expect([name, target, await valuesOf(bytes, 1)]).toEqual([name, target, await valuesOf(original, 1)]);
      }
    }
  });
});

/** Cells with the bits above the stored ones cleared: a decoder may or may not extend the sign into them. */
function masked(bytes: Uint8Array, bitsStored: number, bitsAllocated: number): Uint8Array {
  if (bitsAllocated !== 16) return bytes;
  const high = 2 ** (bitsStored - 8) - 1;
  return bytes.map((byte, at) => (at % 2 === 1 ? byte & high : byte));
}

function interleaved(planes: Uint8Array): Uint8Array {
  return planes.map((_, at) => planes[(at % 3) * (planes.length / 3) + Math.floor(at / 3)] as number);
}
