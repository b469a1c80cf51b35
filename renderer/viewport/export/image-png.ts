import { encode } from "fast-png";
import { colourSlice } from "../plane/colour-slice.ts";
import type { Slice } from "../plane/slice.ts";
import type { Greys } from "../plane/window.ts";

/** Pixels of a slice as they are drawn, one for one. */
export interface EightBit {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** A slice in 8 bit through its window: one channel where everything is grey, else red, green, blue. */
export function eightBitOf(slice: Slice, greys: Greys): EightBit {
  const words = new Uint32Array(slice.columns * slice.rows);
  colourSlice(slice.values, slice.samplesPerPixel, greys, words);
  const isGrey = words.every((word) => (word & 0xffffff) === (word & 255) * 0x010101);
  const channels = isGrey ? 1 : 3;
  const data = new Uint8Array(words.length * channels);
  if (isGrey) for (let at = 0; at < words.length; at++) data[at] = (words[at] as number) & 255;
  else {
    for (let at = 0, to = 0; at < words.length; at++) {
      const word = words[at] as number;
      data[to++] = word & 255;
      data[to++] = (word >> 8) & 255;
      data[to++] = (word >> 16) & 255;
    }
  }
  return { width: slice.columns, height: slice.rows, channels, data };
}

/** The same as a PNG file, without text chunks: nothing of the patient is in it beside the pixels. */
export function imagePng(slice: Slice, greys: Greys): Uint8Array {
  return encode({ ...eightBitOf(slice, greys), depth: 8 });
}
