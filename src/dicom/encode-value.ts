import { isAscii } from "./charset.ts";
import type { Element, ElementValue } from "./dataset.ts";
import { DicomError } from "./errors.ts";
import type { Tag, Vr } from "./keyword.ts";
import { ParsedElement } from "./parsed-element.ts";
import { tagText } from "./tag-dictionary.ts";
import { isNumberString } from "./value.ts";
import { traitsOf } from "./vr.ts";

/**
 * Bytes of a value, padded to even length, little endian, texts in UTF-8 (PS3.5 6.2). Sequences and fragments are not
 * its business. @throws DicomError not-writable, where the value does not fit its VR
 */
export function encodeValue(tag: Tag, element: Element): Uint8Array {
  const { vr } = element;
  if (element instanceof ParsedElement && isWritableAsRead(element)) return padded(element.bytes, traitsOf(vr).pad);
  const { value } = element;
  if (value instanceof Uint8Array) return padded(value, 0);
  const traits = traitsOf(vr);
  if (value.length === 0) return new Uint8Array(0);
  if (traits.kind === "numbers" && vr !== "DS" && vr !== "IS") return encodeNumbers(tag, vr, value);
  if (traits.kind === "bytes") return encodeNumbers(tag, vr, value);
  return encodeStrings(tag, vr, value);
}

/** Whether a value can be written as the file had it, to the last digit: it is in little endian, in ASCII, and as its VR demands. */
function isWritableAsRead({ vr, bytes, littleEndian }: ParsedElement): boolean {
  const { charset, kind, unit } = traitsOf(vr);
  if (!littleEndian || kind === "items" || (charset && !isAscii(bytes))) return false;
  if (vr === "DS" || vr === "IS") return isNumberString(bytes, 0, bytes.length);
  return kind !== "numbers" || bytes.length % unit === 0;
}

function encodeStrings(tag: Tag, vr: Vr, value: ElementValue): Uint8Array {
  const traits = traitsOf(vr);
  const parts: string[] = [];
  for (const one of value) {
    if (typeof one === "number") parts.push(vr === "IS" ? formatIntegerString(tag, one) : formatDecimalString(tag, one));
    else if (typeof one === "string") parts.push(one);
    else throw notWritable(tag, vr);
  }
  if (traits.multiple && parts.some((part) => part.includes("\\"))) throw notWritable(tag, vr);
  if (!traits.multiple && parts.length > 1) throw notWritable(tag, vr);
  return padded(new TextEncoder().encode(parts.join("\\")), traits.pad);
}

/** A DS of at most 16 characters (PS3.5 6.2), as near to the number as they allow. @throws DicomError not-writable */
export function formatDecimalString(tag: Tag, value: number): string {
  if (!Number.isFinite(value)) throw notWritable(tag, "DS");
  const exact = String(value);
  if (exact.length <= 16) return exact;
  for (let digits = 16; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  throw notWritable(tag, "DS");
}

function formatIntegerString(tag: Tag, value: number): string {
  if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31) throw notWritable(tag, "IS");
  return String(value);
}

const RANGES: Partial<Readonly<Record<Vr, readonly [number, number]>>> = {
  US: [0, 0xffff],
  SS: [-0x8000, 0x7fff],
  UL: [0, 0xffffffff],
  AT: [0, 0xffffffff],
  SL: [-0x80000000, 0x7fffffff],
  SV: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  UV: [0, Number.MAX_SAFE_INTEGER],
  OW: [0, 0xffff],
  OB: [0, 0xff],
  UN: [0, 0xff],
  OL: [0, 0xffffffff],
  OV: [0, Number.MAX_SAFE_INTEGER],
};

function encodeNumbers(tag: Tag, vr: Vr, value: ElementValue): Uint8Array {
  const { unit } = traitsOf(vr);
  const bytes = new Uint8Array(value.length * unit);
  const view = new DataView(bytes.buffer);
  const range = RANGES[vr];
  for (const [index, one] of value.entries()) {
    if (typeof one !== "number") throw notWritable(tag, vr);
    if (range !== undefined && !(Number.isInteger(one) && one >= range[0] && one <= range[1])) throw notWritable(tag, vr);
    writeNumber(view, index * unit, vr, one);
  }
  return padded(bytes, 0);
}

function writeNumber(view: DataView, at: number, vr: Vr, value: number): void {
  if (vr === "US" || vr === "OW") view.setUint16(at, value, true);
  else if (vr === "SS") view.setInt16(at, value, true);
  else if (vr === "UL" || vr === "OL") view.setUint32(at, value, true);
  else if (vr === "SL") view.setInt32(at, value, true);
  else if (vr === "FL" || vr === "OF") view.setFloat32(at, value, true);
  else if (vr === "FD" || vr === "OD") view.setFloat64(at, value, true);
  else if (vr === "SV") view.setBigInt64(at, BigInt(value), true);
  else if (vr === "UV" || vr === "OV") view.setBigUint64(at, BigInt(value), true);
  else if (vr === "AT") {
    view.setUint16(at, value >>> 16, true);
    view.setUint16(at + 2, value & 0xffff, true);
  } else view.setUint8(at, value);
}

export function padded(bytes: Uint8Array, pad: number): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1);
  even.set(bytes);
  even[bytes.length] = pad;
  return even;
}

function notWritable(tag: Tag, vr: Vr): DicomError {
  return new DicomError("not-writable", `The value of element ${tagText(tag)} cannot be written as ${vr}; nothing was written.`, {
    tag: tagText(tag),
    vr,
  });
}
