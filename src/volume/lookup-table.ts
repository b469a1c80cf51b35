import { type Dataset, parseLookupDescriptor, readLookupEntries } from "../dicom/index.ts";

/** A lookup table: value of entry n holds for input `first + n`, ends held outside. */
export interface LookupTable {
  readonly first: number;
  readonly values: Uint16Array;
  readonly least: number;
  readonly most: number;
  /** Bits of an entry as described, 8 to 16. */
  readonly bits: number;
}

/** LUT Descriptor and LUT Data of a Modality or VOI LUT item (PS3.3 C.11.1.1.1, C.11.2.1.1); undefined where broken. */
export function parseLookupTable(item: Dataset, signed: boolean): LookupTable | undefined {
  const descriptor = parseLookupDescriptor(item, "LUTDescriptor", signed);
  const values = descriptor && readLookupEntries(item, "LUTData", descriptor.entries)?.values;
  return descriptor && values && { first: descriptor.first, values, bits: descriptor.bits, ...extremes(values) };
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
