import { z } from "zod";
import { type Dataset, parseLookupDescriptor, readLookupEntries } from "../../dicom/index.ts";
import { numbersOf, textOf } from "../attributes.ts";
import { toBase64 } from "../base64.ts";

/** A lookup table: entry n, 0 to 2^bits - 1, belongs to the value `first + n`; the ends hold outside. */
export const stateTableSchema = z.object({
  first: z.number().int(),
  bits: z.number().int().min(1).max(16),
  explanation: z.string(),
  count: z.number().int(),
  /** Base64 of 16-bit words, little endian. */
  entries: z.string().max(200_000),
});
export type StateTable = z.infer<typeof stateTableSchema>;

/**
 * The table of a LUT item (PS3.3 C.11.1, C.11.2, C.11.6); undefined where it has none. Its first value is signed where it stands so (SS),
 * or where unsigned, as a reader of implicit VR may take it, its values would end beyond those of 16 bits.
 */
export function readStateTable(item: Dataset | undefined): StateTable | undefined {
  const [entries = 0, first = 0] = numbersOf(item, "LUTDescriptor", 3);
  const isSigned = first < 0 || (first >= 0x8000 && first + (entries & 0xffff || 0x10000) > 0x10000);
  const descriptor = item && parseLookupDescriptor(item, "LUTDescriptor", isSigned);
  const read = item && descriptor && readLookupEntries(item, "LUTData", descriptor.entries);
  if (item === undefined || descriptor === undefined || read === undefined) return undefined;
  const bytes = new Uint8Array(2 * read.values.length);
  const view = new DataView(bytes.buffer);
  const most = 2 ** descriptor.bits - 1;
  for (const [at, value] of read.values.entries()) view.setUint16(2 * at, Math.min(most, value), true);
  return {
    first: descriptor.first,
    bits: descriptor.bits,
    explanation: textOf(item, "LUTExplanation", 64),
    count: read.values.length,
    entries: toBase64(bytes),
  };
}
