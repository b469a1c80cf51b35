import { corrupt, type JpegHeader, jpegSegments, parseJpegHeader } from "./jpeg-header.ts";
import { type HuffmanTable, JpegBits } from "./jpeg-huffman.ts";
import { createJpegTables, type JpegScan, type JpegTables, parseJpegScan, readJpegTables } from "./jpeg-tables.ts";

/** Decoded samples, interleaved, unsigned, and how many pixels the data did not reach (their samples are zero). */
export interface LosslessSamples {
  readonly samples: Uint16Array;
  readonly missing: number;
}

/** One component of a scan: where its samples go in the interleaved picture, and its table. */
interface Plane {
  readonly offset: number;
  readonly table: HuffmanTable;
}

/**
 * Decodes lossless JPEG with Huffman coding, 2 to 16 bits (ITU-T T.81 annex H, process 14; transfer syntaxes .4.57 and .4.70): every
 * predictor, point transform, restart intervals, components in one scan or one scan each. @throws VolumeError corrupt-pixel-data
 */
export function decodeJpegLossless(bytes: Uint8Array): LosslessSamples {
  const header = parseJpegHeader(bytes);
  const { components, precision } = header;
  if (precision < 2 || precision > 16) throw corrupt(`it has ${precision} bits`);
  if (components.some(({ across, down }) => across !== components[0]?.across || down !== components[0]?.down)) {
    throw corrupt("its components are of different sizes");
  }
  const samples = new Uint16Array(header.rows * header.columns * components.length);
  const tables = createJpegTables();
  let missing = 0;
  let scanned = 0;
  for (const part of jpegSegments(bytes)) {
    readJpegTables(part, tables);
    if (part.marker !== 0xda) continue;
    const scan = parseJpegScan(part.segment);
    missing = Math.max(missing, decodeScan(new JpegBits(bytes, part.dataStart), scan, tables, header, samples));
    scanned += scan.components.length;
    if (scanned >= components.length) return { samples, missing };
  }
  throw corrupt("a scan is missing");
}

/** Decodes a scan into `samples`; returns the number of pixels not reached. */
function decodeScan(bits: JpegBits, scan: JpegScan, tables: JpegTables, header: JpegHeader, samples: Uint16Array): number {
  const { rows, columns } = header;
  const { selection, point } = scan;
  if (selection < 1 || selection > 7 || point >= header.precision) throw corrupt("its predictor or point transform is wrong");
  if (tables.restartInterval % columns !== 0) throw corrupt("its restart interval is not a number of rows");
  const restartRows = tables.restartInterval / columns || rows;
  const planes = planesOf(scan, tables, header);
  const decodeLine = planes.length === 1 ? decodeSingleLine : decodeInterleavedLine;
  const step = header.components.length;
  const middle = 1 << (header.precision - point - 1);
  let reached = 0;
  for (let row = 0; row < rows && !bits.isCutOff(); row += 1) {
    const fresh = row % restartRows === 0;
    if (fresh && row > 0) bits.restart();
    decodeLine(bits, planes, { start: row * columns * step, step, columns }, fresh ? middle : undefined, selection, samples);
    if (!bits.isCutOff()) reached = row + 1;
  }
  for (const { offset } of planes) finish(samples, offset, step, reached * columns, point);
  return (rows - reached) * columns;
}

function planesOf(scan: JpegScan, tables: JpegTables, header: JpegHeader): readonly Plane[] {
  return scan.components.map(({ id, dcTable }) => {
    const offset = header.components.findIndex((component) => component.id === id);
    const table = tables.huffman.get(dcTable);
    if (offset < 0 || table === undefined) throw corrupt("a scan names a table or component that is not there");
    return { offset, table };
  });
}

interface Line {
  readonly start: number;
  readonly step: number;
  readonly columns: number;
}

/**
 * A line of one component (T.81 table H.1). `fresh` is the prediction of its first sample where there is no line above; the others are
 * then predicted from the left alone.
 */
function decodeSingleLine(
  bits: JpegBits,
  [plane]: readonly Plane[],
  { start, step, columns }: Line,
  fresh: number | undefined,
  selection: number,
  samples: Uint16Array,
): void {
  if (plane === undefined) return;
  const { offset, table } = plane;
  const above = columns * step;
  const end = start + offset + columns * step;
  let at = start + offset;
  const leftOnly = fresh !== undefined || selection === 1;
  let left = ((fresh ?? (samples[at - above] as number)) + difference(bits, table)) & 0xffff;
  samples[at] = left;
  for (at += step; at < end; at += step) {
    const prediction = leftOnly
      ? left
      : predict(selection, left, samples[at - above] as number, samples[at - above - step] as number);
    left = (prediction + difference(bits, table)) & 0xffff;
    samples[at] = left;
  }
}

/** A line of several components, sample by sample, as `decodeSingleLine`. */
function decodeInterleavedLine(
  bits: JpegBits,
  planes: readonly Plane[],
  { start, step, columns }: Line,
  fresh: number | undefined,
  selection: number,
  samples: Uint16Array,
): void {
  const above = columns * step;
  for (let column = 0; column < columns; column += 1) {
    for (const { offset, table } of planes) {
      const at = start + column * step + offset;
      let prediction: number;
      if (column === 0) prediction = fresh ?? (samples[at - above] as number);
      else if (fresh !== undefined) prediction = samples[at - step] as number;
      else
        prediction = predict(
          selection,
          samples[at - step] as number,
          samples[at - above] as number,
          samples[at - above - step] as number,
        );
      samples[at] = (prediction + difference(bits, table)) & 0xffff;
    }
  }
}

/** a: left, b: above, c: above left (T.81 table H.1). */
function predict(selection: number, a: number, b: number, c: number): number {
  switch (selection) {
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    default:
      return (a + b) >> 1;
  }
}

function difference(bits: JpegBits, table: HuffmanTable): number {
  const category = bits.symbol(table);
  return category >= 16 ? 32_768 : bits.takeSigned(category);
}

/** Undoes the point transform of a component's first `pixels` and blanks what lies behind them. */
function finish(samples: Uint16Array, offset: number, step: number, pixels: number, point: number): void {
  if (point === 0 && pixels * step >= samples.length) return;
  for (let at = offset, pixel = 0; at < samples.length; at += step, pixel += 1) {
    samples[at] = pixel < pixels ? (samples[at] as number) << point : 0;
  }
}
