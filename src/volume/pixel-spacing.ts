import type { Dataset } from "../dicom/index.ts";
import { functionalGroup, itemsOf, numberOf, numbersOf, textOf } from "./functional-group.ts";
import { isSpacing } from "./image-plane.ts";
import type { FrameHeader } from "./types.ts";

type Spacing = Pick<FrameHeader, "pixelSpacingMm" | "pixelSpacingSource">;

const projections: ReadonlySet<string> = new Set(["CR", "DX", "MG", "XA", "RF", "IO", "PX", "RG", "RTIMAGE"]);
const none: Spacing = { pixelSpacingSource: "none" };
/** Ultrasound region units: centimetre (PS3.3 C.8.5.5.1.3). */
const centimetre = 3;

/**
 * The distance between pixels and how far it can be trusted (PS3.3 10.7.1). `patient`: in a plane of the patient. `calibrated`: corrected
 * for magnification by someone (Pixel Spacing that differs from Imager Pixel Spacing or names a calibration; ultrasound regions).
 * `detector`: at the detector or scanner, magnification not corrected.
 */
export function parsePixelSpacing(dataset: Dataset, frameNumber: number, hasPlane: boolean): Spacing {
  const measures = functionalGroup(dataset, frameNumber, "PixelMeasuresSequence") ?? dataset;
  const pixel = pairOf(numbersOf(measures, "PixelSpacing"));
  if (pixel !== undefined && hasPlane) return { pixelSpacingMm: pixel, pixelSpacingSource: "patient" };
  const imager = pairOf(numbersOf(dataset, "ImagerPixelSpacing")) ?? pairOf(numbersOf(dataset, "NominalScannedPixelSpacing"));
  if (pixel !== undefined) return { pixelSpacingMm: pixel, pixelSpacingSource: sourceOf(dataset, pixel, imager) };
  if (imager !== undefined) return { pixelSpacingMm: imager, pixelSpacingSource: "detector" };
  return ultrasoundSpacing(dataset);
}

function sourceOf(
  dataset: Dataset,
  pixel: readonly [number, number],
  imager: readonly [number, number] | undefined,
): Spacing["pixelSpacingSource"] {
  if (textOf(dataset, "PixelSpacingCalibrationType") !== "") return "calibrated";
  if (imager !== undefined) {
    const same = Math.abs(pixel[0] / imager[0] - 1) < 1e-4 && Math.abs(pixel[1] / imager[1] - 1) < 1e-4;
    return same ? "detector" : "calibrated";
  }
  return projections.has(textOf(dataset, "Modality")) ? "detector" : "patient";
}

/** One spacing where every two-dimensional region that has lengths agrees on it. */
function ultrasoundSpacing(dataset: Dataset): Spacing {
  const regions = itemsOf(dataset, "SequenceOfUltrasoundRegions").filter(
    (region) =>
      numberOf(region, "PhysicalUnitsXDirection") === centimetre && numberOf(region, "PhysicalUnitsYDirection") === centimetre,
  );
  const spacings = regions.map((region) =>
    pairOf([10 * Math.abs(numberOf(region, "PhysicalDeltaY") ?? 0), 10 * Math.abs(numberOf(region, "PhysicalDeltaX") ?? 0)]),
  );
  const [first] = spacings;
  if (first === undefined) return none;
  const agree = spacings.every(
    (other) => other && Math.abs(other[0] / first[0] - 1) < 1e-3 && Math.abs(other[1] / first[1] - 1) < 1e-3,
  );
  return agree ? { pixelSpacingMm: first, pixelSpacingSource: "calibrated" } : none;
}

function pairOf([rows, columns]: readonly number[]): readonly [number, number] | undefined {
  return isSpacing(rows) && isSpacing(columns) ? [rows, columns] : undefined;
}
