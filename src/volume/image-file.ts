import {
  type Dataset,
  DicomError,
  type Element,
  isTransferSyntaxDeflated,
  type Part10File,
  parsePart10,
} from "../dicom/index.ts";
import { type ByteSource, memorySource } from "./byte-source.ts";
import { VolumeError } from "./errors.ts";
import { type FragmentTable, readFragmentTable } from "./fragment-table.ts";
import { type PixelDescription, type PixelElement, parsePixelDescription } from "./pixel-description.ts";

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
const headerHeadBytes = 64 * 1024;

/**
 * Parses the header of an image and finds its pixel data, without reading more of the file than needed.
 * @throws DicomError, VolumeError no-pixel-data, unsupported-pixel-format, too-large, unreadable-file, corrupt-pixel-data
 */
export async function openImageFile(source: ByteSource, signal?: AbortSignal): Promise<ImageFile> {
  const { header, head } = await readHeader(source, decodeHeadBytes, signal);
  if (isTransferSyntaxDeflated(header.transferSyntaxUid)) return openDeflated(await source.read(0, source.byteLength, signal));
  const found = await pixelHeaderAt(source, head, header.stoppedAt);
  const { dataset, transferSyntaxUid } = header;
  const description = parsePixelDescription(dataset, found.element);
  const buffered = head.length >= source.byteLength ? memorySource(head) : source;
  if (found.length === undefinedLength) {
    const table = await readFragmentTable(buffered, found.valueStart, {
      numberOfFrames: description.numberOfFrames,
      extendedOffsetTable: dataset.get("ExtendedOffsetTable"),
      ...(signal === undefined ? {} : { signal }),
    });
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

/** Parses the header of an image alone: its pixels are not looked for beyond their element's first bytes. @throws as openImageFile */
export async function openImageHeader(source: ByteSource, signal?: AbortSignal): Promise<Omit<ImageFile, "pixels">> {
  const { header, head } = await readHeader(source, headerHeadBytes, signal);
  const { dataset, transferSyntaxUid, stoppedAt } = header;
  const element = isTransferSyntaxDeflated(transferSyntaxUid) ? undefined : (await pixelHeaderAt(source, head, stoppedAt)).element;
  return { dataset, transferSyntaxUid, description: parsePixelDescription(dataset, element) };
}

/** Reads the header of a file, from its head where that is enough. `head` is what was read of the file. @throws DicomError */
async function readHeader(
  source: ByteSource,
  firstBytes: number,
  signal?: AbortSignal,
): Promise<{ readonly header: Part10File; readonly head: Uint8Array }> {
  for (let length = firstBytes; ; length *= 8) {
    const head = await source.read(0, Math.min(length, source.byteLength), signal);
    const complete = head.length >= source.byteLength || length > source.byteLength;
    try {
      const header = parsePart10(head, { untilTag: firstPixelTag });
      if (complete || header.stoppedAt < head.length) return { header, head };
    } catch (error) {
      if (complete || !isCutOff(error)) throw error;
    }
  }
}

/** An error that may only mean that the head of the file was too short; a deflated one cannot be inflated in part. */
function isCutOff(error: unknown): boolean {
  return error instanceof DicomError && error.code !== "not-dicom" && error.code !== "too-deep";
}

async function pixelHeaderAt(
  source: ByteSource,
  head: Uint8Array,
  at: number,
): Promise<{ element: PixelElement; length: number; valueStart: number; littleEndian: boolean; words: boolean }> {
  const bytes = at + 12 <= head.length ? head.subarray(at, at + 12) : await source.read(at, 12);
  if (bytes.length < 8) throw noPixels();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const littleEndian = bytes[0] === 0xe0;
  const element = elements.get(view.getUint16(0, littleEndian) * 0x10000 + view.getUint16(2, littleEndian));
  if (element === undefined) throw noPixels();
  const vr = String.fromCharCode(bytes[4] ?? 0, bytes[5] ?? 0);
  const explicit = /^[A-Z]{2}$/.test(vr);
  if (explicit && bytes.length < 12) throw noPixels();
  return {
    element,
    length: view.getUint32(explicit ? 8 : 4, littleEndian),
    valueStart: at + (explicit ? 12 : 8),
    littleEndian,
    words: vr !== "OB",
  };
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
  return { dataset, transferSyntaxUid, description: parsePixelDescription(dataset, name), pixels };
}

function noPixels(): VolumeError {
  return new VolumeError("no-pixel-data", "This object holds no image. Other objects are not affected.");
}
