import { isAscii } from "./charset.ts";
import { Dataset, type Element } from "./dataset.ts";
import {
  type ElementHeader,
  ITEM,
  ITEM_DELIMITATION,
  isItemTag,
  SEQUENCE_DELIMITATION,
  UNDEFINED_LENGTH,
} from "./element-header.ts";
import { parseFragments } from "./fragments.ts";
import type { Tag, Vr } from "./keyword.ts";
import { nextHeaderAfter, opensItems, runFrom } from "./look-ahead.ts";
import { headerAt, isStop, type Level } from "./next-header.ts";
import { type ItemRange, parseItems } from "./parse-items.ts";
import { ParsedElement } from "./parsed-element.ts";
import { isAtHand, isOver, type Reading, repair, spend } from "./reading.ts";
import { implicitVr, isPixelData, isPrivate, kindOfTag } from "./tag-dictionary.ts";
import { TextInForce } from "./text-in-force.ts";
import { type DatasetEncoding, encodingOf, IMPLICIT_VR_LITTLE_ENDIAN } from "./transfer-syntax.ts";
import { isNumberString } from "./value.ts";
import { traitsOf } from "./vr.ts";

const SPECIFIC_CHARACTER_SET: Tag = 0x00080005;
const PIXEL_REPRESENTATION: Tag = 0x00280103;
const PIXEL_DATA: Tag = 0x7fe00010;
const IMPLICIT = encodingOf(IMPLICIT_VR_LITTLE_ENDIAN);

export interface ParseRange {
  readonly start: number;
  readonly end: number;
  readonly encoding: DatasetEncoding;
  /** Reading stops before the first tag that is not less. */
  readonly untilTag?: number | undefined;
  /** Reading stops before the first tag that is less. */
  readonly fromTag?: number;
}

/**
 * Reads the elements of a range; gives the data set and where reading stopped. What is broken is mended as far as its meaning is
 * certain and noted in the repairs; `reading` says whether the data ended too early. @throws DicomError malformed, too-deep
 */
export function parseElements(reading: Reading, range: ParseRange): { readonly dataset: Dataset; readonly at: number } {
  const text = new TextInForce();
  reading.texts.push(text);
  const level: Level = {
    encoding: range.encoding,
    depth: 0,
    untilTag: range.untilTag ?? Number.POSITIVE_INFINITY,
    fromTag: range.fromTag ?? 0,
    dataset: new Dataset(),
    end: range.end,
    isEndStated: false,
    outerEnd: range.end,
    open: false,
    context: { littleEndian: range.encoding.littleEndian, text },
    pixelRepresentation: 0,
    lastTag: -1,
    isUnordered: false,
    seenPixels: false,
  };
  const at = parseLevel(reading, range.start, level);
  return { dataset: level.dataset, at };
}

/** Reads elements up to the level's end or to what ends it before; gives where reading stopped. */
function parseLevel(reading: Reading, start: number, level: Level): number {
  let at = start;
  while (at < level.end && !isOver(reading)) {
    const header = headerAt(reading, at, start, level);
    if (header === undefined) return level.depth === 0 ? at : level.end;
    if (isItemTag(header.tag) && level.depth > 0) return afterItem(reading, header, at, level);
    if (isStop(reading, header, level)) return at;
    spend(reading);
    const next = isItemTag(header.tag) ? afterStray(reading, header) : parseElement(reading, header, level);
    if (reading.bytesNeeded > 0) return at;
    at = next;
    if (!isItemTag(header.tag)) level.lastTag = header.tag;
  }
  return at;
}

/** An item or delimitation outside any sequence is skipped. */
function afterStray(reading: Reading, { tag, length, valueStart }: ElementHeader): number {
  repair(reading, "item-length-wrong");
  return tag === ITEM ? valueStart + length : valueStart;
}

/** An item ends at its delimitation; without one at the next item or at the end of the sequence, which are left for the sequence. */
function afterItem(reading: Reading, header: ElementHeader, at: number, level: Level): number {
  if (header.tag === ITEM_DELIMITATION) return header.valueStart;
  if (header.tag !== ITEM && header.tag !== SEQUENCE_DELIMITATION) {
    repair(reading, "item-length-wrong");
    return level.end;
  }
  repair(reading, level.open ? "sequence-not-delimited" : "item-length-wrong");
  return at;
}

/** Reads one element into the level's data set; gives where the next one starts. */
function parseElement(reading: Reading, header: ElementHeader, level: Level): number {
  const { tag, valueStart, length } = header;
  const vr = vrOfHeader(header, level);
  if (header.fault !== undefined) repair(reading, header.fault, tag);
  if (length === UNDEFINED_LENGTH) return parseUndefinedLength(reading, header, vr, level);
  let end = valueStart + length;
  if (end > level.end) {
    if (vr === "SQ" && !level.isEndStated) return parseOpenSequence(reading, header, level, true);
    const resumeAt = whereTooLong(reading, header, vr, level);
    if (resumeAt !== undefined) return resumeAt;
    end = Math.min(end, level.end);
  }
  if (!isAtHand(reading, end)) return valueStart;
  if (length % 2 === 1) repair(reading, "odd-length", tag);
  if ((tag & 0xffff) === 0 && tag >>> 16 > 2) return end;
  if (vr === "SQ") {
    parseDefinedSequence(reading, header, level, end);
    return end;
  }
  keep(reading, tag, simpleElement(reading, tag, vr, valueStart, end, level), level);
  return end;
}

/** Adds an element; of two with the same tag the first counts. */
function keep(reading: Reading, tag: Tag, element: Element, level: Level): void {
  if (isOver(reading)) return;
  if (tag <= level.lastTag || level.isUnordered) {
    if (level.dataset.elementAt(tag) !== undefined) {
      repair(reading, "duplicate-tag", tag);
      return;
    }
    if (tag <= level.lastTag) repair(reading, "unordered-tags", tag);
    level.isUnordered = true;
  }
  level.dataset.setElement(tag, element);
  if (tag === SPECIFIC_CHARACTER_SET) adoptCharacterSet(reading, level, element);
  else if (tag === PIXEL_REPRESENTATION) level.pixelRepresentation = Number(element.value[0] ?? 0);
  else if (isPixelData(tag)) level.seenPixels = true;
}

function adoptCharacterSet(reading: Reading, level: Level, element: Element): void {
  const terms = element.vr === "CS" ? (element.value as readonly string[]) : [];
  const text = new TextInForce(terms.length === 0 ? undefined : terms);
  level.context = { ...level.context, text };
  reading.texts.push(text);
}

/**
 * A value longer than what is left. Pixel data are kept as far as they go. An item may itself be too short, or the element's
 * length be nonsense: then reading goes on at the next header, if one is found. Any other value is dropped. Gives where to go on,
 * or undefined to read the value up to the end.
 */
function whereTooLong(reading: Reading, header: ElementHeader, vr: Vr, level: Level): number | undefined {
  const { tag, valueStart, length } = header;
  const end = valueStart + length;
  const { littleEndian } = level.encoding;
  if (end <= level.outerEnd && level.end < level.outerEnd) {
    const follows = end === level.outerEnd || runFrom(reading.source, end, level.outerEnd, littleEndian, tag).count > 0;
    if (follows || opensItems(reading.source, end, littleEndian)) {
      repair(reading, "item-length-wrong", tag);
      level.end = level.outerEnd;
      return undefined;
    }
  }
  if (level.depth === 0 && isPixelData(tag)) {
    repair(reading, "truncated-value", tag);
    return undefined;
  }
  if (vr !== "SQ" && traitsOf(vr).kind !== "bytes") {
    const next = nextHeaderAfter(reading.source, valueStart, level.end, littleEndian, tag);
    if (next !== undefined) {
      repair(reading, "length-wrong", tag);
      return next;
    }
  }
  if (level.isEndStated) {
    repair(reading, "item-length-wrong", tag);
    return level.end;
  }
  reading.cutAt = tag;
  return level.end;
}

/** An explicit UN of a known attribute is read as the dictionary has it: it was only carried through (PS3.5 6.2.2 note 2). */
function vrOfHeader(header: ElementHeader, level: Level): Vr {
  if (header.vr !== undefined && header.vr !== "UN") return header.vr;
  if (header.vr === "UN" && isPrivate(header.tag)) return "UN";
  return implicitVr(header.tag, level.pixelRepresentation);
}

function simpleElement(reading: Reading, tag: Tag, vr: Vr, start: number, end: number, level: Level): Element {
  const { source } = reading;
  const traits = traitsOf(vr);
  if (traits.charset) {
    if (!isAscii(source.bytes, start, end)) level.context.text.add(tag, source.bytes.subarray(start, end));
  } else if (traits.kind === "numbers") {
    const fits = vr === "DS" || vr === "IS" ? isNumberString(source.bytes, start, end) : (end - start) % traits.unit === 0;
    if (!fits) repair(reading, "value-not-in-vr", tag);
  }
  if (level.encoding.explicitVr && start < end) {
    const kind = kindOfTag(tag);
    if (kind !== undefined && kind !== traits.kind && vr !== "UN") repair(reading, "wrong-vr", tag);
  }
  return new ParsedElement(vr, source.bytes, start, end, level.context);
}

function parseUndefinedLength(reading: Reading, header: ElementHeader, vr: Vr, level: Level): number {
  const { tag, valueStart } = header;
  const { littleEndian } = level.encoding;
  if (tag === PIXEL_DATA || vr === "OB" || vr === "OW") {
    const { pixelData, next } = parseFragments(reading, valueStart, level.end, littleEndian, tag);
    keep(reading, tag, { vr: "OB", value: new Uint8Array(0), fragments: pixelData }, level);
    return next;
  }
  if (!opensItems(reading.source, valueStart, littleEndian)) {
    if (isAtHand(reading, Math.min(valueStart + 8, reading.total))) reading.cutAt = tag;
    return level.end;
  }
  if (header.vr === "UN" && !isPrivate(tag)) repair(reading, "un-sequence", tag);
  return parseOpenSequence(reading, header, level, false);
}

/** A sequence of undefined length, or one whose length goes beyond the file (`tooLong`), which then must not reach its end. */
function parseOpenSequence(reading: Reading, header: ElementHeader, level: Level, tooLong: boolean): number {
  const { tag } = header;
  const range = itemRange(header, level, level.end, header.vr === "UN" ? IMPLICIT : level.encoding, true);
  const { items, at, ending } = parseItems(reading, range, parseItem(reading, level));
  if (reading.cutAt !== undefined || (tooLong && ending === "range" && reading.bytesNeeded === 0)) reading.cutAt = tag;
  if (isOver(reading)) return at;
  if (tooLong) repair(reading, "length-wrong", tag);
  else if (ending !== "delimitation") repair(reading, "sequence-not-delimited", tag);
  keep(reading, tag, { vr: "SQ", value: items }, level);
  return at;
}

/** A sequence of stated length; one that came as UN is implicit little endian (CP-246) and stays bytes where it is none. */
function parseDefinedSequence(reading: Reading, header: ElementHeader, level: Level, end: number): void {
  const { tag, valueStart } = header;
  const { littleEndian } = level.encoding;
  if (header.vr === "UN") {
    if (valueStart < end && !opensItems(reading.source, valueStart, littleEndian)) {
      keep(reading, tag, simpleElement(reading, tag, "UN", valueStart, end, level), level);
      return;
    }
    repair(reading, "un-sequence", tag);
  }
  const range = itemRange(header, level, end, header.vr === "UN" ? IMPLICIT : level.encoding, false);
  const { items } = parseItems(reading, range, parseItem(reading, level));
  if (reading.cutAt !== undefined) reading.cutAt = tag;
  keep(reading, tag, { vr: "SQ", value: items }, level);
}

function itemRange(header: ElementHeader, level: Level, end: number, encoding: DatasetEncoding, delimited: boolean): ItemRange {
  const isEndStated = !delimited || level.isEndStated;
  return { tag: header.tag, start: header.valueStart, end, isEndStated, encoding, delimited, depth: level.depth + 1 };
}

/** Reads one item of a sequence inside `parent`. */
function parseItem(reading: Reading, parent: Level): Parameters<typeof parseItems>[2] {
  return (start, end, open, range) => {
    const level: Level = {
      encoding: range.encoding,
      depth: range.depth,
      untilTag: Number.POSITIVE_INFINITY,
      fromTag: 0,
      dataset: new Dataset(),
      end,
      isEndStated: range.isEndStated || (!open && end < range.end),
      outerEnd: range.end,
      open,
      context: { ...parent.context, littleEndian: range.encoding.littleEndian },
      pixelRepresentation: parent.pixelRepresentation,
      lastTag: -1,
      isUnordered: false,
      seenPixels: false,
    };
    const at = parseLevel(reading, start, level);
    return { dataset: level.dataset, at, end: level.end };
  };
}
