import type { Dataset } from "./dataset.ts";
import { ITEM, ITEM_DELIMITATION, readTag, SEQUENCE_DELIMITATION, UNDEFINED_LENGTH } from "./element-header.ts";
import { DicomError } from "./errors.ts";
import type { Tag } from "./keyword.ts";
import { runFrom } from "./look-ahead.ts";
import { isAtHand, isOver, type Reading, repair, spend } from "./reading.ts";
import type { DatasetEncoding } from "./transfer-syntax.ts";

const MAX_DEPTH = 128;

/** Where the items of a sequence lie. */
export interface ItemRange {
  readonly tag: Tag;
  readonly start: number;
  /** The stated end; that of the data around it where there is none. */
  readonly end: number;
  /** Whether a length in the file says so, its own or that of what is around it; not so where it is the end of the file. */
  readonly isEndStated: boolean;
  readonly encoding: DatasetEncoding;
  /** Of undefined length: a delimitation ends it. */
  readonly delimited: boolean;
  readonly depth: number;
}

type ParseItem = (
  start: number,
  end: number,
  /** Of undefined length. */
  open: boolean,
  range: ItemRange,
) => { readonly dataset: Dataset; readonly at: number; readonly end: number };

export interface Items {
  readonly items: readonly Dataset[];
  /** Where the next element starts. */
  readonly at: number;
  /** What ended the sequence: its delimitation, an element that is no item, or the end of the range. */
  readonly ending: "delimitation" | "element" | "range";
}

/** Items of a sequence (PS3.5 7.5), up to the delimitation or the stated end. @throws DicomError too-deep, malformed */
export function parseItems(reading: Reading, range: ItemRange, parseItem: ParseItem): Items {
  const { source } = reading;
  const { end, encoding, delimited, depth, tag: sequenceTag } = range;
  if (depth > MAX_DEPTH) {
    throw new DicomError("too-deep", `Sequences are nested deeper than ${MAX_DEPTH} levels; the file was left out.`, { depth });
  }
  const items: Dataset[] = [];
  let at = range.start;
  while (at < end && !isOver(reading)) {
    if (at + 8 > end) {
      leaveRest(reading, range);
      break;
    }
    if (!isAtHand(reading, at + 8)) break;
    const tag = readTag(source, at, encoding.littleEndian);
    const length = source.view.getUint32(at + 4, encoding.littleEndian);
    if (tag === SEQUENCE_DELIMITATION) return { items, at: at + 8, ending: "delimitation" };
    if (tag === ITEM_DELIMITATION) {
      repair(reading, "item-length-wrong", sequenceTag);
      at += 8;
      continue;
    }
    if (tag !== ITEM) {
      if (delimited && runFrom(source, at, end, encoding.littleEndian, sequenceTag).count > 0) {
        return { items, at, ending: "element" };
      }
      leaveRest(reading, range);
      break;
    }
    spend(reading);
    at = addItem(reading, range, items, at + 8, length, parseItem);
  }
  return { items, at: end, ending: "range" };
}

/** Reads one item; gives where the next one starts. An item longer than its sequence ends with it. */
function addItem(
  reading: Reading,
  range: ItemRange,
  items: Dataset[],
  start: number,
  length: number,
  parseItem: ParseItem,
): number {
  const open = length === UNDEFINED_LENGTH;
  const stated = open ? range.end : start + length;
  const item = parseItem(start, Math.min(stated, range.end), open, range);
  if (stated > range.end) {
    if (range.isEndStated || item.at < range.end) repair(reading, "item-length-wrong", range.tag);
    else if (reading.bytesNeeded === 0) reading.cutAt ??= range.tag;
  }
  reading.onItem?.(item.dataset, start - 8);
  items.push(item.dataset);
  return open || item.at < item.end || item.end !== stated ? item.at : stated;
}

/** What stands in the place of an item is none: left out up to the sequence's end, or with everything after it where that is unknown. */
function leaveRest(reading: Reading, { isEndStated, tag }: ItemRange): void {
  if (!isEndStated) reading.cutAt = tag;
  else repair(reading, "item-length-wrong", tag);
}
