import type { Dataset } from "../dicom/index.ts";
import { functionalGroup, itemsOf, numbersOf, textOf } from "./functional-group.ts";
import { parseLookupTable } from "./lookup-table.ts";
import type { FrameHeader, ValueArray } from "./types.ts";

export type VoiWindow = FrameHeader["voi"][number];

const maxWindows = 32;

/** Windows a CT opens with where its file names none (reading conventions: mediastinum, lung). */
export const softTissueWindow: VoiWindow = { windowCenter: 40, windowWidth: 400, explanation: "" };
export const lungWindow: VoiWindow = { windowCenter: -600, windowWidth: 1500, explanation: "" };

/**
 * The windows of a frame (from 1) in file order, as LINEAR windows (PS3.3 C.11.2.1.2): a LINEAR_EXACT one is half a unit off and is
 * restated; a VOI LUT is given last as the window over its input range. Widths that are no width are left out.
 */
export function parseVoiWindows(dataset: Dataset, frameNumber: number, negativeValues: boolean): readonly VoiWindow[] {
  const source = functionalGroup(dataset, frameNumber, "FrameVOILUTSequence") ?? dataset;
  const centers = numbersOf(source, "WindowCenter");
  const widths = numbersOf(source, "WindowWidth");
  const written: unknown = source.get("WindowCenterWidthExplanation");
  const explanations = Array.isArray(written) ? written.map(String) : [];
  const exact = textOf(source, "VOILUTFunction").toUpperCase() === "LINEAR_EXACT";
  const windows = centers.slice(0, maxWindows).flatMap((center, index) => {
    const width = widths[index];
    if (width === undefined || width <= 0) return [];
    const explanation = explanations[index] ?? "";
    if (exact) return [{ windowCenter: center + 0.5, windowWidth: width + 1, explanation }];
    return [{ windowCenter: center, windowWidth: Math.max(1, width), explanation }];
  });
  const tables = itemsOf(source, "VOILUTSequence")
    .slice(0, maxWindows)
    .flatMap((item) => {
      const table = parseLookupTable(item, negativeValues);
      if (table === undefined) return [];
      const width = table.values.length;
      return [{ windowCenter: table.first + width / 2, windowWidth: width, explanation: textOf(item, "LUTExplanation") }];
    });
  return [...windows, ...tables];
}

/** The window a CT opens with where its file names none: lung for a sharp or lung reconstruction of the chest, else soft tissue. */
export function ctWindow(dataset: Dataset): VoiWindow {
  const words = ["SeriesDescription", "ConvolutionKernel", "ProtocolName"] as const;
  const text = words
    .map((keyword) => textOf(dataset, keyword))
    .join(" ")
    .toLowerCase();
  return /lung|pulm|肺/.test(text) ? lungWindow : softTissueWindow;
}

/** A window over the values between the 1st and the 99th percentile, padding left out, for an image whose file names none. */
export function robustWindow(values: ValueArray, paddingRange?: readonly [number, number]): VoiWindow {
  const step = Math.max(1, Math.floor(values.length / 65_536));
  const seen: number[] = [];
  for (let at = 0; at < values.length; at += step) {
    const value = values[at] as number;
    const padding = paddingRange !== undefined && value >= paddingRange[0] && value <= paddingRange[1];
    if (!padding && Number.isFinite(value)) seen.push(value);
  }
  const sorted = Float64Array.from(seen).sort();
  const low = sorted[Math.floor((sorted.length - 1) * 0.01)] ?? 0;
  const high = sorted[Math.ceil((sorted.length - 1) * 0.99)] ?? low;
  const whole = !(values instanceof Float32Array);
  const windowWidth = high > low ? high - low + (whole ? 1 : 0) : 1;
  return { windowCenter: (low + high + (whole ? 1 : 0)) / 2, windowWidth, explanation: "" };
}
