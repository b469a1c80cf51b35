import type { Dataset } from "../dicom/index.ts";
import { add, cross, dot, type ImagePlane, length, normalize, scale, type Vec3 } from "../geometry/index.ts";
import { functionalGroup, itemsOf, numberOf, numbersOf } from "./functional-group.ts";
import type { PixelDescription } from "./pixel-description.ts";

/** How far the two direction cosines may be from unit length and from a right angle: half a pixel over 500. */
const unitTolerance = 0.01;
const rightAngleTolerance = 0.001;

/**
 * The image plane of a frame (from 1): functional groups, else the Image Plane module, else what multi-frame dose and nuclear medicine
 * objects give (PS3.3 C.7.6.16.2.3, C.7.6.2, C.8.8.3.2, C.8.4.11). Undefined where any part is missing or not a plane.
 */
export function parseImagePlane(
  dataset: Dataset,
  frameNumber: number,
  { rows, columns }: PixelDescription,
): ImagePlane | undefined {
  const detector = itemsOf(dataset, "DetectorInformationSequence")[0];
  const from = (group: "PlanePositionSequence" | "PlaneOrientationSequence" | "PixelMeasuresSequence") =>
    functionalGroup(dataset, frameNumber, group) ?? dataset;
  const position =
    vectorOf(numbersOf(from("PlanePositionSequence"), "ImagePositionPatient"), 0) ??
    vectorOf(numbersOf(detector, "ImagePositionPatient"), 0);
  const orientation = firstFull(
    numbersOf(from("PlaneOrientationSequence"), "ImageOrientationPatient"),
    numbersOf(detector, "ImageOrientationPatient"),
  );
  const row = vectorOf(orientation, 0);
  const column = vectorOf(orientation, 3);
  const [betweenRows, betweenColumns] = numbersOf(from("PixelMeasuresSequence"), "PixelSpacing");
  if (!position || !row || !column || !isSpacing(betweenRows) || !isSpacing(betweenColumns)) return undefined;
  if (Math.abs(length(row) - 1) > unitTolerance || Math.abs(length(column) - 1) > unitTolerance) return undefined;
  const rowDirection = normalize(row);
  const columnDirection = normalize(column);
  if (Math.abs(dot(rowDirection, columnDirection)) > rightAngleTolerance) return undefined;
  const offsetMm = frameOffsetMm(dataset, frameNumber);
  return {
    imagePositionPatient: add(position, scale(cross(rowDirection, columnDirection), offsetMm)),
    rowDirection,
    columnDirection,
    pixelSpacing: [betweenRows, betweenColumns],
    rows,
    columns,
  };
}

/** Whether a number can be a spacing in millimetres. */
export function isSpacing(value: number | undefined): value is number {
  return value !== undefined && value > 1e-5 && value < 1e4;
}

/** Distance of a frame from the first along the normal, where one position is given for all: dose grids and reconstructed tomography. */
function frameOffsetMm(dataset: Dataset, frameNumber: number): number {
  if (dataset.has("PerFrameFunctionalGroupsSequence")) return 0;
  const offsets = numbersOf(dataset, "GridFrameOffsetVector");
  if (offsets.length > 0) return (offsets[frameNumber - 1] ?? 0) - (offsets[0] === 0 ? 0 : (offsets[0] ?? 0));
  const spacing = numberOf(dataset, "SpacingBetweenSlices");
  const slice = numbersOf(dataset, "SliceVector")[frameNumber - 1];
  return spacing !== undefined && slice !== undefined ? (slice - 1) * spacing : 0;
}

function firstFull(...candidates: readonly (readonly number[])[]): readonly number[] {
  return candidates.find((candidate) => candidate.length === 6) ?? [];
}

function vectorOf(numbers: readonly number[], at: number): Vec3 | undefined {
  const [x, y, z] = numbers.slice(at, at + 3);
  return x === undefined || y === undefined || z === undefined ? undefined : [x, y, z];
}
