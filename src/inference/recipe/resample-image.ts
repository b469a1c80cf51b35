/** Which pixels of a row, and how much of each, make one pixel of another row: neighbours, from `source` on. */
interface Taps {
  /** Of each new pixel: its first tap. */
  readonly first: Int32Array;
  /** Of each new pixel: what its first tap is of. */
  readonly source: Int32Array;
  readonly weight: Float32Array;
}

/** One channel of an image: value of column i, row j at `from + i * step + j * step * columns`. */
export interface Plane {
  readonly values: ArrayLike<number>;
  readonly columns: number;
  readonly rows: number;
  readonly from: number;
  readonly step: number;
}

/**
 * Fills the part of a tensor channel that an image lies on: its edges on `start`, its extent on `extent` tensor pixels; what is outside
 * the tensor is cut, the rest of the channel stays as it is.
 *
 * Each value is a weighted mean under a triangle as wide as two of the coarser pixels: linear interpolation where the image grows, no
 * aliasing where it shrinks.
 */
export function resampleInto(
  out: Float32Array,
  [width, height]: readonly [number, number],
  plane: Plane,
  start: readonly [number, number],
  extent: readonly [number, number],
): void {
  const low = [Math.max(0, start[0]), Math.max(0, start[1])] as const;
  const high = [Math.min(width, start[0] + extent[0]), Math.min(height, start[1] + extent[1])] as const;
  if (high[0] <= low[0] || high[1] <= low[1]) return;
  const across = tapsOf(plane.columns, extent[0], low[0] - start[0], high[0] - start[0]);
  const down = tapsOf(plane.rows, extent[1], low[1] - start[1], high[1] - start[1]);
  const row = new Float32Array(high[0] - low[0]);
  const line = new Float32Array(plane.columns);
  const rowOf = new Map<number, Float32Array>();
  const spare: Float32Array[] = [];
  for (let j = 0; j < high[1] - low[1]; j++) {
    row.fill(0);
    const taps = [down.first[j] as number, down.first[j + 1] as number] as const;
    const needed = down.source[j] as number;
    // Rows are made once and kept as long as a later one needs them.
    for (const [known, values] of rowOf) {
      if (known >= needed) continue;
      rowOf.delete(known);
      spare.push(values);
    }
    for (let t = taps[0]; t < taps[1]; t++) {
      const source = needed + t - taps[0];
      let values = rowOf.get(source);
      if (!values) {
        values = spare.pop() ?? new Float32Array(row.length);
        readRow(plane, source, line);
        resampleRow(line, across, values);
        rowOf.set(source, values);
      }
      const weight = down.weight[t] as number;
      for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) + weight * (values[i] as number);
    }
    out.set(row, (low[1] + j) * width + low[0]);
  }
}

function readRow({ values, columns, from, step }: Plane, row: number, line: Float32Array): void {
  const start = from + row * columns * step;
  if (step === 1 && values instanceof Float32Array) line.set(values.subarray(start, start + columns));
  else for (let i = 0; i < columns; i++) line[i] = values[start + i * step] as number;
}

function resampleRow(line: Float32Array, { first, source, weight }: Taps, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    const begin = first[i] as number;
    const back = (source[i] as number) - begin;
    const end = first[i + 1] as number;
    let sum = 0;
    for (let t = begin; t < end; t++) sum += (weight[t] as number) * (line[t + back] as number);
    out[i] = sum;
  }
}

/** Taps of new pixels [from, to) of a row of `count` pixels that becomes one of `extent`. */
function tapsOf(count: number, extent: number, from: number, to: number): Taps {
  const scale = count / extent;
  const reach = Math.max(1, scale);
  const most = Math.ceil(2 * reach) + 2;
  const first = new Int32Array(to - from + 1);
  const source = new Int32Array(to - from);
  const weight = new Float32Array((to - from) * most);
  let n = 0;
  for (let i = from; i < to; i++) {
    first[i - from] = n;
    const middle = (i + 0.5) * scale;
    const begin = Math.max(0, Math.floor(middle - reach));
    const end = Math.min(count - 1, Math.ceil(middle + reach));
    const at = n;
    let sum = 0;
    for (let p = begin; p <= end; p++) {
      const share = 1 - Math.abs(p + 0.5 - middle) / reach;
      if (share <= 0) continue;
      if (n === at) source[i - from] = p;
      weight[n++] = share;
      sum += share;
    }
    for (let t = at; t < n; t++) weight[t] = (weight[t] as number) / sum;
  }
  first[to - from] = n;
  return { first, source, weight };
}
