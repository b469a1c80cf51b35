import { VolumeError } from "./errors.ts";
import type { PixelDescription } from "./pixel-description.ts";
import type { StoredSamples } from "./stored-samples.ts";

/** Stored values in cells of their own: interleaved, in the lowest bits, signed ones sign-extended. */
export interface StoredCells {
  readonly cells: Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;
  /** As the values now are; differs from what was written where decoding converted colour. */
  readonly photometricInterpretation: string;
}

/**
 * Copies decoded samples into cells as wide as Bits Allocated. Values that do not fit Bits Stored are refused: bits beyond (an overlay in the
 * pixel cells) would be lost. @throws VolumeError not-encodable, corrupt-pixel-data where samples are missing
 */
export function storedCells(samples: StoredSamples, description: PixelDescription): StoredCells {
  if (samples.missing > 0) throw new VolumeError("corrupt-pixel-data", "The image is incomplete and was left as it is.");
  const { rows, columns, samplesPerPixel, bitsStored, signed } = description;
  const pixels = rows * columns;
  const cells = createCells(description, pixels * samplesPerPixel);
  const { shift } = samples.bits;
  const unused = 32 - bitsStored;
  let lost = false;
  for (let at = 0; at < cells.length; at += 1) {
    const from = samples.layout === "planar" ? (at % samplesPerPixel) * pixels + Math.floor(at / samplesPerPixel) : at;
    const raw = samples.cells[from] as number;
    const shifted = shift === 0 ? raw : raw >>> shift;
    const value = signed ? (shifted << unused) >> unused : (shifted << unused) >>> unused;
    // The same bits as they came, up to the width of their cell, or nothing above the sign.
    lost ||= !isSame(shifted, value, bitsStored, samples.cells.BYTES_PER_ELEMENT * 8 - shift);
    cells[at] = value;
  }
  if (lost) {
    const reason = "bits-beyond-stored";
    throw new VolumeError("not-encodable", `The image cannot be compressed this way (${reason}); the original is unchanged.`, {
      reason,
    });
  }
  return { cells, photometricInterpretation: photometricOf(samples, description) };
}

function isSame(raw: number, value: number, bitsStored: number, width: number): boolean {
  const high = raw >> bitsStored;
  return (
    bitsStored >= 32 || high === 0 || raw === value || (value < 0 && high >>> 0 === 2 ** Math.max(0, width - bitsStored) - 1)
  );
}

function createCells({ bitsAllocated, signed }: PixelDescription, length: number): StoredCells["cells"] {
  if (bitsAllocated <= 8) return signed ? new Int8Array(length) : new Uint8Array(length);
  if (bitsAllocated <= 16) return signed ? new Int16Array(length) : new Uint16Array(length);
  return signed ? new Int32Array(length) : new Uint32Array(length);
}

function photometricOf(samples: StoredSamples, { photometricInterpretation, samplesPerPixel }: PixelDescription): string {
  return samplesPerPixel === 1 ? photometricInterpretation : samples.colour;
}
