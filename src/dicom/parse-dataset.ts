import { characterSetOf, DEFAULT_CHARACTER_SET } from "./charset.ts";
import { Dataset, type Element } from "./dataset.ts";
import {
  type ElementHeader,
  ITEM,
  ITEM_DELIMITATION,
  readHeader,
  readTag,
  SEQUENCE_DELIMITATION,
  truncated,
  UNDEFINED_LENGTH,
} from "./element-header.ts";
import { DicomError } from "./errors.ts";
import { parseFragments } from "./fragments.ts";
import type { Tag, Vr } from "./keyword.ts";
import { isTextUncertain, ParsedElement } from "./parsed-element.ts";
import { type Reading, repair, spend } from "./reading.ts";
import { implicitVr, isPrivate, tagText } from "./tag-dictionary.ts";
import { isPixelData, isTrailing } from "./trailing.ts";
import { type DatasetEncoding, encodingOf, IMPLICIT_VR_LITTLE_ENDIAN } from "./transfer-syntax.ts";
import type { ValueContext } from "./value.ts";

const MAX_DEPTH = 64;
const SPECIFIC_CHARACTER_SET: Tag = 0x00080005;
const PIXEL_REPRESENTATION: Tag = 0x00280103;
const PIXEL_DATA: Tag = 0x7fe00010;

interface Level {
  readonly encoding: DatasetEncoding;
  readonly end: number;
  readonly depth: number;
  readonly stopAt: (tag: Tag) => boolean;
  /** Inside an item: an item delimitation ends it. */
  readonly isItem: boolean;
  /** Another one from the element on that declares a character set. */
  context: ValueContext;
  pixelRepresentation: number;
}

const never = () => false;

/** Reads the elements from `start` up to `end` or up to the tag that `stopAt` names; gives the data set and where reading stopped. @throws DicomError */
export function parseElements(
  reading: Reading,
  start: number,
  end: number,
  encoding: DatasetEncoding,
  stopAt: (tag: Tag) => boolean = never,
): { readonly dataset: Dataset; readonly at: number } {
  const level: Level = {
    encoding,
    end,
    depth: 0,
    stopAt,
    isItem: false,
    context: { littleEndian: encoding.littleEndian, characterSet: DEFAULT_CHARACTER_SET },
    pixelRepresentation: 0,
  };
  return parseLevel(reading, start, level);
}

function parseLevel(reading: Reading, start: number, level: Level): { dataset: Dataset; at: number } {
  const dataset = new Dataset();
  let at = start;
  let seenPixels = false;
  while (at < level.end) {
    if (!level.isItem && isTrailing(reading, at, start, level, seenPixels)) {
      repair(reading, "trailing-bytes");
      break;
    }
    const header = readHeader(reading.source, at, level.end, level.encoding);
    if (level.stopAt(header.tag)) break;
    if (header.tag === ITEM_DELIMITATION && level.isItem) {
      at = header.valueStart;
      break;
    }
    spend(reading);
    const { element, next } = parseElement(reading, header, level);
    at = next;
    seenPixels ||= isPixelData(header.tag);
    if (element === undefined) continue;
    dataset.setElement(header.tag, element);
    if (header.tag === SPECIFIC_CHARACTER_SET) adoptCharacterSet(reading, level, element);
    if (header.tag === PIXEL_REPRESENTATION) level.pixelRepresentation = Number(element.value[0] ?? 0);
  }
  return { dataset, at };
}

function adoptCharacterSet(reading: Reading, level: Level, element: Element): void {
  const terms = element.value as readonly string[];
  const characterSet = characterSetOf(terms.filter((term) => typeof term === "string"));
  level.context = { ...level.context, characterSet };
  if (!characterSet.declaredWell) repair(reading, "charset-guessed", SPECIFIC_CHARACTER_SET);
}

function parseElement(
  reading: Reading,
  header: ElementHeader,
  level: Level,
): { readonly element: Element | undefined; readonly next: number } {
  const { tag, valueStart } = header;
  const vr = vrOfHeader(header, level);
  if (header.vrBroken) repair(reading, "wrong-vr", tag);
  if (header.length === UNDEFINED_LENGTH) return parseUndefinedLength(reading, header, vr, level);
  let end = valueStart + header.length;
  if (end > level.end) {
    if (!isPixelData(tag) || level.depth > 0) throw truncated(valueStart, level.end, tag);
    repair(reading, "truncated-value", tag);
    end = level.end;
  }
  if (header.length % 2 === 1) repair(reading, "odd-length", tag);
  if ((tag & 0xffff) === 0 && tag >>> 16 > 2) return { element: undefined, next: end };
  if (vr === "SQ") return { element: parseDefinedSequence(reading, header, level), next: end };
  return { element: simpleElement(reading, tag, vr, valueStart, end, level), next: end };
}

/** An explicit UN of a known attribute is read as the dictionary has it: it was only carried through (PS3.5 6.2.2 note 2). */
function vrOfHeader(header: ElementHeader, level: Level): Vr {
  if (header.vr !== undefined && header.vr !== "UN") return header.vr;
  if (header.vr === "UN" && isPrivate(header.tag)) return "UN";
  return implicitVr(header.tag, level.pixelRepresentation);
}

function simpleElement(reading: Reading, tag: Tag, vr: Vr, start: number, end: number, { context }: Level): Element {
  const bytes = reading.source.bytes.subarray(start, end);
  if (isTextUncertain(vr, bytes, context)) repair(reading, "charset-guessed", tag);
  return new ParsedElement(vr, bytes, context);
}

function parseUndefinedLength(
  reading: Reading,
  header: ElementHeader,
  vr: Vr,
  level: Level,
): { readonly element: Element; readonly next: number } {
  const { tag, valueStart } = header;
  if (tag === PIXEL_DATA || vr === "OB" || vr === "OW") {
    const { pixelData, next } = parseFragments(reading, valueStart, level.end, level.encoding.littleEndian, tag);
    return { element: { vr: "OB", value: new Uint8Array(0), fragments: pixelData }, next };
  }
  const unknown = header.vr === "UN";
  if (vr !== "SQ" && vr !== "UN") {
    throw new DicomError("malformed", `Element ${tagText(tag)} has no length and is no sequence; the file was left out.`, {
      tag: tagText(tag),
    });
  }
  const encoding = unknown ? encodingOf(IMPLICIT_VR_LITTLE_ENDIAN) : level.encoding;
  const { items, at } = parseItems(reading, valueStart, level.end, encoding, level, true);
  return { element: { vr: "SQ", value: items }, next: at };
}

/** A sequence of stated length; one that came as UN is implicit little endian (CP-246) and stays bytes where it does not read as such. */
function parseDefinedSequence(reading: Reading, header: ElementHeader, level: Level): Element {
  const { valueStart, length } = header;
  const end = valueStart + length;
  if (header.vr !== "UN") {
    return { vr: "SQ", value: parseItems(reading, valueStart, end, level.encoding, level, false).items };
  }
  for (const encoding of [encodingOf(IMPLICIT_VR_LITTLE_ENDIAN), level.encoding]) {
    const kept = reading.repairs.length;
    try {
      return { vr: "SQ", value: parseItems(reading, valueStart, end, encoding, level, false).items };
    } catch (error) {
      if (!(error instanceof DicomError) || error.code === "too-deep") throw error;
      reading.repairs.length = kept;
    }
  }
  return { vr: "UN", value: reading.source.bytes.subarray(valueStart, end) };
}

/** Items of a sequence (PS3.5 7.5), up to the delimitation or the stated end. */
function parseItems(
  reading: Reading,
  start: number,
  end: number,
  encoding: DatasetEncoding,
  parent: Level,
  delimited: boolean,
): { readonly items: readonly Dataset[]; readonly at: number } {
  const depth = parent.depth + 1;
  if (depth > MAX_DEPTH) {
    throw new DicomError("too-deep", `Sequences are nested deeper than ${MAX_DEPTH} levels; the file was left out.`, { depth });
  }
  const items: Dataset[] = [];
  let at = start;
  while (at < end) {
    if (at + 8 > end) throw truncated(at, end);
    const tag = readTag(reading.source, at, encoding.littleEndian);
    const length = reading.source.view.getUint32(at + 4, encoding.littleEndian);
    at += 8;
    if (tag === SEQUENCE_DELIMITATION) return { items, at };
    if (tag !== ITEM) throw notAnItem(tag);
    spend(reading);
    const itemEnd = length === UNDEFINED_LENGTH ? end : at + length;
    if (itemEnd > end) throw truncated(at, end);
    const context = { ...parent.context, littleEndian: encoding.littleEndian };
    const level: Level = { ...parent, encoding, context, end: itemEnd, depth, stopAt: never, isItem: true };
    const item = parseLevel(reading, at, level);
    items.push(item.dataset);
    at = length === UNDEFINED_LENGTH ? item.at : itemEnd;
  }
  if (delimited && end === reading.source.bytes.length) repair(reading, "truncated-value");
  return { items, at };
}

function notAnItem(tag: Tag): DicomError {
  return new DicomError("malformed", `A sequence holds element ${tagText(tag)} in the place of an item; the file was left out.`, {
    tag: tagText(tag),
  });
}
