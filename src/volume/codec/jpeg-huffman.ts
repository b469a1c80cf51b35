import { corrupt } from "./jpeg-header.ts";

/** A Huffman table ready to decode: canonical codes by length (ITU-T T.81 annex F.2.2.3) behind an 8-bit look-ahead. */
export interface HuffmanTable {
  /** For every next 8 bits: length * 256 + symbol, or 0 where the code is longer. */
  readonly short: Uint16Array;
  readonly largestCode: Int32Array;
  readonly firstIndex: Int32Array;
  readonly symbols: Uint8Array;
}

/** Builds a table from its 16 counts and its symbols. @throws VolumeError corrupt-pixel-data */
export function buildHuffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const short = new Uint16Array(256);
  const largestCode = new Int32Array(18).fill(-1);
  const firstIndex = new Int32Array(18);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length += 1) {
    firstIndex[length] = index - code;
    for (let n = counts[length - 1] ?? 0; n > 0; n -= 1, code += 1, index += 1) {
      if (code >= 1 << length) throw corrupt("a Huffman table has more codes than fit");
      if (length <= 8) short.fill(length * 256 + (symbols[index] ?? 0), code << (8 - length), (code + 1) << (8 - length));
      largestCode[length] = code;
    }
    code <<= 1;
  }
  return { short, largestCode, firstIndex, symbols };
}

/** More made-up bytes than this are no look-ahead past the last code. */
const lookAheadBytes = 8;

/** Reads entropy coded bits; past a marker or the end it gives zeros, and after some of them says so. Owned by one decode. */
export class JpegBits {
  readonly #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #count = 0;
  #madeUp = 0;
  #cutOff = false;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Next `length` bits, at most 16, as an unsigned number. */
  take(length: number): number {
    if (length === 0) return 0;
    this.#fill(length);
    this.#count -= length;
    return (this.#held >>> this.#count) & ((1 << length) - 1);
  }

  /** A difference of `length` bits in JPEG's signed form (T.81 F.2.2.1, EXTEND). */
  takeSigned(length: number): number {
    const value = this.take(length);
    return length === 0 || value >= 1 << (length - 1) ? value : value - (1 << length) + 1;
  }

  symbol(table: HuffmanTable): number {
    this.#fill(16);
    const found = table.short[(this.#held >>> (this.#count - 8)) & 255] ?? 0;
    if (found !== 0) {
      this.#count -= found >> 8;
      return found & 255;
    }
    const next = (this.#held >>> (this.#count - 16)) & 0xffff;
    for (let length = 9; length <= 16; length += 1) {
      const code = next >> (16 - length);
      if (code <= (table.largestCode[length] as number)) {
        this.#count -= length;
        return table.symbols[(table.firstIndex[length] as number) + code] ?? 0;
      }
    }
    throw corrupt("it holds a code that its Huffman table does not");
  }

  /** Whether the data ended, or a marker came, before the codes asked for were complete. */
  isCutOff(): boolean {
    return this.#cutOff || this.#madeUp > lookAheadBytes;
  }

  /** Skips to just after the next restart marker and forgets the bits held. */
  restart(): void {
    this.#cutOff = this.isCutOff();
    this.#madeUp = 0;
    this.#held = 0;
    this.#count = 0;
    while (this.#at + 1 < this.#bytes.length) {
      const marker = this.#bytes[this.#at + 1] as number;
      if (this.#bytes[this.#at] === 0xff && marker >= 0xd0 && marker <= 0xd7) {
        this.#at += 2;
        return;
      }
      if (this.#bytes[this.#at] === 0xff && marker === 0xd9) return;
      this.#at += 1;
    }
  }

  #fill(length: number): void {
    while (this.#count < length) {
      let byte = this.#bytes[this.#at] ?? -1;
      if (byte === 0xff) {
        if (this.#bytes[this.#at + 1] === 0) this.#at += 1;
        else byte = -1;
      }
      if (byte < 0) {
        this.#madeUp += 1;
        byte = 0;
      } else {
        this.#at += 1;
      }
      this.#held = ((this.#held & 0xffffff) << 8) | byte;
      this.#count += 8;
    }
  }
}
