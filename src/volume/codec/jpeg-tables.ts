import { corrupt, type JpegSegment } from "./jpeg-header.ts";
import { buildHuffmanTable, type HuffmanTable } from "./jpeg-huffman.ts";

/** Tables and settings of a JPEG as they stand when a scan begins (ITU-T T.81 B.2.4). */
export interface JpegTables {
  readonly quantization: Map<number, Uint16Array>;
  /** By class * 16 + identifier: DC and lossless tables from 0, AC tables from 16. */
  readonly huffman: Map<number, HuffmanTable>;
  restartInterval: number;
}

/** Zigzag position -> natural position of a coefficient (T.81 figure A.6). */
export const zigzag = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42,
  49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]);

export function createJpegTables(): JpegTables {
  return { quantization: new Map(), huffman: new Map(), restartInterval: 0 };
}

/** Adopts a DQT, DHT or DRI segment; others are left alone. @throws VolumeError corrupt-pixel-data */
export function readJpegTables({ marker, segment }: JpegSegment, tables: JpegTables): void {
  if (marker === 0xdb) readQuantization(segment, tables);
  if (marker === 0xc4) readHuffman(segment, tables);
  if (marker === 0xdd) tables.restartInterval = ((segment[0] ?? 0) << 8) | (segment[1] ?? 0);
}

/** What a scan header says: components with their table choices, and the parameters at its end (T.81 B.2.3). */
export interface JpegScan {
  readonly components: readonly { readonly id: number; readonly dcTable: number; readonly acTable: number }[];
  /** Predictor of a lossless scan; start of spectral selection else. */
  readonly selection: number;
  /** End of spectral selection. */
  readonly selectionEnd: number;
  /** Bit position of the scan before (progressive). */
  readonly pointBefore: number;
  /** Point transform of a lossless scan. */
  readonly point: number;
}

export function parseJpegScan(segment: Uint8Array): JpegScan {
  const count = segment[0] ?? 0;
  if (count < 1 || count > 4 || segment.length < 4 + 2 * count) throw corrupt("a scan header is cut off");
  const components = Array.from({ length: count }, (_, n) => {
    const choice = segment[2 + 2 * n] ?? 0;
    return { id: segment[1 + 2 * n] ?? 0, dcTable: choice >> 4, acTable: 16 + (choice & 15) };
  });
  const approximation = segment[3 + 2 * count] ?? 0;
  return {
    components,
    selection: segment[1 + 2 * count] ?? 0,
    selectionEnd: segment[2 + 2 * count] ?? 0,
    pointBefore: approximation >> 4,
    point: approximation & 15,
  };
}

function readQuantization(segment: Uint8Array, tables: JpegTables): void {
  for (let at = 0; at < segment.length; ) {
    const wide = (segment[at] ?? 0) >> 4 !== 0;
    const table = new Uint16Array(64);
    for (let n = 0; n < 64; n += 1) {
      const position = at + 1 + (wide ? 2 * n : n);
      const value = wide ? ((segment[position] ?? 0) << 8) | (segment[position + 1] ?? 0) : (segment[position] ?? 0);
      table[zigzag[n] as number] = value;
    }
    tables.quantization.set((segment[at] ?? 0) & 15, table);
    at += wide ? 129 : 65;
  }
}

function readHuffman(segment: Uint8Array, tables: JpegTables): void {
  for (let at = 0; at + 17 <= segment.length; ) {
    const counts = segment.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    tables.huffman.set(segment[at] ?? 0, buildHuffmanTable(counts, segment.subarray(at + 17, at + 17 + total)));
    at += 17 + total;
  }
}
