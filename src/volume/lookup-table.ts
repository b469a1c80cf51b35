import type { Dataset, Keyword } from "../dicom/index.ts";
import { numbersOf } from "./functional-group.ts";

/** A lookup table: value of entry n holds for input `first + n`, ends held outside. */
export interface LookupTable {
  readonly first: number;
  readonly values: Uint16Array;
  readonly least: number;
  readonly most: number;
  /** Bits of an entry as described, 8 to 16. */
  readonly bits: number;
}

/** [entries, first input, bits] of a LUT descriptor; zero entries mean 65536; the first input follows the pixels' sign. */
export function parseLookupDescriptor(
  dataset: Dataset,
  keyword: Keyword,
  signed: boolean,
): { readonly entries: number; readonly first: number; readonly bits: number } | undefined {
  const [entries, first, bits] = numbersOf(dataset, keyword);
  if (entries === undefined || first === undefined || bits === undefined) return undefined;
  const count = (entries & 0xffff) === 0 ? 65_536 : entries & 0xffff;
  return { entries: count, first: signed ? (first << 16) >> 16 : first & 0xffff, bits: Math.min(16, Math.max(8, bits)) };
}

/** LUT Descriptor and LUT Data of a Modality or VOI LUT item (PS3.3 C.11.1.1.1, C.11.2.1.1); undefined where broken. */
export function parseLookupTable(item: Dataset, signed: boolean): LookupTable | undefined {
  const descriptor = parseLookupDescriptor(item, "LUTDescriptor", signed);
  const values = descriptor && readEntries(item, "LUTData", descriptor.entries);
  return descriptor && values && { first: descriptor.first, values, bits: descriptor.bits, ...extremes(values) };
}

/**
 * The entries of a table, one per 16-bit word, or one per byte where the data is only half as long; a short table is completed with
 * its last entry. Undefined where there is none. (Values of the reader are little endian whatever the file was.)
 */
export function readEntries(dataset: Dataset, keyword: Keyword, entries: number): Uint16Array | undefined {
  const value: unknown = dataset.get(keyword);
  const values = new Uint16Array(entries);
  if (Array.isArray(value)) {
    const numbers = value as readonly number[];
    for (let at = 0; at < entries; at += 1) values[at] = numbers[Math.min(at, numbers.length - 1)] ?? 0;
    return values;
  }
  if (!(value instanceof Uint8Array) || value.length === 0) return undefined;
  const words = value.length >= 2 * entries || value.length > entries + 1;
  const present = Math.min(entries, words ? value.length >> 1 : value.length);
  for (let at = 0; at < present; at += 1) {
    values[at] = words ? (value[2 * at] ?? 0) | ((value[2 * at + 1] ?? 0) << 8) : (value[at] ?? 0);
  }
  return present === 0 ? undefined : values.fill(values[present - 1] ?? 0, present);
}

function extremes(values: Uint16Array): { readonly least: number; readonly most: number } {
  let least = 65_535;
  let most = 0;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
}
