import type { Dataset } from "./dataset.ts";
import { sopClasses } from "./generated/uids.ts";
import { type Keyword, tagOf } from "./keyword.ts";
import type { Repair } from "./repair.ts";
import { tagText } from "./tag-dictionary.ts";

/**
 * Angiography and fluoroscopy: their Modality LUT leads from logarithmic or display values back to X-ray intensity, for subtraction; it
 * is no part of display (PS3.3 C.8.7.1.1.2).
 */
const notForDisplay: ReadonlySet<string> = new Set([
  sopClasses.XRayAngiographicImageStorage,
  sopClasses.XRayRadiofluoroscopicImageStorage,
]);

/** Whether the Modality LUT of a SOP class is applied to what is shown. */
export function isModalityLutShown(sopClassUid: string): boolean {
  return !notForDisplay.has(sopClassUid);
}

/** Rescale Slope and Intercept (PS3.3 C.11.1) of a data set or functional group; a slope of zero or no number at all is taken as 1. */
export function rescaleOf(item: Dataset): { readonly slope: number; readonly intercept: number } {
  const slope = numberOf(item, "RescaleSlope") ?? 1;
  return { slope: slope === 0 ? 1 : slope, intercept: numberOf(item, "RescaleIntercept") ?? 0 };
}

/** Dose Grid Scaling (PS3.3 C.8.8.3.2); one that is none is taken as 1. */
export function doseScalingOf(dataset: Dataset): number {
  const scaling = numberOf(dataset, "DoseGridScaling") ?? 1;
  return scaling > 0 ? scaling : 1;
}

/** Where the factor from stored values to units was missing or impossible. */
export function rescaleRepairs(dataset: Dataset, image: { readonly photometricInterpretation: string }): readonly Repair[] {
  const sopClassUid = dataset.first("SOPClassUID") ?? "";
  if (!image.photometricInterpretation.startsWith("MONOCHROME") || !isModalityLutShown(sopClassUid)) return [];
  const isDose = sopClassUid === sopClasses.RTDoseStorage;
  const keyword: Keyword = isDose ? "DoseGridScaling" : "RescaleSlope";
  const isAsked = isDose || dataset.has(keyword) || numberOf(dataset, "RescaleIntercept") !== undefined;
  const isUsed = isDose ? doseScalingOf(dataset) : rescaleOf(dataset).slope;
  return isAsked && numberOf(dataset, keyword) !== isUsed ? [{ code: "rescale-wrong", tag: tagText(tagOf(keyword)) }] : [];
}

function numberOf(dataset: Dataset, keyword: Keyword): number | undefined {
  const value: unknown = dataset.get(keyword);
  return Array.isArray(value) ? value.map(Number).find(Number.isFinite) : undefined;
}
