import type { Vec3 } from "../geometry/index.ts";

/** Connected regions (6-neighbours) of a mask. */
export interface Components {
  /** 0 outside, else 1 to `sizes.length - 1`. */
  readonly labels: Int32Array;
  /** Voxels of each label; entry 0 is 0. */
  readonly sizes: readonly number[];
}

/** Connected regions of a mask by their rows: run n holds voxels `starts[n]` to `ends[n] - 1` and belongs to region `labels[n]`. */
export interface Regions {
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** 1 and up, in the order in which a region's first voxel comes. */
  readonly labels: Int32Array;
  /** Voxels of each label; entry 0 is 0. */
  readonly sizes: readonly number[];
}

/** The 6-connected regions of a mask: two runs of neighbouring rows that lie side by side belong together. */
export function findRegions(mask: Uint8Array, [ni, nj, nk]: Vec3): Regions {
  const runs = findRuns(mask, ni, nj * nk);
  const { rows, starts, ends, count } = runs;
  const parents = new Int32Array(count);
  for (let n = 0; n < count; n++) parents[n] = n;
  const join = (row: number, before: number) => {
    const shift = (row - before) * ni;
    let m = rows[before] as number;
    const end = rows[before + 1] as number;
    for (let n = rows[row] as number; n < (rows[row + 1] as number); n++) {
      const from = (starts[n] as number) - shift;
      const to = (ends[n] as number) - shift;
      while (m < end && (ends[m] as number) <= from) m++;
      for (let other = m; other < end && (starts[other] as number) < to; other++) unite(parents, n, other);
    }
  };
  for (let row = 0; row < nj * nk; row++) {
    if (rows[row] === rows[row + 1]) continue;
    if (row % nj > 0) join(row, row - 1);
    if (row >= nj) join(row, row - nj);
  }
  const sizes: number[] = [0];
  const labels = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    const root = rootOf(parents, n);
    if (root === n) {
      labels[n] = sizes.length;
      sizes.push(0);
    } else labels[n] = labels[root] as number;
    const label = labels[n] as number;
    sizes[label] = (sizes[label] as number) + (ends[n] as number) - (starts[n] as number);
  }
  return { count, starts, ends, labels, sizes };
}

interface Runs {
  readonly count: number;
  /** First run of each row; one more than there are rows. */
  readonly rows: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

function findRuns(mask: Uint8Array, ni: number, rowCount: number): Runs {
  const rows = new Int32Array(rowCount + 1);
  const fours = mask.byteOffset % 4 === 0 ? new Int32Array(mask.buffer, mask.byteOffset, mask.length >> 2) : null;
  let starts = new Int32Array(1024);
  let ends = new Int32Array(1024);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    rows[row] = count;
    const end = (row + 1) * ni;
    for (let p = nextSet(mask, fours, row * ni, end); p < end; p = nextSet(mask, fours, p, end)) {
      if (count === starts.length) [starts, ends] = [doubled(starts), doubled(ends)];
      starts[count] = p;
      while (p < end && mask[p] !== 0) p++;
      ends[count++] = p;
    }
  }
  rows[rowCount] = count;
  return { count, rows, starts, ends };
}

/** The next voxel of the mask, or `end`. Most of a mask is empty: looked at four voxels at a time where it lies on whole words. */
function nextSet(mask: Uint8Array, fours: Int32Array | null, start: number, end: number): number {
  let p = start;
  while (p < end && mask[p] === 0) {
    if (fours && p % 4 === 0) while (p + 4 <= end && fours[p >> 2] === 0) p += 4;
    if (p < end && mask[p] === 0) p++;
  }
  return p;
}

function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const out = new Int32Array(values.length * 2);
  out.set(values);
  return out;
}

/** The lower of two roots stays one: labels come in the order of first voxels. */
function unite(parents: Int32Array, a: number, b: number): void {
  const [first, second] = [rootOf(parents, a), rootOf(parents, b)];
  if (first < second) parents[second] = first;
  else parents[first] = second;
}

function rootOf(parents: Int32Array, n: number): number {
  let at = n;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at] as number] as number;
    at = parents[at] as number;
  }
  return at;
}

/** Labels the 6-connected regions of a mask. */
export function labelComponents(mask: Uint8Array, dimensions: Vec3): Components {
  const labels = new Int32Array(mask.length);
  const { count, starts, ends, labels: ofRuns, sizes } = findRegions(mask, dimensions);
  for (let n = 0; n < count; n++) labels.fill(ofRuns[n] as number, starts[n], ends[n]);
  return { labels, sizes };
}

/** The 6-connected region of the mask that holds `seed`; empty when the seed is outside the mask. */
export function regionOf(mask: Uint8Array, dimensions: Vec3, seed: number): Uint8Array {
  const out = new Uint8Array(mask.length);
  if (!mask[seed]) return out;
  const { count, starts, ends, labels } = findRegions(mask, dimensions);
  let held = 0;
  for (let n = 0; n < count; n++) if ((starts[n] as number) <= seed && seed < (ends[n] as number)) held = labels[n] as number;
  for (let n = 0; n < count; n++) if (labels[n] === held) out.fill(1, starts[n], ends[n]);
  return out;
}

/** Grows labelled seeds through a mask, breadth first, so that each voxel takes the label of the seed it is nearest to. */
export function growLabels(mask: Uint8Array, dimensions: Vec3, seeds: Uint8Array): Uint8Array {
  const [ni, nj] = dimensions;
  const labels = bordered(seeds, dimensions);
  const open = bordered(mask, dimensions);
  const queue = new Int32Array(mask.length);
  let tail = 0;
  for (let p = 0; p < labels.length; p++) {
    if (labels[p] === 0) continue;
    open[p] = 0;
    queue[tail++] = p;
  }
  const [row, plane] = [ni + 2, (ni + 2) * (nj + 2)];
  const steps = [-1, 1, -row, row, -plane, plane] as const;
  for (let head = 0; head < tail; head++) {
    const p = queue[head] as number;
    for (let n = 0; n < 6; n++) {
      const q = p + (steps[n] as number);
      if (open[q] === 0) continue;
      open[q] = 0;
      labels[q] = labels[p] as number;
      queue[tail++] = q;
    }
  }
  return withoutBorder(labels, dimensions);
}

/** With a border of one empty voxel, which spares each step the question where the grid ends. */
function bordered(values: Uint8Array, [ni, nj, nk]: Vec3): Uint8Array {
  const out = new Uint8Array((ni + 2) * (nj + 2) * (nk + 2));
  for (let row = 0; row < nj * nk; row++) out.set(values.subarray(row * ni, (row + 1) * ni), inBordered(row, ni, nj));
  return out;
}

function withoutBorder(values: Uint8Array, [ni, nj, nk]: Vec3): Uint8Array {
  const out = new Uint8Array(ni * nj * nk);
  for (let row = 0; row < nj * nk; row++) {
    const from = inBordered(row, ni, nj);
    out.set(values.subarray(from, from + ni), row * ni);
  }
  return out;
}

function inBordered(row: number, ni: number, nj: number): number {
  return 1 + (ni + 2) * ((row % nj) + 1 + (nj + 2) * (((row / nj) | 0) + 1));
}
