import type { Slab } from "../../stores/viewport/viewport-store.ts";
import type { PixelValues } from "../pixels/series-pixels.ts";

/** Sums, brightest or darkest values so far. */
export type Fold = PixelValues;

/** What a fold starts from, so that the first value always takes its place. */
export function emptyOf(mode: Slab["mode"], fold: Fold): number {
  if (mode === "MEAN") return 0;
  const isBrightest = mode === "MIP";
  if (fold instanceof Float32Array) return isBrightest ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (fold instanceof Int16Array) return isBrightest ? -32768 : 32767;
  return isBrightest ? 0 : fold instanceof Uint8Array ? 255 : 65535;
}

/** Takes a line of values into a line of a fold; the mean weighs them. */
export function foldLine(
  mode: Slab["mode"],
  fold: Fold,
  at: number,
  values: Fold,
  from: number,
  count: number,
  weight: number,
): void {
  const ahead = from - at;
  const end = at + count;
  if (mode === "MEAN") {
    for (let to = at; to < end; to++) fold[to] = (fold[to] as number) + weight * (values[to + ahead] as number);
  } else if (mode === "MIP") {
    for (let to = at; to < end; to++) {
      const value = values[to + ahead] as number;
      if (value > (fold[to] as number)) fold[to] = value;
    }
  } else {
    for (let to = at; to < end; to++) {
      const value = values[to + ahead] as number;
      if (value < (fold[to] as number)) fold[to] = value;
    }
  }
}

/**
 * Takes a line of values of which some are nothing (NaN, or padding) into a line of a fold.
 *
 * @param counts what has been taken into each place, by weight
 * @param padding lowest and highest value that is no tissue
 */
export function foldKnown(
  mode: Slab["mode"],
  fold: Fold,
  counts: Float32Array,
  at: number,
  values: Fold,
  from: number,
  stride: number,
  count: number,
  weight: number,
  padding: readonly [number, number],
): void {
  const [low, high] = padding;
  for (let n = 0, source = from; n < count; n++, source += stride) {
    const value = values[source] as number;
    if (Number.isNaN(value) || (value >= low && value <= high)) continue;
    const to = at + n;
    const old = fold[to] as number;
    counts[to] = (counts[to] as number) + weight;
    if (mode === "MEAN") fold[to] = old + weight * value;
    else if (mode === "MIP" ? value > old : value < old) fold[to] = value;
  }
}

/** A line of a fold to be ended: where it begins, how far it is to the next place, and where it goes. */
export interface Ending {
  readonly from: number;
  readonly stride: number;
  readonly out: PixelValues;
  readonly at: number;
  readonly count: number;
}

/** Ends a line of a fold each place of which is multiplied by `share` for the mean, and is what it is otherwise. */
export function endLine(mode: Slab["mode"], fold: Fold, share: number, { from, stride, out, at, count }: Ending): void {
  if (mode !== "MEAN") {
    for (let n = 0, source = from; n < count; n++, source += stride) out[at + n] = fold[source] as number;
  } else if (out instanceof Float32Array) {
    for (let n = 0, source = from; n < count; n++, source += stride) out[at + n] = (fold[source] as number) * share;
  } else {
    for (let n = 0, source = from; n < count; n++, source += stride) {
      out[at + n] = Math.floor((fold[source] as number) * share + 0.5);
    }
  }
}

/** Ends a line of a fold each place of which has a count of its own; `missing` where nothing was taken. */
export function endCounted(mode: Slab["mode"], fold: Fold, counts: Float32Array, missing: number, line: Ending): void {
  const { from, stride, out, at, count } = line;
  const up = out instanceof Float32Array ? 0 : 0.5;
  for (let n = 0, source = from; n < count; n++, source += stride) {
    const taken = counts[source] as number;
    const value = mode === "MEAN" ? (fold[source] as number) / taken : (fold[source] as number);
    if (taken === 0) out[at + n] = missing;
    else out[at + n] = up === 0 ? value : Math.floor(value + up);
  }
}

/** Folds a run of values that lie one after the other into one. */
export function foldRun(
  mode: Slab["mode"],
  start: number,
  values: PixelValues,
  from: number,
  count: number,
  weight: number,
): number {
  let out = start;
  if (mode === "MEAN") for (let at = from; at < from + count; at++) out += weight * (values[at] as number);
  else if (mode === "MIP") {
    for (let at = from; at < from + count; at++) if ((values[at] as number) > out) out = values[at] as number;
  } else for (let at = from; at < from + count; at++) if ((values[at] as number) < out) out = values[at] as number;
  return out;
}

/** An axis of a frame: voxels from one to the next in the buffer, and how many. */
export interface FrameAxis {
  readonly stride: number;
  readonly count: number;
}

/**
 * A line through a frame that lies shifted against the grid, interpolated within the frame; NaN where the line leaves it (a frame reaches
 * half a voxel beyond the centres of its outermost ones).
 *
 * @param base where the frame begins in `values`
 * @param shift voxels by which the frame lies further along the line's axis than the grid
 * @param beside fractional voxel across the line
 */
export function sampleLine(
  values: PixelValues,
  base: number,
  along: FrameAxis,
  shift: number,
  across: FrameAxis,
  beside: number,
  out: Float32Array,
): void {
  if (beside < -0.5 || beside > across.count - 0.5) {
    out.fill(Number.NaN);
    return;
  }
  const side = Math.min(across.count - 1, Math.max(0, beside));
  const before = Math.max(0, Math.min(Math.floor(side), across.count - 2));
  const [near, far] = [base + before * across.stride, base + Math.min(across.count - 1, before + 1) * across.stride];
  const part = side - before;
  const last = along.count - 1;
  for (let n = 0; n < out.length; n++) {
    const place = n - shift;
    if (place < -0.5 || place > last + 0.5) {
      out[n] = Number.NaN;
      continue;
    }
    const inside = Math.min(last, Math.max(0, place));
    const low = Math.floor(inside) * along.stride;
    const high = Math.min(last, Math.floor(inside) + 1) * along.stride;
    const between = inside - Math.floor(inside);
    const first = (values[near + low] as number) * (1 - between) + (values[near + high] as number) * between;
    const second = (values[far + low] as number) * (1 - between) + (values[far + high] as number) * between;
    out[n] = first * (1 - part) + second * part;
  }
}
