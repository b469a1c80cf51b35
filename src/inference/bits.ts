import type { Vec3 } from "../geometry/index.ts";

/** A mask with one bit a voxel: each row begins at a word of its own, bits after its end are 0. */
export interface BitMask {
  readonly dimensions: Vec3;
  /** Words of a row. */
  readonly stride: number;
  readonly words: Int32Array;
}

export function emptyBits(dimensions: Vec3): BitMask {
  const stride = (dimensions[0] + 31) >> 5;
  return { dimensions, stride, words: new Int32Array(stride * dimensions[1] * dimensions[2]) };
}

/** Bits where `values` is `label`, or where it is not 0 without one. `values[i + ni * (j + nj * k)]`. */
export function bitsOf(values: Uint8Array, dimensions: Vec3, label?: number): BitMask {
  const out = emptyBits(dimensions);
  const [ni, nj, nk] = dimensions;
  for (let row = 0; row < nj * nk; row++) {
    const [from, to] = [row * ni, row * out.stride];
    for (let i = 0; i < ni; i++) {
      const value = values[from + i];
      if (label === undefined ? value !== 0 : value === label)
        out.words[to + (i >> 5)] = (out.words[to + (i >> 5)] as number) | (1 << (i & 31));
    }
  }
  return out;
}

/** How many bits are set. */
export function countBits({ words }: BitMask): number {
  let count = 0;
  for (let at = 0; at < words.length; at++) {
    let word = words[at] as number;
    if (word === 0) continue;
    // Sums of pairs, fours, eights (Warren, Hacker's Delight).
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** Bits where the mask has none. */
export function invertedBits({ dimensions, stride, words }: BitMask): BitMask {
  const out = emptyBits(dimensions);
  const last = lastWord(dimensions[0]);
  for (let at = 0; at < words.length; at++) out.words[at] = ~(words[at] as number);
  for (let at = stride - 1; at < words.length; at += stride) out.words[at] = (out.words[at] as number) & last;
  return out;
}

/** The bits of a row's last word that are voxels. */
function lastWord(ni: number): number {
  return ni % 32 === 0 ? -1 : (1 << (ni % 32)) - 1;
}

/** Whatever lies within a distance (its square, in voxels, between centres) of a voxel of the mask, inside the same grid. */
export function grownBits(mask: BitMask, squaredRadius: number): BitMask {
  const { dimensions, stride, words } = mask;
  const [ni, nj, nk] = dimensions;
  const out = emptyBits(dimensions);
  const reached = rowsReached(squaredRadius);
  const widest = reached.reduce((most, { width }) => Math.max(most, width), -1);
  const wide = Array.from({ length: widest + 1 }, () => new Int32Array(stride));
  const last = lastWord(ni);
  for (let row = 0; row < nj * nk; row++) {
    const from = stride * row;
    if (widest < 0 || isEmptyRow(words, from, stride)) continue;
    (wide[0] as Int32Array).set(words.subarray(from, from + stride));
    for (let n = 1; n <= widest; n++) widen(wide[n - 1] as Int32Array, wide[n] as Int32Array, stride, last);
    const [j, k] = [row % nj, (row / nj) | 0];
    const covered = waysCovered(mask, j, k);
    for (const { dj, dk, width, ways } of reached) {
      const [y, z] = [j + dj, k + dk];
      if (ways & covered || y < 0 || z < 0 || y >= nj || z >= nk) continue;
      addRow(out.words, stride * (y + nj * z), wide[width] as Int32Array);
    }
  }
  return out;
}

function isEmptyRow(words: Int32Array, from: number, stride: number): boolean {
  for (let n = 0; n < stride; n++) if (words[from + n] !== 0) return false;
  return true;
}

function addRow(words: Int32Array, to: number, row: Int32Array): void {
  for (let n = 0; n < row.length; n++) words[to + n] = (words[to + n] as number) | (row[n] as number);
}

/** The ways out of a row, as bits. */
const WAYS = { before: 1, after: 2, below: 4, above: 8 } as const;

/** Ways on which the next row has all that this one has, and so reaches further: nothing of this row has to be carried there. */
function waysCovered({ dimensions: [, nj, nk], stride, words }: BitMask, j: number, k: number): number {
  const row = stride * (j + nj * k);
  const plane = stride * nj;
  return (
    (j > 0 && isPartOf(words, row, row - stride, stride) ? WAYS.before : 0) |
    (j < nj - 1 && isPartOf(words, row, row + stride, stride) ? WAYS.after : 0) |
    (k > 0 && isPartOf(words, row, row - plane, stride) ? WAYS.below : 0) |
    (k < nk - 1 && isPartOf(words, row, row + plane, stride) ? WAYS.above : 0)
  );
}

function isPartOf(words: Int32Array, row: number, of: number, stride: number): boolean {
  for (let n = 0; n < stride; n++) if ((words[row + n] as number) & ~(words[of + n] as number)) return false;
  return true;
}

/** One voxel further to either side. */
function widen(row: Int32Array, out: Int32Array, stride: number, last: number): void {
  for (let n = 0; n < stride; n++) {
    const here = row[n] as number;
    const before = n > 0 ? (row[n - 1] as number) >>> 31 : 0;
    const after = n < stride - 1 ? (row[n + 1] as number) << 31 : 0;
    out[n] = here | (here << 1) | (here >>> 1) | before | after;
  }
  out[stride - 1] = (out[stride - 1] as number) & last;
}

/** A row that a ball reaches from its middle: how many voxels to either side it does there, and on which ways. */
interface RowReached {
  readonly dj: number;
  readonly dk: number;
  readonly width: number;
  readonly ways: number;
}

function rowsReached(squaredRadius: number): readonly RowReached[] {
  const reach = Math.ceil(Math.sqrt(Math.max(0, squaredRadius)));
  const away = Array.from({ length: 2 * reach + 1 }, (_, n) => n - reach);
  const rows = away.flatMap((dk) => away.map((dj) => ({ dj, dk, width: widthOf(squaredRadius - dj * dj - dk * dk) })));
  return rows.filter(({ width }) => width >= 0).map((row) => ({ ...row, ways: waysOf(row.dj, row.dk) }));
}

/** The largest whole number whose square is not over a limit; -1 where there is none. */
function widthOf(limit: number): number {
  let width = -1;
  while ((width + 1) * (width + 1) <= limit) width++;
  return width;
}

function waysOf(dj: number, dk: number): number {
  const alongJ = dj < 0 ? WAYS.before : dj > 0 ? WAYS.after : 0;
  return alongJ | (dk < 0 ? WAYS.below : dk > 0 ? WAYS.above : 0);
}

/**
 * Morphological closing by a ball, radius in voxels. The caller leaves a margin of at least the radius around the mask, or what
 * touches the border is treated as if it went on.
 */
export function closedBits(mask: BitMask, radius: number): BitMask {
  return invertedBits(grownBits(invertedBits(grownBits(mask, radius * radius)), radius * radius));
}

/** The mask and what it encloses on every side: voxels that no path of face neighbours outside it joins to the grid's border. */
export function filledBits(mask: BitMask): BitMask {
  const { dimensions, stride } = mask;
  const [ni, nj, nk] = dimensions;
  const free = invertedBits(mask).words;
  const reached = emptyBits(dimensions).words;
  const last = stride - 1;
  const end = 1 << ((ni - 1) & 31);
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      const row = stride * (j + nj * k);
      const isBorder = j === 0 || k === 0 || j === nj - 1 || k === nk - 1;
      for (let n = 0; n < stride; n++) if (isBorder) reached[row + n] = free[row + n] as number;
      reached[row] = (reached[row] as number) | ((free[row] as number) & 1);
      reached[row + last] = (reached[row + last] as number) | ((free[row + last] as number) & end);
    }
  }
  while (sweep(free, reached, dimensions, stride, 1) || sweep(free, reached, dimensions, stride, -1));
  return invertedBits({ dimensions, stride, words: reached });
}

/** Takes what is reached on by one pass over all rows, in the order of the grid or against it. @returns whether that changed anything */
function sweep(free: Int32Array, reached: Int32Array, [, nj, nk]: Vec3, stride: number, direction: 1 | -1): boolean {
  let changed = false;
  const rows = nj * nk;
  for (let n = 0; n < rows; n++) {
    const row = direction === 1 ? n : rows - 1 - n;
    for (let word = 0; word < stride; word++) {
      const p = row * stride + word;
      const before = reached[p] as number;
      const open = free[p] as number;
      if (before === open) continue;
      const now = along((before | besideIt(reached, p, stride, word, stride * nj)) & open, open);
      if (now === before) continue;
      reached[p] = now;
      changed = true;
    }
  }
  return changed;
}

/** What the words around one reach into it. Rows at the grid's border are reached from the start and not asked: those beside others exist. */
function besideIt(reached: Int32Array, p: number, stride: number, word: number, plane: number): number {
  const inSlice = (reached[p - stride] as number) | (reached[p + stride] as number);
  const acrossSlices = (reached[p - plane] as number) | (reached[p + plane] as number);
  const before = word > 0 ? (reached[p - 1] as number) >>> 31 : 0;
  const after = word < stride - 1 ? (reached[p + 1] as number) << 31 : 0;
  return inSlice | acrossSlices | before | after;
}

/** Spreads bits of one word over the open ones that hang together with them. */
function along(bits: number, open: number): number {
  let now = bits;
  for (;;) {
    const next = (now | (now << 1) | (now >>> 1)) & open;
    if (next === now) return now;
    now = next;
  }
}
