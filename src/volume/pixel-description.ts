import type { Dataset, Keyword } from "../dicom/index.ts";
import { VolumeError } from "./errors.ts";

export type PixelElement = "PixelData" | "FloatPixelData" | "DoubleFloatPixelData";

export type PhotometricInterpretation =
  | "MONOCHROME1"
  | "MONOCHROME2"
  | "PALETTE COLOR"
  | "RGB"
  | "YBR_FULL"
  | "YBR_FULL_422"
  | "YBR_PARTIAL_422"
  | "YBR_PARTIAL_420"
  | "YBR_ICT"
  | "YBR_RCT"
  | "XYB";

/** How the stored samples of a frame are to be read (Image Pixel module, PS3.3 C.7.6.3; Floating Point Image Pixel, C.7.6.24). */
export interface PixelDescription {
  readonly element: PixelElement;
  readonly rows: number;
  readonly columns: number;
  readonly numberOfFrames: number;
  readonly samplesPerPixel: 1 | 3;
  readonly photometricInterpretation: PhotometricInterpretation;
  /** 1, 8, 16, 32 or 64; others up to 32, such as 12, are packed without gaps. */
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  /** Bits below the stored ones (High Bit + 1 - Bits Stored). */
  readonly shift: number;
  readonly signed: boolean;
  readonly planar: boolean;
}

/** Most samples a frame may have: a 12k x 12k radiograph passes, a header that claims 65535 x 65535 does not. */
const maxSamples = 160_000_000;
const maxFrames = 1_000_000;

const photometrics: ReadonlySet<string> = new Set<PhotometricInterpretation>([
  "MONOCHROME1",
  "MONOCHROME2",
  "PALETTE COLOR",
  "RGB",
  "YBR_FULL",
  "YBR_FULL_422",
  "YBR_PARTIAL_422",
  "YBR_PARTIAL_420",
  "YBR_ICT",
  "YBR_RCT",
  "XYB",
]);

/**
 * Reads and bounds the pixel description of a data set. `nativeLength`, the bytes of a value that is not compressed, speaks where Bits Allocated
 * cannot be. @throws VolumeError no-pixel-data, unsupported-pixel-format, too-large
 */
export function parsePixelDescription(
  dataset: Dataset,
  element: PixelElement = pixelElementOf(dataset),
  nativeLength?: number,
): PixelDescription {
  const rows = wholeNumber(dataset, "Rows", 0);
  const columns = wholeNumber(dataset, "Columns", 0);
  if (rows < 1 || columns < 1) {
    throw new VolumeError(
      "no-pixel-data",
      "This object holds no image: it gives no Rows and Columns. Other objects are not affected.",
    );
  }
  const samplesPerPixel = wholeNumber(dataset, "SamplesPerPixel", 1);
  const photometricInterpretation = photometricOf(dataset, samplesPerPixel);
  if (rows * columns * samplesPerPixel > maxSamples) {
    throw new VolumeError(
      "too-large",
      `A frame of ${columns} x ${rows} is more than can be shown. Other series are not affected.`,
      {
        rows,
        columns,
      },
    );
  }
  const numberOfFrames = Math.min(maxFrames, Math.max(1, wholeNumber(dataset, "NumberOfFrames", 1)));
  const bits = bitsOf(dataset, element, (nativeLength ?? 0) / (rows * columns * samplesPerPixel * numberOfFrames));
  return {
    element,
    rows,
    columns,
    numberOfFrames,
    samplesPerPixel: samplesPerPixel as 1 | 3,
    photometricInterpretation,
    ...bits,
    planar: samplesPerPixel === 3 && wholeNumber(dataset, "PlanarConfiguration", 0) === 1,
  };
}

/** Which of the three pixel data elements an image has, told from its description alone (bits stored exist only for integers). */
export function pixelElementOf(dataset: Dataset): PixelElement {
  if (dataset.has("FloatPixelData")) return "FloatPixelData";
  if (dataset.has("DoubleFloatPixelData")) return "DoubleFloatPixelData";
  if (dataset.has("PixelData") || dataset.has("BitsStored")) return "PixelData";
  const bitsAllocated = dataset.first("BitsAllocated");
  if (bitsAllocated === 64) return "DoubleFloatPixelData";
  return bitsAllocated === 32 && !dataset.has("PixelRepresentation") ? "FloatPixelData" : "PixelData";
}

/** Retired interpretations whose samples are no red, green and blue: shown as if, they would mislead (PS3.3 C.7.6.3.1.2). */
const retired: ReadonlySet<string> = new Set(["ARGB", "CMYK", "HSV"]);

/** What is written, unless it cannot be with this many samples or is nothing known: the number of samples cannot lie about the data. */
function photometricOf(dataset: Dataset, samplesPerPixel: number): PhotometricInterpretation {
  const written = (dataset.first("PhotometricInterpretation") ?? "").toUpperCase().trim();
  if (retired.has(written) || (samplesPerPixel !== 1 && samplesPerPixel !== 3)) {
    throw new VolumeError(
      "unsupported-pixel-format",
      `Images of kind ${printable(written)} with ${samplesPerPixel} samples per pixel cannot be shown. Other series are not affected.`,
      { photometricInterpretation: printable(written), samplesPerPixel },
    );
  }
  const assumed = samplesPerPixel === 3 ? "RGB" : "MONOCHROME2";
  if (!photometrics.has(written)) return assumed;
  const single = written === "PALETTE COLOR" || written.startsWith("MONOCHROME");
  return single === (samplesPerPixel === 1) ? (written as PhotometricInterpretation) : assumed;
}

/** `bytesPerCell`: as the length of the value makes them, 0 where that is not known. */
function bitsOf(
  dataset: Dataset,
  element: PixelElement,
  bytesPerCell: number,
): Pick<PixelDescription, "bitsAllocated" | "bitsStored" | "shift" | "signed"> {
  if (element === "FloatPixelData") return { bitsAllocated: 32, bitsStored: 32, shift: 0, signed: true };
  if (element === "DoubleFloatPixelData") return { bitsAllocated: 64, bitsStored: 64, shift: 0, signed: true };
  const allocated = wholeNumber(dataset, "BitsAllocated", 0);
  const isPossible = allocated >= 1 && allocated <= 32;
  const bitsAllocated = !isPossible && [1, 2, 4].includes(bytesPerCell) ? 8 * bytesPerCell : allocated;
  if (bitsAllocated < 1 || bitsAllocated > 32) {
    throw new VolumeError(
      "unsupported-pixel-format",
      `Pixels of ${bitsAllocated} bits cannot be read (1 to 32 can). Other series are not affected.`,
      { bitsAllocated },
    );
  }
  const written = wholeNumber(dataset, "BitsStored", bitsAllocated);
  const bitsStored = written >= 1 && written <= bitsAllocated ? written : bitsAllocated;
  const highBit = wholeNumber(dataset, "HighBit", bitsStored - 1);
  const shift = highBit >= bitsStored - 1 && highBit < bitsAllocated ? highBit + 1 - bitsStored : 0;
  return { bitsAllocated, bitsStored, shift, signed: wholeNumber(dataset, "PixelRepresentation", 0) === 1 };
}

/**
 * The description that fits the length of a native value, where the one written cannot be: bits allocated that no cell of a computer has
 * where the value is as long as whole bytes or words make it, and shared chrominance where every pixel has its own.
 */
export function fitToLength(description: PixelDescription, byteLength: number): PixelDescription {
  const { rows, columns, samplesPerPixel, numberOfFrames, bitsAllocated, bitsStored } = description;
  const samples = rows * columns * samplesPerPixel * numberOfFrames;
  const isLong = (bytes: number) => byteLength === bytes || byteLength === bytes + (bytes % 2);
  if (![1, 8, 16, 32, 64].includes(bitsAllocated)) {
    const cell = [8, 16, 32].find((bits) => bits >= bitsStored && isLong((samples * bits) / 8));
    if (cell !== undefined) return { ...description, bitsAllocated: cell };
  }
  const isShared = description.photometricInterpretation.endsWith("_422");
  return isShared && bitsAllocated === 8 && isLong(samples)
    ? { ...description, photometricInterpretation: "YBR_FULL" }
    : description;
}

function wholeNumber(dataset: Dataset, keyword: Keyword, absent: number): number {
  const value: unknown = dataset.first(keyword);
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : absent;
}

/** A coded string of the file, safe to repeat in a message. */
function printable(text: string): string {
  return text.replace(/[^A-Z0-9_ ]/g, "").slice(0, 16) || "unknown";
}
