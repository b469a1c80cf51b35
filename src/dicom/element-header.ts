import type { Tag, Vr } from "./keyword.ts";
import type { RepairCode } from "./repair.ts";
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

/** A data element's header (PS3.5 7.1); `vr` is undefined where the file does not carry it. */
export interface ElementHeader {
  readonly tag: Tag;
  readonly vr: Vr | undefined;
  readonly length: number;
  readonly valueStart: number;
  /** What had to be assumed to read it. */
  readonly fault: RepairCode | undefined;
}

export function readTag({ view }: Source, at: number, littleEndian: boolean): Tag {
  return view.getUint16(at, littleEndian) * 0x10000 + view.getUint16(at + 2, littleEndian);
}

/** Items and delimiters have neither VR nor, in the standard's sense, a value (PS3.5 7.5). */
export function isItemTag(tag: Tag): boolean {
  return tag >>> 16 === 0xfffe;
}

/**
 * The header at `at` in the form that the encoding prescribes; undefined where the bytes end before it does, or where an explicit
 * VR is none. The caller has seen to it that eight bytes are there.
 */
export function readHeader(source: Source, at: number, encoding: DatasetEncoding): ElementHeader | undefined {
  const tag = readTag(source, at, encoding.littleEndian);
  if (!encoding.explicitVr || isItemTag(tag)) return implicitHeader(source, at, encoding.littleEndian);
  const vr = vrFromBytes(source.bytes[at + 4] ?? 0, source.bytes[at + 5] ?? 0);
  if (vr === undefined) return undefined;
  return traitsOf(vr).longHeader
    ? longHeader(source, at, vr, encoding.littleEndian)
    : shortHeader(source, at, vr, encoding.littleEndian);
}

/** Tag and a four-byte length. */
export function implicitHeader(source: Source, at: number, littleEndian: boolean, fault?: RepairCode): ElementHeader {
  const length = source.view.getUint32(at + 4, littleEndian);
  return { tag: readTag(source, at, littleEndian), vr: undefined, length, valueStart: at + 8, fault };
}

/** Tag, VR and a two-byte length. */
export function shortHeader(
  source: Source,
  at: number,
  vr: Vr | undefined,
  littleEndian: boolean,
  fault?: RepairCode,
): ElementHeader {
  const length = source.view.getUint16(at + 6, littleEndian);
  return { tag: readTag(source, at, littleEndian), vr, length, valueStart: at + 8, fault };
}

/** Tag, VR, two reserved bytes and a four-byte length; undefined where the bytes end before. */
export function longHeader(
  source: Source,
  at: number,
  vr: Vr | undefined,
  littleEndian: boolean,
  fault?: RepairCode,
): ElementHeader | undefined {
  if (at + 12 > source.bytes.length) return undefined;
  const length = source.view.getUint32(at + 8, littleEndian);
  return { tag: readTag(source, at, littleEndian), vr, length, valueStart: at + 12, fault };
}
