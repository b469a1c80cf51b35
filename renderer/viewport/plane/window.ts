import type { Frame } from "../../../src/contract/index.ts";
import type { PixelValues, ValueRange } from "../pixels/series-pixels.ts";

/** VOI window: Window Center and Window Width (PS3.3 C.11.2). */
export interface Window {
  readonly center: number;
  readonly width: number;
}

/** Grey of a value under the LINEAR function (PS3.3 C.11.2.1.2.1), 0 to 255, not rounded. */
export function greyOf(value: number, { center, width }: Window): number {
  const across = Math.max(width, 1);
  if (value <= center - 0.5 - (across - 1) / 2) return 0;
  if (value > center - 0.5 + (across - 1) / 2) return 255;
  return ((value - (center - 0.5)) / (across - 1) + 0.5) * 255;
}

/** Grey of a value under the LINEAR_EXACT function (PS3.3 C.11.2.1.3.2), for values that are not whole numbers. */
export function exactGreyOf(value: number, { center, width }: Window): number {
  return Math.min(255, Math.max(0, ((value - center) / width + 0.5) * 255));
}

/** The window a frame opens with: its own first one, else one that suits its modality, else what most values lie between. */
export function defaultWindow(frame: Frame, modality: string, spread: ValueRange | undefined): Window {
  const own = frame.voi[0];
  if (own !== undefined && own.windowWidth >= 1) return { center: own.windowCenter, width: own.windowWidth };
  if (frame.samplesPerPixel === 3) return { center: 128, width: 256 };
  if (modality === "CT") return { center: 40, width: 400 };
  if (modality === "PT" && frame.unit.startsWith("{SUV")) return { center: 3, width: 6 };
  const { low, high } = spread ?? { low: 0, high: 255 };
  if (frame.valueType === "float32") return { center: (low + high) / 2, width: high - low || 1 };
  return { center: Math.round((low + high + 1) / 2), width: Math.max(1, high - low + 1) };
}

/** Values a pixel of dragging moves the window by: the dynamic range in 1024 steps. */
export function windowGain({ low, high }: ValueRange): number {
  return Math.max((high - low) / 1024, 1e-6);
}

/** The window after a drag from `start` by view pixels: right widens, up lowers the centre (brighter). */
export function draggedWindow(start: Window, byRight: number, byDown: number, gain: number): Window {
  const width = start.width + byRight * gain;
  const center = start.center + byDown * gain;
  const whole = gain >= 0.1;
  return whole ? { center: Math.round(center), width: Math.max(1, Math.round(width)) } : { center, width: Math.max(gain, width) };
}

/** The same for PET: the drag moves the upper bound alone, the lower one stays at none. */
export function draggedUpperBound(start: Window, byRight: number, byDown: number, gain: number): Window {
  const low = start.center - start.width / 2;
  const width = Math.max(gain, start.width + (byRight + byDown) * gain);
  return { center: low + width / 2, width };
}

/** What greys depend on. */
export interface Greys {
  readonly window: Window;
  /** MONOCHROME1 or the reader's wish, not both. */
  readonly inverted: boolean;
  /** Drawn black whatever the window. */
  readonly padding: readonly [number, number] | undefined;
}

/** Opaque RGBA words (little endian) of every 16-bit pattern or byte of integer values: one look-up a pixel. */
export function greyTable(values: PixelValues, greys: Greys): Uint32Array {
  const signed = values instanceof Int16Array;
  const size = values instanceof Uint8Array ? 256 : 65536;
  const table = new Uint32Array(size);
  for (let at = 0; at < size; at++) table[at] = greyWord(signed && at > 32767 ? at - 65536 : at, greys, greyOf);
  return table;
}

function greyWord(value: number, { window, inverted, padding }: Greys, curve: typeof greyOf): number {
  if (padding !== undefined && value >= padding[0] && value <= padding[1]) return 0xff000000;
  const grey = Math.round(curve(value, window));
  return (0xff000000 | ((inverted ? 255 - grey : grey) * 0x010101)) >>> 0;
}

/** Colours a slice's values into RGBA words. */
export function colourSlice(values: PixelValues, samplesPerPixel: 1 | 3, greys: Greys, out: Uint32Array): void {
  if (samplesPerPixel === 3) colourRgb(values, greys, out);
  else if (values instanceof Float32Array) {
    for (let at = 0; at < out.length; at++) out[at] = greyWord(values[at] as number, greys, exactGreyOf);
  } else colourIntegers(values, greys, out);
}

function colourIntegers(values: Exclude<PixelValues, Float32Array>, greys: Greys, out: Uint32Array): void {
  const table = greyTable(values, greys);
  if (values instanceof Int16Array) {
    for (let at = 0; at < out.length; at++) out[at] = table[(values[at] as number) & 0xffff] as number;
  } else {
    for (let at = 0; at < out.length; at++) out[at] = table[values[at] as number] as number;
  }
}

function colourRgb(values: PixelValues, { window, inverted }: Greys, out: Uint32Array): void {
  const table = new Uint8Array(256);
  for (let at = 0; at < 256; at++) {
    const shade = Math.round(greyOf(at, window));
    table[at] = inverted ? 255 - shade : shade;
  }
  const untouched = window.center === 128 && window.width === 256 && !inverted;
  const shadeOf = (value: number) => (untouched ? value : (table[value & 0xff] as number));
  for (let at = 0, from = 0; at < out.length; at++, from += 3) {
    const red = shadeOf(values[from] as number);
    const green = shadeOf(values[from + 1] as number);
    const blue = shadeOf(values[from + 2] as number);
    out[at] = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  }
}
