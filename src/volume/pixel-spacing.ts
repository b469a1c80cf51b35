import type { Dataset } from "../dicom/index.ts";
import { functionalGroup, itemsOf, numberOf, numbersOf, textOf } from "./functional-group.ts";
import { isSpacing } from "./image-plane.ts";
import type { FrameHeader } from "./types.ts";

type Spacing = Pick<
  FrameHeader,
  | "pixelSpacingMm"
  | "pixelSpacingSource"
  | "pixelSpacingFactor"
  | "pixelSpacingCalibration"
  | "pixelAspectRatio"
  | "ultrasoundRegions"
>;

const projections: ReadonlySet<string> = new Set(["CR", "DX", "MG", "XA", "RF", "IO", "PX", "RG", "RTIMAGE"]);
const none: Spacing = { pixelSpacingSource: "none" };
/** Ultrasound region units: centimetre (PS3.3 C.8.5.5.1.3). */
const centimetre = 3;
/** Beyond this no anatomy is magnified: such a factor is a mistake. */
const mostMagnification = 10;
/** No detector has pixels that are longer than this against their width. */
const mostOblong = 20;
/** More regions than this no scanner writes. */
const mostRegions = 64;

/**
 * The distance between pixels and how far it can be trusted (PS3.3 10.7.1). `patient`: in a plane of the patient. `calibrated`: corrected
 * for magnification by someone (Pixel Spacing that differs from Imager Pixel Spacing or names a calibration; ultrasound regions).
 * `corrected`: that at the detector, divided by the Estimated Radiographic Magnification Factor (PS3.3 C.8.11.8: distance of the receptor
 * from the source over that of the object). `detector`: at the detector or scanner, magnification not corrected.
 */
export function parsePixelSpacing(dataset: Dataset, frameNumber: number, hasPlane: boolean): Spacing {
  const measures = functionalGroup(dataset, frameNumber, "PixelMeasuresSequence") ?? dataset;
  const pixel = pairOf(numbersOf(measures, "PixelSpacing"));
  if (pixel !== undefined && hasPlane) return { pixelSpacingMm: pixel, pixelSpacingSource: "patient" };
  const imager = pairOf(numbersOf(dataset, "ImagerPixelSpacing")) ?? pairOf(numbersOf(dataset, "NominalScannedPixelSpacing"));
  const source = pixel === undefined ? "detector" : sourceOf(dataset, pixel, imager);
  const atDetector = pixel ?? imager;
  if (atDetector === undefined) return { ...proportionsOf(dataset), ...ultrasoundSpacing(dataset), ...regionsOf(dataset) };
  // One spacing for a whole image of several regions is not that of each.
  if (source !== "detector") {
    const regions = regionsOf(dataset, atDetector);
    return { pixelSpacingMm: atDetector, pixelSpacingSource: source, ...calibrationOf(dataset), ...regions };
  }
  const factor = numberOf(dataset, "EstimatedRadiographicMagnificationFactor");
  if (factor === undefined || factor < 1 || factor > mostMagnification)
    return { pixelSpacingMm: atDetector, pixelSpacingSource: source };
  const pixelSpacingMm = [atDetector[0] / factor, atDetector[1] / factor] as const;
  return { pixelSpacingMm, pixelSpacingSource: "corrected", pixelSpacingFactor: factor };
}

/** How high pixels are against their width, where that is all that is known (PS3.3 C.7.6.3.1.7); not said of square ones. */
function proportionsOf(dataset: Dataset): Pick<Spacing, "pixelAspectRatio"> {
  const [high = 0, wide = 0] = numbersOf(dataset, "PixelAspectRatio");
  const ratio = high / wide;
  return high > 0 && ratio !== 1 && ratio >= 1 / mostOblong && ratio <= mostOblong ? { pixelAspectRatio: [high, wide] } : {};
}

/** How the spacing was calibrated, as the file words it (PS3.3 10.7.1.3). */
function calibrationOf(dataset: Dataset): Pick<Spacing, "pixelSpacingCalibration"> {
  const type = textOf(dataset, "PixelSpacingCalibrationType");
  const description = textOf(dataset, "PixelSpacingCalibrationDescription").slice(0, 64);
  if (type !== "GEOMETRY" && type !== "FIDUCIAL") return {};
  return { pixelSpacingCalibration: { type, description } };
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

type Region = NonNullable<Spacing["ultrasoundRegions"]>[number];

/**
 * Regions of an ultrasound image, smallest first, so that the first that holds a point is the one it is measured in (PS3.3 C.8.5.5). Those
 * of times and velocities are kept without lengths: neither a region of tissue around them nor a spacing of the whole image may lend them
 * its own. None where nothing has lengths.
 *
 * @param whole [between rows, between columns] of the image: of what lies outside of such regions, where no region has lengths
 */
function regionsOf(dataset: Dataset, whole?: readonly [number, number]): Pick<Spacing, "ultrasoundRegions"> {
  const items = itemsOf(dataset, "SequenceOfUltrasoundRegions").slice(0, mostRegions);
  const regions = items.flatMap(regionOf);
  const bySize = (of: readonly Region[]) =>
    [...of].sort((a, b) => (a.right - a.left) * (a.bottom - a.top) - (b.right - b.left) * (b.bottom - b.top));
  if (regions.some(({ spacingMm }) => spacingMm !== undefined)) return { ultrasoundRegions: bySize(regions) };
  const others = items.filter(isOfOtherUnits).flatMap(regionOf);
  const [right, bottom] = [numberOf(dataset, "Columns"), numberOf(dataset, "Rows")];
  if (whole === undefined || others.length === 0 || right === undefined || bottom === undefined) return {};
  return { ultrasoundRegions: [...bySize(others), { left: 0, top: 0, right: right - 1, bottom: bottom - 1, spacingMm: whole }] };
}

function regionOf(region: Dataset): readonly Region[] {
  const at = (keyword: Parameters<typeof numberOf>[1]) => numberOf(region, keyword);
  const isLength = at("PhysicalUnitsXDirection") === centimetre && at("PhysicalUnitsYDirection") === centimetre;
  const spacing = pairOf([10 * Math.abs(at("PhysicalDeltaY") ?? 0), 10 * Math.abs(at("PhysicalDeltaX") ?? 0)]);
  const [left, top] = [at("RegionLocationMinX0"), at("RegionLocationMinY0")];
  const [right, bottom] = [at("RegionLocationMaxX1"), at("RegionLocationMaxY1")];
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return [];
  return [{ left, top, right, bottom, ...(isLength && spacing !== undefined ? { spacingMm: spacing } : {}) }];
}

/** Whether a region's axes are something else than lengths: seconds, velocities, decibel; 0 is no unit at all. */
function isOfOtherUnits(region: Dataset): boolean {
  const units = (["PhysicalUnitsXDirection", "PhysicalUnitsYDirection"] as const).map(
    (keyword) => numberOf(region, keyword) ?? 0,
  );
  return units.some((unit) => unit !== 0 && unit !== centimetre);
}

function pairOf([rows, columns]: readonly number[]): readonly [number, number] | undefined {
  return isSpacing(rows) && isSpacing(columns) ? [rows, columns] : undefined;
}
