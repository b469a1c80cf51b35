import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync, gzipSync } from "node:zlib";
import { encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { type Dataset, parsePart10 } from "../dicom/index.ts";
import { hasTool } from "../testing/environment.ts";
import { buildNifti } from "../testing/nifti.ts";
import { convertFile } from "./convert-file.ts";
import type { DecodeJpeg } from "./convert-jpeg.ts";

const noJpeg: DecodeJpeg = () => Promise.reject(new Error("not asked for"));
const converted = async (bytes: Uint8Array, decode = noJpeg) => {
  const result = await convertFile(bytes, decode);
  if (result === undefined) throw new Error("was not converted");
  return { ...result, ...parsePart10(result.bytes) };
};
const isValid = hasTool("dciodvfy");

/** What dciodvfy calls an error in a file. */
function errorsOf(bytes: Uint8Array): string[] {
  const folder = mkdtempSync(join(tmpdir(), "conversion-"));
  try {
    writeFileSync(join(folder, "a.dcm"), bytes);
    const { stdout, stderr } = spawnSync("dciodvfy", [join(folder, "a.dcm")], { encoding: "latin1" });
    return `${stdout}${stderr}`.split("\n").filter((line) => line.startsWith("Error"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Start of image, EXIF with an orientation, a frame of 16 x 8, an end: enough for what is read of it. */
function jpegHead(options: { process?: number; components?: number; orientation?: number; sampling?: number } = {}): Uint8Array {
  const { process = 0, components = 3, orientation, sampling = 0x22 } = options;
  const parts = Array.from({ length: components }, (_, index) => [index + 1, index === 0 ? sampling : 0x11, 0]).flat();
  const frame = [0xff, 0xc0 + process, 0, 8 + 3 * components, 8, 0, 8, 0, 16, components, ...parts];
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation ?? 1, 0, 0, 0, 0, 0, 0];
  const exif = orientation === undefined ? [] : [0xff, 0xe1, 0, 8 + tiff.length, ...Buffer.from("Exif\0\0"), ...tiff];
  return Uint8Array.from([0xff, 0xd8, ...exif, ...frame, 0xff, 0xda, 0, 2, 0xff, 0xd9]);
}

const pixelsOf = (dataset: Dataset) => Array.from((dataset.element("PixelData")?.value ?? []) as Uint8Array);

describe("a JPEG photo", () => {
  it("stays as it is, byte for byte, where it is baseline and upright", async () => {
    const source = jpegHead();
    const { dataset, transferSyntaxUid, format, bytes } = await converted(source);
    expect([format, transferSyntaxUid]).toEqual(["JPEG", "1.2.840.10008.1.2.4.50"]);
    const [fragment] = dataset.element("PixelData")?.fragments?.fragments ?? [];
    expect(Buffer.from(fragment ?? []).subarray(0, source.length)).toEqual(Buffer.from(source));
    expect(dataset.first("PhotometricInterpretation")).toBe("YBR_FULL_422");
    expect(dataset.first("LossyImageCompression")).toBe("01");
    expect(dataset.first("PatientName")).toBe("Unknown");
    expect(dataset.first("ConversionType")).toBe("WSD");
    if (isValid) expect(errorsOf(bytes)).toEqual([]);
  });

  it("is turned as EXIF says, all eight ways", async () => {
    // 0 1 2
    // 3 4 5
    const samples = { rows: 2, columns: 3, samplesPerPixel: 1, pixels: Uint8Array.of(0, 1, 2, 3, 4, 5) };
    const seen: Record<number, string> = {};
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      const source = jpegHead({ orientation, components: 1, process: 2 });
      const { dataset } = await converted(source, async () => samples);
      const columns = Number(dataset.first("Columns"));
      const pixels = pixelsOf(dataset);
      seen[orientation] = pixels.map((value, at) => `${value}${(at + 1) % columns === 0 ? "/" : ""}`).join("");
    }
    expect(seen).toEqual({
      1: "012/345/",
      2: "210/543/",
      3: "543/210/",
      4: "345/012/",
      5: "03/14/25/",
      6: "30/41/52/",
      7: "52/41/30/",
      8: "25/14/03/",
    });
  });

  it("is refused with its reason where DICOM has no place for it or it is cut off", async () => {
    await expect(convertFile(jpegHead({ components: 4 }), noJpeg)).rejects.toMatchObject({ code: "unsupported-kind" });
    await expect(convertFile(jpegHead({ process: 9 }), noJpeg)).rejects.toMatchObject({ code: "unsupported-kind" });
    for (let length = 3; length < 20; length += 1) {
      await expect(convertFile(jpegHead().subarray(0, length), noJpeg)).rejects.toMatchObject({ code: "damaged" });
    }
    const broken: DecodeJpeg = () => Promise.reject(new Error("no Huffman table"));
    await expect(convertFile(jpegHead({ process: 2 }), broken)).rejects.toMatchObject({ code: "damaged" });
  });
});

describe("a PNG", () => {
  it("keeps its grey values, of 8 and of 16 bits", async () => {
    const grey = await converted(encode({ width: 3, height: 1, data: Uint8Array.of(7, 0, 255), channels: 1 }));
    expect(pixelsOf(grey.dataset)).toEqual([7, 0, 255, 0]);
    const deep = await converted(encode({ width: 2, height: 1, data: Uint16Array.of(513, 65535), channels: 1, depth: 16 }));
    expect([deep.dataset.first("BitsStored"), pixelsOf(deep.dataset)]).toEqual([16, [1, 2, 255, 255]]);
    if (isValid) expect([...errorsOf(grey.bytes), ...errorsOf(deep.bytes)]).toEqual([]);
  });

  it("is shown as it was made: grey of 8 bits by the window of all its values", async () => {
    const { dataset, bytes } = await converted(encode({ width: 2, height: 2, data: Uint8Array.of(10, 11, 12, 13), channels: 1 }));
    expect([dataset.first("WindowCenter"), dataset.first("WindowWidth")].map(Number)).toEqual([128, 256]);
    if (isValid) expect(errorsOf(bytes)).toEqual([]);
  });

  it("is grey where its colours are all equal, else RGB, transparency laid on black", async () => {
    const equal = await converted(encode({ width: 2, height: 1, data: Uint8Array.of(5, 5, 5, 9, 9, 9), channels: 3 }));
    expect([equal.dataset.first("PhotometricInterpretation"), pixelsOf(equal.dataset)]).toEqual(["MONOCHROME2", [5, 9]]);
    const seeThrough = Uint8Array.of(200, 100, 50, 255, 200, 100, 50, 51);
    const colour = await converted(encode({ width: 2, height: 1, data: seeThrough, channels: 4 }));
    expect(pixelsOf(colour.dataset)).toEqual([200, 100, 50, 40, 20, 10]);
    expect(colour.dataset.first("DerivationDescription")).toContain("laid on black");
    if (isValid) expect(errorsOf(colour.bytes)).toEqual([]);
  });

  it("is the same object each time, and nobody in particular", async () => {
    const source = encode({ width: 2, height: 2, data: new Uint8Array(4), channels: 1 });
    const [first, again] = [await converted(source), await converted(source)];
    expect(Buffer.from(first.bytes).equals(Buffer.from(again.bytes))).toBe(true);
    const other = await converted(encode({ width: 2, height: 2, data: Uint8Array.of(1, 0, 0, 0), channels: 1 }));
    expect(other.dataset.first("PatientID")).not.toBe(first.dataset.first("PatientID"));
    expect(first.dataset.first("PatientID")).toMatch(/^UNKNOWN-[0-9A-F]{10}$/);
  });

  it("is refused where it would unpack to more than it says, or is cut off", async () => {
    const honest = encode({ width: 2, height: 2, data: new Uint8Array(4), channels: 1 });
    const bomb = Buffer.from(honest);
    const at = bomb.indexOf("IDAT");
    const packed = deflateSync(Buffer.alloc(8 * 2 ** 20));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(packed.length);
    const swollen = Buffer.concat([bomb.subarray(0, at - 4), length, Buffer.from("IDAT"), packed, Buffer.alloc(4)]);
    await expect(convertFile(swollen, noJpeg)).rejects.toMatchObject({ code: "damaged" });
    await expect(convertFile(honest.subarray(0, 40), noJpeg)).rejects.toMatchObject({ code: "damaged" });
    const wide = Buffer.from(honest);
    wide.writeUInt32BE(2 ** 30, 16);
    await expect(convertFile(wide, noJpeg)).rejects.toMatchObject({ code: "too-large" });
  });
});

it("a PNG's compressed colour profile and texts are not unpacked: 1.5 MB of them could be 1.5 GB", async () => {
  const honest = Buffer.from(encode({ width: 2, height: 1, data: Uint8Array.of(3, 4), channels: 1 }));
  const at = honest.indexOf("IDAT") - 4;
  // Not a deflate stream at all: reading it would fail.
  const profile = chunk("iCCP", Buffer.from("p\0\0not deflated", "latin1"));
  const { dataset } = await converted(Buffer.concat([honest.subarray(0, at), profile, honest.subarray(at)]));
  expect(pixelsOf(dataset)).toEqual([3, 4]);
});

/** A chunk with its length and check sum (PNG 5.3). */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

describe("a NIfTI file", () => {
  /** Rotation by 0.1 about z after 0.2 about x, spacings 0.8 (i runs to the left), 0.9, 2.5. */
  const qform = { code: 1, quaternion: [0.099708733, 0.004989584, 0.049730149], offset: [30, -20, -100] } as const;

  it("comes to lie where nibabel puts it, by qform", async () => {
    const source = buildNifti({
      size: [40, 30, 12],
      spacing: [0.8, 0.9, 2.5],
      datatype: 4,
      values: (index) => index - 1000,
      qform,
    });
    const { dataset, bytes } = await converted(source);
    const shared = dataset.get("SharedFunctionalGroupsSequence")?.[0];
    const orientation = shared?.get("PlaneOrientationSequence")?.[0]?.get("ImageOrientationPatient") ?? [];
    const frame = (at: number) =>
      dataset.get("PerFrameFunctionalGroupsSequence")?.[at]?.get("PlanePositionSequence")?.[0]?.get("ImagePositionPatient");
    // nibabel 5.4.2: affine of the same header; voxel (39, 0, k) or (0, 0, k) is the corner that DICOM names.
    expect(orientation.map((value) => Number(value.toFixed(6)))).toEqual(nibabelFigures.orientation);
    expect(frame(0)?.map((value) => Number(value.toFixed(4)))).toEqual(nibabelFigures.first);
    expect(frame(11)?.map((value) => Number(value.toFixed(4)))).toEqual(nibabelFigures.last);
    expect(
      shared
        ?.get("PixelMeasuresSequence")?.[0]
        ?.get("PixelSpacing")
        ?.map((value) => Number(value.toFixed(5))),
    ).toEqual([0.9, 0.8]);
    if (isValid) expect(errorsOf(bytes)).toEqual([]);
  });

  it("keeps whole numbers exactly, in both versions, byte orders and packings, and rounds the others within what it says", async () => {
    const size = [3, 2, 2] as const;
    const exact = {
      size,
      spacing: [1, 1, 1] as const,
      datatype: 4,
      values: (index: number) => index * 100 - 300,
      slope: 2,
      intercept: -7,
    };
    for (const variant of [{}, { isBigEndian: true }, { version: 2 as const }, { version: 2 as const, isBigEndian: true }]) {
      const source = buildNifti({ ...exact, ...variant });
      for (const bytes of [source, new Uint8Array(gzipSync(source))]) {
        const { dataset } = await converted(bytes);
        expect(unitsOf(dataset)).toEqual(Array.from({ length: 12 }, (_, index) => 2 * (index * 100 - 300) - 7));
        expect(dataset.has("FrameOfReferenceUID")).toBe(false);
      }
    }
    const values = (index: number) => Math.fround(Math.sin(index) * 1000);
    const { dataset } = await converted(buildNifti({ size, spacing: [1, 1, 1], datatype: 16, values }));
    const said = Number(/largest error is ([\d.e-]*\d)/.exec(dataset.first("DerivationDescription") ?? "")?.[1]);
    const errors = unitsOf(dataset).map((value, index) => Math.abs(value - values(index)));
    expect(Math.max(...errors)).toBeLessThanOrEqual(said * 1.01);
    expect(said).toBeLessThan(0.02);
  });

  it("is upright and measured by sform, with further dimensions as further volumes", async () => {
    const sform = {
      code: 2,
      rows: [
        [2, 0, 0, -10],
        [0, 3, 0, -20],
        [0, 0, 4, -30],
      ],
    } as const;
    const source = buildNifti({
      size: [3, 2, 2],
      volumes: 2,
      spacing: [9, 9, 9],
      datatype: 2,
      values: (index) => index,
      sform,
      qform,
    });
    const { dataset, bytes } = await converted(source);
    expect([dataset.first("NumberOfFrames"), dataset.first("Rows"), dataset.first("Columns")]).toEqual([4, 2, 3]);
    const position = dataset.get("PerFrameFunctionalGroupsSequence")?.[0]?.get("PlanePositionSequence")?.[0];
    // i runs to the right and j to the front: the first pixel is voxel (2, 1, 0), at RAS (-6, -17, -30).
    expect(position?.get("ImagePositionPatient")).toEqual([6, 17, -30]);
    expect(unitsOf(dataset).slice(0, 6)).toEqual([5, 4, 3, 2, 1, 0]);
    if (isValid) expect(errorsOf(bytes)).toEqual([]);
  });

  it("is refused with its reason: a pair, complex values, missing voxels, a packed bomb", async () => {
    const base = { size: [3, 2, 2] as const, spacing: [1, 1, 1] as const, datatype: 4, values: () => 1 };
    await expect(convertFile(buildNifti({ ...base, isPair: true }), noJpeg)).rejects.toMatchObject({ code: "nifti-pair" });
    await expect(convertFile(buildNifti({ ...base, saysDatatype: 32 }), noJpeg)).rejects.toMatchObject({ code: "nifti-values" });
    await expect(convertFile(buildNifti(base).subarray(0, 360), noJpeg)).rejects.toMatchObject({ code: "damaged" });
    const bomb = gzipSync(Buffer.concat([buildNifti(base), Buffer.alloc(4 * 2 ** 20)]));
    await expect(convertFile(bomb, noJpeg)).rejects.toMatchObject({ code: "damaged" });
    const huge = buildNifti({ ...base, saysSize: [30000, 30000, 30000] });
    await expect(convertFile(huge, noJpeg)).rejects.toMatchObject({ code: "too-large" });
  });

  it("never throws anything but its own errors, whichever byte is flipped", async () => {
    const source = buildNifti({ size: [3, 2, 2], spacing: [1, 1, 1], datatype: 4, values: (index) => index, qform });
    for (let at = 0; at < 352; at += 1) {
      for (const value of [0x00, 0xff, 0x80]) {
        const bytes = Uint8Array.from(source);
        bytes[at] = value;
        const outcome = await convertFile(bytes, noJpeg).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ area: "conversion" });
      }
    }
  });
});

describe("what is no picture", () => {
  it("is left to the others, and pictures of other kinds are named", async () => {
    expect(await convertFile(Buffer.from("BM is how this text begins, and it goes on"), noJpeg)).toBeUndefined();
    expect(await convertFile(new Uint8Array(0), noJpeg)).toBeUndefined();
    const heads: Record<string, readonly number[]> = {
      TIFF: [0x49, 0x49, 0x2a, 0],
      GIF: [0x47, 0x49, 0x46, 0x38],
      BMP: [0x42, 0x4d, 9, 9, 0, 0, 0, 0, 0, 0],
    };
    for (const [format, head] of Object.entries(heads)) {
      const bytes = new Uint8Array(200);
      bytes.set(head);
      await expect(convertFile(bytes, noJpeg)).rejects.toMatchObject({ code: "unsupported-format", details: { format } });
    }
  });
});

function unitsOf(dataset: Dataset): number[] {
  const bytes = dataset.element("PixelData")?.value as Uint8Array;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [slope, intercept] = [Number(dataset.first("RescaleSlope")), Number(dataset.first("RescaleIntercept"))];
  return Array.from({ length: bytes.length / 2 }, (_, at) => view.getUint16(2 * at, true) * slope + intercept);
}

/** Made with nibabel 5.4.2's get_qform of the same header, turned to LPS and to the corner that the reader's cut begins at. */
const nibabelFigures = {
  orientation: [0.995004, 0.099835, -0, -0.097845, 0.97517, -0.198669],
  first: [-58.4904, -8.5668, -94.8147],
  last: [-59.0358, -3.1307, -67.8629],
};
