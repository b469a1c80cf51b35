import { Dataset, type Element, type ElementValue } from "./dataset.ts";
import { DicomError } from "./errors.ts";
import type { Tag, Vr } from "./keyword.ts";
import { tagText } from "./tag-dictionary.ts";
import { traitsOf, vrFromBytes } from "./vr.ts";

/** One attribute of the DICOM JSON Model (PS3.18 F.2.2). */
export interface DicomJsonAttribute {
  readonly vr: string;
  readonly Value?: readonly DicomJsonValue[];
  readonly InlineBinary?: string;
  readonly BulkDataURI?: string;
}

export type DicomJsonValue =
  | string
  | number
  | null
  | DicomJson
  | { readonly Alphabetic?: string; readonly Ideographic?: string; readonly Phonetic?: string };

export interface DicomJson {
  readonly [tag: string]: DicomJsonAttribute;
}

export interface ToDicomJsonOptions {
  /** Address under which bytes can be fetched, or undefined to write them inline. */
  readonly bulkDataUri?: (tag: Tag, bytes: Uint8Array) => string | undefined;
}

const MAX_DEPTH = 64;
const MAX_ATTRIBUTES = 200_000;

/** A data set in the DICOM JSON Model (PS3.18 annex F). Encapsulated pixel data are left out unless they have an address. */
export function toDicomJson(dataset: Dataset, options: ToDicomJsonOptions = {}): DicomJson {
  const attributes: Record<string, DicomJsonAttribute> = {};
  for (const [tag, element] of dataset.entries()) attributes[tagText(tag)] = toAttribute(tag, element, options);
  return attributes;
}

function toAttribute(tag: Tag, element: Element, options: ToDicomJsonOptions): DicomJsonAttribute {
  const { vr, value } = element;
  if (value instanceof Uint8Array) {
    const uri = options.bulkDataUri?.(tag, value);
    if (uri !== undefined) return { vr, BulkDataURI: uri };
    return value.length === 0 ? { vr } : { vr, InlineBinary: toBase64(value) };
  }
  if (value.length === 0) return { vr };
  return { vr, Value: value.map((one) => toJsonValue(one, vr, options)) };
}

function toJsonValue(one: string | number | Dataset, vr: Vr, options: ToDicomJsonOptions): DicomJsonValue {
  if (one instanceof Dataset) return toDicomJson(one, options);
  if (typeof one === "number") return vr === "AT" ? tagText(one) : Number.isFinite(one) ? one : String(one);
  if (one === "") return null;
  if (vr !== "PN") return one;
  const [alphabetic, ideographic, phonetic] = one.split("=");
  return {
    ...(alphabetic ? { Alphabetic: alphabetic } : {}),
    ...(ideographic ? { Ideographic: ideographic } : {}),
    ...(phonetic ? { Phonetic: phonetic } : {}),
  };
}

/** Reads one data set in the DICOM JSON Model; attributes that are only an address come in as empty bytes. @throws DicomError malformed, too-deep */
export function fromDicomJson(json: unknown): Dataset {
  return fromObject(json, 0, { attributes: MAX_ATTRIBUTES });
}

function fromObject(json: unknown, depth: number, budget: { attributes: number }): Dataset {
  if (depth > MAX_DEPTH) throw new DicomError("too-deep", `Sequences are nested deeper than ${MAX_DEPTH} levels.`, { depth });
  if (!isObject(json)) throw malformed("a data set is no object");
  const dataset = new Dataset();
  for (const [key, attribute] of Object.entries(json)) {
    budget.attributes--;
    if (budget.attributes < 0) throw malformed("it holds too many attributes");
    if (!/^[0-9a-fA-F]{8}$/.test(key)) throw malformed("a key is no tag");
    dataset.setElement(Number.parseInt(key, 16), fromAttribute(attribute, depth, budget));
  }
  return dataset;
}

function fromAttribute(attribute: unknown, depth: number, budget: { attributes: number }): Element {
  if (!isObject(attribute)) throw malformed("an attribute is no object");
  const { vr: name, Value: values = [], InlineBinary: inline } = attribute as Record<string, unknown>;
  const vr = typeof name === "string" && name.length === 2 ? vrFromBytes(name.charCodeAt(0), name.charCodeAt(1)) : undefined;
  if (vr === undefined) throw malformed("an attribute has no value representation");
  const { kind } = traitsOf(vr);
  if (typeof inline === "string") return { vr, value: fromBase64(inline) };
  if (!Array.isArray(values)) throw malformed("a value is no array");
  switch (kind) {
    case "bytes":
      return { vr, value: new Uint8Array(0) };
    case "items":
      return { vr, value: values.map((item) => fromObject(item ?? {}, depth + 1, budget)) };
    case "numbers":
      return { vr, value: fromNumbers(values, vr) };
    case "strings":
      return { vr, value: fromStrings(values, vr) };
  }
}

function fromNumbers(values: readonly unknown[], vr: Vr): ElementValue {
  const present = values.filter((value) => value !== null && value !== "");
  return present.map((value) => {
    const number = vr === "AT" && typeof value === "string" ? Number.parseInt(value, 16) : Number(value);
    if (typeof value === "object" || Number.isNaN(number)) throw malformed("a number is none");
    return number;
  });
}

function fromStrings(values: readonly unknown[], vr: Vr): ElementValue {
  return values.map((value) => {
    if (value === null) return "";
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    if (vr === "PN" && isObject(value)) return personName(value);
    throw malformed("a text is none");
  });
}

function personName(value: Readonly<Record<string, unknown>>): string {
  const groups = [value.Alphabetic, value.Ideographic, value.Phonetic].map((group) => (typeof group === "string" ? group : ""));
  while (groups.at(-1) === "") groups.pop();
  return groups.join("=");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(what: string): DicomError {
  return new DicomError("malformed", `The answer is not in the DICOM JSON Model: ${what}; it was not used.`);
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (error) {
    throw new DicomError("malformed", "Inline binary data are not base64; the answer was not used.", {}, error);
  }
}
