import type { Dataset } from "./dataset.ts";
import { type Keyword, tagOf } from "./keyword.ts";
import type { Repair, RepairCode } from "./repair.ts";
import { tagText } from "./tag-dictionary.ts";

export interface LookupDescriptor {
  readonly entries: number;
  /** Stored value of the first entry. */
  readonly first: number;
  /** Bits of an entry, 8 to 16. */
  readonly bits: number;
}

/** [entries, first input, bits] of a LUT descriptor; zero entries mean 65536; the first input follows the pixels' sign. */
export function parseLookupDescriptor(dataset: Dataset, keyword: Keyword, signed: boolean): LookupDescriptor | undefined {
  const [entries, first, bits] = numbersOf(dataset, keyword);
  if (entries === undefined || first === undefined || bits === undefined) return undefined;
  const count = (entries & 0xffff) === 0 ? 65_536 : entries & 0xffff;
  return { entries: count, first: signed ? (first << 16) >> 16 : first & 0xffff, bits: Math.min(16, Math.max(8, bits)) };
}

/**
 * The entries of a table, one per 16-bit word, or one per byte where the data is only half as long; a short table is completed with
 * its last entry. `held` is how many there are, `isBytes` that they came as bytes. Undefined where there is none. (Values of the reader
 * are little endian whatever the file was.)
 */
export function readLookupEntries(
  dataset: Dataset,
  keyword: Keyword,
  entries: number,
): { readonly values: Uint16Array; readonly held: number; readonly isBytes: boolean } | undefined {
  const value: unknown = dataset.get(keyword);
  const values = new Uint16Array(entries);
  if (Array.isArray(value)) {
    const numbers = value as readonly number[];
    for (let at = 0; at < entries; at += 1) values[at] = numbers[Math.min(at, numbers.length - 1)] ?? 0;
    return { values, held: numbers.length, isBytes: false };
  }
  if (!(value instanceof Uint8Array) || value.length === 0) return undefined;
  const words = value.length >= 2 * entries || value.length > entries + 1;
  const held = words ? value.length >> 1 : value.length;
  const present = Math.min(entries, held);
  for (let at = 0; at < present; at += 1) {
    values[at] = words ? (value[2 * at] ?? 0) | ((value[2 * at + 1] ?? 0) << 8) : (value[at] ?? 0);
  }
  if (present === 0) return undefined;
  return { values: values.fill(values[present - 1] ?? 0, present), held, isBytes: !words };
}

/**
 * By how many bits the entries of a palette are reduced to 8. Entries described with 16 bits are reduced to their high byte, unless no
 * colour uses it (a known mistake of writers).
 */
export function paletteShift(channels: readonly { readonly bits: number; readonly entries: Uint16Array }[]): 0 | 8 {
  return channels.some(({ bits, entries }) => bits > 8 && entries.some((entry) => entry > 255)) ? 8 : 0;
}

const colours = ["Red", "Green", "Blue"] as const;

/** What of the palette and of the Modality and VOI LUTs of an image does not fit its own description (PS3.3 C.7.6.3.1.5, C.11.1, C.11.2). */
export function lookupRepairs(
  dataset: Dataset,
  image: { readonly photometricInterpretation: string; readonly signed: boolean },
): readonly Repair[] {
  if (image.photometricInterpretation === "PALETTE COLOR") return paletteRepairs(dataset, image.signed);
  if (!image.photometricInterpretation.startsWith("MONOCHROME")) return [];
  return (["ModalityLUTSequence", "VOILUTSequence"] as const).flatMap((keyword) => {
    const items: unknown = dataset.get(keyword);
    if (!Array.isArray(items)) return [];
    const codes = (items as readonly Dataset[]).slice(0, 16).flatMap((item) => {
      if (typeof item !== "object") return [];
      return tableFaults(item, "LUTDescriptor", "LUTData", image.signed);
    });
    return [...new Set(codes)].map((code) => ({ code, tag: tagText(tagOf(keyword)) }));
  });
}

function paletteRepairs(dataset: Dataset, signed: boolean): readonly Repair[] {
  const repairs: Repair[] = [];
  const channels: { readonly bits: number; readonly first: number; readonly entries: Uint16Array }[] = [];
  for (const colour of colours) {
    const keyword: Keyword = `${colour}PaletteColorLookupTableDescriptor`;
    const dataKeyword: Keyword = `${colour}PaletteColorLookupTableData`;
    const tag = tagText(tagOf(keyword));
    const descriptor = parseLookupDescriptor(dataset, keyword, signed);
    const isSegmented = !dataset.has(dataKeyword) && dataset.has(`Segmented${colour}PaletteColorLookupTableData`);
    if (isSegmented && descriptor !== undefined) continue;
    for (const code of tableFaults(dataset, keyword, dataKeyword, signed)) repairs.push({ code, tag });
    const read = descriptor && readLookupEntries(dataset, dataKeyword, descriptor.entries);
    if (descriptor && read) channels.push({ ...descriptor, entries: read.values });
  }
  const tag = tagText(tagOf("RedPaletteColorLookupTableDescriptor"));
  if (new Set(channels.map(({ first }) => first)).size > 1) repairs.push({ code: "palette-starts-differ", tag });
  const isDeep = channels.some(({ bits }) => bits > 8);
  const isUsed = channels.some(({ entries }) => entries.some((entry) => entry > 0));
  const isNamed = repairs.some(({ code }) => code === "lookup-bits-wrong");
  if (isDeep && isUsed && !isNamed && paletteShift(channels) === 0) repairs.push({ code: "lookup-bits-wrong", tag });
  return repairs;
}

function tableFaults(dataset: Dataset, descriptorKeyword: Keyword, dataKeyword: Keyword, signed: boolean): readonly RepairCode[] {
  const descriptor = parseLookupDescriptor(dataset, descriptorKeyword, signed);
  const read = descriptor && readLookupEntries(dataset, dataKeyword, descriptor.entries);
  if (descriptor === undefined || read === undefined) return ["lookup-table-missing"];
  const [, , bits] = numbersOf(dataset, descriptorKeyword);
  const padding = read.isBytes ? 1 : 0;
  return [
    ...(bits !== descriptor.bits || (read.isBytes && bits > 8) ? (["lookup-bits-wrong"] as const) : []),
    ...(read.held < descriptor.entries || read.held > descriptor.entries + padding ? (["lookup-length-wrong"] as const) : []),
  ];
}

function numbersOf(dataset: Dataset, keyword: Keyword): readonly number[] {
  const value: unknown = dataset.get(keyword);
  return Array.isArray(value) ? value.map(Number).filter(Number.isFinite) : [];
}
