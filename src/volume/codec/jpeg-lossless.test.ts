import { describe, expect, it } from "vitest";
import { buildTestImage, type TestImage } from "../../testing/dicom-image.ts";
import { decodeFrameOfBytes } from "../decode-frame.ts";
import { createCodecs } from "./codecs.ts";
import { decodeJpegExtended } from "./jpeg-extended.ts";

/** Collects bits into entropy coded bytes with stuffing (ITU-T T.81 F.1.2.3). */
class BitWriter {
  readonly bytes: number[] = [];
  #held = 0;
  #count = 0;

  put(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit -= 1) {
      this.#held = (this.#held << 1) | ((value >> bit) & 1);
      this.#count += 1;
      if (this.#count === 8) this.#push();
    }
  }

  /** Fills the last byte with ones. */
  align(): void {
    while (this.#count > 0) this.put(1, 1);
  }

  marker(code: number): void {
    this.align();
    this.bytes.push(0xff, code);
  }

  #push(): void {
    this.bytes.push(this.#held);
    if (this.#held === 0xff) this.bytes.push(0);
    this.#held = 0;
    this.#count = 0;
  }
}

/** A difference as its category in a flat table of 5-bit codes, then its bits. */
function putDifference(bits: BitWriter, difference: number): void {
  const category = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
  bits.put(category, 5);
  if (category < 16) bits.put(difference > 0 ? difference : difference + (1 << category) - 1, category);
}

const segment = (marker: number, body: readonly number[]) => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 255,
  ...body,
];
const word = (value: number) => [value >> 8, value & 255];
/** Seventeen codes of 5 bits, for categories 0 to 16. */
const flatTable = (id: number) => segment(0xc4, [id, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...Array(17).keys()]);

/** A lossless JPEG (process 14) of one component. */
function losslessJpeg(
  values: readonly number[],
  {
    rows,
    columns,
    precision,
    predictor,
    restart = 0,
    point = 0,
  }: Record<"rows" | "columns" | "precision" | "predictor", number> & {
    restart?: number;
    point?: number;
  },
): Uint8Array {
  const bits = new BitWriter();
  const at = (x: number, y: number) => values[y * columns + x]! >> point;
  for (let y = 0; y < rows; y += 1) {
    const restarted = restart > 0 && y > 0 && (y * columns) % restart === 0;
    if (restarted) bits.marker(0xd0 + ((((y * columns) / restart - 1) as number) % 8));
    const first = y === 0 || restarted;
    for (let x = 0; x < columns; x += 1) {
      const [a, b, c] = [x > 0 ? at(x - 1, y) : 0, y > 0 ? at(x, y - 1) : 0, x > 0 && y > 0 ? at(x - 1, y - 1) : 0];
      const choices = [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1];
      const edge = first ? (x === 0 ? 1 << (precision - point - 1) : a) : b;
      const prediction = first || x === 0 ? edge : choices[predictor]!;
      const difference = (at(x, y) - prediction) & 0xffff;
      putDifference(bits, difference > 32768 ? difference - 65536 : difference);
    }
  }
  bits.align();
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xc3, [precision, ...word(rows), ...word(columns), 1, 1, 0x11, 0]),
    ...flatTable(0),
    ...(restart > 0 ? segment(0xdd, word(restart)) : []),
    ...segment(0xda, [1, 1, 0, predictor, 0, point]),
    ...bits.bytes,
    ...[0xff, 0xd9],
  ]);
}

const rows = 24;
const columns = 32;
const values = Array.from({ length: rows * columns }, (_, at) => (at * 911 + (at % columns) * 37) & 0xffff);
const codecs = createCodecs();

async function decode(jpeg: Uint8Array, change: Partial<TestImage> = {}): Promise<number[]> {
  const image = buildTestImage({ rows, columns, transferSyntaxUid: "1.2.840.10008.1.2.4.57", pixels: [jpeg], ...change });
  return [...(await decodeFrameOfBytes(image, 1, { codecs })).values];
}

describe("JPEG lossless (process 14)", () => {
  it("undoes every predictor at 16 bits", async () => {
    for (const predictor of [1, 2, 3, 4, 5, 6, 7]) {
      const jpeg = losslessJpeg(values, { rows, columns, precision: 16, predictor });
      expect(await decode(jpeg), `predictor ${predictor}`).toEqual(values);
    }
  });

  it("keeps to 12 and 8 bits, restores signs, and begins anew at restart markers", async () => {
    const twelve = values.map((value) => value & 0xfff);
    const shape = { rows, columns, predictor: 1 };
    expect(await decode(losslessJpeg(twelve, { ...shape, precision: 12 }), { bitsStored: 12 })).toEqual(twelve);
    const signed = twelve.map((value) => (value > 2047 ? value - 4096 : value));
    expect(await decode(losslessJpeg(twelve, { ...shape, precision: 12 }), { bitsStored: 12, signed: true })).toEqual(signed);
    const eight = values.map((value) => value & 0xff);
    expect(await decode(losslessJpeg(eight, { ...shape, precision: 8 }), { bitsAllocated: 8 })).toEqual(eight);
    expect(await decode(losslessJpeg(values, { ...shape, precision: 16, restart: columns * 6 }))).toEqual(values);
    const coarse = twelve.map((value) => (value >> 2) << 2);
    expect(await decode(losslessJpeg(twelve, { ...shape, precision: 12, point: 2 }), { bitsStored: 12 })).toEqual(coarse);
  });
});

/** A 12-bit sequential JPEG of one component whose 8 x 8 blocks are flat: DC alone, quantized by 8. */
function flatExtendedJpeg(blocks: readonly number[], across: number, restart: number): Uint8Array {
  const bits = new BitWriter();
  let prediction = 0;
  for (const [n, level] of blocks.entries()) {
    if (n > 0 && n % restart === 0) {
      bits.marker(0xd0 + ((n / restart - 1) % 8));
      prediction = 0;
    }
    putDifference(bits, level - prediction);
    prediction = level;
    bits.put(0, 1);
  }
  bits.align();
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...Array(64).fill(8)]),
    ...segment(0xc1, [12, ...word((blocks.length / across) * 8), ...word(across * 8), 1, 1, 0x11, 0]),
    ...flatTable(0),
    ...segment(0xc4, [0x10, 1, ...Array(15).fill(0), 0]),
    ...segment(0xdd, word(restart)),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...bits.bytes,
    ...[0xff, 0xd9],
  ]);
}

describe("JPEG extended with 12 bits (process 4)", () => {
  const across = 10;
  const blocks = Array.from({ length: across * 12 }, (_, n) => ((n * 613) % 4000) - 2000);

  it("gives each flat block its level, over many restart intervals", () => {
    const { samples, cutOff } = decodeJpegExtended(flatExtendedJpeg(blocks, across, 1));
    expect(cutOff).toBe(false);
    for (const [n, level] of blocks.entries()) {
      const at = Math.floor(n / across) * 8 * across * 8 + (n % across) * 8;
      expect([samples[at], samples[at + 7 * across * 8 + 7]], `block ${n}`).toEqual([level + 2048, level + 2048]);
    }
  });

  it("holds overshoot at the stored bits and says when it is cut off", () => {
    const jpeg = flatExtendedJpeg(blocks, across, 1000);
    expect(Math.max(...decodeJpegExtended(jpeg, 10).samples)).toBe(1023);
    expect(decodeJpegExtended(jpeg.subarray(0, jpeg.length - 100)).cutOff).toBe(true);
  });

  it("refuses tables that lie", () => {
    const jpeg = flatExtendedJpeg(blocks, across, 1000);
    const table = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc4);
    const broken = jpeg.slice();
    broken.fill(255, table + 5, table + 21);
    expect(() => decodeJpegExtended(broken)).toThrow(expect.objectContaining({ code: "corrupt-pixel-data" }));
  });
});
