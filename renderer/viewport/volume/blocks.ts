/** Voxels of a block along each axis. */
export const BLOCK = 4;
const BLOCK_BITS = 2;

/** A block is seen when a value in or next to it blocks this much of a millimetre's light, or the values about its mean this much. */
const SEEN_PEAK = 0.12;
const SEEN_MEAN = 0.0005;

const BYTES = 256;

/**
 * Least, greatest and mean byte of every block of 4 x 4 x 4 voxels, each with the voxels next to it that interpolation reaches: tells where
 * rays may leap, whatever the transfer function. Byte 0 is nothing and counts as neither.
 */
export class Blocks {
  readonly size: readonly [number, number, number];
  readonly #voxels: readonly [number, number, number];
  readonly #least: Uint8Array;
  readonly #greatest: Uint8Array;
  readonly #sums: Uint16Array;

  constructor(voxels: readonly [number, number, number]) {
    this.#voxels = voxels;
    const [x, y, z] = voxels.map((count) => Math.ceil(count / BLOCK)) as [number, number, number];
    this.size = [x, y, z];
    this.#least = new Uint8Array(x * y * z).fill(255);
    this.#greatest = new Uint8Array(x * y * z);
    this.#sums = new Uint16Array(x * y * z);
  }

  /** Takes in a slice of bytes; each slice once. */
  addSlice(k: number, bytes: Uint8Array): void {
    const [columns, rows] = this.#voxels;
    const [width, height, depth] = this.size;
    const line = { least: new Uint8Array(width), greatest: new Uint8Array(width), sums: new Uint16Array(width) };
    for (let row = 0; row < rows; row++) {
      foldRow(bytes, row * columns, columns, line);
      const own = width * ((row >> BLOCK_BITS) + height * (k >> BLOCK_BITS));
      for (let block = 0; block < width; block++)
        this.#sums[own + block] = (this.#sums[own + block] as number) + (line.sums[block] as number);
      for (const y of reached(row, height)) {
        for (const z of reached(k, depth)) this.#widen(width * (y + height * z), line);
      }
    }
  }

  /** Greatest byte of every block, or the least that is not nothing. */
  extremes(kind: "brightest" | "darkest"): Uint8Array {
    return kind === "brightest" ? this.#greatest : this.#least;
  }

  /**
   * How many blocks away the nearest one that is seen lies (0: itself; at most 255), for every block.
   *
   * @param extinction per millimetre, of every byte
   * @param isQuick only tells blocks that are seen (0) from those that are not (1)
   */
  distances(extinction: Float32Array, isQuick = false): Uint8Array {
    const peaks = peakTable(extinction);
    const sums = new Float64Array(BYTES + 1);
    for (let byte = 0; byte < BYTES; byte++) sums[byte + 1] = (sums[byte] as number) + (extinction[byte] as number);
    const out = new Uint8Array(this.#least.length);
    const far = isQuick ? 1 : 255;
    for (let at = 0; at < out.length; at++) {
      const [low, high] = [this.#least[at] as number, this.#greatest[at] as number];
      out[at] = far;
      if (high < low) continue;
      // Noise that crosses the threshold of a transfer function here and there is not worth looking at: half way to the mean it is gone.
      const mean = (this.#sums[at] as number) / BLOCK ** 3;
      const from = Math.min(high, Math.max(low, (low + mean) >> 1));
      const to = Math.max(from, (high + mean) >> 1);
      const about = ((sums[to + 1] as number) - (sums[from] as number)) / (to + 1 - from);
      if ((peaks[low * BYTES + high] as number) > SEEN_PEAK || about > SEEN_MEAN) out[at] = 0;
    }
    if (!isQuick) spread(out, this.size);
    return out;
  }

  #widen(at: number, { least, greatest }: Line): void {
    for (let block = 0; block < least.length; block++) {
      if ((least[block] as number) < (this.#least[at + block] as number)) this.#least[at + block] = least[block] as number;
      if ((greatest[block] as number) > (this.#greatest[at + block] as number))
        this.#greatest[at + block] = greatest[block] as number;
    }
  }
}

interface Line {
  readonly least: Uint8Array;
  readonly greatest: Uint8Array;
  readonly sums: Uint16Array;
}

function foldRow(bytes: Uint8Array, from: number, columns: number, { least, greatest, sums }: Line): void {
  for (let block = 0; block < least.length; block++) {
    const start = Math.max(0, block * BLOCK - 1);
    const end = Math.min(columns, block * BLOCK + BLOCK + 1);
    let low = 255;
    let high = 0;
    let sum = 0;
    for (let column = start; column < end; column++) {
      const byte = bytes[from + column] as number;
      if (byte !== 0 && byte < low) low = byte;
      if (byte > high) high = byte;
      if (column >> BLOCK_BITS === block) sum += byte;
    }
    least[block] = low;
    greatest[block] = high;
    sums[block] = sum;
  }
}

/** Greatest extinction of all bytes between two. */
function peakTable(extinction: Float32Array): Float32Array {
  const out = new Float32Array(BYTES * BYTES);
  for (let low = 0; low < BYTES; low++) {
    let peak = 0;
    for (let high = low; high < BYTES; high++) {
      peak = Math.max(peak, extinction[high] as number);
      out[low * BYTES + high] = peak;
    }
  }
  return out;
}

/** Blocks that a voxel's value reaches by interpolation. */
function reached(voxel: number, count: number): number[] {
  const own = voxel >> BLOCK_BITS;
  const inside = voxel & (BLOCK - 1);
  return [own, ...(inside === 0 && own > 0 ? [own - 1] : []), ...(inside === BLOCK - 1 && own + 1 < count ? [own + 1] : [])];
}

/** Chessboard distance to the nearest zero: there and back over the block's neighbours, which is exact for this distance. */
function spread(values: Uint8Array, [width, height, depth]: readonly [number, number, number]): void {
  for (let z = 0; z < depth; z++) for (let y = 0; y < height; y++) spreadRow(values, width, height, depth, y, z, -1);
  for (let z = depth - 1; z >= 0; z--) for (let y = height - 1; y >= 0; y--) spreadRow(values, width, height, depth, y, z, 1);
}

/** Takes the rows that were done before over, then runs along the row itself. */
function spreadRow(values: Uint8Array, width: number, height: number, depth: number, y: number, z: number, way: 1 | -1): void {
  const own = width * (y + height * z);
  const hasRow = (row: number) => row >= 0 && row < height;
  if (hasRow(y + way)) takeRow(values, own, own + way * width, width);
  if (z + way >= 0 && z + way < depth) {
    for (const dy of [-1, 0, 1]) if (hasRow(y + dy)) takeRow(values, own, own + (way * height + dy) * width, width);
  }
  for (let n = 1; n < width; n++) {
    const x = way === -1 ? n : width - 1 - n;
    const before = (values[own + x + way] as number) + 1;
    if (before < (values[own + x] as number)) values[own + x] = before;
  }
}

/** One more than the least of the three nearest of another row, where that is less. */
function takeRow(values: Uint8Array, own: number, other: number, width: number): void {
  let before = 255;
  let here = values[other] as number;
  for (let x = 0; x < width; x++) {
    const after = x + 1 < width ? (values[other + x + 1] as number) : 255;
    const least = Math.min(before, here, after);
    if (least + 1 < (values[own + x] as number)) values[own + x] = least + 1;
    before = here;
    here = after;
  }
}
