import { Dataset } from "./dataset.ts";
import { sourceOf } from "./element-header.ts";
import { DicomError } from "./errors.ts";
import { encodingAt, findStart, isReadable, metaEncodingAt, settleDatasetStart } from "./find-dataset.ts";
import { parseFragments } from "./fragments.ts";
import { inflateBounded } from "./inflate.ts";
import type { Tag, Vr } from "./keyword.ts";
import { opensItems } from "./look-ahead.ts";
import { parseElements } from "./parse-dataset.ts";
import { type Reading, repair, startReading } from "./reading.ts";
import type { Repair } from "./repair.ts";
import { tagText } from "./tag-dictionary.ts";
import {
  type DatasetEncoding,
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  encodingOf,
  IMPLICIT_VR_LITTLE_ENDIAN,
  isTransferSyntaxDeflated,
  isTransferSyntaxEncapsulated,
  isTransferSyntaxKnown,
} from "./transfer-syntax.ts";

export interface Part10File {
  readonly meta: Dataset;
  readonly dataset: Dataset;
  readonly transferSyntaxUid: string;
  /** Where in the file the data set starts, behind preamble and meta information. */
  readonly datasetStart: number;
  /** What was broken and what was assumed instead. */
  readonly repairs: readonly Repair[];
  /** Byte at which reading stopped: the header of the first element not read where `untilTag` was met, else the end. In a deflated file it counts inflated bytes. */
  readonly stoppedAt: number;
  /** Header of that element, however it is written; absent where the data ended before. `length` is 0xffffffff where it is undefined. */
  readonly stoppedBefore?: { readonly tag: Tag; readonly vr?: Vr; readonly valueStart: number; readonly length: number };
  /** Where `bytes` were the head of a longer file and too short: at least so many bytes are needed. What could be read is in `dataset`. */
  readonly bytesNeeded?: number;
}

export interface ParseOptions {
  /** Stop before this tag (for an index: 0x7fe00008, the first that Pixel Data can have). */
  readonly untilTag?: number;
  /** Length of the whole file, where `bytes` may be only its head: what the head lacks is then `bytesNeeded` and no fault of the file. */
  readonly fileLength?: number;
  /** Is told where each item starts: its position in the file, or in the inflated data set. */
  readonly onItem?: (item: object, offset: number) => void;
}

const PIXEL_DATA: Tag = 0x7fe00010;
const MANDATORY = ["SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"] as const;

/**
 * Reads a DICOM Part 10 file (PS3.10 7), or a bare data set, from memory. Values are views of `bytes` and are decoded when
 * asked for. What breaks the rules is read as far as its meaning is certain, and named in `repairs`. A file that was cut off keeps
 * everything before the cut, if that says what it is; with `untilTag` but without `fileLength`, `truncated` is thrown instead.
 *
 * @throws DicomError not-dicom, truncated, malformed or too-deep
 */
export function parsePart10(bytes: Uint8Array, options: ParseOptions = {}): Part10File {
  const reading = startReading(sourceOf(bytes), { total: options.fileLength, onItem: options.onItem });
  const start = findStart(reading.source);
  if (start === undefined)
    throw new DicomError("not-dicom", "The file is not DICOM; it was left out and everything else goes on.");
  if (!start.hasPreamble) repair(reading, "missing-preamble");
  const { meta, at: metaEnd } = readMeta(reading, start.at);
  if (reading.bytesNeeded > 0) return headTooShort(reading, meta, metaEnd);
  const declared = meta.first("TransferSyntaxUID")?.trim() ?? "";
  const at = isTransferSyntaxDeflated(declared) ? metaEnd : datasetStart(reading, start.at, metaEnd);
  if (declared === "") repair(reading, "missing-meta");
  const file = readBody(reading, bytes, at, declared, options);
  if (file.bytesNeeded === undefined && options.untilTag === undefined) {
    takeUidsFromMeta(reading, file.dataset, meta);
    findFragments(reading, file.dataset, file.transferSyntaxUid);
  }
  assertUsable(reading, file, options);
  return { ...file, meta, datasetStart: at };
}

type Body = Omit<Part10File, "meta" | "datasetStart">;

function readBody(reading: Reading, bytes: Uint8Array, at: number, declared: string, options: ParseOptions): Body {
  if (!isTransferSyntaxDeflated(declared)) return readDataset(reading, at, declared, options);
  if (isReadable(reading.source, at)) {
    repair(reading, "wrong-transfer-syntax");
    return readDataset(reading, at, EXPLICIT_VR_LITTLE_ENDIAN, options);
  }
  if (bytes.length < reading.total) {
    return { ...stateOf(reading, new Dataset(), at), transferSyntaxUid: declared, bytesNeeded: reading.total };
  }
  const inflated = inflateBounded(bytes.subarray(at));
  const inner = startReading(sourceOf(inflated.bytes), { repairs: reading.repairs, onItem: options.onItem });
  const body = readDataset(inner, 0, declared, options);
  reading.cutAt = inner.cutAt;
  reading.texts.push(...inner.texts);
  if (!inflated.complete) repair(reading, "truncated-value");
  return body;
}

/** Reads a data set that has neither preamble nor meta information, as DIMSE sends it. @throws DicomError truncated, malformed, too-deep */
export function decodeDataset(bytes: Uint8Array, transferSyntaxUid: string, options: ParseOptions = {}): Dataset {
  const plain = isTransferSyntaxDeflated(transferSyntaxUid) ? inflateBounded(bytes).bytes : bytes;
  const reading = startReading(sourceOf(plain));
  const range = { start: 0, end: plain.length, encoding: encodingOf(transferSyntaxUid), untilTag: options.untilTag };
  const { dataset } = parseElements(reading, range);
  if (reading.cutAt !== undefined) throw truncated(reading.cutAt, plain.length);
  return dataset;
}

/** File Meta Information is explicit little endian, whatever follows (PS3.10 7.1). Its group length is checked, not relied on. */
function readMeta(reading: Reading, start: number): { readonly meta: Dataset; readonly at: number } {
  const { source } = reading;
  const encoding = metaEncodingAt(source, start);
  if (encoding === undefined) return { meta: new Dataset(), at: start };
  const { dataset, at } = parseElements(reading, {
    start,
    end: reading.total,
    encoding,
    fromTag: 0x00020000,
    untilTag: 0x00030000,
  });
  reading.stoppedHeader = undefined;
  const length = dataset.first("FileMetaInformationGroupLength");
  const counted = at - (start + 12);
  if (length !== undefined && length !== counted && reading.bytesNeeded === 0) repair(reading, "meta-group-length-wrong");
  return { meta: dataset, at };
}

/** Where meta information with broken lengths or VRs leads nowhere, the data set is looked for. */
function datasetStart(reading: Reading, metaStart: number, metaEnd: number): number {
  const at = settleDatasetStart(reading.source, metaStart, metaEnd);
  if (at === metaEnd) return at;
  repair(reading, "length-wrong");
  reading.cutAt = undefined;
  return at;
}

function readDataset(reading: Reading, at: number, declared: string, options: ParseOptions): Body {
  const { source, total } = reading;
  const encoding = encodingAt(source, at, total, declared);
  const { explicitVr, littleEndian } = encodingOf(declared);
  const differs = encoding.explicitVr !== explicitVr || encoding.littleEndian !== littleEndian;
  const uid = declared === "" || differs ? uidOf(encoding, declared) : declared;
  // One that no edition lists is read as explicit little endian, as every compressed one is (PS3.5 A.4).
  const isKnown = isTransferSyntaxKnown(declared) || !explicitVr;
  if (declared !== "" && (differs || !isKnown)) {
    repair(reading, littleEndian && !encoding.littleEndian ? "big-endian-undeclared" : "wrong-transfer-syntax");
  }
  const { dataset, at: stoppedAt } = parseElements(reading, { start: at, end: total, encoding, untilTag: options.untilTag });
  for (const text of reading.texts) if (text.fault !== undefined) repair(reading, text.fault, text.firstTag);
  return { ...stateOf(reading, dataset, stoppedAt), transferSyntaxUid: uid };
}

function stateOf(reading: Reading, dataset: Dataset, stoppedAt: number): Omit<Body, "transferSyntaxUid"> {
  const { stoppedHeader: header, bytesNeeded, repairs } = reading;
  return {
    dataset,
    repairs,
    stoppedAt,
    ...(header && {
      stoppedBefore: {
        tag: header.tag,
        valueStart: header.valueStart,
        length: header.length,
        ...(header.vr && { vr: header.vr }),
      },
    }),
    ...(bytesNeeded > 0 && { bytesNeeded }),
  };
}

function headTooShort(reading: Reading, meta: Dataset, at: number): Part10File {
  return { ...stateOf(reading, new Dataset(), at), meta, datasetStart: at, transferSyntaxUid: "" };
}

/** A compressed or private syntax keeps its name even where the data set around the pixels is written otherwise. */
function uidOf(encoding: DatasetEncoding, declared: string): string {
  const native = [
    IMPLICIT_VR_LITTLE_ENDIAN,
    EXPLICIT_VR_LITTLE_ENDIAN,
    EXPLICIT_VR_BIG_ENDIAN,
    DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
    "",
  ];
  if (!native.includes(declared)) return declared;
  if (!encoding.explicitVr) return IMPLICIT_VR_LITTLE_ENDIAN;
  return encoding.littleEndian ? EXPLICIT_VR_LITTLE_ENDIAN : EXPLICIT_VR_BIG_ENDIAN;
}

/** Compressed Pixel Data of stated length, which they never have: their fragments are in the value all the same. */
function findFragments(reading: Reading, dataset: Dataset, transferSyntaxUid: string): void {
  const element = dataset.element("PixelData");
  const value = element?.value;
  if (!(value instanceof Uint8Array) || element?.fragments !== undefined || !isTransferSyntaxEncapsulated(transferSyntaxUid))
    return;
  const inner = startReading(sourceOf(value), { repairs: reading.repairs });
  if (!opensItems(inner.source, 0, true)) return;
  repair(reading, "length-wrong", PIXEL_DATA);
  const { pixelData } = parseFragments(inner, 0, value.length, true, PIXEL_DATA);
  dataset.setElement(PIXEL_DATA, { vr: "OB", value: new Uint8Array(0), fragments: pixelData });
}

/** The meta information names class and instance as well (PS3.10 7.1). */
function takeUidsFromMeta(reading: Reading, dataset: Dataset, meta: Dataset): void {
  const pairs = [
    ["SOPClassUID", "MediaStorageSOPClassUID"],
    ["SOPInstanceUID", "MediaStorageSOPInstanceUID"],
  ] as const;
  if (dataset.has("DirectoryRecordSequence")) return;
  for (const [keyword, inMeta] of pairs) {
    const uid = meta.first(inMeta);
    if (uid === undefined || dataset.first(keyword) !== undefined) continue;
    repair(reading, "missing-sop-uid");
    dataset.set(keyword, uid);
  }
}

/** What was cut off is of use where it says what it belongs to. @throws DicomError truncated */
function assertUsable(
  reading: Reading,
  { dataset, bytesNeeded }: { readonly dataset: Dataset; readonly bytesNeeded?: number },
  { untilTag, fileLength }: ParseOptions,
): void {
  if (bytesNeeded !== undefined) return;
  const { cutAt, total } = reading;
  if (cutAt === undefined && !dataset.isEmpty) return;
  const isHead = untilTag !== undefined && fileLength === undefined;
  const isNamed = MANDATORY.every((keyword) => dataset.first(keyword) !== undefined);
  if (isHead ? cutAt !== undefined : !isNamed) throw truncated(cutAt, total);
  if (cutAt !== undefined) repair(reading, "truncated-value", cutAt);
}

function truncated(tag: Tag | undefined, end: number): DicomError {
  const where = tag === undefined || tag < 0 ? "" : ` in element ${tagText(tag)}`;
  return new DicomError(
    "truncated",
    `The data end${where} at byte ${end} before they are complete; other files are not affected; fetch this one again.`,
    { offset: end, ...(tag === undefined || tag < 0 ? {} : { tag: tagText(tag) }) },
  );
}
