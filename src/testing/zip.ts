import { crc32, deflateRawSync } from "node:zlib";

/** One entry of a ZIP under test; whatever is left out is written honestly. */
export interface ZipFixtureEntry {
  readonly name: string | Uint8Array;
  readonly bytes: Uint8Array;
  readonly store?: boolean;
  /** General purpose bit flag; bit 0: encrypted, bit 11: the name is UTF-8. */
  readonly flags?: number;
  readonly method?: number;
  readonly declaredBytes?: number;
  readonly crc?: number;
  /** Sizes and checksum after the data instead of before it, as streamed ZIPs have them (APPNOTE.TXT 4.3.9). */
  readonly descriptor?: boolean;
  /** Sizes and offset of the directory entry in a ZIP64 extra field (APPNOTE.TXT 4.5.3). */
  readonly zip64?: boolean;
  /** Points this directory entry at the data of an earlier one. */
  readonly dataOf?: number;
}

/** Writes a ZIP (APPNOTE.TXT 4.3), lies included. */
export function buildZip(entries: readonly ZipFixtureEntry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let position = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const packed = entry.store ? Buffer.from(entry.bytes) : deflateRawSync(entry.bytes);
    const fields = { name, packed, entry, method: entry.method ?? (entry.store ? 0 : 8) };
    const offset = entry.dataOf === undefined ? position : (offsets[entry.dataOf] ?? 0);
    offsets.push(offset);
    if (entry.dataOf === undefined) {
      const local = Buffer.concat([header(0x04034b50, fields, 30), name, packed, descriptorOf(fields)]);
      parts.push(local);
      position += local.length;
    }
    const central = header(0x02014b50, fields, 46);
    central.writeUInt32LE(offset, 42);
    directory.push(central, name, zip64Extra(central, fields, offset));
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(position, 16);
  return Buffer.concat([...parts, central, end]);
}

interface Fields {
  readonly name: Buffer;
  readonly packed: Buffer;
  readonly entry: ZipFixtureEntry;
  readonly method: number;
}

function descriptorOf({ entry, packed }: Fields): Buffer {
  if (!entry.descriptor) return Buffer.alloc(0);
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc32(entry.bytes), 4);
  bytes.writeUInt32LE(packed.length, 8);
  bytes.writeUInt32LE(entry.bytes.length, 12);
  return bytes;
}

function zip64Extra(central: Buffer, { entry, packed }: Fields, offset: number): Buffer {
  if (!entry.zip64) return Buffer.alloc(0);
  for (const at of [20, 24, 42]) central.writeUInt32LE(0xffffffff, at);
  const bytes = Buffer.alloc(28);
  bytes.writeUInt16LE(1, 0);
  bytes.writeUInt16LE(24, 2);
  for (const [index, value] of [entry.bytes.length, packed.length, offset].entries())
    bytes.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  central.writeUInt16LE(bytes.length, 30);
  return bytes;
}

/** Local header (30 bytes) and directory header (46) hold the same fields, the latter two bytes further on. */
function header(signature: number, { name, packed, entry, method }: Fields, length: 30 | 46): Buffer {
  const bytes = Buffer.alloc(length);
  const shift = length === 46 ? 2 : 0;
  bytes.writeUInt32LE(signature, 0);
  bytes.writeUInt16LE(20, 4);
  const flags = entry.flags ?? (typeof entry.name === "string" ? 0x800 : 0);
  bytes.writeUInt16LE(flags | (entry.descriptor ? 8 : 0), 6 + shift);
  bytes.writeUInt16LE(method, 8 + shift);
  bytes.writeUInt32LE(entry.crc ?? crc32(entry.bytes), 14 + shift);
  bytes.writeUInt32LE(packed.length, 18 + shift);
  bytes.writeUInt32LE(entry.declaredBytes ?? entry.bytes.length, 22 + shift);
  bytes.writeUInt16LE(name.length, 26 + shift);
  if (entry.descriptor && length === 30) bytes.fill(0, 14, 26);
  return bytes;
}
