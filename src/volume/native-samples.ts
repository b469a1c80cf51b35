import { isSharedChrominance, nativeFrameBits, nativeFrameCells } from "../dicom/index.ts";
import type { PixelDescription } from "./pixel-description.ts";
import type { StoredSamples } from "./stored-samples.ts";

/** Where a native frame lies in the pixel data value (PS3.5 8.1): frames follow each other without padding, even of single bits. */
export interface NativeFrameRange {
  /** First byte and length are even, so that 16-bit words can be turned around. */
  readonly offset: number;
  readonly byteLength: number;
  /** Bits of that first byte or word that belong to the frame before. */
  readonly skipBits: number;
}

/** Byte range of a frame (from 1) in the pixel data value. */
export function nativeFrameRange(description: PixelDescription, frameNumber: number): NativeFrameRange {
  const bits = nativeFrameBits(description);
  const firstBit = bits * (frameNumber - 1);
  const offset = Math.floor(firstBit / 16) * 2;
  return { offset, byteLength: Math.ceil((firstBit + bits) / 16) * 2 - offset, skipBits: firstBit - offset * 8 };
}

/**
 * Native bytes of a frame as samples. What is missing at the end is zero and counted. `words`: a big-endian value whose unit is 16 bits.
 */
export function nativeSamples(
  bytes: Uint8Array,
  description: PixelDescription,
  order: { readonly skipBits: number; readonly littleEndian: boolean; readonly words: boolean },
): StoredSamples {
  const { bitsAllocated } = description;
  const count = nativeFrameCells(description);
  const unit = bitsAllocated > 8 && bitsAllocated % 16 === 0 ? bitsAllocated / 8 : order.words ? 2 : 1;
  const turned = order.littleEndian || unit === 1 ? bytes : swapped(bytes, unit);
  const shared = {
    layout: isSharedChrominance(description) ? "ybr422" : description.planar ? "planar" : "interleaved",
    colour: nativeColour(description),
    bits: { shift: description.shift, stored: description.bitsStored, signed: description.signed },
  } as const;
  if (![8, 16, 32, 64].includes(bitsAllocated)) {
    const present = Math.max(0, Math.min(count, Math.floor((turned.length * 8 - order.skipBits) / bitsAllocated)));
    const cells =
      bitsAllocated === 1 ? unpackBits(turned, order.skipBits, count) : unpackCells(turned, order.skipBits, bitsAllocated, count);
    return { ...shared, cells, missing: count - present };
  }
  const skip = order.skipBits / 8;
  const needed = (count * bitsAllocated) / 8;
  const present = turned.subarray(skip, skip + needed);
  const missing = count - Math.floor((present.length * 8) / bitsAllocated);
  const aligned = present.length === needed && present.byteOffset % (bitsAllocated / 8) === 0;
  return { ...shared, cells: cellsOf(aligned ? present : padded(present, needed), description, count), missing };
}

/** Uncompressed samples said to be of the transforms of JPEG 2000 are what its decoder gave: red, green and blue. */
function nativeColour({ photometricInterpretation }: PixelDescription): StoredSamples["colour"] {
  switch (photometricInterpretation) {
    case "YBR_FULL":
    case "YBR_FULL_422":
      return "YBR_FULL";
    case "YBR_PARTIAL_422":
    case "YBR_PARTIAL_420":
      return "YBR_PARTIAL";
    default:
      return "RGB";
  }
}

function cellsOf({ buffer, byteOffset }: Uint8Array, description: PixelDescription, count: number): StoredSamples["cells"] {
  if (description.element === "FloatPixelData") return new Float32Array(buffer, byteOffset, count);
  if (description.element === "DoubleFloatPixelData") return new Float64Array(buffer, byteOffset, count);
  if (description.bitsAllocated === 32) {
    return description.signed ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count);
  }
  return description.bitsAllocated === 16
    ? new Uint16Array(buffer, byteOffset, count)
    : new Uint8Array(buffer, byteOffset, count);
}

function padded(bytes: Uint8Array, byteLength: number): Uint8Array {
  const copy = new Uint8Array(byteLength);
  copy.set(bytes.subarray(0, byteLength));
  return copy;
}

/** One bit per sample, least significant first (PS3.5 8.1.1). */
export function unpackBits(bytes: Uint8Array, skipBits: number, count: number): Uint8Array {
  const cells = new Uint8Array(count);
  for (let at = 0, bit = skipBits; at < count; at += 1, bit += 1) cells[at] = ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1;
  return cells;
}

/** Cells of any width up to 32 bits one after the other, least significant bit first (PS3.5 8.1.1, as before its 2001 edition). */
function unpackCells(bytes: Uint8Array, skipBits: number, width: number, count: number): Uint16Array | Uint32Array {
  const cells = width <= 16 ? new Uint16Array(count) : new Uint32Array(count);
  for (let at = 0, bit = skipBits; at < count; at += 1, bit += width) {
    let value = 0;
    for (let taken = 0; taken < width; ) {
      const from = (bit + taken) & 7;
      const part = Math.min(8 - from, width - taken);
      value += (((bytes[(bit + taken) >> 3] ?? 0) >> from) & ((1 << part) - 1)) * 2 ** taken;
      taken += part;
    }
    cells[at] = value;
  }
  return cells;
}

function swapped(bytes: Uint8Array, unit: number): Uint8Array {
  const copy = new Uint8Array(bytes.length + (bytes.length % unit === 0 ? 0 : unit - (bytes.length % unit)));
  copy.set(bytes);
  for (let at = 0; at < copy.length; at += unit) copy.subarray(at, at + unit).reverse();
  return copy.subarray(0, bytes.length);
}
