import type { VoiLookupTable } from "./presentation.ts";
import type { DecodedFrame, FrameHeader } from "./types.ts";
import type { VoiWindow } from "./voi-window.ts";

/** What values become greys by. */
export type ShareVoi = VoiWindow | VoiLookupTable;

/**
 * How bright each value is drawn, 0 to 1: through the window by its function or through the table (PS3.3 C.11.2.1), inverted where low values
 * are drawn bright. Presentation LUT Shape decides that where it is given, else the photometric interpretation; never both (C.11.6.1).
 */
export function greyShare(
  voi: ShareVoi,
  { photometricInterpretation, presentationLutShape }: Pick<FrameHeader, "photometricInterpretation" | "presentationLutShape">,
): (value: number) => number {
  const inverted =
    presentationLutShape === undefined ? photometricInterpretation === "MONOCHROME1" : presentationLutShape === "INVERSE";
  const share = "values" in voi ? tableShare(voi) : windowShare(voi);
  return (value) => {
    const held = Math.min(1, Math.max(0, share(value)));
    return inverted ? 1 - held : held;
  };
}

/**
 * A frame as it is drawn, rows x columns x samplesPerPixel, 0 to 1; padding and what is no number is black. Colour is drawn as it is.
 */
export function displayShares(
  { values, samplesPerPixel }: Pick<DecodedFrame, "values" | "samplesPerPixel">,
  voi: ShareVoi,
  header: Pick<FrameHeader, "photometricInterpretation" | "presentationLutShape" | "paddingRange">,
): Float32Array {
  const shares = new Float32Array(values.length);
  if (samplesPerPixel === 3) {
    for (let p = 0; p < values.length; p++) shares[p] = (values[p] as number) / 255;
    return shares;
  }
  const [low, high] = header.paddingRange ?? [1, 0];
  const share = greyShare(voi, header);
  const shade = (value: number) => ((value >= low && value <= high) || !Number.isFinite(value) ? 0 : share(value));
  if (values instanceof Float32Array) {
    for (let p = 0; p < values.length; p++) shares[p] = shade(values[p] as number);
    return shares;
  }
  // Whole values are few: each is worked out once.
  const least = values instanceof Int16Array ? -32_768 : 0;
  const known = new Float32Array(values instanceof Uint8Array ? 256 : 65_536);
  for (let at = 0; at < known.length; at++) known[at] = shade(at + least);
  for (let p = 0; p < values.length; p++) shares[p] = known[(values[p] as number) - least] as number;
  return shares;
}

function windowShare({ windowCenter, windowWidth, function: named }: VoiWindow): (value: number) => number {
  if (named === "SIGMOID") return (value) => 1 / (1 + Math.exp((-4 * (value - windowCenter)) / windowWidth));
  if (named === "LINEAR_EXACT") return (value) => (value - windowCenter) / windowWidth + 0.5;
  const width = Math.max(1e-6, windowWidth - 1);
  return (value) => (value - (windowCenter - 0.5)) / width + 0.5;
}

function tableShare({ first, bits, values }: VoiLookupTable): (value: number) => number {
  const most = 2 ** bits - 1;
  return (value) => (values[Math.min(values.length - 1, Math.max(0, Math.round(value - first)))] ?? 0) / most;
}
