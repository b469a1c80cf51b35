import type { SeriesDetail, ValueType } from "../../../src/contract/index.ts";
import { decodeTables, type SeriesTables } from "../plane/voi.ts";
import type { Reduction } from "./reduction.ts";
import { frameBytes, isUniform, slicesOf } from "./uniform.ts";

export type PixelValues = Uint8Array | Int16Array | Uint16Array | Float32Array;

/** Lowest and highest value seen. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Above this many bytes a series is kept frame by frame and never becomes a volume. */
export const LARGEST_VOLUME_BYTES = 3 * 1024 ** 3;

/**
 * The one copy of a series' pixels: stack, planes and volume rendering all read it.
 *
 * Frames of one size and type lie one after the other in a single buffer, so that the series is a volume as soon as its frames have
 * come; anything else is kept frame by frame.
 */
export class SeriesPixels {
  readonly detail: SeriesDetail;
  /** VOI LUTs and palettes that frames refer to. */
  readonly tables: SeriesTables;
  readonly #whole: PixelValues | undefined;
  /** Slice of the grid that each frame is, and the frame of each slice: not the same number where slices are missing. */
  readonly #slices: readonly number[];
  readonly #frameOfSlice: ReadonlyMap<number, number>;
  readonly #frames: (PixelValues | undefined)[];
  readonly #ranges: (ValueRange | undefined)[];
  readonly #spreads: (ValueRange | undefined)[] = [];
  #firstLoaded: number | undefined;
  readonly #failures = new Map<number, unknown>();
  readonly #cutOff = new Set<number>();
  readonly #listeners = new Set<(index: number) => void>();
  readonly #budgetBytes: number;
  /** How its voxels are made of a series' own; undefined: they are those. `detail` then speaks of the reduced ones. */
  readonly reduction: Reduction | undefined;
  #loadedCount = 0;
  #heldBytes = 0;
  #range: ValueRange | undefined;

  /** @param budgetBytes a series of more is no volume, and those of its frames that are far from every eye are given up again */
  constructor(detail: SeriesDetail, budgetBytes: number = LARGEST_VOLUME_BYTES, reduction?: Reduction) {
    this.detail = detail;
    this.reduction = reduction;
    this.#budgetBytes = budgetBytes;
    this.tables = decodeTables(detail);
    this.#frames = detail.frames.map(() => undefined);
    this.#ranges = detail.frames.map(() => undefined);
    this.#slices = slicesOf(detail);
    this.#frameOfSlice = new Map(this.#slices.map((slice, index) => [slice, index]));
    const first = detail.frames[0];
    const bytes = first === undefined ? 0 : frameBytes(first) * ((this.#slices.at(-1) ?? -1) + 1);
    if (first !== undefined && isUniform(detail.frames) && bytes <= budgetBytes) {
      this.#whole = allocate(first.valueType, bytes);
    }
  }

  get frameCount(): number {
    return this.#frames.length;
  }

  get loadedCount(): number {
    return this.#loadedCount;
  }

  /** Of the frames that have come; undefined before the first. */
  get range(): ValueRange | undefined {
    return this.#range;
  }

  /** Bytes of a frame's values. */
  bytesOf(index: number): number {
    const frame = this.detail.frames[index];
    return frame === undefined ? 0 : frameBytes(frame);
  }

  /** Whether a frame can be held beside those that are there and so many that are on their way. */
  hasRoomFor(index: number, onTheirWay = 0): boolean {
    if (this.#whole !== undefined) return true;
    return this.#heldBytes === 0 || this.#heldBytes + (1 + onTheirWay) * this.bytesOf(index) <= this.#budgetBytes;
  }

  /** Gives a frame up: it is fetched again when it is looked at. Frames of a volume stay. */
  drop(index: number): void {
    if (this.#whole !== undefined || this.#frames[index] === undefined) return;
    this.#frames[index] = undefined;
    this.#loadedCount -= 1;
    this.#heldBytes -= this.bytesOf(index);
    if (this.#firstLoaded === index) this.#firstLoaded = undefined;
  }

  /** Values of a frame, or undefined while it has not come. Never to be written to. */
  frame(index: number): PixelValues | undefined {
    return this.#frames[index];
  }

  frameRange(index: number): ValueRange | undefined {
    return this.#ranges[index];
  }

  /**
   * What most of a frame's values lie between, for a window where the file names none. Frames of one volume share that of the first
   * that came, so that scrolling does not flicker.
   */
  frameSpread(index: number): ValueRange | undefined {
    const of = this.detail.geometry.grid === undefined ? index : (this.#firstLoaded ?? index);
    const values = this.#frames[of];
    if (values === undefined) return undefined;
    this.#spreads[of] ??= valueSpread(values, this.detail.frames[of]?.paddingRange);
    return this.#spreads[of];
  }

  /** What most values of all frames lie between. */
  spread(): ValueRange | undefined {
    return this.#whole === undefined ? this.#range : valueSpread(this.#whole, this.detail.frames[0]?.paddingRange);
  }

  /** Slice of the grid that a frame is. */
  sliceOf(index: number): number {
    return this.#slices[index] ?? index;
  }

  /** The frame of a slice of the grid; undefined for one that is missing in the series. */
  frameOfSlice(slice: number): number | undefined {
    return this.#frameOfSlice.get(slice);
  }

  /** The frame nearest to a slice of the grid: its own, or that of the next slice there is. */
  frameNear(slice: number): number {
    for (let away = 0; away <= this.#slices.length; away++) {
      const found = this.#frameOfSlice.get(slice - away) ?? this.#frameOfSlice.get(slice + away);
      if (found !== undefined) return found;
    }
    return 0;
  }

  /** The buffer of all slices of the grid in order; what has not come is zero (ask `frame`). Undefined where the frames do not form one. */
  whole(): PixelValues | undefined {
    return this.#whole;
  }

  /** Why a frame did not come. */
  failure(index: number): unknown {
    return this.#failures.get(index);
  }

  get failedCount(): number {
    return this.#failures.size;
  }

  /** Frames whose files were cut off: what they lack is drawn as if it were there, so it must be said. */
  get cutOffCount(): number {
    return this.#cutOff.size;
  }

  isCutOff(index: number): boolean {
    return this.#cutOff.has(index);
  }

  /**
   * Takes the bytes of a frame (little endian, as the contract has them); a view is copied. `range`: its lowest and highest value, where
   * they are known. @throws RangeError when the bytes are not as many as the frame says
   */
  put(index: number, bytes: ArrayBuffer | Uint8Array<ArrayBuffer>, missingValues = 0, range?: ValueRange): void {
    const frame = this.detail.frames[index];
    if (frame === undefined || this.#frames[index] !== undefined) return;
    if (bytes.byteLength !== frameBytes(frame)) throw new RangeError("A frame came with another length than announced.");
    const values = this.#kept(index, frame.valueType, bytes);
    this.#frames[index] = values;
    this.#heldBytes += values.byteLength;
    this.#failures.delete(index);
    if (missingValues > 0) this.#cutOff.add(index);
    this.#loadedCount += 1;
    this.#firstLoaded ??= index;
    this.#noteRange(index, range ?? valueRange(values, frame.paddingRange));
    for (const listener of this.#listeners) listener(index);
  }

  /** In its place in the volume; else by itself. */
  #kept(index: number, valueType: ValueType, bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): PixelValues {
    const arrived = bytes instanceof ArrayBuffer ? view(valueType, bytes) : viewAt(valueType, bytes);
    if (this.#whole === undefined) return bytes instanceof ArrayBuffer ? arrived : arrived.slice();
    const slice = this.sliceOf(index);
    const values = this.#whole.subarray(slice * arrived.length, (slice + 1) * arrived.length);
    values.set(arrived);
    return values;
  }

  fail(index: number, error: unknown): void {
    this.#failures.set(index, error);
    for (const listener of this.#listeners) listener(index);
  }

  /** Called with the index of each frame that comes or fails. Returns how to stop. */
  subscribe(listener: (index: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Gives the memory back at once, whoever still holds a view of it: such views become empty. */
  dispose(): void {
    this.#listeners.clear();
    const buffers = new Set([this.#whole, ...this.#frames].map((values) => values?.buffer));
    for (const buffer of buffers) if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
    this.#frames.fill(undefined);
  }

  #noteRange(index: number, range: ValueRange): void {
    this.#ranges[index] = range;
    const { low, high } = this.#range ?? range;
    this.#range = { low: Math.min(low, range.low), high: Math.max(high, range.high) };
  }
}

function allocate(valueType: ValueType, bytes: number): PixelValues | undefined {
  try {
    return view(valueType, new ArrayBuffer(bytes));
  } catch {
    return undefined;
  }
}

function view(valueType: ValueType, bytes: ArrayBuffer): PixelValues {
  switch (valueType) {
    case "uint8":
      return new Uint8Array(bytes);
    case "int16":
      return new Int16Array(bytes);
    case "uint16":
      return new Uint16Array(bytes);
    case "float32":
      return new Float32Array(bytes);
  }
}

/** A view of part of a buffer, where its place allows; else of a copy. */
function viewAt(valueType: ValueType, { buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): PixelValues {
  if (byteOffset % 4 !== 0) return view(valueType, buffer.slice(byteOffset, byteOffset + byteLength));
  switch (valueType) {
    case "uint8":
      return new Uint8Array(buffer, byteOffset, byteLength);
    case "int16":
      return new Int16Array(buffer, byteOffset, byteLength / 2);
    case "uint16":
      return new Uint16Array(buffer, byteOffset, byteLength / 2);
    case "float32":
      return new Float32Array(buffer, byteOffset, byteLength / 4);
  }
}

/** Lowest and highest value, padding left out; [0, 0] when nothing is left. */
export function valueRange(values: PixelValues, padding: readonly [number, number] | undefined): ValueRange {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const [paddingLow, paddingHigh] = padding ?? [1, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value >= paddingLow && value <= paddingHigh) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}

const SPREAD_SAMPLES = 40_000;

/** The values that half a percent lies below and half a percent above, padding left out: by an even sample. */
export function valueSpread(values: PixelValues, padding: readonly [number, number] | undefined): ValueRange {
  const [paddingLow, paddingHigh] = padding ?? [1, 0];
  const step = Math.max(1, Math.floor(values.length / SPREAD_SAMPLES));
  const sample: number[] = [];
  for (let at = 0; at < values.length; at += step) {
    const value = values[at] as number;
    if (value < paddingLow || value > paddingHigh) sample.push(value);
  }
  if (sample.length === 0) return { low: 0, high: 0 };
  const sorted = Float64Array.from(sample).sort();
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] as number;
  return { low: at(0.005), high: at(0.995) };
}
