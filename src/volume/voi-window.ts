import type { Dataset } from "../dicom/index.ts";
import { functionalGroup, itemsOf, numbersOf, textOf } from "./functional-group.ts";
import { parseLookupTable } from "./lookup-table.ts";
import type { VoiLookupTable } from "./presentation.ts";
import type { FrameHeader, ValueArray } from "./types.ts";

export type VoiWindow = FrameHeader["voi"][number];

const maxWindows = 32;
const maxTables = 8;
const maxExplanation = 64;

/** Windows a CT opens with where its file names none (reading conventions: mediastinum, lung). */
export const softTissueWindow: VoiWindow = { windowCenter: 40, windowWidth: 400, explanation: "" };
export const lungWindow: VoiWindow = { windowCenter: -600, windowWidth: 1500, explanation: "" };

/**
 * The windows of a frame (from 1) in file order with their function (PS3.3 C.11.2.1.3); one without a function is LINEAR. Widths that are
 * no width are left out. LINEAR of width 1 is a threshold and needs that width at least: where values are not whole, LINEAR_EXACT is meant
 * (parametric maps from 0 to 1).
 */
export function parseVoiWindows(dataset: Dataset, frameNumber: number, wholeValues: boolean): readonly VoiWindow[] {
  const source = voiSource(dataset, frameNumber);
  const centers = numbersOf(source, "WindowCenter");
  const widths = numbersOf(source, "WindowWidth");
  const written: unknown = source.get("WindowCenterWidthExplanation");
  const explanations = Array.isArray(written) ? written.map((text) => String(text).slice(0, maxExplanation)) : [];
  const named = textOf(source, "VOILUTFunction").toUpperCase();
  return centers.slice(0, maxWindows).flatMap((windowCenter, index): VoiWindow[] => {
    const width = widths[index];
    if (width === undefined || width <= 0) return [];
    const shared = { windowCenter, windowWidth: width, explanation: explanations[index] ?? "" };
    if (named === "SIGMOID" || named === "LINEAR_EXACT") return [{ ...shared, function: named }];
    if (width > 1 || (wholeValues && width === 1)) return [shared];
    return [wholeValues ? { ...shared, windowWidth: 1 } : { ...shared, function: "LINEAR_EXACT" }];
  });
}

/**
 * The VOI LUTs of a frame (from 1) in file order (PS3.3 C.11.2.1.1). The first value mapped is signed where values below zero can come out
 * of the Modality LUT. A table whose entries need more bits than it says gets them.
 *
 * @param known tables by their item, so that one that frames share is parsed once
 */
export function parseVoiTables(
  dataset: Dataset,
  frameNumber: number,
  negativeValues: boolean,
  known: Map<Dataset, VoiLookupTable | undefined> = new Map(),
): readonly VoiLookupTable[] {
  return itemsOf(voiSource(dataset, frameNumber), "VOILUTSequence")
    .slice(0, maxTables)
    .flatMap((item) => {
      if (!known.has(item)) known.set(item, parseVoiTable(item, negativeValues));
      return known.get(item) ?? [];
    });
}

function voiSource(dataset: Dataset, frameNumber: number): Dataset {
  return functionalGroup(dataset, frameNumber, "FrameVOILUTSequence") ?? dataset;
}

function parseVoiTable(item: Dataset, negativeValues: boolean): VoiLookupTable | undefined {
  const table = parseLookupTable(item, negativeValues);
  if (table === undefined) return undefined;
  const needed = Math.max(1, Math.ceil(Math.log2(table.most + 1)));
  return {
    first: table.first,
    bits: Math.max(table.bits, needed),
    explanation: textOf(item, "LUTExplanation").slice(0, maxExplanation),
    values: table.values,
  };
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
  const shared = { windowCenter: (low + high + (whole ? 1 : 0)) / 2, windowWidth, explanation: "" };
  return whole ? shared : { ...shared, function: "LINEAR_EXACT" };
}
