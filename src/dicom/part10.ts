import { Dataset } from "./dataset.ts";
import { readTag, type Source, sourceOf } from "./element-header.ts";
import { DicomError } from "./errors.ts";
import { inflateBounded } from "./inflate.ts";
import type { Tag } from "./keyword.ts";
import { parseElements } from "./parse-dataset.ts";
import { type Reading, startReading } from "./reading.ts";
import type { Repair } from "./repair.ts";
import { dictionaryEntry } from "./tag-dictionary.ts";
import {
  type DatasetEncoding,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  encodingOf,
  IMPLICIT_VR_LITTLE_ENDIAN,
  isTransferSyntaxDeflated,
} from "./transfer-syntax.ts";
import { vrFromBytes } from "./vr.ts";

export interface Part10File {
  readonly meta: Dataset;
  readonly dataset: Dataset;
  readonly transferSyntaxUid: string;
  /** Where in the file the data set starts, behind preamble and meta information. */
  readonly datasetStart: number;
  /** What was broken and what was assumed instead; text that is decoded later than reading adds nothing here. */
  readonly repairs: readonly Repair[];
  /** Byte at which reading stopped: the header of the first element not read where `untilTag` was met, else the end. In a deflated file it counts inflated bytes. */
  readonly stoppedAt: number;
}

export interface ParseOptions {
  /** Stop before this tag (for an index: 0x7fe00010, Pixel Data). */
  readonly untilTag?: number;
}

const PREAMBLE_LENGTH = 128;
/** "DICM", little endian. */
const MAGIC = 0x4d434944;

/**
 * Reads a DICOM Part 10 file (PS3.10 7), or a bare data set, from memory. Values are views of `bytes` and are decoded when
 * asked for. With `untilTag` the bytes may be the head of a file: where it is too short, `truncated` is thrown.
 *
 * @throws DicomError not-dicom, truncated, malformed or too-deep
 */
export function parsePart10(bytes: Uint8Array, options: ParseOptions = {}): Part10File {
  const reading = startReading(sourceOf(bytes));
  const start = datasetOrMetaStart(reading);
  const { meta, at } = readMeta(reading, start);
  const declared = meta.first("TransferSyntaxUID")?.trim() ?? "";
  if (declared === "") reading.repairs.push({ code: "missing-meta" });
  if (declared !== "" && isTransferSyntaxDeflated(declared)) {
    const inflated = startReading(sourceOf(inflateBounded(bytes.subarray(at))), reading.repairs);
    return { ...readDataset(inflated, 0, declared, options), meta, datasetStart: at };
  }
  return { ...readDataset(reading, at, declared, options), meta, datasetStart: at };
}

/** Reads a data set that has neither preamble nor meta information, as DIMSE sends it. @throws DicomError */
export function decodeDataset(bytes: Uint8Array, transferSyntaxUid: string, options: ParseOptions = {}): Dataset {
  const plain = isTransferSyntaxDeflated(transferSyntaxUid) ? inflateBounded(bytes) : bytes;
  const reading = startReading(sourceOf(plain));
  return parseElements(reading, 0, plain.length, encodingOf(transferSyntaxUid), stopAtTag(options.untilTag)).dataset;
}

function stopAtTag(untilTag = 0x100000000): (tag: Tag) => boolean {
  return (tag) => tag >= untilTag;
}

function datasetOrMetaStart(reading: Reading): number {
  const { bytes, view } = reading.source;
  if (bytes.length >= PREAMBLE_LENGTH + 4 && view.getUint32(PREAMBLE_LENGTH, true) === MAGIC) return PREAMBLE_LENGTH + 4;
  reading.repairs.push({ code: "missing-preamble" });
  if (bytes.length >= 4 && view.getUint32(0, true) === MAGIC) return 4;
  if (looksLikeElement(reading.source, 0)) return 0;
  throw new DicomError("not-dicom", "The file is not DICOM; it was left out and everything else goes on.");
}

/** File Meta Information is explicit little endian, whatever follows (PS3.10 7.1). Its group length is not relied on. */
function readMeta(reading: Reading, start: number): { readonly meta: Dataset; readonly at: number } {
  const { source } = reading;
  if (start + 8 > source.bytes.length || source.view.getUint16(start, true) !== 2) return { meta: new Dataset(), at: start };
  const { dataset, at } = parseElements(
    reading,
    start,
    source.bytes.length,
    encodingOf(EXPLICIT_VR_LITTLE_ENDIAN),
    (tag) => tag >>> 16 !== 2,
  );
  return { meta: dataset, at };
}

function readDataset(
  reading: Reading,
  at: number,
  declared: string,
  options: ParseOptions,
): Omit<Part10File, "meta" | "datasetStart"> {
  const { source, repairs } = reading;
  const found = encodingAt(source, at, declared);
  const uid = declared === "" || found.differs ? uidOf(found.encoding, declared) : declared;
  if (declared !== "" && found.differs) repairs.push({ code: "wrong-transfer-syntax" });
  const { dataset, at: stoppedAt } = parseElements(reading, at, source.bytes.length, found.encoding, stopAtTag(options.untilTag));
  return { dataset, transferSyntaxUid: uid, repairs, stoppedAt };
}

/** The encoding that the first element is in: the declared one where it fits, else what the bytes look like. */
function encodingAt(
  source: Source,
  at: number,
  declared: string,
): { readonly encoding: DatasetEncoding; readonly differs: boolean } {
  const encoding = encodingOf(declared);
  if (at + 8 > source.bytes.length) return { encoding, differs: false };
  const explicitVr = vrFromBytes(source.bytes[at + 4] ?? 0, source.bytes[at + 5] ?? 0) !== undefined;
  const little = source.view.getUint16(at, true);
  const big = source.view.getUint16(at, false);
  const littleEndian = little === big ? encoding.littleEndian : little < big;
  const found = { explicitVr, littleEndian: explicitVr ? littleEndian : true };
  const differs = found.explicitVr !== encoding.explicitVr || found.littleEndian !== encoding.littleEndian;
  return differs && isPlausible(source, at, found) ? { encoding: found, differs: true } : { encoding, differs: false };
}

/** A compressed or private syntax keeps its name even where the data set around the pixels is written otherwise. */
function uidOf(encoding: DatasetEncoding, declared: string): string {
  const native = [IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN, ""];
  if (!native.includes(declared)) return declared;
  if (!encoding.explicitVr) return IMPLICIT_VR_LITTLE_ENDIAN;
  return encoding.littleEndian ? EXPLICIT_VR_LITTLE_ENDIAN : EXPLICIT_VR_BIG_ENDIAN;
}

function isPlausible(source: Source, at: number, encoding: DatasetEncoding): boolean {
  const group = source.view.getUint16(at, encoding.littleEndian);
  if (encoding.explicitVr) return group >= 2 && group <= 0x7fe0;
  const length = source.view.getUint32(at + 4, true);
  return group >= 4 && group <= 0x7fe0 && at + 8 + length <= source.bytes.length;
}

/** Whether bytes without a preamble start with an element of group 2 or 8, as a bare data set does. */
function looksLikeElement(source: Source, at: number): boolean {
  if (at + 8 > source.bytes.length) return false;
  const explicitVr = vrFromBytes(source.bytes[at + 4] ?? 0, source.bytes[at + 5] ?? 0) !== undefined;
  return [true, false].some((littleEndian) => {
    if (!explicitVr && !littleEndian) return false;
    const group = source.view.getUint16(at, littleEndian);
    if (group !== 2 && group !== 8) return false;
    if (explicitVr) return true;
    const length = source.view.getUint32(at + 4, true);
    const known = dictionaryEntry(readTag(source, at, true)) !== undefined || (readTag(source, at, true) & 0xffff) === 0;
    return known && at + 8 + length <= source.bytes.length;
  });
}
