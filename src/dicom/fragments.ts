import type { Element, EncapsulatedPixelData } from "./dataset.ts";
import { ITEM, readTag, SEQUENCE_DELIMITATION } from "./element-header.ts";
import { DicomError } from "./errors.ts";
import type { Tag } from "./keyword.ts";
import { opensItems } from "./look-ahead.ts";
import { isAtHand, type Reading, repair, spend } from "./reading.ts";

/**
 * Reads encapsulated Pixel Data (PS3.5 A.4): the basic offset table item, then fragments, as views of the file. A last fragment
 * that is cut off is kept as far as it goes; one whose length is wrong goes up to the next item. Both are noted.
 */
export function parseFragments(
  reading: Reading,
  start: number,
  end: number,
  littleEndian: boolean,
  tag: Tag,
): { readonly pixelData: EncapsulatedPixelData; readonly next: number } {
  const { source } = reading;
  const items: Uint8Array[] = [];
  const starts: number[] = [];
  let at = start;
  let complete = false;
  while (at + 8 <= end && isAtHand(reading, at + 8)) {
    const itemTag = readTag(source, at, littleEndian);
    if (itemTag === SEQUENCE_DELIMITATION) {
      at += 8;
      complete = true;
      break;
    }
    if (itemTag !== ITEM) break;
    spend(reading);
    const valueEnd = fragmentEnd(reading, at, end, littleEndian, tag);
    if (!isAtHand(reading, valueEnd)) break;
    starts.push(at);
    items.push(source.bytes.subarray(at + 8, valueEnd));
    at = valueEnd;
  }
  if (!complete) repair(reading, at >= end && end >= reading.total ? "truncated-value" : "sequence-not-delimited", tag);
  if (items.length === 0 && !complete) reading.cutAt = tag;
  const [table = new Uint8Array(0), ...fragments] = items;
  const origin = (starts[0] ?? start) + 8 + table.length;
  const fragmentOffsets = starts.slice(1).map((position) => position - origin);
  const basicOffsetTable = offsets(table, littleEndian);
  if (complete && basicOffsetTable.length > 0 && indexesOf(basicOffsetTable, fragmentOffsets) === undefined) {
    repair(reading, "offset-table-wrong", tag);
  }
  return { pixelData: { basicOffsetTable, fragments, fragmentOffsets }, next: at };
}

/** Where the fragment at `at` ends: as stated where an item or the delimitation follows, else at the next one there is, else at the end. */
function fragmentEnd(reading: Reading, at: number, end: number, littleEndian: boolean, tag: Tag): number {
  const { source } = reading;
  const stated = at + 8 + source.view.getUint32(at + 4, littleEndian);
  if (stated + 8 <= end && stated + 8 > source.bytes.length) return stated;
  if (stated + 8 <= end && opensItems(source, stated, littleEndian)) return stated;
  for (let next = at + 8; next + 8 <= Math.min(end, source.bytes.length); next++) {
    if (source.bytes[next + 1] !== (littleEndian ? 0xff : 0xfe) || !opensItems(source, next, littleEndian)) continue;
    const length = source.view.getUint32(next + 4, littleEndian);
    const isDelimitation = readTag(source, next, littleEndian) === SEQUENCE_DELIMITATION;
    if (isDelimitation ? length !== 0 : next + 8 + length > end) continue;
    if (next !== stated) repair(reading, "item-length-wrong", tag);
    return next;
  }
  return Math.min(stated, end);
}

function offsets(table: Uint8Array, littleEndian: boolean): readonly number[] {
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  const values: number[] = [];
  for (let at = 0; at + 4 <= table.length; at += 4) values.push(view.getUint32(at, littleEndian));
  return values;
}

/**
 * The bytes of every frame of encapsulated Pixel Data, in order, as `frameFragmentRanges` assigns them.
 *
 * @param extendedOffsetTable bytes of (7FE0,0001), unsigned 64 bit little endian, where the data set has it
 * @throws DicomError malformed, where the element is not encapsulated or nothing tells where a frame starts
 */
export function frameFragments(
  element: Element,
  numberOfFrames: number,
  extendedOffsetTable?: Uint8Array,
): readonly Uint8Array[] {
  const pixelData = element.fragments;
  if (pixelData === undefined) {
    throw new DicomError("malformed", "The pixel data are not compressed although the transfer syntax says so.");
  }
  const { ranges } = frameFragmentRanges(pixelData, numberOfFrames, extendedOffsetTable);
  return ranges.map(([first, end]) => joined(pixelData.fragments.slice(first, end)));
}

/** Which fragments make up every frame, as [first, end), and what told it. */
export interface FrameFragmentRanges {
  readonly ranges: readonly (readonly [number, number])[];
  readonly by: "count" | "table" | "starts";
}

/**
 * Which fragments make up every frame: by one fragment a frame, by the extended or the basic offset table, or by where a new code
 * stream starts (of a fragment only its first four bytes are looked at). A file that was cut off gives fewer frames than
 * `numberOfFrames`. @throws DicomError malformed, where nothing tells where a frame starts
 */
export function frameFragmentRanges(
  pixelData: EncapsulatedPixelData,
  numberOfFrames: number,
  extendedOffsetTable?: Uint8Array,
): FrameFragmentRanges {
  const { fragments, fragmentOffsets } = pixelData;
  if (numberOfFrames <= 1) return { by: "count", ranges: fragments.length === 0 ? [] : [[0, fragments.length]] };
  if (fragments.length === numberOfFrames) return { by: "count", ranges: oneEach(fragments.length) };
  for (const table of [extended(extendedOffsetTable), pixelData.basicOffsetTable]) {
    const firsts = table.length >= numberOfFrames ? indexesOf(table, fragmentOffsets) : undefined;
    if (firsts === undefined) continue;
    return { by: "table", ranges: between(firsts.slice(0, numberOfFrames), firsts[numberOfFrames] ?? fragments.length) };
  }
  const starts = fragments.flatMap((fragment, index) => (startsCodeStream(fragment) ? [index] : []));
  if (starts[0] === 0 && starts.length <= numberOfFrames) return { by: "starts", ranges: between(starts, fragments.length) };
  if (fragments.length < numberOfFrames) return { by: "count", ranges: oneEach(fragments.length) };
  throw new DicomError("malformed", "Nothing in the file tells where its compressed frames start; it cannot be shown.", {
    fragments: fragments.length,
    frames: numberOfFrames,
  });
}

function oneEach(count: number): readonly (readonly [number, number])[] {
  return Array.from({ length: count }, (_, index) => [index, index + 1] as const);
}

function between(firsts: readonly number[], end: number): readonly (readonly [number, number])[] {
  return firsts.map((first, index) => [first, firsts[index + 1] ?? end] as const);
}

function extended(table: Uint8Array | undefined): readonly number[] {
  if (table === undefined) return [];
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  const values: number[] = [];
  for (let at = 0; at + 8 <= table.length; at += 8) values.push(Number(view.getBigUint64(at, true)));
  return values;
}

/**
 * Fragments at which the offsets of a table point; undefined where one points elsewhere or they do not ascend from the first
 * fragment. Offsets counted from another origin than the first fragment (PS3.5 A.4) are taken for what they mean.
 */
function indexesOf(table: readonly number[], fragmentOffsets: readonly number[]): readonly number[] | undefined {
  const positions = new Map(fragmentOffsets.map((offset, index) => [offset, index]));
  const origin = table[0] ?? 0;
  const indexes: number[] = [];
  for (const offset of table) {
    const index = positions.get(offset - origin);
    if (index === undefined || index <= (indexes.at(-1) ?? -1)) return undefined;
    indexes.push(index);
  }
  return indexes;
}

/** JPEG and JPEG-LS (SOI), JPEG 2000 and HTJ2K (SOC, SIZ), JPEG XL (bare code stream) (ISO/IEC 10918-1, 15444-1, 18181-1). */
function startsCodeStream(fragment: Uint8Array): boolean {
  const [first, second, third, fourth] = fragment;
  if (first !== 0xff) return false;
  return (second === 0xd8 && third === 0xff) || (second === 0x4f && third === 0xff && fourth === 0x51) || second === 0x0a;
}

function joined(fragments: readonly Uint8Array[]): Uint8Array {
  if (fragments.length === 1 && fragments[0] !== undefined) return fragments[0];
  const bytes = new Uint8Array(fragments.reduce((sum, fragment) => sum + fragment.length, 0));
  let at = 0;
  for (const fragment of fragments) {
    bytes.set(fragment, at);
    at += fragment.length;
  }
  return bytes;
}
