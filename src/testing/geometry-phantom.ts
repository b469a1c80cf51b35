import { buildPart10, Dataset, sopClasses, uidFromText } from "../dicom/index.ts";
import { distance, indexToPatientMm, type Vec3, type VolumeGrid } from "../geometry/index.ts";

/** A series of CT slices of a ball in air, whose gantry may be tilted and which may come in phases. */
export interface BallSeries {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly files: readonly Uint8Array[];
  readonly grid: VolumeGrid;
  readonly centrePatient: Vec3;
  readonly radiusMm: number;
}

export interface BallOptions {
  readonly name: string;
  readonly seriesNumber: number;
  readonly tiltDegrees?: number;
  /** HU of the ball in each phase; one for a series that has none. */
  readonly phasesHu?: readonly number[];
  readonly slices?: number;
  readonly more?: (dataset: Dataset, k: number, phase: number) => void;
}

const radiusMm = 50;
const air = -1000;
const columns = 160;
const rows = 140;
const spacingMm = [1, 1.25, 2] as const;
/** The surface is this thick, more than slices are apart: between them it then lies where interpolation puts it. */
const softMm = 3;

/** Values pass half way between ball and air at the radius. */
export function buildBallSeries(options: BallOptions): BallSeries {
  const { name, seriesNumber, tiltDegrees = 0, phasesHu = [1000], slices = 80, more } = options;
  const angle = (tiltDegrees * Math.PI) / 180;
  const down: Vec3 = [0, Math.cos(angle), Math.sin(angle)];
  const grid: VolumeGrid = {
    dimensions: [columns, rows, slices],
    spacingMm: [...spacingMm],
    originPatient: [-79.5, -86.875 * Math.cos(angle), 120 - 86.875 * Math.sin(angle) - (slices - 1)],
    directions: [[1, 0, 0], down, [0, 0, 1]],
  };
  const centrePatient = indexToPatientMm(grid, [(columns - 1) / 2, (rows - 1) / 2, (slices - 1) / 2]);
  const seriesInstanceUid = uidFromText(`${name} series`);
  const files = phasesHu.flatMap((hu, phase) =>
    Array.from({ length: slices }, (_, k) => {
      const dataset = header(name, seriesInstanceUid, seriesNumber, k + slices * phase)
        .set("ImagePositionPatient", [...indexToPatientMm(grid, [0, 0, k])])
        .set("ImageOrientationPatient", [1, 0, 0, ...down])
        .set("AcquisitionNumber", phase + 1)
        .set("PixelData", ball(grid, centrePatient, k, hu), "OW");
      more?.(dataset, k, phase);
      return buildPart10(dataset);
    }),
  );
  return { studyInstanceUid: uidFromText("ball study"), seriesInstanceUid, files, grid, centrePatient, radiusMm };
}

function header(name: string, seriesInstanceUid: string, seriesNumber: number, number: number): Dataset {
  return new Dataset()
    .set("SpecificCharacterSet", "ISO_IR 192")
    .set("SOPClassUID", sopClasses.CTImageStorage)
    .set("SOPInstanceUID", uidFromText(`${name} instance ${number}`))
    .set("StudyInstanceUID", uidFromText("ball study"))
    .set("SeriesInstanceUID", seriesInstanceUid)
    .set("FrameOfReferenceUID", uidFromText(`${name} frame of reference`))
    .set("PatientName", "Ball^Phantom=球体^模体")
    .set("PatientID", "BALL-1")
    .set("StudyDate", "20260104")
    .set("StudyTime", "111500")
    .set("StudyDescription", "Ball in air")
    .set("SeriesDescription", name)
    .set("Modality", "CT")
    .set("SeriesNumber", seriesNumber)
    .set("InstanceNumber", number + 1)
    .set("ImageType", ["ORIGINAL", "PRIMARY", "AXIAL"])
    .set("PixelSpacing", [spacingMm[1], spacingMm[0]])
    .set("SliceThickness", spacingMm[2])
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
    .set("WindowCenter", 0)
    .set("WindowWidth", 2000);
}

function ball(grid: VolumeGrid, centrePatient: Vec3, k: number, hu: number): Uint8Array {
  const values = new Int16Array(rows * columns);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const inside = (radiusMm - distance(indexToPatientMm(grid, [i, j, k]), centrePatient)) / softMm + 0.5;
      values[i + columns * j] = Math.round(air + (hu - air) * Math.min(1, Math.max(0, inside)));
    }
  }
  return new Uint8Array(values.buffer);
}
