import { AreaError } from "../base/index.ts";
import {
  type Dataset,
  type Element,
  isTransferSyntaxDeflated,
  isTransferSyntaxEncapsulated,
  isTransferSyntaxKnown,
  nativeFrameBits,
  type Part10File,
  type PixelElement,
  parsePart10,
  type Repair,
} from "../dicom/index.ts";
import { type ByteSource, memorySource } from "./byte-source.ts";
import { isIrreversibleJpeg2000 } from "./codec/codestream.ts";
import { codestreamRepairs } from "./codec/codestream-repairs.ts";
import { VolumeError } from "./errors.ts";
import { type FragmentTable, type FragmentTableOptions, readFragmentTable } from "./fragment-table.ts";
import { type PixelDescription, parsePixelDescription } from "./pixel-description.ts";
import { mayBeIrreversible } from "./transfer-syntax.ts";

/** A DICOM image whose header is parsed and whose pixels are read a frame at a time. */
export interface ImageFile {
  /** The header: every element before the pixel data. */
  readonly dataset: Dataset;
  readonly transferSyntaxUid: string;
  readonly description: PixelDescription;
  readonly pixels: PixelLocation;
}

/** Where the pixel data lie. */
export type PixelLocation =
  | {
      readonly kind: "native";
      readonly source: ByteSource;
      readonly offset: number;
      /** As declared, or less where the file ends earlier. */
      readonly byteLength: number;
      readonly littleEndian: boolean;
      /** Whether the value is a sequence of 16-bit words (OW): a big-endian file then swaps bytes even of 8-bit samples. */
      readonly words: boolean;
    }
  | { readonly kind: "fragments"; readonly source: ByteSource; readonly table: FragmentTable };

const firstPixelTag = 0x7fe00008;
const elements: ReadonlyMap<number, PixelElement> = new Map([
  [0x7fe00008, "FloatPixelData"],
  [0x7fe00009, "DoubleFloatPixelData"],
  [0x7fe00010, "PixelData"],
]);
const undefinedLength = 0xffffffff;
/** What is read first of a file; eight times more until the header is in. To decode, a usual slice comes whole in one read. */
const decodeHeadBytes = 640 * 1024;
const headerHeadBytes = 16 * 1024;
/** Of a compressed frame, enough for the headers of a codestream. */
const codestreamHeadBytes = 4096;
/** An item header and the least even value. */
const leastFragmentBytes = 10;

/**
 * Parses the header of an image and finds its pixel data, without reading more of the file than needed.
 * @throws DicomError, VolumeError no-pixel-data, unsupported-pixel-format, too-large, unreadable-file, corrupt-pixel-data
 */
export async function openImageFile(source: ByteSource, signal?: AbortSignal): Promise<ImageFile> {
  const { header, head } = await readHeader(source, decodeHeadBytes, signal);
  if (isTransferSyntaxDeflated(header.transferSyntaxUid)) return openDeflated(await source.read(0, source.byteLength, signal));
  const found = pixelHeader(header, head);
  const { dataset, transferSyntaxUid } = header;
  const nativeLength = found.length === undefinedLength ? undefined : found.length;
  const { description } = parsePixelDescription(dataset, { transferSyntaxUid, element: found.element, nativeLength });
  const buffered = head.length >= source.byteLength ? memorySource(head) : source;
  if (found.length === undefinedLength) {
    const options = tableOptions({ dataset, transferSyntaxUid, description, signal });
    const table = await readFragmentTable(buffered, found.valueStart, options);
    return { dataset, transferSyntaxUid, description, pixels: { kind: "fragments", source: buffered, table } };
  }
  const pixels: PixelLocation = {
    kind: "native",
    source: buffered,
    offset: found.valueStart,
    byteLength: Math.max(0, Math.min(found.length, source.byteLength - found.valueStart)),
    littleEndian: found.littleEndian,
    words: found.words,
  };
  return { dataset, transferSyntaxUid, description, pixels };
}

/** Whether the fragments of a syntax hold bare cells (encapsulated uncompressed). */
function isPlain(transferSyntaxUid: string): boolean {
  return transferSyntaxUid === "1.2.840.10008.1.2.1.98";
}

/** Where the pixel data of a file begin, with its header. */
export interface PixelDataLocation {
  readonly dataset: Dataset;
  readonly transferSyntaxUid: string;
  readonly valueStart: number;
  /** Whether fragments follow (undefined length). */
  readonly encapsulated: boolean;
}

/** Parses the header of a file and finds its pixel data, whatever they are. @throws DicomError, VolumeError no-pixel-data, unreadable-file */
export async function locatePixelData(source: ByteSource, signal?: AbortSignal): Promise<PixelDataLocation> {
  const { header, head } = await readHeader(source, headerHeadBytes, signal);
  const { dataset, transferSyntaxUid } = header;
  if (isTransferSyntaxDeflated(transferSyntaxUid)) throw noPixels();
  const { valueStart, length } = pixelHeader(header, head);
  return { dataset, transferSyntaxUid, valueStart, encapsulated: length === undefinedLength };
}

/** What is known of an image without its pixels. */
export interface ImageHeader {
  readonly dataset: Dataset;
  readonly transferSyntaxUid: string;
  readonly description: PixelDescription;
  /** Frames that the file can hold by its length, at least one; fewer than declared where it was cut off or lies. */
  readonly heldFrames: number;
  /** Whether the first frame is compressed with the irreversible transform of JPEG 2000, which the header need not say. */
  readonly irreversible: boolean;
  /** Every tolerance used on the file so far, about its header, its description and the first compressed frame. */
  readonly repairs: readonly Repair[];
}

/** Parses the header of an image alone; of its pixels at most the first bytes are looked at. @throws as openImageFile */
export async function openImageHeader(source: ByteSource, signal?: AbortSignal): Promise<ImageHeader> {
  const { header, head } = await readHeader(source, headerHeadBytes, signal);
  const { dataset, transferSyntaxUid } = header;
  if (isTransferSyntaxDeflated(transferSyntaxUid)) {
    const { description, repairs } = parsePixelDescription(dataset, { transferSyntaxUid });
    const common = { dataset, transferSyntaxUid, description, irreversible: false };
    return { ...common, heldFrames: description.numberOfFrames, repairs: [...header.repairs, ...repairs] };
  }
  const found = pixelHeader(header, head);
  const isFragments = found.length === undefinedLength;
  const nativeLength = isFragments ? undefined : found.length;
  const { description, repairs } = parsePixelDescription(dataset, { transferSyntaxUid, element: found.element, nativeLength });
  const image = { dataset, transferSyntaxUid, description };
  const left = source.byteLength - found.valueStart;
  const held = isFragments
    ? await countFrames(source, found.valueStart, { ...image, signal })
    : { frames: Math.ceil((Math.min(found.length, left) * 8) / nativeFrameBits(description)), repairs: [] };
  const isBare = repairs.some(({ code }) => code === "compressed-without-fragments");
  const codestream = isFragments
    ? await firstFragmentHead(source, found.valueStart)
    : isBare
      ? await source.read(found.valueStart, Math.min(codestreamHeadBytes, found.length), signal)
      : new Uint8Array(0);
  const heldFrames = Math.max(1, Math.min(description.numberOfFrames, isBare ? 1 : held.frames));
  const tag = "7FE00010";
  return {
    ...image,
    heldFrames,
    irreversible: mayBeIrreversible(transferSyntaxUid) && isIrreversibleJpeg2000(codestream),
    repairs: [
      ...header.repairs,
      ...repairs,
      ...(isFragments && isNative(transferSyntaxUid) ? [{ code: "wrong-transfer-syntax" as const }] : []),
      ...(!isFragments && found.length > left ? [{ code: "truncated-value" as const, tag }] : []),
      ...held.repairs,
      ...(heldFrames < description.numberOfFrames ? [{ code: "frames-missing" as const, tag: "00280008" }] : []),
      ...codestreamRepairs(codestream, transferSyntaxUid, description),
    ],
  };
}

/** Whether a transfer syntax has no fragments at all. */
function isNative(transferSyntaxUid: string): boolean {
  return isTransferSyntaxKnown(transferSyntaxUid) && !isTransferSyntaxEncapsulated(transferSyntaxUid);
}

/** Frames that the fragments of a file make; of one that says it has a single frame, or whose fragments tell nothing, as many as it can have. */
async function countFrames(
  source: ByteSource,
  valueStart: number,
  image: Pick<ImageHeader, "dataset" | "transferSyntaxUid" | "description"> & { readonly signal: AbortSignal | undefined },
): Promise<{ readonly frames: number; readonly repairs: readonly Repair[] }> {
  if (image.description.numberOfFrames === 1) return { frames: 1, repairs: [] };
  try {
    const { frames, repairs } = await readFragmentTable(source, valueStart, tableOptions(image));
    return { frames: frames.length, repairs };
  } catch (error) {
    if (!(error instanceof AreaError)) throw error;
    return { frames: Math.floor((source.byteLength - valueStart) / leastFragmentBytes), repairs: [] };
  }
}

function tableOptions({
  dataset,
  transferSyntaxUid,
  description,
  signal,
}: Pick<ImageHeader, "dataset" | "transferSyntaxUid" | "description"> & {
  readonly signal: AbortSignal | undefined;
}): FragmentTableOptions {
  return {
    numberOfFrames: description.numberOfFrames,
    extendedOffsetTable: dataset.get("ExtendedOffsetTable"),
    plainFrameBytes: isPlain(transferSyntaxUid) ? Math.ceil(nativeFrameBits(description) / 8) : undefined,
    ...(signal === undefined ? {} : { signal }),
  };
}

/** The first bytes of the first fragment, behind the basic offset table: enough for the main header of a codestream. */
async function firstFragmentHead(source: ByteSource, valueStart: number): Promise<Uint8Array> {
  const table = await source.read(valueStart, 8);
  if (table.length < 8) return new Uint8Array(0);
  const tableLength = new DataView(table.buffer, table.byteOffset, 8).getUint32(4, true);
  return source.read(valueStart + 8 + tableLength + 8, codestreamHeadBytes);
}

/** Reads the header of a file, from its head where that is enough. `head` is what was read of the file. @throws DicomError */
async function readHeader(
  source: ByteSource,
  firstBytes: number,
  signal?: AbortSignal,
): Promise<{ readonly header: Part10File; readonly head: Uint8Array }> {
  const fileLength = source.byteLength;
  for (let length = Math.min(firstBytes, fileLength); ; ) {
    const head = await source.read(0, length, signal);
    const header = parsePart10(head, { untilTag: firstPixelTag, fileLength: Math.max(head.length, fileLength) });
    if (header.bytesNeeded === undefined || head.length < length) return { header, head };
    length = Math.min(fileLength, Math.max(length * 8, header.bytesNeeded));
  }
}

/** The header of the pixel data, in whatever form the file has it: reading stopped before it. */
function pixelHeader(
  { stoppedBefore, stoppedAt, transferSyntaxUid }: Part10File,
  head: Uint8Array,
): { element: PixelElement; length: number; valueStart: number; littleEndian: boolean; words: boolean } {
  const element = stoppedBefore && elements.get(stoppedBefore.tag);
  if (stoppedBefore === undefined || element === undefined) throw noPixels();
  const { valueStart, vr } = stoppedBefore;
  // Compressed pixel data of stated length break PS3.5 A.4, but have their fragments all the same.
  const isWrapped = isTransferSyntaxEncapsulated(transferSyntaxUid) && startsItem(head.subarray(valueStart, valueStart + 4));
  const length = isWrapped ? undefinedLength : stoppedBefore.length;
  return { element, length, valueStart, littleEndian: head[stoppedAt] === 0xe0, words: vr !== "OB" };
}

function startsItem(bytes: Uint8Array): boolean {
  return bytes.length === 4 && bytes[0] === 0xfe && bytes[1] === 0xff && bytes[2] === 0 && bytes[3] === 0xe0;
}

/** A deflated file has to be inflated as a whole; its pixel data are then a value in memory, little endian. */
function openDeflated(bytes: Uint8Array): ImageFile {
  const { dataset, transferSyntaxUid } = parsePart10(bytes);
  const name = (["PixelData", "FloatPixelData", "DoubleFloatPixelData"] as const).find((keyword) => dataset.has(keyword));
  const value: Element["value"] | undefined = name && dataset.element(name)?.value;
  if (name === undefined || !(value instanceof Uint8Array)) throw noPixels();
  const pixels: PixelLocation = {
    kind: "native",
    source: memorySource(value),
    offset: 0,
    byteLength: value.length,
    littleEndian: true,
    words: true,
  };
  const { description } = parsePixelDescription(dataset, { transferSyntaxUid, element: name, nativeLength: value.length });
  return { dataset, transferSyntaxUid, description, pixels };
}

function noPixels(): VolumeError {
  return new VolumeError("no-pixel-data", "This object holds no image. Other objects are not affected.");
}
