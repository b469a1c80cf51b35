import { type Dataset, doseScalingOf, isModalityLutShown, rescaleOf, sopClasses } from "../dicom/index.ts";
import { functionalGroup, itemsOf, numberOf, textOf } from "./functional-group.ts";
import { parseLookupTable } from "./lookup-table.ts";
import type { PixelDescription } from "./pixel-description.ts";

/** Stored values to modality units (PS3.3 C.11.1): linear, or a table from `first` on, its ends held outside. */
export type ModalityTransform =
  | { readonly kind: "linear"; readonly slope: number; readonly intercept: number; readonly rescaleType: string }
  | {
      readonly kind: "table";
      readonly first: number;
      readonly values: Uint16Array;
      readonly least: number;
      readonly most: number;
      readonly rescaleType: string;
    };

const identity: ModalityTransform = { kind: "linear", slope: 1, intercept: 0, rescaleType: "" };

/**
 * The Modality LUT of a frame (from 1): Pixel Value Transformation functional group, else Modality LUT Sequence, else Rescale Slope and
 * Intercept. Colour, angiography and fluoroscopy have none. A slope of zero or no number at all is taken as 1: a flat image is never meant.
 */
export function parseModalityTransform(dataset: Dataset, frameNumber: number, description: PixelDescription): ModalityTransform {
  if (!description.photometricInterpretation.startsWith("MONOCHROME")) return identity;
  if (!isModalityLutShown(textOf(dataset, "SOPClassUID"))) return identity;
  if (textOf(dataset, "SOPClassUID") === sopClasses.RTDoseStorage) return doseTransform(dataset);
  const group = functionalGroup(dataset, frameNumber, "PixelValueTransformationSequence");
  const item = group === undefined ? itemsOf(dataset, "ModalityLUTSequence")[0] : undefined;
  const table = item && parseLookupTable(item, description.signed);
  if (item !== undefined && table !== undefined && description.element === "PixelData") {
    return { kind: "table", ...table, rescaleType: textOf(item, "ModalityLUTType") };
  }
  const source = group ?? dataset;
  return { kind: "linear", ...rescaleOf(source), rescaleType: textOf(source, "RescaleType") };
}

/**
 * Dose Grid Scaling turns stored values into Dose Units, which stand as the rescale type (PS3.3 C.8.8.3.2); it takes the place of a rescale.
 * Where it is missing or impossible the values are in no unit at all.
 */
function doseTransform(dataset: Dataset): ModalityTransform {
  const isStated = (numberOf(dataset, "DoseGridScaling") ?? 0) > 0;
  const rescaleType = isStated ? textOf(dataset, "DoseUnits") : "";
  return { kind: "linear", slope: doseScalingOf(dataset), intercept: 0, rescaleType };
}

/** One stored value in modality units. */
export function toModalityUnits(transform: ModalityTransform, stored: number): number {
  if (transform.kind === "linear") return stored * transform.slope + transform.intercept;
  const at = Math.min(transform.values.length - 1, Math.max(0, stored - transform.first));
  return transform.values[at] ?? 0;
}
