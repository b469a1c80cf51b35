import type { Frame } from "../../../src/contract/index.ts";
import type { ValueRange } from "../pixels/series-pixels.ts";
import type { ColourMap } from "./colour-maps.ts";
import { type GreyStages, greyLevel } from "./grey-level.ts";
import { type Palette, type SeriesTables, type Voi, voisOf, type Window } from "./voi.ts";

/** Standardized uptake values are read from none to this. */
const SUV_MOST = 6;

/** Colour opens as it is. */
export const UNTOUCHED: Window = { center: 128, width: 256 };

/**
 * What a frame opens with: a PET whose uptake is known from SUV 0 to 6; else its own first window or table, else what suits its modality,
 * else what most of its values lie between.
 */
export function defaultVoi(frame: Frame, modality: string, spread: ValueRange | undefined, tables: SeriesTables): Voi {
  const open = (window: Window): Voi => ({ kind: "window", window, explanation: "" });
  if (frame.samplesPerPixel === 3) return open(UNTOUCHED);
  const perSuv = modality === "PT" ? valuePerSuv(frame) : undefined;
  if (perSuv !== undefined) {
    return open({ center: (SUV_MOST / 2) * perSuv, width: SUV_MOST * perSuv, function: "LINEAR_EXACT" });
  }
  const own = voisOf(frame, tables)[0];
  if (own !== undefined) return own;
  if (modality === "CT" && frame.unit === "[hnsf'U]") return open({ center: 40, width: 400 });
  const { low, high } = spread ?? { low: 0, high: 255 };
  if (frame.valueType === "float32") return open({ center: (low + high) / 2, width: high - low || 1, function: "LINEAR_EXACT" });
  return open({ center: Math.round((low + high + 1) / 2), width: Math.max(1, high - low + 1) });
}

/** The value that stands for an SUV by body weight of 1. */
function valuePerSuv({ suv, unit }: Frame): number | undefined {
  if (unit.startsWith("{SUV")) return 1;
  return suv?.bodyWeight === undefined ? undefined : 1 / suv.bodyWeight;
}

/** Whether low values are drawn bright: Presentation LUT Shape where it is given, else MONOCHROME1; never both (PS3.3 C.11.6.1). */
export function isInverse({ presentationLutShape, photometricInterpretation }: Frame): boolean {
  return presentationLutShape === undefined ? photometricInterpretation === "MONOCHROME1" : presentationLutShape === "INVERSE";
}

/** Values a pixel of dragging moves the window by: the dynamic range in 1024 steps. */
export function windowGain({ low, high }: ValueRange): number {
  return Math.max((high - low) / 1024, 1e-6);
}

/** The window after a drag from `start` by view pixels: right widens, up lowers the centre (brighter). */
export function draggedWindow(start: Window, byRight: number, byDown: number, gain: number): Window {
  const width = start.width + byRight * gain;
  const center = start.center + byDown * gain;
  const whole = gain >= 0.1 && start.function !== "LINEAR_EXACT";
  return whole
    ? { ...start, center: Math.round(center), width: Math.max(1, Math.round(width)) }
    : { ...start, center, width: Math.max(gain, width) };
}

/** The window so many times as wide. LINEAR is never narrower than a whole value (PS3.3 C.11.2.1.2): it would be drawn otherwise than it says. */
export function stretchedWindow(start: Window, by: number): Window {
  const isFine = start.function === "LINEAR_EXACT" || start.function === "SIGMOID";
  return { ...start, width: Math.max(isFine ? 1e-6 : 1, start.width * by) };
}

/** The same for PET: the drag moves the upper bound alone, the lower one stays at none. */
export function draggedUpperBound(start: Window, byRight: number, byDown: number, gain: number): Window {
  const low = start.center - start.width / 2;
  const width = Math.max(gain, start.width + (byRight + byDown) * gain);
  return { ...start, center: low + width / 2, width };
}

/** What greys depend on. */
export interface Greys {
  readonly voi: Voi;
  /** An inverse image or the reader's wish, not both. */
  readonly inverted: boolean;
  /** Drawn black whatever the window. */
  readonly padding: readonly [number, number] | undefined;
  readonly palette?: Palette | undefined;
  /** Of the greys; undefined: grey. */
  readonly colours?: ColourMap | undefined;
  /** Pixels that a shutter hides, and the RGBA word they are drawn with. */
  readonly shutter?: { readonly hidden: Uint8Array; readonly word: number } | undefined;
  /** Of a presentation state that is applied. */
  readonly stages?: GreyStages | undefined;
}

/** Opaque RGBA word (little endian) of a value. */
export function wordOf({ voi, inverted, padding, palette, colours, stages }: Greys): (value: number) => number {
  const level = greyLevel(voi, inverted, stages);
  const [paddingLow, paddingHigh] = padding ?? [1, 0];
  return (value) => {
    if (value >= paddingLow && value <= paddingHigh) return 0xff000000;
    if (palette !== undefined && value >= palette.first) {
      return palette.words[Math.min(palette.words.length - 1, Math.round(value - palette.first))] ?? 0xff000000;
    }
    const grey = level(value);
    return colours === undefined ? (0xff000000 | (grey * 0x010101)) >>> 0 : (colours.words[grey] as number);
  };
}

/** Whether a window leaves colour as it is. */
export function isUntouched({ center, width }: Window): boolean {
  return center === UNTOUCHED.center && width === UNTOUCHED.width;
}
