import type { Dataset } from "./dataset.ts";
import { type ElementHeader, ITEM, isItemTag, longHeader, readHeader, readTag, UNDEFINED_LENGTH } from "./element-header.ts";
import type { Tag } from "./keyword.ts";
import { opensItems, runFrom, settleHeader } from "./look-ahead.ts";
import { isAtHand, type Reading, repair } from "./reading.ts";
import { isPixelData } from "./tag-dictionary.ts";
import type { TextInForce } from "./text-in-force.ts";
import { isTrailing } from "./trailing.ts";
import type { DatasetEncoding } from "./transfer-syntax.ts";
import type { ValueContext } from "./value.ts";
import { vrFromBytes } from "./vr.ts";

/** A data set being read: the whole file's or an item's. */
export interface Level {
  readonly encoding: DatasetEncoding;
  readonly depth: number;
  readonly untilTag: number;
  readonly fromTag: number;
  readonly dataset: Dataset;
  end: number;
  /** Whether a length in the file says so; not so where it is the end of the file. */
  isEndStated: boolean;
  /** Furthest that `end` could be, were the stated length wrong. */
  readonly outerEnd: number;
  /** An item of undefined length. */
  readonly open: boolean;
  context: ValueContext & { readonly text: TextInForce };
  pixelRepresentation: number;
  lastTag: Tag;
  /** Tags did not ascend so far: the last one no longer tells whether one was there before. */
  isUnordered: boolean;
  seenPixels: boolean;
}

/** The next header, or undefined where none follows: the data end, or what is left is none. */
export function headerAt(reading: Reading, at: number, start: number, level: Level): ElementHeader | undefined {
  const { source } = reading;
  const { end, encoding } = level;
  if (at + 8 <= end && !isAtHand(reading, Math.min(at + 12, end))) return undefined;
  const header = at + 8 <= end ? readHeader(source, at, encoding) : undefined;
  if (header !== undefined && isSettled(reading, header, level)) return header;
  if (reading.bytesNeeded > 0) return undefined;
  if (level.depth === 0 && isTrailing(reading, at, start, level)) {
    repair(reading, "trailing-bytes");
    return undefined;
  }
  const settled = at + 8 <= end ? settleHeader(source, at, end, encoding) : undefined;
  if (settled === undefined) leaveUnread(reading, at, level);
  return settled;
}

/**
 * The quick look that nearly every element passes: its tag ascends, its value ends where a higher tag follows or where the data
 * end. Everything else is looked at closely.
 */
function isSettled(reading: Reading, { tag, length, valueStart }: ElementHeader, level: Level): boolean {
  if (isItemTag(tag)) return true;
  if (tag < level.fromTag) return true;
  if (tag >= level.untilTag) return length === UNDEFINED_LENGTH || valueStart + length <= reading.total;
  if (tag <= level.lastTag) return false;
  if (length === UNDEFINED_LENGTH) {
    const isThere = isAtHand(reading, Math.min(valueStart + 8, reading.total));
    return isThere && opensItems(reading.source, valueStart, level.encoding.littleEndian);
  }
  const next = valueStart + length;
  if (next === level.end) return isAtHand(reading, next);
  if (next + 8 > level.end) return false;
  if (!isAtHand(reading, next + 8)) return false;
  if (readTag(reading.source, next, level.encoding.littleEndian) <= tag) return false;
  if (!level.encoding.explicitVr) return true;
  const { bytes } = reading.source;
  return (bytes[next + 4] ?? 0) >= 0x41 || isItemTag(readTag(reading.source, next, level.encoding.littleEndian));
}

/** Less than a header is left: the file was cut off, or the item's length was wrong. */
function leaveUnread(reading: Reading, at: number, level: Level): void {
  if (level.isEndStated) repair(reading, "item-length-wrong");
  else reading.cutAt = at + 4 <= level.end ? readTag(reading.source, at, level.encoding.littleEndian) : level.lastTag;
}

/** Whether reading ends before this element: it is out of the range that is wanted, or belongs to a second data set. */
export function isStop(reading: Reading, header: ElementHeader, level: Level): boolean {
  if (isItemTag(header.tag)) {
    const isLast = level.seenPixels || (header.tag === ITEM && header.valueStart + header.length > level.end);
    if (isLast) repair(reading, "trailing-bytes");
    return isLast;
  }
  if (header.tag >= level.untilTag || header.tag < level.fromTag) {
    reading.stoppedHeader = stopHeader(reading, header, level);
    return true;
  }
  return level.depth === 0 && level.seenPixels && isSecondDataset(reading, header, level);
}

/** Pixel data with a VR in a data set without: as an implicit length, "OB" or "OW" and two zeros would be odd, which no length is. */
function stopHeader({ source }: Reading, header: ElementHeader, { encoding }: Level): ElementHeader {
  const at = header.valueStart - 8;
  if (encoding.explicitVr || !isPixelData(header.tag) || source.view.getUint16(at + 6, encoding.littleEndian) !== 0)
    return header;
  const vr = vrFromBytes(source.bytes[at + 4] ?? 0, source.bytes[at + 5] ?? 0);
  if (vr !== "OB" && vr !== "OW") return header;
  return longHeader(source, at, vr, encoding.littleEndian, "explicit-vr-in-implicit") ?? header;
}

/** After the pixels: elements in the wrong order belong to the file, a data set that starts again does not. */
function isSecondDataset(reading: Reading, { tag, valueStart, length }: ElementHeader, level: Level): boolean {
  if (tag > level.lastTag) return false;
  const isNew = level.dataset.elementAt(tag) === undefined;
  const next = valueStart + length;
  const leads = next === level.end || runFrom(reading.source, next, level.end, level.encoding.littleEndian, tag).count > 0;
  if (isNew && leads && tag >>> 16 >= 8) return false;
  repair(reading, "trailing-bytes");
  return true;
}
