/**
 * Slices of half the resolution, made as those of the whole come: each voxel is the mean of those of its 2 x 2 x 2 that are something.
 * Byte 0 is nothing. A pair of slices of which one has come is as that one alone.
 */
export class Halves {
  /** Columns, rows and slices: where the whole has an odd number the last is of what there is. */
  readonly voxels: readonly [number, number, number];
  readonly #columns: number;
  readonly #rows: number;
  readonly #slices: number;
  readonly #waiting = new Map<number, Uint8Array<ArrayBuffer>>();

  constructor([columns, rows, slices]: readonly [number, number, number]) {
    this.#columns = columns;
    this.#rows = rows;
    this.#slices = slices;
    this.voxels = [Math.ceil(columns / 2), Math.ceil(rows / 2), Math.ceil(slices / 2)];
  }

  /** How far the whole reaches along each axis of the halves, of 1. */
  get reach(): readonly [number, number, number] {
    const [x, y, z] = this.voxels;
    return [this.#columns / (2 * x), this.#rows / (2 * y), this.#slices / (2 * z)];
  }

  /** Takes a slice of the whole in, each once; what the slice of half the resolution it is part of is like now. */
  take(slice: number, bytes: Uint8Array): { readonly slice: number; readonly bytes: Uint8Array<ArrayBuffer> } {
    const half = slice >> 1;
    const own = this.#thin(bytes);
    const other = this.#waiting.get(half);
    if (other === undefined) {
      if ((slice ^ 1) < this.#slices) this.#waiting.set(half, own);
      return { slice: half, bytes: own };
    }
    this.#waiting.delete(half);
    for (let at = 0; at < own.length; at++) own[at] = between(own[at] as number, other[at] as number);
    return { slice: half, bytes: own };
  }

  #thin(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const [width, height] = this.voxels;
    const columns = this.#columns;
    const out = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const first = 2 * y * columns;
      const second = Math.min(2 * y + 1, this.#rows - 1) * columns;
      for (let x = 0; x < width; x++) {
        const left = 2 * x;
        const right = Math.min(left + 1, columns - 1);
        const upper = between(bytes[first + left] as number, bytes[first + right] as number);
        const lower = between(bytes[second + left] as number, bytes[second + right] as number);
        out[y * width + x] = between(upper, lower);
      }
    }
    return out;
  }
}

/** The mean of two bytes; of one alone where the other is nothing. */
function between(one: number, other: number): number {
  return one === 0 ? other : other === 0 ? one : (one + other + 1) >> 1;
}
