import { buildPart10, Dataset, sopClasses, uidFromText } from "../dicom/index.ts";
import { indexToPatientMm, type Vec3, type VolumeGrid } from "../geometry/index.ts";

/** A CT of a trunk with lungs, a spine and a rod that rises aslant through its slices, on a table. */
export interface TrunkSeries {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly files: readonly Uint8Array[];
  readonly grid: VolumeGrid;
}

const columns = 160;
const rows = 140;
const slices = 48;
const hu = { air: -1000, lung: -850, tissue: 40, bone: 700, rod: 1000, table: 150 } as const;

export function buildTrunkSeries(): TrunkSeries {
  const grid: VolumeGrid = {
    dimensions: [columns, rows, slices],
    spacingMm: [1.5, 1.5, 2],
    originPatient: [-119.25, -84, -47],
    directions: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
  const studyInstanceUid = uidFromText("trunk study");
  const seriesInstanceUid = uidFromText("trunk series");
  const files = Array.from({ length: slices }, (_, k) =>
    buildPart10(
      new Dataset()
        .set("SpecificCharacterSet", "ISO_IR 192")
        .set("SOPClassUID", sopClasses.CTImageStorage)
        .set("SOPInstanceUID", uidFromText(`trunk instance ${k}`))
        .set("StudyInstanceUID", studyInstanceUid)
        .set("SeriesInstanceUID", seriesInstanceUid)
        .set("FrameOfReferenceUID", uidFromText("trunk frame of reference"))
        .set("PatientName", "Trunk^Phantom=躯干^模体")
        .set("PatientID", "TRUNK-1")
        .set("StudyDate", "20260105")
        .set("StudyTime", "101500")
        .set("StudyDescription", "Trunk on a table")
        .set("SeriesDescription", "Trunk")
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
        .set("WindowCenter", 300)
        .set("WindowWidth", 1400)
        .set("PixelData", sliceOf(grid, k), "OW"),
    ),
  );
  return { studyInstanceUid, seriesInstanceUid, files, grid };
}

function sliceOf(grid: VolumeGrid, k: number): Uint8Array {
  const values = new Int16Array(rows * columns);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) values[i + columns * j] = valueAt(indexToPatientMm(grid, [i, j, k]));
  }
  return new Uint8Array(values.buffer);
}

/** HU at a place of the patient, LPS+ millimetres. */
function valueAt([x, y, z]: Vec3): number {
  // Rises by 40 mm over 100 mm from right to left, before the lungs.
  if (Math.abs(x) <= 50 && Math.hypot(y + 42, z - x * 0.4) <= 4) return hu.rod;
  if ((x / 88) ** 2 + ((y + 10) / 56) ** 2 <= 1) {
    if (Math.hypot(x, y - 22) <= 14) return hu.bone;
    return ((Math.abs(x) - 42) / 28) ** 2 + ((y + 8) / 32) ** 2 <= 1 ? hu.lung : hu.tissue;
  }
  const isTable = Math.abs(x) <= 105 && y >= 58 && y <= 84 && (y <= 61 || y >= 81 || Math.abs(x) >= 102);
  return isTable ? hu.table : hu.air;
}
