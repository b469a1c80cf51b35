import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { buildTestImage, type TestImage, words } from "../../testing/dicom-image.ts";
import { decodeFrameOfBytes } from "../decode-frame.ts";
import { createCodecs } from "./codecs.ts";
import { decodeRle } from "./rle.ts";

const codecs = createCodecs();
const require = createRequire(import.meta.url);

interface Encoder {
  getDecodedBuffer(info: object): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  encode(): void;
  [setting: string]: unknown;
}

/** Encodes samples with the encoder that comes beside a decoder: the source values are the truth. */
async function encode(
  script: string,
  name: string,
  shape: { rows: number; columns: number; bits: number; signed?: boolean; components?: number },
  samples: Uint8Array,
  prepare: (encoder: Encoder) => void = () => undefined,
  binary?: string,
): Promise<Uint8Array> {
  const loaded: unknown = require(`@cornerstonejs/${script}`);
  const create = (loaded as { default?: unknown }).default ?? loaded;
  const options = { print: () => undefined, printErr: () => undefined };
  const wasm = binary === undefined ? {} : { wasmBinary: await readFile(require.resolve(`@cornerstonejs/${binary}`)) };
  const module = await (create as (o: object) => Promise<Record<string, new () => Encoder>>)({ ...options, ...wasm });
  const encoder = new module[name]!();
  const info = {
    width: shape.columns,
    height: shape.rows,
    bitsPerSample: shape.bits,
    componentCount: shape.components ?? 1,
    isSigned: shape.signed ?? false,
    isUsingColorTransform: (shape.components ?? 1) === 3,
  };
  encoder.getDecodedBuffer(info).set(samples);
  prepare(encoder);
  encoder.encode();
  return encoder.getEncodedBuffer().slice();
}

const rows = 61;
const columns = 47;
/** Smooth with edges and noise, within 12 bits. */
const grey = Array.from({ length: rows * columns }, (_, at) => {
  const x = at % columns;
  const y = (at - x) / columns;
  return Math.round(1500 + 900 * Math.sin(x / 7) + 600 * Math.cos(y / 5) + ((at * 7919) % 97) + (x > 30 ? 800 : 0));
});
const signedGrey = grey.map((value) => value - 2000);
const rgb = Uint8Array.from({ length: rows * columns * 3 }, (_, at) => (at * 37 + Math.floor(at / 141) * 11) & 255);

async function decode(image: Omit<TestImage, "rows" | "columns">): Promise<number[]> {
  return [...(await decodeFrameOfBytes(buildTestImage({ rows, columns, ...image }), 1, { codecs })).values];
}

const colour = { samplesPerPixel: 3, bitsAllocated: 8, photometricInterpretation: "RGB", planarConfiguration: 0 } as const;
const greyShape = { rows, columns, bits: 16 };
const rgbShape = { rows, columns, bits: 8, components: 3 };

describe("JPEG-LS", () => {
  const jpegLs = (shape: typeof greyShape, samples: Uint8Array, near = 0, interleave = 0) =>
    encode("codec-charls/wasmjs", "JpegLSEncoder", shape, samples, (encoder) => {
      (encoder.setNearLossless as (n: number) => void)(near);
      (encoder.setInterleaveMode as (n: number) => void)(interleave);
    });

  it("is lossless, signed values included", async () => {
    const pixels = [await jpegLs(greyShape, words(signedGrey))];
    expect(await decode({ signed: true, transferSyntaxUid: "1.2.840.10008.1.2.4.80", pixels })).toEqual(signedGrey);
  });

  it("stays within its near-lossless bound", async () => {
    const values = await decode({
      transferSyntaxUid: "1.2.840.10008.1.2.4.81",
      pixels: [await jpegLs(greyShape, words(grey), 3)],
    });
    expect(Math.max(...values.map((value, at) => Math.abs(value - grey[at]!)))).toBeLessThanOrEqual(3);
  });

  it("reads colour by lines and by samples", async () => {
    for (const mode of [1, 2]) {
      const pixels = [await jpegLs(rgbShape, rgb, 0, mode)];
      expect(await decode({ ...colour, transferSyntaxUid: "1.2.840.10008.1.2.4.80", pixels })).toEqual([...rgb]);
    }
  });

  it("refuses a codestream that is cut off instead of making up what is missing", async () => {
    const whole = await jpegLs(greyShape, words(grey));
    const pixels = [whole.subarray(0, whole.length >> 1)];
    await expect(decode({ transferSyntaxUid: "1.2.840.10008.1.2.4.80", pixels })).rejects.toMatchObject({
      code: "corrupt-pixel-data",
    });
  });
});

describe("JPEG 2000 and high-throughput JPEG 2000", () => {
  const lossless = (script: string, name: string, shape: object, samples: Uint8Array) =>
    encode(script, name, shape as typeof greyShape, samples, (encoder) =>
      (encoder.setQuality as (r: boolean, q: number) => void)(true, 0),
    );

  it("are lossless, signed values and colour included", async () => {
    for (const [script, name, uid] of [
      ["codec-openjpeg/wasmjs", "J2KEncoder", "1.2.840.10008.1.2.4.90"],
      ["codec-openjph/wasmjs", "HTJ2KEncoder", "1.2.840.10008.1.2.4.201"],
    ] as const) {
      const signed = [await lossless(script, name, { ...greyShape, signed: true }, words(signedGrey))];
      expect(await decode({ signed: true, transferSyntaxUid: uid, pixels: signed }), name).toEqual(signedGrey);
      const three = [await lossless(script, name, rgbShape, rgb)];
      expect(
        await decode({ ...colour, photometricInterpretation: "YBR_RCT", transferSyntaxUid: uid, pixels: three }),
        name,
      ).toEqual([...rgb]);
    }
  });

  it("says when a codestream is cut off", async () => {
    const whole = await lossless("codec-openjph/wasmjs", "HTJ2KEncoder", greyShape, words(grey));
    const image = buildTestImage({
      rows,
      columns,
      transferSyntaxUid: "1.2.840.10008.1.2.4.201",
      pixels: [whole.subarray(0, Math.floor(whole.length * 0.8))],
    });
    const outcome = await decodeFrameOfBytes(image, 1, { codecs }).catch((error: { code: string }) => error.code);
    expect(outcome === "corrupt-pixel-data" || (outcome as { missingValues?: number }).missingValues).toBeTruthy();
  });
});

describe("JPEG XL", () => {
  const xl = (shape: object, samples: Uint8Array) =>
    encode(
      "codec-libjxl/encodewasmjs",
      "JpegXLEncoder",
      shape as typeof greyShape,
      samples,
      (encoder) => (encoder.setLossless as (on: boolean) => void)(true),
      "codec-libjxl/encodewasm",
    );

  it("is lossless in grey and colour", async () => {
    const uid = "1.2.840.10008.1.2.4.110";
    expect(await decode({ transferSyntaxUid: uid, pixels: [await xl(greyShape, words(grey))] })).toEqual(grey);
    expect(await decode({ ...colour, transferSyntaxUid: uid, pixels: [await xl(rgbShape, rgb)] })).toEqual([...rgb]);
  });

  it("refuses a codestream of another size before decoding it", async () => {
    const pixels = [await xl({ ...greyShape, columns: rows, rows: columns }, words(grey))];
    await expect(decode({ transferSyntaxUid: "1.2.840.10008.1.2.4.110", pixels })).rejects.toMatchObject({
      code: "pixel-data-mismatch",
    });
  });
});

describe("JPEG baseline", () => {
  const smooth = Uint8Array.from({ length: rows * columns * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return 128 + Math.round(60 * Math.sin(((pixel % columns) + 20 * (at % 3)) / 9) + 40 * Math.cos(pixel / columns / 8));
  });
  const jpeg = () =>
    encode("codec-libjpeg-turbo-8bit/wasmjs", "JPEGEncoder", rgbShape, smooth, (encoder) => {
      (encoder.setQuality as (q: number) => void)(98);
      (encoder.setSubSampling as (mode: number) => void)(0);
    });
  const furthest = (values: readonly number[]) => Math.max(...values.map((value, at) => Math.abs(value - smooth[at]!)));

  it("is converted to RGB whether the header says YBR_FULL_422 or, wrongly, RGB", async () => {
    for (const photometricInterpretation of ["YBR_FULL_422", "RGB"]) {
      const image = { ...colour, photometricInterpretation, transferSyntaxUid: "1.2.840.10008.1.2.4.50", pixels: [await jpeg()] };
      expect(furthest(await decode(image)), photometricInterpretation).toBeLessThanOrEqual(6);
    }
  });

  it("is left as it is where neither header nor markers name another colour space", async () => {
    const whole = await jpeg();
    const jfif = whole[3] === 0xe0 ? 2 + 2 + ((whole[4]! << 8) | whole[5]!) : 2;
    const bare = new Uint8Array([...whole.subarray(0, 2), ...whole.subarray(jfif)]);
    const values = await decode({ ...colour, transferSyntaxUid: "1.2.840.10008.1.2.4.50", pixels: [bare] });
    expect(furthest(values)).toBeGreaterThan(30);
  });

  it("is taken for what its own marks say, whatever the header says", async () => {
    const whole = await jpeg();
    const jfif = whole[3] === 0xe0 ? 2 + 2 + ((whole[4]! << 8) | whole[5]!) : 2;
    const rest = whole.subarray(jfif);
    const adobe = (transform: number) => [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform];
    const marked = (transform: number) => new Uint8Array([...whole.subarray(0, 2), ...adobe(transform), ...rest]);
    const named = new Uint8Array([...whole.subarray(0, 2), ...rest]);
    const name = (at: number) => {
      named[at] = [82, 71, 66][named[at]! - 1] ?? 0;
    };
    // A frame header has three bytes a component, each scan header two.
    for (let at = 2; at < named.length; at += 1) {
      const marker = named[at] === 0xff ? named[at + 1] : 0;
      if (marker === 0xc0 || marker === 0xc2) for (let n = 0; n < 3; n += 1) name(at + 10 + 3 * n);
      if (marker === 0xda) for (let n = 0; n < named[at + 4]!; n += 1) name(at + 5 + 2 * n);
    }
    const image = { ...colour, transferSyntaxUid: "1.2.840.10008.1.2.4.50" };
    for (const photometricInterpretation of ["YBR_FULL_422", "RGB"]) {
      const as = async (pixels: Uint8Array) => furthest(await decode({ ...image, photometricInterpretation, pixels: [pixels] }));
      expect(await as(marked(1)), photometricInterpretation).toBeLessThanOrEqual(6);
      expect(await as(marked(0)), photometricInterpretation).toBeGreaterThan(30);
      expect(await as(named), photometricInterpretation).toBeGreaterThan(30);
    }
  });
});

describe("RLE Lossless", () => {
  /** PackBits of one byte plane: runs of three and more, the rest literal. */
  function pack(plane: Uint8Array): number[] {
    const out: number[] = [];
    let literal: number[] = [];
    const flush = () => {
      if (literal.length > 0) out.push(literal.length - 1, ...literal);
      literal = [];
    };
    for (let at = 0; at < plane.length; ) {
      let run = 1;
      while (run < 128 && plane[at + run] === plane[at]) run += 1;
      if (run >= 3) {
        flush();
        out.push(257 - run, plane[at]!);
        at += run;
      } else {
        literal.push(plane[at]!);
        at += 1;
        if (literal.length === 128) flush();
      }
    }
    flush();
    return out.length % 2 === 0 ? out : [...out, 0x80];
  }

  function rle(planes: readonly Uint8Array[]): Uint8Array {
    const segments = planes.map(pack);
    const header = new Uint32Array(16);
    header[0] = segments.length;
    let at = 64;
    for (const [n, segment] of segments.entries()) {
      header[n + 1] = at;
      at += segment.length;
    }
    return new Uint8Array([...new Uint8Array(header.buffer), ...segments.flat()]);
  }

  const bytePlane = (values: readonly number[], byte: number) => Uint8Array.from(values, (value) => (value >> (8 * byte)) & 255);
  const uid = "1.2.840.10008.1.2.5";

  it("puts bytes and samples back together", async () => {
    const sixteen = rle([bytePlane(signedGrey, 1), bytePlane(signedGrey, 0)]);
    expect(await decode({ signed: true, transferSyntaxUid: uid, pixels: [sixteen] })).toEqual(signedGrey);
    const channels = [0, 1, 2].map((channel) => rgb.filter((_, at) => at % 3 === channel));
    expect(await decode({ ...colour, transferSyntaxUid: uid, pixels: [rle(channels)] })).toEqual([...rgb]);
  });

  it("counts what a short segment does not give, and refuses a wrong number of segments", async () => {
    const short = rle([bytePlane(grey, 1).subarray(0, 1000), bytePlane(grey, 0)]);
    const frame = await decodeFrameOfBytes(buildTestImage({ rows, columns, transferSyntaxUid: uid, pixels: [short] }), 1, {
      codecs,
    });
    expect(frame.missingValues).toBeGreaterThan(0);
    await expect(decode({ transferSyntaxUid: uid, pixels: [rle([bytePlane(grey, 0)])] })).rejects.toMatchObject({
      code: "corrupt-pixel-data",
    });
  });

  it("never writes beyond its frame, whatever the segment says", () => {
    const frame = new Uint8Array(64 + 6);
    frame.set([1, 0, 0, 0, 64, 0, 0, 0]);
    frame.set([129, 7, 127, 1, 2, 3], 64);
    expect(decodeRle(frame, { planeLength: 4, planes: 1, bytesPerSample: 1 })).toEqual({
      bytes: Uint8Array.of(7, 7, 7, 7),
      missingBytes: 0,
    });
  });
});

describe("codestreams that are none", () => {
  it("are refused by code, and the codecs work on afterwards", async () => {
    const uid = "1.2.840.10008.1.2.4.80";
    for (const pixels of [
      new Uint8Array(40),
      Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
      Uint8Array.of(0xff, 0x4f, 0xff, 0x51, 0, 0),
    ]) {
      await expect(decode({ transferSyntaxUid: uid, pixels: [pixels] })).rejects.toMatchObject({
        area: "volume",
        code: "corrupt-pixel-data",
      });
    }
    const jls = await encode("codec-charls/wasmjs", "JpegLSEncoder", greyShape, words(grey));
    const damaged = jls.slice();
    damaged.fill(0xff, 60, 120);
    const outcome = await decode({ transferSyntaxUid: uid, pixels: [damaged] }).catch((error: { code: string }) => error.code);
    expect(outcome === "corrupt-pixel-data" || Array.isArray(outcome)).toBe(true);
    expect(await decode({ transferSyntaxUid: uid, pixels: [jls] })).toEqual(grey);
  });
});
