import type { VolumeGrid } from "../../../src/geometry/index.ts";
import type { PixelValues } from "../pixels/series-pixels.ts";
import type { PlaneAxes } from "./axes.ts";

/** Voxels of whole numbers: sums of them are exact whichever order they are taken in and out. */
export type WholeNumbers = Exclude<PixelValues, Float32Array>;

export interface SummedVolume {
  readonly values: WholeNumbers;
  readonly grid: Pick<VolumeGrid, "dimensions">;
  /** Lowest and highest value that is no tissue; left out. */
  readonly padding: readonly [number, number] | undefined;
  readonly isLoaded: (slice: number) => boolean;
}

/** Where the voxels of a plane lie: those of a line `step` apart, lines `line` apart, planes `plane` apart. */
interface Lie {
  readonly step: number;
  readonly line: number;
  readonly plane: number;
}

/** The planes from `first` to `last` whole, and each of those beside them by a part of its thickness. */
export interface MeanSpan {
  readonly first: number;
  readonly last: number;
  readonly edge: number;
}

/**
 * Means of planes through one axis that move on: the sum of a slab is that of the last one, with the planes that enter added and those that
 * leave taken away.
 */
export class RunningSums {
  readonly #volume: SummedVolume;
  readonly #axes: PlaneAxes;
  readonly #lie: Lie;
  readonly #width: number;
  readonly #height: number;
  readonly #sums: Int32Array;
  /** How many values each pixel is of, where that differs from pixel to pixel. */
  readonly #counts: Int32Array | undefined;
  /** Planes that are in the sums; those of slices that have not come are not. */
  readonly #taken = new Set<number>();

  constructor(volume: SummedVolume, axes: PlaneAxes) {
    this.#volume = volume;
    this.#axes = axes;
    const [columns, rows, slices] = volume.grid.dimensions;
    const { axis } = axes.through;
    this.#width = axis === 0 ? rows : columns;
    this.#height = axis === 2 ? rows : slices;
    const slice = columns * rows;
    this.#lie =
      axis === 2
        ? { step: 1, line: columns, plane: slice }
        : axis === 1
          ? { step: 1, line: slice, plane: columns }
          : { step: columns, line: slice, plane: 1 };
    this.#sums = new Int32Array(this.#width * this.#height);
    this.#counts = volume.padding === undefined ? undefined : new Int32Array(this.#sums.length);
  }

  /** Forgets what was summed: slices have come since. */
  forget(): void {
    this.#taken.clear();
    this.#sums.fill(0);
    this.#counts?.fill(0);
  }

  /** The means of a span, turned as the plane's axes say; `missing` where nothing was taken. */
  mean(span: MeanSpan, missing: number, out: PixelValues): void {
    this.#moveTo(span.first, span.last);
    const { right, down, through } = this.#axes;
    // The lines of the sums run along the lower of the plane's two axes.
    const lines = through.axis === 0 ? 1 : 0;
    const isAlong = right.axis === lines;
    const [columns, rows] = isAlong ? [this.#width, this.#height] : [this.#height, this.#width];
    const walk = (inLine: number, toLine: number) => {
      const across = (isAlong ? inLine : toLine) * right.sign;
      const along = (isAlong ? toLine : inLine) * down.sign;
      const from = (right.sign === 1 ? 0 : (1 - columns) * across) + (down.sign === 1 ? 0 : (1 - rows) * along);
      return { from, across, along };
    };
    const places = walk(1, this.#width);
    const sources = walk(this.#lie.step, this.#lie.line);
    const edges = this.#edgePlanes(span).map((plane) => plane * this.#lie.plane);
    const [low, high] = this.#volume.padding ?? [1, 0];
    for (let row = 0; row < rows; row++) {
      const line = { from: places.from + row * places.along, stride: places.across, out, at: row * columns, count: columns };
      if (edges.length > 0) {
        const source = { from: sources.from + row * sources.along, stride: sources.across, low, high, weight: span.edge };
        endEdged(this.#sums, this.#counts, this.#taken.size, this.#volume.values, edges, source, line, missing);
      } else if (this.#counts !== undefined) endCounted(this.#sums, this.#counts, line, missing);
      else endWhole(this.#sums, this.#taken.size, line, missing);
    }
  }

  #edgePlanes({ first, last, edge }: MeanSpan): number[] {
    const { axis } = this.#axes.through;
    const count = this.#volume.grid.dimensions[axis];
    const isThere = (plane: number) => plane >= 0 && plane < count && (axis !== 2 || this.#volume.isLoaded(plane));
    return edge > 0 ? [first - 1, last + 1].filter(isThere) : [];
  }

  #moveTo(first: number, last: number): void {
    const leaving = [...this.#taken].filter((plane) => plane < first || plane > last);
    if (leaving.length * 2 > this.#taken.size) this.forget();
    else for (const plane of leaving) this.#put(plane, -1);
    // Planes that lie voxel by voxel are summed in one go: each voxel of another is as far away as a whole line.
    if (this.#taken.size === 0 && this.#axes.through.axis === 0) this.#putRuns(first, last);
    for (let plane = first; plane <= last; plane++) {
      if (this.#taken.has(plane) || (this.#axes.through.axis === 2 && !this.#volume.isLoaded(plane))) continue;
      this.#put(plane, 1);
    }
  }

  #putRuns(first: number, last: number): void {
    const { values, padding } = this.#volume;
    const [low, high] = padding ?? [1, 0];
    addRuns(this.#sums, this.#counts, values, first, last, this.#lie.step, low, high);
    for (let plane = first; plane <= last; plane++) this.#taken.add(plane);
  }

  #put(plane: number, sign: 1 | -1): void {
    const { values, padding } = this.#volume;
    const { step, line, plane: apart } = this.#lie;
    for (let n = 0; n < this.#height; n++) {
      const from = plane * apart + n * line;
      if (this.#counts === undefined || padding === undefined)
        addLine(this.#sums, n * this.#width, values, from, step, this.#width, sign);
      else addKnown(this.#sums, this.#counts, n * this.#width, values, from, step, this.#width, sign, padding[0], padding[1]);
    }
    if (sign === 1) this.#taken.add(plane);
    else this.#taken.delete(plane);
  }
}

function addLine(
  sums: Int32Array,
  at: number,
  values: WholeNumbers,
  from: number,
  step: number,
  count: number,
  sign: number,
): void {
  for (let n = 0, source = from; n < count; n++, source += step) {
    sums[at + n] = ((sums[at + n] as number) + sign * (values[source] as number)) | 0;
  }
}

/** Lines of one after the other, `step` apart, from `first` to `last`. */
function addRuns(
  sums: Int32Array,
  counts: Int32Array | undefined,
  values: WholeNumbers,
  first: number,
  last: number,
  step: number,
  low: number,
  high: number,
): void {
  for (let at = 0, line = 0; at < sums.length; at++, line += step) {
    let sum = 0;
    let count = 0;
    for (let source = line + first; source <= line + last; source++) {
      const value = values[source] as number;
      const known = value < low || value > high ? 1 : 0;
      sum += known * value;
      count += known;
    }
    sums[at] = sum;
    if (counts !== undefined) counts[at] = count;
  }
}

function addKnown(
  sums: Int32Array,
  counts: Int32Array,
  at: number,
  values: WholeNumbers,
  from: number,
  step: number,
  count: number,
  sign: number,
  low: number,
  high: number,
): void {
  for (let n = 0, source = from; n < count; n++, source += step) {
    const value = values[source] as number;
    const known = value < low || value > high ? sign : 0;
    sums[at + n] = ((sums[at + n] as number) + known * value) | 0;
    counts[at + n] = ((counts[at + n] as number) + known) | 0;
  }
}

/** A line of sums to be ended: where it begins, how far it is to the next place, and where it goes. */
interface Ending {
  readonly from: number;
  readonly stride: number;
  readonly out: PixelValues;
  readonly at: number;
  readonly count: number;
}

function endWhole(sums: Int32Array, planes: number, { from, stride, out, at, count }: Ending, missing: number): void {
  if (planes === 0) {
    out.fill(missing, at, at + count);
    return;
  }
  const share = 1 / planes;
  for (let n = 0, place = from; n < count; n++, place += stride) {
    out[at + n] = Math.floor((sums[place] as number) * share + 0.5);
  }
}

function endCounted(sums: Int32Array, counts: Int32Array, { from, stride, out, at, count }: Ending, missing: number): void {
  for (let n = 0, place = from; n < count; n++, place += stride) {
    const taken = counts[place] as number;
    out[at + n] = taken === 0 ? missing : Math.floor((sums[place] as number) / taken + 0.5);
  }
}

interface Edges {
  readonly from: number;
  readonly stride: number;
  readonly low: number;
  readonly high: number;
  readonly weight: number;
}

function endEdged(
  sums: Int32Array,
  counts: Int32Array | undefined,
  planes: number,
  values: WholeNumbers,
  edges: readonly number[],
  { from: first, stride: step, low, high, weight }: Edges,
  { from, stride, out, at, count }: Ending,
  missing: number,
): void {
  const one = edges[0] as number;
  const other = edges[1] ?? one;
  const otherWeight = edges.length > 1 ? weight : 0;
  for (let n = 0, place = from, source = first; n < count; n++, place += stride, source += step) {
    const a = values[one + source] as number;
    const b = values[other + source] as number;
    const ofA = a < low || a > high ? weight : 0;
    const ofB = b < low || b > high ? otherWeight : 0;
    const taken = (counts === undefined ? planes : (counts[place] as number)) + ofA + ofB;
    out[at + n] = taken === 0 ? missing : Math.floor(((sums[place] as number) + ofA * a + ofB * b) / taken + 0.5);
  }
}
