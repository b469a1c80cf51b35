import { corrupt } from "./jpeg-header.ts";
import type { HuffmanTable, JpegBits } from "./jpeg-huffman.ts";
import { zigzag } from "./jpeg-tables.ts";

/** Which coefficients a scan brings, and which of their bits (ITU-T T.81 G.1.1.1). */
export interface ProgressiveScan {
  readonly first: number;
  readonly last: number;
  /** Bit of the scan before, 0 where this one brings the first bits; and the lowest bit of this one. */
  readonly high: number;
  readonly low: number;
}

/** Coefficients of a component in natural order, 64 a block; they grow from scan to scan. */
export interface ProgressiveBlocks {
  readonly coefficients: Int16Array;
  readonly dcTable: HuffmanTable | undefined;
  readonly acTable: HuffmanTable | undefined;
}

/** What lasts from block to block within a scan, until a restart. */
export interface ProgressiveState {
  /** DC predictions, by the component's place in the scan. */
  readonly predictions: Int32Array;
  /** Blocks to come whose band has ended. */
  endOfBand: number;
}

/** Reads what a scan says of one block. @throws VolumeError corrupt-pixel-data */
export function decodeProgressiveBlock(
  bits: JpegBits,
  blocks: ProgressiveBlocks,
  start: number,
  scan: ProgressiveScan,
  state: ProgressiveState,
  place: number,
): void {
  if (scan.first === 0) decodeDc(bits, blocks, start, scan, state, place);
  else if (scan.high === 0) decodeAcFirst(bits, blocks, start, scan, state);
  else decodeAcRefinement(bits, blocks, start, scan, state);
}

function decodeDc(
  bits: JpegBits,
  { coefficients, dcTable }: ProgressiveBlocks,
  start: number,
  { high, low }: ProgressiveScan,
  { predictions }: ProgressiveState,
  place: number,
): void {
  if (high !== 0) {
    if (bits.take(1) === 1) coefficients[start] = (coefficients[start] as number) | (1 << low);
    return;
  }
  if (dcTable === undefined) throw missingTable();
  const prediction = (predictions[place] as number) + bits.takeSigned(Math.min(16, bits.symbol(dcTable)));
  predictions[place] = prediction;
  coefficients[start] = prediction * (1 << low);
}

/** First bits of a band: runs of zeros, values, and runs of blocks that have no more (T.81 G.1.2.2). */
function decodeAcFirst(
  bits: JpegBits,
  { coefficients, acTable }: ProgressiveBlocks,
  start: number,
  { first, last, low }: ProgressiveScan,
  state: ProgressiveState,
): void {
  if (state.endOfBand > 0) {
    state.endOfBand -= 1;
    return;
  }
  if (acTable === undefined) throw missingTable();
  for (let k = first; k <= last; k += 1) {
    const symbol = bits.symbol(acTable);
    const run = symbol >> 4;
    const size = symbol & 15;
    if (size === 0 && run < 15) {
      state.endOfBand = (1 << run) + bits.take(run) - 1;
      return;
    }
    k += run;
    if (size === 0) continue;
    if (k > last) return;
    coefficients[start + (zigzag[k] as number)] = bits.takeSigned(size) * (1 << low);
  }
}

/** One more bit of the coefficients a band has, and its new ones (T.81 G.1.2.3). */
function decodeAcRefinement(
  bits: JpegBits,
  { coefficients, acTable }: ProgressiveBlocks,
  start: number,
  { first, last, low }: ProgressiveScan,
  state: ProgressiveState,
): void {
  if (acTable === undefined) throw missingTable();
  const refining: Refining = { bits, coefficients, start, last, bit: 1 << low };
  let k = first;
  while (state.endOfBand === 0 && k <= last) {
    const symbol = bits.symbol(acTable);
    const run = symbol >> 4;
    const isNew = (symbol & 15) !== 0;
    if (!isNew && run < 15) {
      state.endOfBand = (1 << run) + bits.take(run);
      break;
    }
    const value = isNew ? newValue(refining) : 0;
    k = refineUpTo(refining, k, run);
    if (isNew && k <= last) coefficients[start + (zigzag[k] as number)] = value;
    k += 1;
  }
  if (state.endOfBand === 0) return;
  refineUpTo(refining, k, 64);
  state.endOfBand -= 1;
}

interface Refining {
  readonly bits: JpegBits;
  readonly coefficients: Int16Array;
  readonly start: number;
  readonly last: number;
  /** Weight of the bit that this scan brings. */
  readonly bit: number;
}

function newValue({ bits, bit }: Refining): number {
  return bits.take(1) === 1 ? bit : -bit;
}

/** Refines what is there from position `from` on, over `zeros` coefficients that are still zero; returns where the next zero is. */
function refineUpTo({ bits, coefficients, start, last, bit }: Refining, from: number, zeros: number): number {
  let left = zeros;
  let k = from;
  for (; k <= last; k += 1) {
    const at = start + (zigzag[k] as number);
    const value = coefficients[at] as number;
    if (value === 0) {
      if (left === 0) break;
      left -= 1;
    } else if (bits.take(1) === 1 && (Math.abs(value) & bit) === 0) coefficients[at] = value + (value < 0 ? -bit : bit);
  }
  return k;
}

function missingTable(): Error {
  return corrupt("a scan names a table that is not there");
}
