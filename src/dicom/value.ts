import { type CharacterSet, isAscii } from "./charset.ts";
import type { ElementValue } from "./dataset.ts";
import type { Vr } from "./keyword.ts";
import { traitsOf } from "./vr.ts";

/** What decoding a value needs to know of its data set. */
export interface ValueContext {
  readonly littleEndian: boolean;
  readonly text: { readonly characterSet: CharacterSet };
}

/**
 * Bytes of one element that are taken apart into values. No attribute has as many; an array of hundreds of millions, which a file can ask
 * for, ends not only the thread that makes it but the whole program.
 */
const maxSplitBytes = 64 * 2 ** 20;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** As the C library of a German or French system writes it; DS knows no thousands separators, so nothing else can be meant. */
const DECIMAL_COMMA = /^[+-]?\d+,\d+(?:[eE][+-]?\d+)?$/;
const NUMBER_BYTES: ReadonlySet<number> = new Set([...".+-eE \\\0"].map((character) => character.charCodeAt(0)));

/**
 * Decodes the bytes of a value (PS3.5 6.2): strings trimmed as their VR allows, DS and IS as numbers, binary numbers, or bytes.
 * A DS or IS with a component that is not a number is given as empty, as are numbers of more than 64 MB; of that many texts the beginning is
 * given. Bytes of OW, OF, OD, OL and OV are little endian whatever the file's order; they are a view of the file unless the order had to be
 * turned around.
 */
export function decodeValue(bytes: Uint8Array, vr: Vr, context: ValueContext): ElementValue {
  const traits = traitsOf(vr);
  switch (traits.kind) {
    case "items":
      return [];
    case "bytes":
      return context.littleEndian || traits.unit === 1 ? bytes : swapped(bytes, traits.unit);
    case "strings":
      return decodeStrings(bytes, vr, context);
    case "numbers":
      if (bytes.length > maxSplitBytes) return [];
      return vr === "DS" || vr === "IS" ? decodeNumberStrings(bytes) : decodeNumbers(bytes, vr, context.littleEndian);
  }
}

function decodeStrings(whole: Uint8Array, vr: Vr, context: ValueContext): readonly string[] {
  const traits = traitsOf(vr);
  const bytes = traits.multiple ? whole.subarray(0, maxSplitBytes) : whole;
  const text = traits.charset && !isAscii(bytes) ? context.text.characterSet.decode(bytes).text : asciiText(bytes);
  const values = traits.multiple ? text.split("\\").map((value) => trimmed(value, vr)) : [trimmed(text, vr)];
  return values.length === 1 && values[0] === "" ? [] : values;
}

/** Trailing padding goes everywhere; leading spaces go where PS3.5 table 6.2-1 calls them insignificant. */
function trimmed(value: string, vr: Vr): string {
  const start = vr === "LT" || vr === "ST" || vr === "UT" || vr === "UC" || vr === "PN" || vr === "UR" ? 0 : leading(value);
  let end = value.length;
  while (end > start && isPadding(value.charCodeAt(end - 1))) end--;
  return value.slice(start, end);
}

function leading(value: string): number {
  let start = 0;
  while (start < value.length && isPadding(value.charCodeAt(start))) start++;
  return start;
}

function isPadding(code: number): boolean {
  return code === 0x20 || code === 0;
}

function asciiText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function decodeNumberStrings(bytes: Uint8Array): readonly number[] {
  const parts = asciiText(bytes)
    .split("\\")
    .map((part) => trimmed(part, "DS"));
  while (parts.length > 0 && parts.at(-1) === "") parts.pop();
  const numbers = parts.map((part) => (DECIMAL_COMMA.test(part) ? part.replace(",", ".") : part));
  return numbers.every((part) => NUMBER.test(part)) ? numbers.map(Number) : [];
}

/** Whether a DS or IS holds nothing but what those may (PS3.5 6.2): digits, signs, point, E, spaces, backslashes; a final NUL. */
export function isNumberString(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (!isDigit && !NUMBER_BYTES.has(byte)) return false;
  }
  return true;
}

function decodeNumbers(bytes: Uint8Array, vr: Vr, littleEndian: boolean): readonly number[] {
  const { unit } = traitsOf(vr);
  const count = Math.floor(bytes.length / unit);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: number[] = [];
  for (let index = 0; index < count; index++) values.push(readNumber(view, index * unit, vr, littleEndian));
  return values;
}

function readNumber(view: DataView, at: number, vr: Vr, littleEndian: boolean): number {
  switch (vr) {
    case "US":
      return view.getUint16(at, littleEndian);
    case "SS":
      return view.getInt16(at, littleEndian);
    case "UL":
      return view.getUint32(at, littleEndian);
    case "SL":
      return view.getInt32(at, littleEndian);
    case "FL":
      return view.getFloat32(at, littleEndian);
    case "FD":
      return view.getFloat64(at, littleEndian);
    case "SV":
      return Number(view.getBigInt64(at, littleEndian));
    case "UV":
      return Number(view.getBigUint64(at, littleEndian));
    case "AT":
      return view.getUint16(at, littleEndian) * 0x10000 + view.getUint16(at + 2, littleEndian);
    default:
      return 0;
  }
}

/** A copy with the bytes of every unit in the other order; a last incomplete unit is kept as it is. */
export function swapped(bytes: Uint8Array, unit: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  const last = unit - 1;
  for (let at = 0; at + unit <= copy.length; at += unit) {
    for (let low = 0; low < unit / 2; low++) {
      copy[at + low] = bytes[at + last - low] ?? 0;
      copy[at + last - low] = bytes[at + low] ?? 0;
    }
  }
  return copy;
}
