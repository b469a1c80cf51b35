import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BatchedFrame, readFrameBatch, writeFrameBatch } from "./frame-batch.ts";

const frame: fc.Arbitrary<BatchedFrame> = fc.record({
  isError: fc.boolean(),
  bytes: fc.uint8Array({ maxLength: 50 }),
  missingValues: fc.nat(1e6),
  clippedValues: fc.nat(1e6),
  range: fc.option(
    fc
      .tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true }))
      .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) })),
    { nil: undefined },
  ),
});

function joined(pieces: readonly Uint8Array[]): ArrayBuffer {
  const body = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body.buffer;
}

describe("several frames in one answer", () => {
  it("come back as they were laid out, each from a multiple of eight bytes on", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 32 }), (frames) => {
        const back = readFrameBatch(joined(writeFrameBatch(frames)));
        expect(back.map((one) => ({ ...one, bytes: [...one.bytes] }))).toEqual(
          frames.map((one) => ({ ...one, bytes: [...one.bytes] })),
        );
        expect(back.every(({ bytes }) => bytes.byteOffset % 8 === 0)).toBe(true);
      }),
    );
  });

  it("are refused where they reach beyond the body", () => {
    const body = joined(
      writeFrameBatch([{ isError: false, bytes: new Uint8Array(16), missingValues: 0, clippedValues: 0, range: undefined }]),
    );
    expect(() => readFrameBatch(body.slice(0, -8))).toThrow(RangeError);
    expect(() => readFrameBatch(new ArrayBuffer(3))).toThrow(RangeError);
    expect(() => readFrameBatch(Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0).buffer)).toThrow(RangeError);
  });
});
