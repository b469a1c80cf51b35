import type { Dataset } from "./dataset.ts";
import { type Keyword, tagOf } from "./keyword.ts";
import { lookupRepairs } from "./lookup-entries.ts";
import type { Repair, RepairCode } from "./repair.ts";
import { rescaleRepairs } from "./rescale.ts";
import { tagText } from "./tag-dictionary.ts";
import { isTransferSyntaxEncapsulated } from "./transfer-syntax.ts";

export type PixelElement = "PixelData" | "FloatPixelData" | "DoubleFloatPixelData";

const photometricInterpretations = [
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
] as const;
export type PhotometricInterpretation = (typeof photometricInterpretations)[number];

/** How the stored samples of a frame are to be read (Image Pixel module, PS3.3 C.7.6.3; Floating Point Image Pixel, C.7.6.24). */
export interface ImagePixel {
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

/** An image described, with what of its words was not believed; or why it cannot be one. */
export type ImagePixelReading =
  | { readonly kind: "image"; readonly description: ImagePixel; readonly repairs: readonly Repair[] }
  | { readonly kind: "no-image"; readonly repairs: readonly Repair[] }
  | { readonly kind: "too-large"; readonly rows: number; readonly columns: number }
  | { readonly kind: "unsupported-samples"; readonly photometricInterpretation: string; readonly samplesPerPixel: number }
  | { readonly kind: "unsupported-bits"; readonly bitsAllocated: number };

export interface ImagePixelOptions {
  readonly transferSyntaxUid: string;
  readonly element?: PixelElement;
  /** Bytes of a value that is not in fragments, as stated; absent where fragments follow, or where it is not known. */
  readonly byteLength?: number | undefined;
}

/** Most samples a frame may have: a 12k x 12k radiograph passes, a header that claims 65535 x 65535 does not. */
const maxSamples = 160_000_000;
const maxFrames = 1_000_000;
const runLength = "1.2.840.10008.1.2.5";
/** Retired interpretations whose samples are no red, green and blue: shown as if, they would mislead (PS3.3 C.7.6.3.1.2). */
const retired: ReadonlySet<string> = new Set(["ARGB", "CMYK", "HSV"]);
/** Interpretations that only a codec's own colour transform makes (PS3.5 8.2): uncompressed samples cannot be of them. */
const ofCompression: ReadonlySet<string> = new Set(["YBR_ICT", "YBR_RCT", "YBR_PARTIAL_420", "XYB"]);

type Note = (code: RepairCode, keyword: Keyword) => void;
/** What is known before the bits are: the size of the image and the length of its value. */
type Frame = Pick<ImagePixel, "element" | "rows" | "columns" | "samplesPerPixel" | "numberOfFrames"> & {
  readonly byteLength: number | undefined;
};

/**
 * Reads and bounds the Image Pixel module of a data set. Where its words contradict each other or the length of the value, what cannot lie
 * is believed (the number of samples before the photometric interpretation, the length before the bits), and each such case is named.
 */
export function parseImagePixel(dataset: Dataset, options: ImagePixelOptions): ImagePixelReading {
  const { element = pixelElementOf(dataset), transferSyntaxUid, byteLength } = options;
  const repairs: Repair[] = [];
  const note: Note = (code, keyword) => repairs.push({ code, tag: tagText(tagOf(keyword)) });
  const [rows = 0, columns = 0] = [wholeNumber(dataset, "Rows"), wholeNumber(dataset, "Columns")];
  if (rows < 1 || columns < 1) {
    note("image-size-missing", rows < 1 ? "Rows" : "Columns");
    return { kind: "no-image", repairs };
  }
  const written = (dataset.first("PhotometricInterpretation") ?? "").trim();
  const term = written.toUpperCase();
  const samplesPerPixel = samplesOf(dataset, term, byteLength === undefined || byteLength >= rows * columns * 3, note);
  if (retired.has(term) || !isOneOrThree(samplesPerPixel)) {
    return { kind: "unsupported-samples", photometricInterpretation: printable(term), samplesPerPixel };
  }
  if (rows * columns * samplesPerPixel > maxSamples) return { kind: "too-large", rows, columns };
  if (written !== term) note("value-not-in-vr", "PhotometricInterpretation");
  const frame: Frame = { element, rows, columns, samplesPerPixel, numberOfFrames: framesOf(dataset, note), byteLength };
  const bits = bitsOf(dataset, frame, note);
  if (bits === undefined) return { kind: "unsupported-bits", bitsAllocated: wholeNumber(dataset, "BitsAllocated") ?? 0 };
  const described: ImagePixel = {
    element,
    rows,
    columns,
    numberOfFrames: frame.numberOfFrames,
    samplesPerPixel,
    photometricInterpretation: photometricOf(term, samplesPerPixel, note),
    ...bits,
    planar: samplesPerPixel === 3 && wholeNumber(dataset, "PlanarConfiguration") === 1,
  };
  const description = byteLength === undefined ? described : fitToLength(described, byteLength, note);
  noteStorage(dataset, description, transferSyntaxUid, byteLength, note);
  repairs.push(...lookupRepairs(dataset, description), ...rescaleRepairs(dataset, description));
  return { kind: "image", description, repairs };
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

/** Samples of a native frame: two pixels of shared chrominance have four (PS3.3 C.7.6.3.1.2). */
export function nativeFrameCells(description: ImagePixel): number {
  const pixels = description.rows * description.columns;
  return isSharedChrominance(description) ? pixels * 2 : pixels * description.samplesPerPixel;
}

/** Whether two pixels share their chrominance, so that a pixel takes two samples instead of three. */
export function isSharedChrominance({ photometricInterpretation, bitsAllocated }: ImagePixel): boolean {
  return photometricInterpretation.endsWith("_422") && bitsAllocated === 8;
}

/** Bits that a native frame takes. */
export function nativeFrameBits(description: ImagePixel): number {
  return nativeFrameCells(description) * description.bitsAllocated;
}

function samplesOf(dataset: Dataset, term: string, mayBeThree: boolean, note: Note): number {
  const written = wholeNumber(dataset, "SamplesPerPixel");
  if (written !== undefined) return written;
  note("samples-per-pixel-missing", "SamplesPerPixel");
  return isPhotometric(term) && !isSingle(term) && mayBeThree ? 3 : 1;
}

function framesOf(dataset: Dataset, note: Note): number {
  if (!dataset.has("NumberOfFrames")) return 1;
  const written = wholeNumber(dataset, "NumberOfFrames") ?? 0;
  const frames = Math.min(maxFrames, Math.max(1, written));
  if (frames !== written) note("number-of-frames-wrong", "NumberOfFrames");
  return frames;
}

/** What is written, unless it cannot be with this many samples or is nothing known: the number of samples cannot lie about the data. */
function photometricOf(term: string, samplesPerPixel: 1 | 3, note: Note): PhotometricInterpretation {
  const assumed = samplesPerPixel === 3 ? "RGB" : "MONOCHROME2";
  if (!isPhotometric(term)) {
    note("photometric-unknown", "PhotometricInterpretation");
    return assumed;
  }
  if (isSingle(term) === (samplesPerPixel === 1)) return term;
  note("photometric-not-of-samples", "PhotometricInterpretation");
  return assumed;
}

function bitsOf(
  dataset: Dataset,
  frame: Frame,
  note: Note,
): Pick<ImagePixel, "bitsAllocated" | "bitsStored" | "shift" | "signed"> | undefined {
  const written = wholeNumber(dataset, "BitsAllocated");
  if (frame.element !== "PixelData") {
    const bits = frame.element === "FloatPixelData" ? 32 : 64;
    if (written !== bits) note("bits-allocated-wrong", "BitsAllocated");
    return { bitsAllocated: bits, bitsStored: bits, shift: 0, signed: true };
  }
  const stored = wholeNumber(dataset, "BitsStored");
  const isPossible = written !== undefined && written >= 1 && written <= 32;
  const isContradicted = !isPossible || (stored !== undefined && stored > written && stored <= 32);
  const bitsAllocated = (isContradicted ? cellOfLength(frame) : undefined) ?? (isPossible ? written : undefined);
  if (bitsAllocated === undefined) return undefined;
  if (bitsAllocated !== written) note("bits-allocated-wrong", "BitsAllocated");
  return { bitsAllocated, ...storedBitsOf(dataset, bitsAllocated, note) };
}

function storedBitsOf(dataset: Dataset, bitsAllocated: number, note: Note): Pick<ImagePixel, "bitsStored" | "shift" | "signed"> {
  const stored = wholeNumber(dataset, "BitsStored");
  const isStored = stored !== undefined && stored >= 1 && stored <= bitsAllocated;
  if (!isStored) note("bits-stored-wrong", "BitsStored");
  const bitsStored = isStored ? stored : bitsAllocated;
  const highBit = wholeNumber(dataset, "HighBit");
  const isHigh = highBit !== undefined && highBit >= bitsStored - 1 && highBit < bitsAllocated;
  if (!isHigh) note("high-bit-wrong", "HighBit");
  const representation = wholeNumber(dataset, "PixelRepresentation");
  if (representation !== 0 && representation !== 1) note("pixel-representation-wrong", "PixelRepresentation");
  return { bitsStored, shift: isHigh ? highBit + 1 - bitsStored : 0, signed: representation === 1 };
}

/** Bits of a cell that the length of the value makes; undefined where it makes none. */
function cellOfLength({ rows, columns, samplesPerPixel, numberOfFrames, byteLength }: Frame): number | undefined {
  const samples = rows * columns * samplesPerPixel * numberOfFrames;
  const cells = [8, 16, 32];
  return (
    cells.find((bits) => byteLength === (samples * bits) / 8) ??
    cells.find((bits) => byteLength !== undefined && isLong(byteLength, (samples * bits) / 8))
  );
}

/**
 * The description that fits the length of a native value, where the one written cannot be: bits allocated that no cell of a computer has
 * where the value is as long as whole bytes or words make it, and shared chrominance where every pixel has its own.
 */
function fitToLength(description: ImagePixel, byteLength: number, note: Note): ImagePixel {
  const { rows, columns, samplesPerPixel, numberOfFrames, bitsAllocated, bitsStored } = description;
  const samples = rows * columns * samplesPerPixel * numberOfFrames;
  if (![1, 8, 16, 32, 64].includes(bitsAllocated)) {
    const cell = [8, 16, 32].find((bits) => bits >= bitsStored && isLong(byteLength, (samples * bits) / 8));
    if (cell !== undefined) {
      note("bits-allocated-wrong", "BitsAllocated");
      return { ...description, bitsAllocated: cell };
    }
  }
  if (!isSharedChrominance(description) || !isLong(byteLength, samples)) return description;
  note("chrominance-not-shared", "PhotometricInterpretation");
  return { ...description, photometricInterpretation: "YBR_FULL" };
}

/** What the way that the pixels are stored in contradicts. */
function noteStorage(
  dataset: Dataset,
  description: ImagePixel,
  transferSyntaxUid: string,
  byteLength: number | undefined,
  note: Note,
): void {
  const { samplesPerPixel, photometricInterpretation, numberOfFrames, element } = description;
  const isCompressed = isTransferSyntaxEncapsulated(transferSyntaxUid);
  if (isCompressed && byteLength === undefined) {
    if (transferSyntaxUid === runLength) noteRunLength(description, note);
    return;
  }
  const bits = nativeFrameBits(description);
  if (isCompressed && byteLength !== undefined) {
    const isBare = byteLength * 8 < bits;
    note(isBare ? "compressed-without-fragments" : "pixels-not-compressed", element);
    if (isBare) return;
  }
  if (ofCompression.has(photometricInterpretation)) note("photometric-of-compression", "PhotometricInterpretation");
  const planar = wholeNumber(dataset, "PlanarConfiguration");
  const isPlanarUsable = planar === 0 || (planar === 1 && !isSharedChrominance(description));
  if (samplesPerPixel === 3 && !isPlanarUsable) note("planar-configuration-wrong", "PlanarConfiguration");
  const expected = Math.ceil((bits * numberOfFrames) / 8);
  if (byteLength === undefined) return;
  if (byteLength < expected) note("pixel-data-short", element);
  else if (byteLength > expected + 1) note("pixel-data-long", element);
}

/** Run-length coding has whole bytes, and every component whole (PS3.5 G.2). */
function noteRunLength({ bitsAllocated, photometricInterpretation }: ImagePixel, note: Note): void {
  if (bitsAllocated !== 1 && bitsAllocated % 8 !== 0) note("bits-allocated-wrong", "BitsAllocated");
  if (photometricInterpretation.endsWith("_422")) note("chrominance-not-shared", "PhotometricInterpretation");
}

function isLong(byteLength: number, bytes: number): boolean {
  return byteLength === bytes || byteLength === bytes + (bytes % 2);
}

function isPhotometric(term: string): term is PhotometricInterpretation {
  return (photometricInterpretations as readonly string[]).includes(term);
}

function isSingle(term: PhotometricInterpretation): boolean {
  return term === "PALETTE COLOR" || term.startsWith("MONOCHROME");
}

function isOneOrThree(count: number): count is 1 | 3 {
  return count === 1 || count === 3;
}

function wholeNumber(dataset: Dataset, keyword: Keyword): number | undefined {
  const value: unknown = dataset.first(keyword);
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** A coded string of the file, safe to repeat in a message. */
function printable(text: string): string {
  return text.replace(/[^A-Z0-9_ ]/g, "").slice(0, 16) || "unknown";
}
