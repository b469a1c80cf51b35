import type { Dataset } from "../dicom/index.ts";
import { textOf } from "./functional-group.ts";

/** Images that never belong to one stack, whatever their positions: by what they show. */
export type ImageKind =
  | "original"
  | "localizer"
  | "projection"
  | "phase"
  | "real"
  | "imaginary"
  | "water"
  | "fat"
  | "in-phase"
  | "opposed-phase"
  | "fat-fraction"
  | "secondary";

/**
 * Words of Image Type from the third value on and what they say of an image: PS3.3 C.8.2.1.1.1, C.8.3.1.1.1, C.8.13.3.1 and what vendors
 * write there. The first that matches counts.
 */
const words: readonly (readonly [ImageKind, ReadonlySet<string>])[] = [
  ["localizer", new Set(["LOCALIZER", "LOCALISER", "SCOUT", "TOPOGRAM", "SCANOGRAM", "SURVIEW"])],
  ["projection", new Set(["PROJECTION IMAGE", "MIP", "MAX_IP", "MAX_IP_T", "MINIP", "MIN_IP", "MIP_THIN", "MIP_SAG", "MIP_COR"])],
  ["fat-fraction", new Set(["FAT_FRACTION", "FF", "FAT_FRAC", "FATFRAC"])],
  ["water", new Set(["W", "WATER"])],
  ["fat", new Set(["F", "FAT"])],
  ["in-phase", new Set(["IP", "IN_PHASE", "INPHASE", "IN-PHASE"])],
  ["opposed-phase", new Set(["OP", "OUT_PHASE", "OPP_PHASE", "OUTPHASE", "OPPOSED_PHASE", "OUT_OF_PHASE", "OPP-PHASE"])],
  ["phase", new Set(["P", "PHASE", "PHASE MAP", "VELOCITY", "VELOCITY MAP", "PHASE_CONTRAST_P"])],
  ["real", new Set(["R", "REAL"])],
  ["imaginary", new Set(["I", "IMAGINARY"])],
];

const complexComponents: Readonly<Record<string, ImageKind>> = { PHASE: "phase", REAL: "real", IMAGINARY: "imaginary" };

/** Captures of a screen and their like: SOP classes 1.2.840.10008.5.1.4.1.1.7 and below it. */
const secondaryCapture = "1.2.840.10008.5.1.4.1.1.7";

/** Modalities whose Image Type has these meanings; elsewhere ("P" of some X-ray unit) the words say nothing. */
const magnetic: ReadonlySet<string> = new Set(["MR"]);

/** What an image shows, from its Image Type (in capitals) and Complex Image Component. */
export function imageKindOf(dataset: Dataset, imageType: readonly string[], complex: string): ImageKind {
  const fromMr = magnetic.has(textOf(dataset, "Modality"));
  const said = imageType.slice(2);
  const word = words.find(
    ([kind, names]) => (fromMr || kind === "localizer" || kind === "projection") && said.some((part) => names.has(part)),
  );
  if (word !== undefined) return word[0];
  const component = fromMr ? complexComponents[complex] : undefined;
  if (component !== undefined) return component;
  return textOf(dataset, "SOPClassUID").startsWith(secondaryCapture) ? "secondary" : "original";
}
