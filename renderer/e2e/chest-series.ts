import { buildPart10, Dataset, sopClasses, uidFromText } from "../../src/dicom/index.ts";
import { indexToPatientMm } from "../../src/geometry/index.ts";
import { simpleChest } from "../../src/testing/simple-chest.ts";

export const chest = { studyInstanceUid: uidFromText("chest study"), seriesInstanceUid: uidFromText("chest series") } as const;

type Nodules = NonNullable<Parameters<typeof simpleChest>[0]>["nodules"];

/**
 * A CT of a simple chest with nodules, one in the right lung unless others are given: small, and a model finds it. `change`: what its
 * headers say otherwise.
 */
export function chestFiles(
  nodules: Nodules = [{ centerPatient: [-70, 12, -15], diameterMm: 12, hu: 40 }],
  change: (dataset: Dataset) => Dataset = (dataset) => dataset,
): readonly Uint8Array[] {
  const { grid, values } = simpleChest({ nodules });
  const [columns, rows, slices] = grid.dimensions;
  const area = columns * rows;
  return Array.from({ length: slices }, (_, k) =>
    buildPart10(
      change(
        new Dataset()
          .set("SpecificCharacterSet", "ISO_IR 192")
          .set("SOPClassUID", sopClasses.CTImageStorage)
          .set("SOPInstanceUID", uidFromText(`chest instance ${k}`))
          .set("StudyInstanceUID", chest.studyInstanceUid)
          .set("SeriesInstanceUID", chest.seriesInstanceUid)
          .set("FrameOfReferenceUID", uidFromText("chest frame of reference"))
          .set("PatientName", "Chest^Phantom=胸部^模体")
          .set("PatientID", "CHEST-1")
          .set("StudyDate", "20260106")
          .set("StudyTime", "101500")
          .set("StudyDescription", "CT CHEST")
          .set("SeriesDescription", "Chest")
          .set("BodyPartExamined", "CHEST")
          .set("Modality", "CT")
          .set("SeriesNumber", 1)
          .set("InstanceNumber", k + 1)
          .set("ImageType", ["ORIGINAL", "PRIMARY", "AXIAL"])
          .set("ImagePositionPatient", [...indexToPatientMm(grid, [0, 0, k])])
          .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
          .set("PixelSpacing", [grid.spacingMm[1], grid.spacingMm[0]])
          .set("SliceThickness", grid.spacingMm[2])
          .set("SamplesPerPixel", 1)
          .set("PhotometricInterpretation", "MONOCHROME2")
          .set("Rows", rows)
          .set("Columns", columns)
          .set("BitsAllocated", 16)
          .set("BitsStored", 16)
          .set("HighBit", 15)
          .set("PixelRepresentation", 1)
          .set("RescaleIntercept", 0)
          .set("RescaleSlope", 1)
          .set("RescaleType", "HU")
          .set("PixelData", new Uint8Array(Int16Array.from(values.subarray(k * area, (k + 1) * area)).buffer), "OW"),
      ),
    ),
  );
}
