import {
  DicomError,
  type EncapsulatedPixelData,
  frameFragmentRanges,
  parsePart10,
  type Repair,
  type RepairCode,
} from "../dicom/index.ts";
import type { ByteSource } from "./byte-source.ts";
import { VolumeError } from "./errors.ts";

/** Where the fragments of every frame lie: [offset, byte length] each; empty for a frame the file does not reach. */
export interface FragmentTable {
  readonly frames: readonly (readonly (readonly [number, number])[])[];
  /** What of the fragments' own order was broken, and found otherwise. */
  readonly repairs: readonly Repair[];
}

/** Which fragments make up every frame, as [first, end). */
interface FrameRanges {
  readonly ranges: readonly (readonly [number, number])[];
  readonly codes: readonly RepairCode[];
}

/** Pixel Data, as repairs name it. */
const pixelData = "7FE00010";
const item = 0xfffee000;
const delimitation = 0xfffee0dd;
const windowBytes = 64 * 1024;
const maxFragments = 4_000_000;
/** As much of a fragment tells whether a frame begins with it. */
const headBytes = 8;
const maxSearchedBytes = 1024 * 1024 * 1024;

export interface FragmentTableOptions {
  readonly numberOfFrames: number;
  readonly extendedOffsetTable?: Uint8Array | undefined;
  /** Bytes of a frame where the fragments are not compressed. */
  readonly plainFrameBytes?: number | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Walks the items of encapsulated Pixel Data (PS3.5 A.4) without reading the frames themselves and assigns the fragments to frames.
 * @throws DicomError malformed, VolumeError corrupt-pixel-data, too-large
 */
export async function readFragmentTable(
  source: ByteSource,
  start: number,
  options: FragmentTableOptions,
): Promise<FragmentTable> {
  const { items, isDoubtful } = await readFragmentItems(source, start, options.signal);
  const [table, ...fragments] = items;
  if (table === undefined)
    throw new VolumeError("corrupt-pixel-data", "The compressed image has no data. Other images are not affected.");
  const tableBytes = await source.read(table.offset, Math.min(table.length, 8 * options.numberOfFrames), options.signal);
  const origin = table.offset + table.length;
  const walked: Fragments = {
    basicOffsetTable: offsetsOf(tableBytes),
    fragments,
    fragmentOffsets: fragments.map((fragment) => fragment.offset - 8 - origin),
  };
  const searched = isDoubtful ? await searchFragments(source, options.signal) : undefined;
  const found = searched?.fragments ?? walked;
  const { ranges, codes } = rangesOf(found, options);
  return {
    repairs: [...(searched?.repairs ?? []), ...codes.map((code) => ({ code, tag: pixelData }))],
    frames: ranges.map(([from, to]) => found.fragments.slice(from, to).map(({ offset, length }) => [offset, length] as const)),
  };
}

/**
 * Fragments of every frame. Where no table and no start of a JPEG tells: by the headers of run-length coding and of boxed codestreams,
 * by the length of frames that are not compressed, and by no more starts than there are frames.
 */
function rangesOf(
  { basicOffsetTable, fragments, fragmentOffsets }: Fragments,
  { numberOfFrames, extendedOffsetTable, plainFrameBytes }: FragmentTableOptions,
): FrameRanges {
  const starts = fragments.flatMap(({ head }, index) => (startsFrame(head) ? [index] : []));
  const byStart = starts.map((start, index) => [start, starts[index + 1] ?? fragments.length] as const);
  // More images than the header counts: the first ones are those it means.
  const beyond = starts.length > Math.max(1, numberOfFrames) ? (["frames-beyond-number"] as const) : [];
  const searched: FrameRanges = { ranges: byStart.slice(0, numberOfFrames), codes: ["frame-starts-searched", ...beyond] };
  if (numberOfFrames <= 1 && starts[0] === 0) return { ranges: byStart.slice(0, 1), codes: beyond };
  const boxedOrRunLength = fragments[0]?.head[0] !== 0xff;
  const hasTable = basicOffsetTable.length > 0 || extendedOffsetTable !== undefined;
  const counted = fragments.length === numberOfFrames || hasTable;
  if (!counted && starts[0] === 0 && (boxedOrRunLength || starts.length > numberOfFrames)) return searched;
  const byLength = counted ? undefined : rangesByLength(fragments, plainFrameBytes, numberOfFrames);
  if (byLength !== undefined) return { ranges: byLength, codes: ["frame-starts-searched"] };
  const wrongTable = hasTable ? (["offset-table-wrong"] as const) : [];
  try {
    const pieces = { basicOffsetTable, fragments: fragments.map(({ head }) => head), fragmentOffsets };
    const { ranges, by } = frameFragmentRanges(pieces, numberOfFrames, extendedOffsetTable);
    return { ranges, codes: by === "starts" ? [...wrongTable, "frame-starts-searched"] : beyond };
  } catch (error) {
    if (starts[0] !== 0) throw error;
    return { ...searched, codes: [...wrongTable, ...searched.codes] };
  }
}

/** Fragments whose lengths add up to whole frames; undefined where they do not. */
function rangesByLength(
  fragments: readonly FragmentItem[],
  frameBytes: number | undefined,
  numberOfFrames: number,
): readonly (readonly [number, number])[] | undefined {
  if (frameBytes === undefined) return undefined;
  const ranges: [number, number][] = [];
  let from = 0;
  let held = 0;
  for (const [index, { length }] of fragments.entries()) {
    held += length;
    if (held < frameBytes) continue;
    // An even length is asked for: a frame of odd length has one byte more.
    if (held > frameBytes + (frameBytes % 2)) return undefined;
    ranges.push([from, index + 1]);
    from = index + 1;
    held = 0;
  }
  return ranges.length > 0 && ranges.length <= numberOfFrames ? ranges : undefined;
}

/**
 * Whether a fragment begins a frame: JPEG and JPEG-LS, JPEG 2000 and JPEG XL bare or in boxes, or the header of run-length coding (up to
 * 15 segments, of which the first begins behind the header's 64 bytes; PS3.5 G.5).
 */
function startsFrame(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  if (a === 0xff) return (b === 0xd8 && c === 0xff) || (b === 0x4f && c === 0xff && d === 0x51) || b === 0x0a;
  const boxed = a === 0 && b === 0 && c === 0 && d === 12;
  if (boxed) return (head[4] === 0x6a && head[5] === 0x50) || (head[4] === 0x4a && head[5] === 0x58);
  const oneToFifteen = a !== undefined && a >= 1 && a <= 15 && b === 0 && c === 0 && d === 0;
  return oneToFifteen && head[4] === 64 && head[5] === 0 && head[6] === 0 && head[7] === 0;
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

/** Encapsulated pixel data by the places of its fragments. */
interface Fragments extends Omit<EncapsulatedPixelData, "fragments"> {
  readonly fragments: readonly FragmentItem[];
}

export interface FragmentItem {
  readonly offset: number;
  readonly length: number;
  /** First bytes of the value. */
  readonly head: Uint8Array;
}

/**
 * Item headers in order, the basic offset table first, up to the delimitation or the end of the file; a last item that is cut off keeps
 * what is there. Doubtful where an item does not end where it says. @throws DicomError malformed, VolumeError too-large, unreadable-file
 */
export async function readFragmentItems(
  source: ByteSource,
  start: number,
  signal?: AbortSignal,
): Promise<{ readonly items: readonly FragmentItem[]; readonly isDoubtful: boolean }> {
  const items: FragmentItem[] = [];
  let isDoubtful = false;
  let windowStart = start;
  let bytes = await source.read(start, windowBytes, signal);
  for (let at = start; at + 8 <= source.byteLength; ) {
    if (at + 8 + headBytes > windowStart + bytes.length && windowStart + bytes.length < source.byteLength) {
      windowStart = at;
      // Behind a large fragment lies another one: of a long clip only the headers are read.
      const isSmall = (items.at(-1)?.length ?? 0) < windowBytes / 8;
      bytes = await source.read(at, isSmall ? windowBytes : 8 + headBytes, signal);
    }
    const from = at - windowStart;
    const view = new DataView(bytes.buffer, bytes.byteOffset + from, Math.min(8, bytes.length - from));
    const tag = view.getUint16(0, true) * 0x10000 + view.getUint16(2, true);
    if (tag !== item) {
      isDoubtful ||= tag !== delimitation;
      if (items.length > 0) break;
      throw new DicomError("malformed", "Compressed pixel data do not start with an item; the image cannot be shown.");
    }
    const stated = view.getUint32(4, true);
    const length = Math.min(stated, source.byteLength - at - 8);
    isDoubtful ||= length < stated;
    items.push({ offset: at + 8, length, head: bytes.slice(from + 8, from + Math.min(8 + headBytes, 8 + length)) });
    if (items.length > maxFragments) {
      throw new VolumeError("too-large", "The image comes in more pieces than any real one. Other series are not affected.");
    }
    at += 8 + length;
  }
  return { items, isDoubtful };
}

/** The fragments as the parser of whole files finds them where lengths of items are wrong; undefined where it finds none. */
async function searchFragments(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<{ readonly fragments: Fragments; readonly repairs: readonly Repair[] } | undefined> {
  if (source.byteLength > maxSearchedBytes) return undefined;
  const bytes = await source.read(0, source.byteLength, signal);
  const { dataset, repairs } = parsePart10(bytes);
  const found = dataset.element("PixelData")?.fragments;
  if (found === undefined) return undefined;
  const fragments = found.fragments.map((fragment) => ({
    offset: fragment.byteOffset - bytes.byteOffset,
    length: fragment.length,
    head: fragment.slice(0, headBytes),
  }));
  return {
    fragments: { basicOffsetTable: found.basicOffsetTable, fragments, fragmentOffsets: found.fragmentOffsets },
    repairs: repairs.filter(({ tag }) => tag === pixelData),
  };
}

function offsetsOf(table: Uint8Array): readonly number[] {
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  return Array.from({ length: table.length >> 2 }, (_, index) => view.getUint32(4 * index, true));
}
