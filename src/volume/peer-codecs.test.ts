import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTestImage, type TestImage, words } from "../testing/dicom-image.ts";
import { hasTool } from "../testing/environment.ts";
import { createCodecs } from "./codec/codecs.ts";
import { decodeFrameOfBytes } from "./decode-frame.ts";

const codecs = createCodecs();
const rows = 67;
const columns = 90;

/** Rings with a little noise, the same each time: what encoders are made for, with edges that are not multiples of eight. */
function picture(most: number, samples = 1): number[] {
  let state = 11;
  return Array.from({ length: rows * columns * samples }, (_, at) => {
    const pixel = Math.floor(at / samples);
    const [x, y] = [pixel % columns, Math.floor(pixel / columns)];
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const wave = Math.sin(Math.hypot(x - 30 - 9 * (at % samples), y - 40) / 5) * 0.45 + 0.5;
    return Math.max(0, Math.min(most, Math.round(wave * most + ((state >>> 24) / 255 - 0.5) * most * 0.03)));
  });
}

const grey = (bitsStored: number, signed = false): TestImage => {
  const values = picture(2 ** bitsStored - 1).map((value) => (signed ? value - 2 ** (bitsStored - 1) : value));
  const cells = bitsStored > 8 ? words(values) : Uint8Array.from(values);
  return {
    rows,
    columns,
    bitsAllocated: bitsStored > 8 ? 16 : 8,
    bitsStored,
    signed,
    pixels: cells.length % 2 === 0 ? cells : Uint8Array.of(...cells, 0),
  };
};
const colour: TestImage = {
  rows,
  columns,
  bitsAllocated: 8,
  samplesPerPixel: 3,
  photometricInterpretation: "RGB",
  planarConfiguration: 0,
  pixels: Uint8Array.from(picture(255, 3)),
};

/** A way of compressing: what is compressed, the program with its options, the program that expands, and by how much they may differ. */
type Way = readonly [name: string, image: TestImage, encode: readonly string[], decode: readonly string[], tolerance: number];

const dcmdjpeg = ["dcmdjpeg"];
const ways: readonly Way[] = [
  ...[1, 2, 3, 4, 5, 6, 7].flatMap((predictor): readonly Way[] => [
    [`lossless JPEG, predictor ${predictor}, 16 bits`, grey(16), ["dcmcjpeg", "+el", "+sv", String(predictor)], dcmdjpeg, 0],
    [`lossless JPEG, predictor ${predictor}, colour`, colour, ["dcmcjpeg", "+el", "+sv", String(predictor)], dcmdjpeg, 0],
  ]),
  ["lossless JPEG, first order, 12 bits", grey(12), ["dcmcjpeg", "+e1"], dcmdjpeg, 0],
  ["lossless JPEG, 10 bits, signed", grey(10, true), ["dcmcjpeg", "+e1"], dcmdjpeg, 0],
  ["lossless JPEG, 8 bits", grey(8), ["dcmcjpeg", "+e1"], dcmdjpeg, 0],
  ["baseline JPEG", grey(8), ["dcmcjpeg", "+eb"], dcmdjpeg, 1],
  ["baseline JPEG, colour, 4:2:2", colour, ["dcmcjpeg", "+eb", "+s2"], dcmdjpeg, 1],
  ["baseline JPEG, colour, 4:4:4", colour, ["dcmcjpeg", "+eb", "+s4"], dcmdjpeg, 1],
  ["baseline JPEG, colour as it is", colour, ["dcmcjpeg", "+eb", "+cr"], dcmdjpeg, 1],
  ["progressive JPEG, 8 bits", grey(8), ["dcmcjpeg", "+ep", "+be"], dcmdjpeg, 1],
  ["extended JPEG, 12 bits", grey(12), ["dcmcjpeg", "+ee", "+bt"], dcmdjpeg, 1],
  ["spectral selection JPEG, 12 bits", grey(12), ["dcmcjpeg", "+es", "+bt"], dcmdjpeg, 1],
  ["progressive JPEG, 12 bits", grey(12), ["dcmcjpeg", "+ep", "+bt"], dcmdjpeg, 1],
  ["JPEG-LS, 16 bits", grey(16), ["dcmcjpls"], ["dcmdjpls"], 0],
  ["JPEG-LS, 12 bits, signed", grey(12, true), ["dcmcjpls"], ["dcmdjpls"], 0],
  ["JPEG-LS, near", grey(12), ["dcmcjpls", "+en", "+md", "3"], ["dcmdjpls"], 0],
  ["JPEG-LS, colour by lines", colour, ["dcmcjpls", "+il"], ["dcmdjpls"], 0],
  ["JPEG-LS, colour by samples", colour, ["dcmcjpls", "+is"], ["dcmdjpls"], 0],
  ["JPEG-LS, colour by planes", colour, ["dcmcjpls", "+in"], ["dcmdjpls"], 0],
  ["JPEG-LS of gdcm", grey(12), ["gdcmconv", "--jpegls"], ["gdcmconv", "--raw"], 0],
  ["RLE, 16 bits", grey(16), ["dcmcrle"], ["dcmdrle"], 0],
  ["RLE, colour", colour, ["dcmcrle"], ["dcmdrle"], 0],
  ["RLE of gdcm, 12 bits", grey(12), ["gdcmconv", "--rle"], ["gdcmconv", "--raw"], 0],
  ["JPEG 2000, 16 bits", grey(16), ["gdcmconv", "--j2k"], ["gdcmconv", "--raw"], 0],
  ["JPEG 2000, 12 bits, signed", grey(12, true), ["gdcmconv", "--j2k"], ["gdcmconv", "--raw"], 0],
  ["JPEG 2000, colour", colour, ["gdcmconv", "--j2k"], ["gdcmconv", "--raw"], 0],
  ["JPEG 2000, irreversible", grey(8), ["gdcmconv", "--j2k", "--lossy", "-q", "40"], ["gdcmconv", "--raw"], 1],
  ["JPEG 2000, tiles", grey(12), ["gdcmconv", "--j2k", "-t", "32,32"], ["gdcmconv", "--raw"], 0],
];

describe("images compressed by dcmtk and gdcm", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "peers-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = ([program = "", ...options]: readonly string[], from: string, to: string) =>
    spawnSync(program, [...options, from, to], { encoding: "utf8" });

  for (const [name, image, encode, decode, tolerance] of ways) {
    const installed = [encode, decode].every(([program = ""]) => hasTool(program));
    it.skipIf(!installed)(`${name}: the same as they make of it`, async () => {
      const [plain, packed, expanded] = ["plain", "packed", "expanded"].map((file) => join(folder, `${file}.dcm`)) as [
        string,
        string,
        string,
      ];
      writeFileSync(plain, buildTestImage(image));
      const made = run(encode, plain, packed);
      expect([made.status, made.stderr]).toEqual([0, made.stderr]);
      expect(run(decode, packed, expanded).status).toBe(0);
      const here = await decodeFrameOfBytes(readFileSync(packed), 1, { codecs });
      const there = await decodeFrameOfBytes(readFileSync(expanded), 1, { codecs, valueType: here.valueType });
      expect(here.missingValues).toBeUndefined();
      expect(here.values.length).toBe(there.values.length);
      let furthest = 0;
      for (const [at, value] of here.values.entries())
        furthest = Math.max(furthest, Math.abs(value - (there.values[at] as number)));
      expect(furthest).toBeLessThanOrEqual(tolerance);
      if (tolerance > 0 || name.includes("near")) return;
      const original = await decodeFrameOfBytes(readFileSync(plain), 1, { codecs, valueType: here.valueType });
      expect(Buffer.compare(Buffer.from(here.values.buffer), Buffer.from(original.values.buffer))).toBe(0);
    });
  }
});
