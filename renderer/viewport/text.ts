import { type TextValues, useDynamicText } from "../stores/index.ts";

/** Sentence under `viewport.` of the locale files; the key itself where there is none. */
export type ViewportText = (key: string, values?: TextValues) => string;

export function useViewportText(): ViewportText {
  const text = useDynamicText();
  return (key, values) => text(`viewport.${key}`, values) ?? key;
}

/** A tolerance used on a file, in words: `repairs.<code>`. */
export function useRepairWords(): (code: string) => string {
  const text = useDynamicText();
  return (code) => text(`repairs.${code}`) ?? code;
}

/** Why a geometry is not a regular volume, in words: `geometry.<code>`. */
export function useGeometryText(): (code: string, values?: TextValues) => string {
  const text = useDynamicText();
  return (code, values) => text(`geometry.${code}`, values) ?? code;
}
