import type { Dataset, Element, EncapsulatedPixelData } from "./dataset.ts";
import { ITEM, SEQUENCE_DELIMITATION, UNDEFINED_LENGTH } from "./element-header.ts";
import { encodeValue, padded } from "./encode-value.ts";
import { DicomError } from "./errors.ts";
import { deflate } from "./inflate.ts";
import type { Tag, Vr } from "./keyword.ts";
import { tagText } from "./tag-dictionary.ts";
import { encodingOf, isTransferSyntaxDeflated, isTransferSyntaxEncapsulated } from "./transfer-syntax.ts";
import { traitsOf } from "./vr.ts";

const SPECIFIC_CHARACTER_SET: Tag = 0x00080005;
const PIXEL_DATA: Tag = 0x7fe00010;
const MAX_DEPTH = 128;

/**
 * Writes a data set without preamble and meta information, as DIMSE sends it: sequences with stated lengths, values padded,
 * texts in UTF-8 and Specific Character Set ISO_IR 192, group lengths left out.
 *
 * @throws DicomError not-writable, or unsupported-transfer-syntax for big endian
 */
export function encodeDataset(dataset: Dataset, transferSyntaxUid: string): Uint8Array {
  const encoding = encodingOf(transferSyntaxUid);
  if (!encoding.littleEndian) {
    throw new DicomError("unsupported-transfer-syntax", "Big endian data sets are read but not written; choose another syntax.", {
      transferSyntaxUid,
    });
  }
  const pixels = dataset.elementAt(PIXEL_DATA);
  if (pixels !== undefined && (pixels.fragments !== undefined) !== isTransferSyntaxEncapsulated(transferSyntaxUid)) {
    throw new DicomError("not-writable", "The pixel data and the transfer syntax do not fit each other; nothing was written.", {
      transferSyntaxUid,
    });
  }
  const bytes = concatenated(chunksOf(dataset, encoding.explicitVr, 0));
  return isTransferSyntaxDeflated(transferSyntaxUid) ? padded(deflate(bytes), 0) : bytes;
}

function chunksOf(dataset: Dataset, explicitVr: boolean, depth: number): Uint8Array[] {
  if (depth > MAX_DEPTH) throw new DicomError("not-writable", `Sequences are nested deeper than ${MAX_DEPTH} levels.`, { depth });
  const entries = dataset.entries().filter(([tag]) => tag !== SPECIFIC_CHARACTER_SET && !isGroupLengthOrMeta(tag));
  const hasText = entries.some(([, { vr }]) => vr === "SQ" || traitsOf(vr).charset);
  const place = entries.findIndex(([tag]) => tag > SPECIFIC_CHARACTER_SET);
  if (depth === 0 && hasText && place >= 0) entries.splice(place, 0, [SPECIFIC_CHARACTER_SET, UTF_8]);
  const chunks: Uint8Array[] = [];
  for (const [tag, element] of entries) pushElement(chunks, tag, element, explicitVr, depth);
  return chunks;
}

/** Written once for the whole data set: items inherit it (PS3.3 C.12.1.1.2). */
const UTF_8: Element = { vr: "CS", value: ["ISO_IR 192"] };

function isGroupLengthOrMeta(tag: Tag): boolean {
  const group = tag >>> 16;
  return group === 2 || ((tag & 0xffff) === 0 && group !== 0);
}

function pushElement(chunks: Uint8Array[], tag: Tag, element: Element, explicitVr: boolean, depth: number): void {
  if (element.fragments !== undefined) {
    chunks.push(elementHeader(tag, "OB", UNDEFINED_LENGTH, explicitVr), ...fragmentChunks(element.fragments));
    return;
  }
  if (element.vr === "SQ") {
    const items = (element.value as readonly Dataset[]).flatMap((item) => itemChunks(item, explicitVr, depth));
    chunks.push(elementHeader(tag, "SQ", lengthOf(items), explicitVr), ...items);
    return;
  }
  const value = encodeValue(tag, element);
  chunks.push(elementHeader(tag, element.vr, value.length, explicitVr), value);
}

function itemChunks(item: Dataset, explicitVr: boolean, depth: number): Uint8Array[] {
  const content = chunksOf(item, explicitVr, depth + 1);
  return [itemHeader(ITEM, lengthOf(content)), ...content];
}

/** Basic offset table, fragments, delimitation (PS3.5 A.4); offsets are counted anew from the fragments as they are written. */
function fragmentChunks({ basicOffsetTable, fragments, fragmentOffsets }: EncapsulatedPixelData): Uint8Array[] {
  const bodies = fragments.map((fragment) => padded(fragment, 0));
  const starts: number[] = [];
  let at = 0;
  for (const body of bodies) {
    starts.push(at);
    at += 8 + body.length;
  }
  const places = new Map(fragmentOffsets.map((offset, index) => [offset, starts[index]]));
  const firsts = basicOffsetTable.map((offset) => places.get(offset));
  const usable = firsts.every((offset) => offset !== undefined && offset < UNDEFINED_LENGTH);
  const table = new Uint8Array(usable ? firsts.length * 4 : 0);
  const view = new DataView(table.buffer);
  if (usable) for (const [index, offset] of firsts.entries()) view.setUint32(index * 4, offset ?? 0, true);
  return [
    itemHeader(ITEM, table.length),
    table,
    ...bodies.flatMap((body) => [itemHeader(ITEM, body.length), body]),
    itemHeader(SEQUENCE_DELIMITATION, 0),
  ];
}

function itemHeader(tag: Tag, length: number): Uint8Array {
  return elementHeader(tag, "SQ", length, false);
}

/** An element's header (PS3.5 7.1); a value too long for a two-byte length goes as UN (PS3.5 6.2.2). */
export function elementHeader(tag: Tag, vr: Vr, length: number, explicitVr: boolean): Uint8Array {
  if (length > UNDEFINED_LENGTH) {
    throw new DicomError("not-writable", `Element ${tagText(tag)} is longer than an element can be.`, { tag: tagText(tag) });
  }
  const written = !traitsOf(vr).longHeader && length > 0xfffe ? "UN" : vr;
  const long = explicitVr && traitsOf(written).longHeader;
  const bytes = new Uint8Array(long ? 12 : 8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  if (explicitVr) {
    bytes[4] = written.charCodeAt(0);
    bytes[5] = written.charCodeAt(1);
  }
  if (long) view.setUint32(8, length, true);
  else if (explicitVr) view.setUint16(6, length, true);
  else view.setUint32(4, length, true);
  return bytes;
}

function lengthOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

export function concatenated(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(lengthOf(chunks));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
