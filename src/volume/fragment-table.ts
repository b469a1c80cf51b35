import { DicomError, type EncapsulatedPixelData, frameFragmentRanges } from "../dicom/index.ts";
import type { ByteSource } from "./byte-source.ts";
import { VolumeError } from "./errors.ts";

/** Where the fragments of every frame lie: [offset, byte length] each; empty for a frame the file does not reach. */
export interface FragmentTable {
  readonly frames: readonly (readonly (readonly [number, number])[])[];
}

const item = 0xfffee000;
const windowBytes = 64 * 1024;
const maxFragments = 4_000_000;

/**
 * Walks the items of encapsulated Pixel Data (PS3.5 A.4) without reading the frames themselves and assigns the fragments to frames.
 * @throws DicomError malformed, VolumeError corrupt-pixel-data, too-large
 */
export async function readFragmentTable(
  source: ByteSource,
  start: number,
  options: {
    readonly numberOfFrames: number;
    readonly extendedOffsetTable?: Uint8Array | undefined;
    readonly signal?: AbortSignal;
  },
): Promise<FragmentTable> {
  const items = await readFragmentItems(source, start, options.signal);
  const [first, ...fragments] = items;
  if (first === undefined)
    throw new VolumeError("corrupt-pixel-data", "The compressed image has no data. Other images are not affected.");
  const origin = first.offset + first.length;
  const tableBytes = await source.read(first.offset, Math.min(first.length, 8 * options.numberOfFrames), options.signal);
  const pixelData: EncapsulatedPixelData = {
    basicOffsetTable: offsetsOf(tableBytes),
    fragments: fragments.map((fragment) => fragment.head),
    fragmentOffsets: fragments.map((fragment) => fragment.offset - 8 - origin),
  };
  const ranges = frameFragmentRanges(pixelData, options.numberOfFrames, options.extendedOffsetTable);
  return {
    frames: ranges.map(([from, to]) => fragments.slice(from, to).map(({ offset, length }) => [offset, length] as const)),
  };
}

/** The bytes of a frame (from 1): its fragments joined. @throws VolumeError corrupt-pixel-data, where the file does not reach it */
export async function readFrameFragments(
  source: ByteSource,
  table: FragmentTable,
  frameNumber: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const parts = table.frames[frameNumber - 1] ?? [];
  const pieces = await Promise.all(parts.map(([offset, length]) => source.read(offset, length, signal)));
  const [only] = pieces;
  if (only === undefined) {
    throw new VolumeError("corrupt-pixel-data", "The file ends before this frame. The frames before it can be shown.", {
      frameNumber,
    });
  }
  if (pieces.length === 1) return only;
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

export interface FragmentItem {
  readonly offset: number;
  readonly length: number;
  /** First four bytes of the value. */
  readonly head: Uint8Array;
}

/**
 * Item headers in order, the basic offset table first, up to the delimitation or the end of the file; a last item that is cut off keeps
 * what is there. @throws DicomError malformed, VolumeError too-large, unreadable-file
 */
export async function readFragmentItems(source: ByteSource, start: number, signal?: AbortSignal): Promise<readonly FragmentItem[]> {
  const items: FragmentItem[] = [];
  let windowStart = start;
  let bytes = await source.read(start, windowBytes, signal);
  for (let at = start; at + 8 <= source.byteLength; ) {
    if (at + 12 > windowStart + bytes.length && windowStart + bytes.length < source.byteLength) {
      windowStart = at;
      bytes = await source.read(at, windowBytes, signal);
    }
    const from = at - windowStart;
    const view = new DataView(bytes.buffer, bytes.byteOffset + from, Math.min(8, bytes.length - from));
    const tag = view.getUint16(0, true) * 0x10000 + view.getUint16(2, true);
    if (tag !== item) {
      if (items.length > 0) break;
      throw new DicomError("malformed", "Compressed pixel data do not start with an item; the image cannot be shown.");
    }
    const length = Math.min(view.getUint32(4, true), source.byteLength - at - 8);
    items.push({ offset: at + 8, length, head: bytes.slice(from + 8, from + Math.min(12, 8 + length)) });
    if (items.length > maxFragments) {
      throw new VolumeError("too-large", "The image comes in more pieces than any real one. Other series are not affected.");
    }
    at += 8 + length;
  }
  return items;
}

function offsetsOf(table: Uint8Array): readonly number[] {
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  return Array.from({ length: table.length >> 2 }, (_, index) => view.getUint32(4 * index, true));
}
