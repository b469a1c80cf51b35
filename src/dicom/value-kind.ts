import { dictionary } from "./generated/dictionary.ts";
import type { Keyword, Vr } from "./keyword.ts";
import { traitsOf, type ValueKind } from "./vr.ts";

/** A decoded value, items being objects here: what they are is not looked at. */
type Value = readonly string[] | readonly number[] | readonly object[] | Uint8Array;

/** What `Dataset.get` promises for a keyword: `ValueOf` at run time. */
export function kindOf(keyword: Keyword): ValueKind {
  const vr = dictionary[keyword][1];
  if (vr === "US or SS") return "numbers";
  if (vr === "OB or OW" || vr === "US or OW" || vr === "US or SS or OW") return "bytes";
  return traitsOf(vr).kind;
}

/** An element's value as a kind: itself where it is of that kind, converted where that loses nothing, else undefined. */
export function asKind<V extends Value>(
  { value, vr }: { readonly value: V; readonly vr: Vr },
  kind: ValueKind,
): Value | undefined {
  if (kindOfValue(value, vr) === kind) return value;
  if (value.length === 0) return undefined;
  if (kind === "numbers") return value instanceof Uint8Array ? words(value, vr) : numbersOf(value);
  if (kind === "bytes") return bytesOf(value, vr);
  if (kind === "strings" && !(value instanceof Uint8Array) && vr !== "SQ") return value.map(String);
  return undefined;
}

function kindOfValue(value: Value, vr: Vr): ValueKind {
  if (value instanceof Uint8Array) return "bytes";
  const { kind } = traitsOf(vr);
  return kind === "bytes" ? "numbers" : kind;
}

function numbersOf(value: Value): readonly number[] | undefined {
  const numbers = [...value].map((one) => (typeof one === "string" && one.trim() !== "" ? Number(one) : Number.NaN));
  return numbers.every(Number.isFinite) ? numbers : undefined;
}

function words(bytes: Uint8Array, vr: Vr): readonly number[] | undefined {
  if (vr !== "OW") return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => view.getUint16(index * 2, true));
}

/** Table data written as US or SS (PS3.3 C.11.1.1.1) as the little endian bytes of an OW. */
function bytesOf(value: Value, vr: Vr): Uint8Array | undefined {
  if (vr !== "US" && vr !== "SS") return undefined;
  const bytes = new Uint8Array(value.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [index, one] of value.entries()) view.setUint16(index * 2, Number(one) & 0xffff, true);
  return bytes;
}
