import { type CharacterSet, characterSetOf, DEFAULT_CHARACTER_SET, isAscii } from "./charset.ts";
import { Dataset, type Element, type ElementValue } from "./dataset.ts";
import {
  type ElementHeader,
  ITEM,
  ITEM_DELIMITATION,
  readHeader,
  readTag,
  SEQUENCE_DELIMITATION,
  type Source,
  truncated,
  UNDEFINED_LENGTH,
} from "./element-header.ts";
import { DicomError } from "./errors.ts";
import { parseFragments } from "./fragments.ts";
import type { Tag, Vr } from "./keyword.ts";
import type { Repair } from "./repair.ts";
import { implicitVr, isPrivate, tagText } from "./tag-dictionary.ts";
import { type DatasetEncoding, encodingOf, IMPLICIT_VR_LITTLE_ENDIAN } from "./transfer-syntax.ts";
import { decodeValue, type ValueContext } from "./value.ts";
import { traitsOf } from "./vr.ts";

const MAX_DEPTH = 64;
const MAX_ELEMENTS = 2_000_000;
const SPECIFIC_CHARACTER_SET: Tag = 0x00080005;
const PIXEL_REPRESENTATION: Tag = 0x00280103;
const FLOAT_PIXEL_DATA: Tag = 0x7fe00008;
const PIXEL_DATA: Tag = 0x7fe00010;

/** What one reading carries along: the bytes, what was repaired, how much may still be read. */
export interface Reading {
  readonly source: Source;
  readonly repairs: Repair[];
  readonly budget: { elements: number };
}

interface Level {
  readonly encoding: DatasetEncoding;
  readonly end: number;
  readonly depth: number;
  readonly stopAt: (tag: Tag) => boolean;
  /** Inside an item: an item delimitation ends it. */
  readonly isItem: boolean;
  characterSet: CharacterSet;
  pixelRepresentation: number;
}

const never = () => false;

export function startReading(source: Source, repairs: Repair[] = []): Reading {
  return { source, repairs, budget: { elements: MAX_ELEMENTS } };
}

/** An element whose value is decoded when it is first asked for. */
class ParsedElement implements Element {
  readonly vr: Vr;
  readonly #bytes: Uint8Array;
  readonly #context: ValueContext;
  #value: ElementValue | undefined;

  constructor(vr: Vr, bytes: Uint8Array, context: ValueContext) {
    this.vr = vr;
    this.#bytes = bytes;
    this.#context = context;
  }

  get value(): ElementValue {
    this.#value ??= decodeValue(this.#bytes, this.vr, this.#context);
    return this.#value;
  }
}

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
    characterSet: DEFAULT_CHARACTER_SET,
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
      reading.repairs.push({ code: "trailing-bytes" });
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

/** Padding and stray bytes after the last element of a file: too few for an element, all zero, or a broken one behind the pixels. */
function isTrailing(reading: Reading, at: number, start: number, level: Level, seenPixels: boolean): boolean {
  const left = level.end - at;
  if (left < 8) return seenPixels || isZero(reading.source.bytes, at, level.end);
  const tag = readTag(reading.source, at, level.encoding.littleEndian);
  if (tag === 0 && at > start) return true;
  if (tag === ITEM_DELIMITATION || tag === SEQUENCE_DELIMITATION) return seenPixels;
  if (!seenPixels) return false;
  const group = tag >>> 16;
  if (group < 0x7fe0) return true;
  try {
    const header = readHeader(reading.source, at, level.end, level.encoding);
    return header.length !== UNDEFINED_LENGTH && header.valueStart + header.length > level.end;
  } catch {
    return true;
  }
}

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}

function isPixelData(tag: Tag): boolean {
  return tag >= FLOAT_PIXEL_DATA && tag <= PIXEL_DATA;
}

function spend(reading: Reading): void {
  reading.budget.elements--;
  if (reading.budget.elements >= 0) return;
  throw new DicomError("malformed", "The file holds more elements than any DICOM object does; it was left out.", {
    elements: MAX_ELEMENTS,
  });
}

function adoptCharacterSet(reading: Reading, level: Level, element: Element): void {
  const terms = element.value as readonly string[];
  level.characterSet = characterSetOf(terms.filter((term) => typeof term === "string"));
  if (!level.characterSet.declaredWell) guessed(reading, SPECIFIC_CHARACTER_SET);
}

function guessed(reading: Reading, tag: Tag): void {
  if (!reading.repairs.some((repair) => repair.code === "charset-guessed")) {
    reading.repairs.push({ code: "charset-guessed", tag: tagText(tag) });
  }
}

function parseElement(
  reading: Reading,
  header: ElementHeader,
  level: Level,
): { readonly element: Element | undefined; readonly next: number } {
  const { tag, valueStart } = header;
  const vr = vrOfHeader(header, level);
  if (header.vrBroken) reading.repairs.push({ code: "wrong-vr", tag: tagText(tag) });
  if (header.length === UNDEFINED_LENGTH) return parseUndefinedLength(reading, header, vr, level);
  let end = valueStart + header.length;
  if (end > level.end) {
    if (!isPixelData(tag) || level.depth > 0) throw truncated(valueStart, level.end, tag);
    reading.repairs.push({ code: "truncated-value", tag: tagText(tag) });
    end = level.end;
  }
  if (header.length % 2 === 1) reading.repairs.push({ code: "odd-length", tag: tagText(tag) });
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

function simpleElement(reading: Reading, tag: Tag, vr: Vr, start: number, end: number, level: Level): Element {
  const bytes = reading.source.bytes.subarray(start, end);
  const context: ValueContext = { littleEndian: level.encoding.littleEndian, characterSet: level.characterSet };
  const element = new ParsedElement(vr, bytes, context);
  if (traitsOf(vr).charset && !isAscii(bytes) && level.characterSet.decode(bytes).uncertain) guessed(reading, tag);
  return element;
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
    const level: Level = { ...parent, encoding, end: itemEnd, depth, stopAt: never, isItem: true };
    const item = parseLevel(reading, at, level);
    items.push(item.dataset);
    at = length === UNDEFINED_LENGTH ? item.at : itemEnd;
  }
  if (delimited && end === reading.source.bytes.length) reading.repairs.push({ code: "truncated-value" });
  return { items, at };
}

function notAnItem(tag: Tag): DicomError {
  return new DicomError("malformed", `A sequence holds element ${tagText(tag)} in the place of an item; the file was left out.`, {
    tag: tagText(tag),
  });
}
