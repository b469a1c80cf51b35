import type { PixelValues } from "../pixels/series-pixels.ts";
import { greyLevel } from "./grey-level.ts";
import { integerTable } from "./grey-table.ts";
import { type Greys, isUntouched, UNTOUCHED, wordOf } from "./window.ts";

/**
 * Colours a slice's values into RGBA words; what a shutter hides is drawn over.
 *
 * @param table `integerTable` of these values' type and greys, where it is known already
 */
export function colourSlice(
  values: PixelValues,
  samplesPerPixel: 1 | 3,
  greys: Greys,
  out: Uint32Array,
  table?: Uint32Array,
): void {
  if (samplesPerPixel === 3) colourRgb(values, greys, out);
  else if (values instanceof Float32Array) colourFloats(values, greys, out);
  else colourIntegers(values, table ?? integerTable(values, greys), out);
  if (greys.shutter === undefined) return;
  const { hidden, word } = greys.shutter;
  for (let at = 0; at < out.length; at++) if (hidden[at] === 1) out[at] = word;
}

function colourFloats(values: Float32Array, greys: Greys, out: Uint32Array): void {
  const word = wordOf(greys);
  for (let at = 0; at < out.length; at++) out[at] = word(values[at] as number);
}

function colourIntegers(values: Exclude<PixelValues, Float32Array>, table: Uint32Array, out: Uint32Array): void {
  const length = Math.min(out.length, values.length);
  if (values instanceof Int16Array) {
    for (let at = 0; at < length; at++) out[at] = table[(values[at] as number) & 0xffff] as number;
  } else {
    for (let at = 0; at < length; at++) out[at] = table[values[at] as number] as number;
  }
}

/** Shades of the 256 levels of a channel: a window over colour works on each alike. */
export function shadesOf({ voi, inverted }: Greys): Uint8Array {
  const window = voi.kind === "window" ? voi.window : UNTOUCHED;
  const shade = greyLevel({ kind: "window", window, explanation: "" }, inverted);
  const isAsItCame = isUntouched(window) && !inverted;
  return Uint8Array.from({ length: 256 }, (_, level) => (isAsItCame ? level : shade(level)));
}

function colourRgb(values: PixelValues, greys: Greys, out: Uint32Array): void {
  const shades = shadesOf(greys);
  for (let at = 0, from = 0; at < out.length; at++, from += 3) {
    const red = shades[(values[from] as number) & 0xff] as number;
    const green = shades[(values[from + 1] as number) & 0xff] as number;
    const blue = shades[(values[from + 2] as number) & 0xff] as number;
    out[at] = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  }
}
