/** An element as it lies in a file, to be written in a way that no writer of the product would. */
export interface RawElement {
  readonly tag: number;
  /** The two letters in the place of the VR; absent: in implicit form. */
  readonly vr?: string;
  readonly value: Uint8Array;
  /** Write an undefined length, and no delimiter. */
  readonly undefinedLength?: boolean;
}

const longLengths: ReadonlySet<string> = new Set(["OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UN", "UT", "UC", "UR", "SV", "UV"]);
const wordLengths: Readonly<Record<string, number>> = { US: 2, SS: 2, OW: 2, UL: 4, SL: 4, FL: 4, OF: 4, FD: 8, AT: 2 };

/** The top level of a data set in explicit little endian with defined lengths. */
export function readElements(bytes: Uint8Array): readonly RawElement[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const elements: RawElement[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const tag = view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true);
    const vr = String.fromCharCode(bytes[at + 4] ?? 0, bytes[at + 5] ?? 0);
    const long = longLengths.has(vr);
    const start = at + (long ? 12 : 8);
    const end = start + (long ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true));
    elements.push({ tag, vr, value: bytes.slice(start, end) });
    at = end;
  }
  return elements;
}

export function writeElements(elements: readonly RawElement[]): Uint8Array {
  return new Uint8Array(Buffer.concat(elements.map(writeElement)));
}

export function writeElement({ tag, vr, value, undefinedLength }: RawElement): Uint8Array {
  const long = vr !== undefined && longLengths.has(vr);
  const header = Buffer.alloc(long ? 12 : 8);
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
  const length = undefinedLength === true ? 0xffffffff : value.length;
  if (vr !== undefined) header.write(vr, 4, "latin1");
  if (long) header.writeUInt32LE(length, 8);
  else if (vr === undefined) header.writeUInt32LE(length, 4);
  else header.writeUInt16LE(length, 6);
  return new Uint8Array(Buffer.concat([header, value]));
}

/** The same element without its VR; the elements of a sequence's items too. */
export function toImplicit(element: RawElement): RawElement {
  const { tag, vr, value } = element;
  if (vr !== "SQ") return { tag, value };
  return { tag, value: mapItems(value, (item) => writeElements(readElements(item).map(toImplicit)), true) };
}

/** A data set in explicit big endian (PS3.5 annex A.3, retired). */
export function toBigEndian(elements: readonly RawElement[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      elements.map(({ tag, vr = "UN", value }) => {
        const long = longLengths.has(vr);
        const body =
          vr === "SQ" ? mapItems(value, (item) => toBigEndian(readElements(item)), false) : swapped(value, wordLengths[vr] ?? 1);
        const header = Buffer.alloc(long ? 12 : 8);
        header.writeUInt16BE(tag >>> 16, 0);
        header.writeUInt16BE(tag & 0xffff, 2);
        header.write(vr, 4, "latin1");
        if (long) header.writeUInt32BE(body.length, 8);
        else header.writeUInt16BE(body.length, 6);
        return Buffer.concat([header, body]);
      }),
    ),
  );
}

function mapItems(items: Uint8Array, map: (item: Uint8Array) => Uint8Array, littleEndian: boolean): Uint8Array {
  const view = new DataView(items.buffer, items.byteOffset, items.length);
  const written: Uint8Array[] = [];
  for (let at = 0; at + 8 <= items.length; ) {
    const length = view.getUint32(at + 4, true);
    const body = map(items.subarray(at + 8, at + 8 + length));
    const header = new DataView(new ArrayBuffer(8));
    header.setUint16(0, 0xfffe, littleEndian);
    header.setUint16(2, 0xe000, littleEndian);
    header.setUint32(4, body.length, littleEndian);
    written.push(new Uint8Array(header.buffer), body);
    at += 8 + length;
  }
  return new Uint8Array(Buffer.concat(written));
}

function swapped(value: Uint8Array, width: number): Uint8Array {
  if (width === 1) return value;
  const out = new Uint8Array(value.length);
  for (let at = 0; at < value.length; at += 1) out[at] = value[at - (at % width) + (width - 1 - (at % width))] ?? 0;
  return out;
}
