import { createRandom } from "./random.ts";

/** Fine structure below what is modelled as anatomy, HU to add; indices are pixel column, row and slice. */
export interface Texture {
  lung(column: number, row: number, slice: number): number;
  /** Streaks of fat in muscle. */
  muscle(column: number, row: number, slice: number): number;
  /** Plain noise with deviation 1, of about two pixels. */
  grain(column: number, row: number, slice: number): number;
}

const SIZE = 64;

/** A periodic cube of smooth random values with deviation 1: white noise blurred `passes` times along each axis. */
export function noiseCube(seed: number, purpose: string, passes: number): Float32Array {
  const random = createRandom(seed, purpose);
  let cube = new Float32Array(SIZE * SIZE * SIZE);
  for (let i = 0; i < cube.length; i++) cube[i] = random.unit() - 0.5;
  for (let pass = 0; pass < passes; pass++) {
    for (const stride of [1, SIZE, SIZE * SIZE]) cube = blurCube(cube, stride);
  }
  let sum = 0;
  for (const value of cube) sum += value * value;
  const factor = 1 / Math.sqrt(sum / cube.length);
  for (let i = 0; i < cube.length; i++) cube[i] = (cube[i] as number) * factor;
  return cube;
}

function blurCube(cube: Float32Array, stride: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(cube.length);
  const wrap = stride * SIZE;
  for (let i = 0; i < cube.length; i++) {
    const position = Math.floor(i / stride) % SIZE;
    const before = position === 0 ? i + wrap - stride : i - stride;
    const after = position === SIZE - 1 ? i - wrap + stride : i + stride;
    result[i] = 0.5 * (cube[i] as number) + 0.25 * ((cube[before] as number) + (cube[after] as number));
  }
  return result;
}

/** @param emphysema 0 (none) to 1: how much of the lung is destroyed */
export function createTexture(seed: number, emphysema: number): Texture {
  const fine = noiseCube(seed, "lung fine", 1);
  const coarse = noiseCube(seed, "lung coarse", 5);
  const mask = SIZE - 1;
  return {
    lung: (column, row, slice) => {
      const a = fine[(column & mask) + SIZE * ((row & mask) + SIZE * (slice & mask))] as number;
      const b = coarse[((column >> 1) & mask) + SIZE * (((row >> 1) & mask) + SIZE * (slice & mask))] as number;
      const hole = emphysema > 0 && b > 2 - emphysema ? (2 - emphysema - b) * 110 : 0;
      return a * 9 + b * 12 + hole;
    },
    muscle: (column, row, slice) => {
      const value = coarse[((column >> 1) & mask) + SIZE * ((row & mask) + SIZE * ((slice >> 1) & mask))] as number;
      return value > 1.15 ? (1.15 - value) * 75 : value * 3;
    },
    grain: (column, row, slice) => fine[(column & mask) + SIZE * ((row & mask) + SIZE * (slice & mask))] as number,
  };
}
