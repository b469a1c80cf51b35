import type { PixelValues } from "../pixels/series-pixels.ts";
import type { Voi } from "./voi.ts";
import { type Greys, wordOf } from "./window.ts";

/** Words of values at even steps: the word of a value is entry `(value - first) * perValue`, rounded; the ends hold outside. */
export interface WordTable {
  readonly words: Uint32Array;
  readonly first: number;
  readonly perValue: number;
}

type Span = readonly [low: number, high: number];

/** Padding is black. */
const PADDING_WORD = 0xff000000;

/** Entries of a table over values that are not whole: fine enough that no grey is more than one level off. */
const FLOAT_ENTRIES = 65536;

/**
 * Words of every 16-bit pattern or byte of integer values: one look-up a pixel. Where a window has long become black or white nothing is
 * reckoned, so that a drag costs as many values as its window is wide.
 */
export function integerTable(values: Exclude<PixelValues, Float32Array>, greys: Greys): Uint32Array {
  const isSigned = values instanceof Int16Array;
  const size = values instanceof Uint8Array ? 256 : 65536;
  const [low, high] = isSigned ? [-32768, 32767] : [0, size - 1];
  const word = wordOf({ ...greys, padding: undefined });
  const table = new Uint32Array(size);
  // The halves of two's complement lie the other way round.
  const put = (value: number, entry: number) => {
    table[isSigned ? value & 0xffff : value] = entry;
  };
  const [from, to] = changingSpan(greys);
  const start = Math.min(high, Math.max(low, Math.floor(from) - 1));
  const end = Math.max(low, Math.min(high, Math.ceil(to) + 1));
  fillValues(table, isSigned, low, start, word(start));
  for (let value = start; value <= end; value++) put(value, word(value));
  fillValues(table, isSigned, end + 1, high + 1, word(end));
  for (const value of paddingWithin(greys.padding, low, high)) put(value, PADDING_WORD);
  return table;
}

/**
 * The same over the span in which words of values that are not whole change; undefined where there is no such span. Padding is not in it:
 * a step would smear it.
 */
export function spannedTable(greys: Greys): WordTable | undefined {
  const word = wordOf({ ...greys, padding: undefined });
  const [first, last] = changingSpan({ ...greys, padding: undefined });
  if (!Number.isFinite(last - first)) return undefined;
  const perValue = (FLOAT_ENTRIES - 1) / Math.max(last - first, Number.MIN_VALUE);
  const words = new Uint32Array(FLOAT_ENTRIES);
  for (let at = 0; at < FLOAT_ENTRIES; at++) words[at] = word(first + at / perValue);
  return { words, first, perValue };
}

/** Values outside which words no longer change, padding aside. What a presentation state puts before the window may do anything. */
function changingSpan({ voi, palette, stages }: Greys): Span {
  if (stages?.input !== undefined) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const [low, high] = voiSpan(voi);
  if (palette === undefined) return [low, high];
  return [Math.min(low, palette.first - 1), Math.max(high, palette.first + palette.words.length)];
}

function voiSpan(voi: Voi): Span {
  if (voi.kind === "table") return [voi.table.first, voi.table.first + voi.table.values.length - 1];
  const { center, width, function: curve } = voi.window;
  // A sigmoid ends where floating point does: exp(-4 x / width) is lost beside 1 beyond 9.2 widths. Windows of fractions are as wide as
  // they say but for LINEAR, which is never narrower than a whole value; a wider span would leave them few of the entries.
  const reach = curve === "SIGMOID" ? width * 10 : curve === "LINEAR_EXACT" ? width * 0.501 : Math.max(1, width) / 2 + 1;
  return [center - reach, center + reach];
}

/** Fills the entries of the values from `low` up to, not including, `high`. */
function fillValues(table: Uint32Array, isSigned: boolean, low: number, high: number, word: number): void {
  if (high <= low) return;
  if (!isSigned) {
    table.fill(word, low, high);
    return;
  }
  if (low < 0) table.fill(word, low + 65536, Math.min(high, 0) + 65536);
  if (high > 0) table.fill(word, Math.max(low, 0), high);
}

function* paddingWithin(padding: Greys["padding"], low: number, high: number): Generator<number> {
  if (padding === undefined) return;
  for (let value = Math.max(low, Math.ceil(padding[0])); value <= Math.min(high, padding[1]); value++) yield value;
}
