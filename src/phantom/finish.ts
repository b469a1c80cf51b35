import type { VolumeGrid } from "../geometry/index.ts";
import { exp, square } from "./mathematics.ts";
import { createRandom } from "./random.ts";

/** Turns a clean slice into what a scanner gives: blurred by its point spread, noisy, whole numbers. */
export interface Finisher {
  /** Writes the slice into `target` from `offset`; `slice` is used as scratch. */
  finish(slice: Float32Array, target: Int16Array, offset: number, sliceIndex: number): void;
}

const TILE = 512;
const TILES = 8;
const BLOCK = 8;
/** Rows that a streak may lean over the width of a slice of up to 1024 columns. */
const STREAK_MARGIN = 40;
/** Attenuation of water at the effective energy of a 120 kV beam, per millimetre. */
const WATER_PER_MM = 0.0192;

export function createFinisher(grid: VolumeGrid, noiseHu: number, blurMm: number, seed: number, purpose: string): Finisher {
  const [columns, rows] = grid.dimensions;
  const pixelMm = grid.spacingMm[0];
  const random = createRandom(seed, `${purpose} noise`);
  const tiles = Array.from({ length: TILES }, () => noiseTile(random.bits));
  // A three-tap kernel with the wanted variance; the pixel's own width already blurs by about 0.29 of itself.
  const variance = Math.max(0, square(blurMm / pixelMm) - 0.08);
  const side = Math.min(0.32, variance / 2);
  const scratch = new Float32Array(columns * rows);
  const rowPath = new Float32Array(rows);
  const columnPath = new Float32Array(columns);
  const streaks = new Float32Array(rows * 2 + 2 * STREAK_MARGIN);

  /** Adds noise to the row that starts at `at`; `shift` says where in the tile the slice lies. */
  const finishRow = (slice: Float32Array, target: Int16Array, at: number, offset: number, tile: Float32Array, shift: number) => {
    const row = at / columns;
    const along = rowPath[row] as number;
    const streak = noiseHu * Math.min(2.6, Math.max(0, along - 3.6) * 0.7);
    const tileRow = ((row + (shift >>> 12)) & (TILE - 1)) * TILE;
    for (let column = 0; column < columns; column++) {
      const value = slice[at + column] as number;
      const level = noiseHu * Math.sqrt(0.5 * (along + (columnPath[column] as number)));
      let noise = level * (tile[tileRow + ((column + shift) & (TILE - 1))] as number);
      if (streak > 0 && value > -950) noise += streak * streakAt(row, column);
      target[offset + at + column] = Math.min(3071, Math.max(-1024, Math.round(value + noise)));
    }
  };
  /** Streaks run a little up and a little down across the slice. */
  const streakAt = (row: number, column: number) => {
    const lean = (column * 5) >> 7;
    return (streaks[row + lean] as number) + (streaks[rows + row - lean + STREAK_MARGIN] as number);
  };

  return {
    finish: (slice, target, offset, sliceIndex) => {
      measurePaths(slice, columns, rows, pixelMm, rowPath, columnPath);
      blur(slice, scratch, columns, rows, side);
      const tile = tiles[sliceIndex % TILES] as Float32Array;
      const shift = random.bits() >>> 0;
      for (let i = 0; i < streaks.length; i++) streaks[i] = random.unit() + random.unit() - 1;
      for (let row = 0; row < rows; row++) finishRow(slice, target, row * columns, offset, tile, shift);
    },
  };
}

/** Relative variance that the photons along each row and column bring, 1 at the level of the heart of a standard patient. */
function measurePaths(
  slice: Float32Array,
  columns: number,
  rows: number,
  pixelMm: number,
  rowPath: Float32Array,
  columnPath: Float32Array,
): void {
  rowPath.fill(0);
  columnPath.fill(0);
  for (let row = 0; row < rows; row += BLOCK) {
    for (let column = 0; column < columns; column += BLOCK) {
      const water = Math.max(0, 1 + (slice[row * columns + column] as number) / 1000);
      rowPath[row] = (rowPath[row] as number) + water;
      columnPath[column] = (columnPath[column] as number) + water;
    }
  }
  spreadPaths(rowPath, pixelMm);
  spreadPaths(columnPath, pixelMm);
}

function spreadPaths(path: Float32Array, pixelMm: number): void {
  // Tube current modulation evens out most of what the path length does.
  const toVariance = (blocks: number) => Math.max(0.3, exp(WATER_PER_MM * 0.62 * (blocks * BLOCK * pixelMm - 215)));
  for (let i = 0; i < path.length; i += BLOCK) path[i] = toVariance(path[i] as number);
  for (let i = 0; i + BLOCK < path.length; i += BLOCK) {
    const a = path[i] as number;
    const b = path[i + BLOCK] as number;
    for (let n = 1; n < BLOCK; n++) path[i + n] = a + ((b - a) * n) / BLOCK;
  }
  const last = path.length - BLOCK;
  for (let n = 1; n < BLOCK; n++) path[last + n] = path[last] as number;
}

function blur(slice: Float32Array, scratch: Float32Array, columns: number, rows: number, side: number): void {
  const middle = 1 - 2 * side;
  for (let row = 0; row < rows; row++) {
    const base = row * columns;
    const end = base + columns - 1;
    scratch[base] = slice[base] as number;
    scratch[end] = slice[end] as number;
    for (let at = base + 1; at < end; at++) {
      scratch[at] = middle * (slice[at] as number) + side * ((slice[at - 1] as number) + (slice[at + 1] as number));
    }
  }
  for (let at = columns; at < columns * (rows - 1); at++) {
    slice[at] = middle * (scratch[at] as number) + side * ((scratch[at - columns] as number) + (scratch[at + columns] as number));
  }
}

/** Periodic noise with the texture of a filtered back projection: no very slow and no very fast waves; deviation 1. */
function noiseTile(bits: () => number): Float32Array {
  const white = new Float32Array(TILE * TILE);
  for (let i = 0; i < white.length; i++) {
    const b = bits();
    white[i] = (b & 255) + ((b >>> 8) & 255) + ((b >>> 16) & 255) + (b >>> 24) - 510;
  }
  const fine = smooth(white, 1);
  const slow = smooth(smooth(fine, 2), 3);
  let sum = 0;
  for (let i = 0; i < fine.length; i++) {
    const value = (fine[i] as number) - 0.85 * (slow[i] as number);
    fine[i] = value;
    sum += value * value;
  }
  const factor = 1 / Math.sqrt(sum / fine.length);
  for (let i = 0; i < fine.length; i++) fine[i] = (fine[i] as number) * factor;
  return fine;
}

/** [1 2 1] / 4 along both axes, taps `reach` apart, periodic. */
function smooth(source: Float32Array, reach: number): Float32Array {
  const mask = TILE - 1;
  const half = new Float32Array(source.length);
  const result = new Float32Array(source.length);
  for (let row = 0; row < TILE; row++) {
    for (let column = 0; column < TILE; column++) {
      const base = row * TILE;
      half[base + column] =
        0.5 * (source[base + column] as number) +
        0.25 * ((source[base + ((column + reach) & mask)] as number) + (source[base + ((column - reach) & mask)] as number));
    }
  }
  for (let row = 0; row < TILE; row++) {
    const above = ((row - reach) & mask) * TILE;
    const below = ((row + reach) & mask) * TILE;
    for (let column = 0; column < TILE; column++) {
      result[row * TILE + column] =
        0.5 * (half[row * TILE + column] as number) +
        0.25 * ((half[above + column] as number) + (half[below + column] as number));
    }
  }
  return result;
}
