/** Voxels of a block along each axis. */
export const BLOCK = 4;
const BLOCK_BITS = 2;

/** A block is seen when a voxel in or next to it blocks this much of a millimetre's light, or all of its voxels together this much. */
const SEEN_PEAK = 0.12;
const SEEN_MEAN = 0.0005;

/**
 * What every block of 4 x 4 x 4 voxels blocks of the light: tells where rays may leap. Noise that crosses the threshold of a transfer
 * function here and there is not worth looking at; its mean tells it from faint tissue.
 */
export class Blocks {
  readonly size: readonly [number, number, number];
  readonly #voxels: readonly [number, number, number];
  readonly #extinction: Float32Array;
  readonly #peak: Float32Array;
  readonly #sum: Float32Array;

  /** @param extinction per millimetre, of every byte of the texture */
  constructor(voxels: readonly [number, number, number], extinction: Float32Array) {
    this.#voxels = voxels;
    this.#extinction = extinction;
    const [x, y, z] = voxels.map((count) => Math.ceil(count / BLOCK)) as [number, number, number];
    this.size = [x, y, z];
    this.#peak = new Float32Array(x * y * z);
    this.#sum = new Float32Array(x * y * z);
  }

  /** Takes in a slice of bytes. */
  addSlice(k: number, bytes: Uint8Array): void {
    const [columns, rows] = this.#voxels;
    const [width, height, depth] = this.size;
    const peak = new Float32Array(width);
    const sum = new Float32Array(width);
    for (let row = 0; row < rows; row++) {
      if (!this.#fold(bytes, row * columns, columns, peak, sum)) continue;
      const own = width * ((row >> BLOCK_BITS) + height * (k >> BLOCK_BITS));
      for (let block = 0; block < width; block++)
        this.#sum[own + block] = (this.#sum[own + block] as number) + (sum[block] as number);
      for (const y of reached(row, height)) {
        for (const z of reached(k, depth)) this.#raise(width * (y + height * z), peak);
      }
    }
  }

  /** How many blocks away the nearest one that is seen lies (0: itself; at most 255), for every block. */
  distances(): Uint8Array {
    const out = new Uint8Array(this.#peak.length);
    const mean = SEEN_MEAN * BLOCK ** 3;
    for (let at = 0; at < out.length; at++) {
      out[at] = (this.#peak[at] as number) > SEEN_PEAK || (this.#sum[at] as number) > mean ? 0 : 255;
    }
    for (const axis of [0, 1, 2] as const) spreadAlong(out, this.size, axis);
    return out;
  }

  /** Peak and sum of a row's blocks; false when all of it is clear. */
  #fold(bytes: Uint8Array, from: number, columns: number, peak: Float32Array, sum: Float32Array): boolean {
    peak.fill(0);
    sum.fill(0);
    let isSeen = false;
    const last = peak.length - 1;
    for (let column = 0; column < columns; column++) {
      const extinction = this.#extinction[bytes[from + column] as number] as number;
      if (extinction === 0) continue;
      isSeen = true;
      const block = column >> BLOCK_BITS;
      const inside = column & (BLOCK - 1);
      sum[block] = (sum[block] as number) + extinction;
      if (extinction > (peak[block] as number)) peak[block] = extinction;
      if (inside === 0 && block > 0 && extinction > (peak[block - 1] as number)) peak[block - 1] = extinction;
      if (inside === BLOCK - 1 && block < last && extinction > (peak[block + 1] as number)) peak[block + 1] = extinction;
    }
    return isSeen;
  }

  #raise(at: number, peak: Float32Array): void {
    for (let block = 0; block < peak.length; block++) {
      if ((peak[block] as number) > (this.#peak[at + block] as number)) this.#peak[at + block] = peak[block] as number;
    }
  }
}

/** Blocks that a voxel's value reaches by interpolation. */
function reached(voxel: number, count: number): number[] {
  const own = voxel >> BLOCK_BITS;
  const inside = voxel & (BLOCK - 1);
  return [own, ...(inside === 0 && own > 0 ? [own - 1] : []), ...(inside === BLOCK - 1 && own + 1 < count ? [own + 1] : [])];
}

/**
 * Chessboard distance by axis: along each line, the least over the line of the larger of the value there and the steps to it. Done
 * for every axis in turn this is the distance in three dimensions.
 */
function spreadAlong(values: Uint8Array, size: readonly [number, number, number], axis: 0 | 1 | 2): void {
  const strides = [1, size[0], size[0] * size[1]] as const;
  const [stride, count] = [strides[axis], size[axis]];
  const line = new Uint8Array(count);
  for (let start = 0; start < values.length; start++) {
    if (Math.floor(start / stride) % count !== 0) continue;
    for (let at = 0; at < count; at++) line[at] = values[start + at * stride] as number;
    for (let at = 0; at < count; at++) values[start + at * stride] = leastReach(line, at);
  }
}

function leastReach(line: Uint8Array, at: number): number {
  let best = line[at] as number;
  for (let steps = 1; steps < best; steps++) {
    const before = at - steps >= 0 ? (line[at - steps] as number) : 255;
    const after = at + steps < line.length ? (line[at + steps] as number) : 255;
    best = Math.min(best, Math.max(steps, Math.min(before, after)));
  }
  return best;
}
