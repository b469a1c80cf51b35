import { DicomError } from "./errors.ts";
import type { Tag, Vr } from "./keyword.ts";
import { dictionaryEntry, tagText } from "./tag-dictionary.ts";
import type { DatasetEncoding } from "./transfer-syntax.ts";
import { traitsOf, vrFromBytes } from "./vr.ts";

export const UNDEFINED_LENGTH = 0xffffffff;
export const ITEM: Tag = 0xfffee000;
export const ITEM_DELIMITATION: Tag = 0xfffee00d;
export const SEQUENCE_DELIMITATION: Tag = 0xfffee0dd;

/** Bytes with a view over the same memory: never read beyond `bytes.length`. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export function sourceOf(bytes: Uint8Array): Source {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** A data element's header (PS3.5 7.1); `vr` is undefined where the encoding does not carry it. */
export interface ElementHeader {
  readonly tag: Tag;
  readonly vr: Vr | undefined;
  readonly length: number;
  readonly valueStart: number;
  /** The two bytes in the place of the VR spelt none. */
  readonly vrBroken: boolean;
}

export function readTag({ view }: Source, at: number, littleEndian: boolean): Tag {
  return view.getUint16(at, littleEndian) * 0x10000 + view.getUint16(at + 2, littleEndian);
}

/** Reads the header at `at`. @throws DicomError truncated, where it does not fit before `end` */
export function readHeader(source: Source, at: number, end: number, encoding: DatasetEncoding): ElementHeader {
  if (at + 8 > end) throw truncated(at, end);
  const tag = readTag(source, at, encoding.littleEndian);
  if (!encoding.explicitVr || tag >>> 16 === 0xfffe) return implicitHeader(source, tag, at, encoding, false);
  const first = source.bytes[at + 4] ?? 0;
  const second = source.bytes[at + 5] ?? 0;
  const vr = vrFromBytes(first, second);
  if (vr === undefined) return unknownVrHeader(source, tag, at, end, encoding);
  return explicitHeader(source, tag, vr, at, end, encoding);
}

function implicitHeader(source: Source, tag: Tag, at: number, encoding: DatasetEncoding, vrBroken: boolean): ElementHeader {
  const length = source.view.getUint32(at + 4, encoding.littleEndian);
  return { tag, vr: undefined, length, valueStart: at + 8, vrBroken };
}

function explicitHeader(source: Source, tag: Tag, vr: Vr, at: number, end: number, encoding: DatasetEncoding): ElementHeader {
  if (!traitsOf(vr).longHeader) {
    return { tag, vr, length: source.view.getUint16(at + 6, encoding.littleEndian), valueStart: at + 8, vrBroken: false };
  }
  if (at + 12 > end) throw truncated(at, end);
  return { tag, vr, length: source.view.getUint32(at + 8, encoding.littleEndian), valueStart: at + 12, vrBroken: false };
}

/**
 * Two letters of a VR from a later edition have a long header and are read as UN (PS3.5 6.2.2); anything else is an element
 * in implicit form where its length fits, or one with a two-byte length whose VR the dictionary has to tell.
 */
function unknownVrHeader(source: Source, tag: Tag, at: number, end: number, encoding: DatasetEncoding): ElementHeader {
  const letters = isUpper(source.bytes[at + 4]) && isUpper(source.bytes[at + 5]);
  if (letters && at + 12 <= end && dictionaryEntry(tag) === undefined) {
    const length = source.view.getUint32(at + 8, encoding.littleEndian);
    return { tag, vr: "UN", length, valueStart: at + 12, vrBroken: true };
  }
  const implicitLength = source.view.getUint32(at + 4, encoding.littleEndian);
  if (implicitLength === UNDEFINED_LENGTH || at + 8 + implicitLength <= end)
    return implicitHeader(source, tag, at, encoding, true);
  const length = source.view.getUint16(at + 6, encoding.littleEndian);
  return { tag, vr: undefined, length, valueStart: at + 8, vrBroken: true };
}

function isUpper(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}

export function truncated(at: number, end: number, tag?: Tag): DicomError {
  const where = tag === undefined ? "" : ` in element ${tagText(tag)}`;
  return new DicomError(
    "truncated",
    `The data end${where} at byte ${end} before they are complete; other files are not affected; fetch this one again.`,
    { offset: at, ...(tag === undefined ? {} : { tag: tagText(tag) }) },
  );
}
