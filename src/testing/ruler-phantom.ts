import { buildPart10, Dataset, sopClasses, uidFromText } from "../dicom/index.ts";

/** A CT of a bright block in air whose edges lie at known millimetres: what a ruler on the screen is held against. */
export interface RulerPhantom {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly files: readonly Uint8Array[];
  /** Block's size along x (left-right), y (front-back), z (head-foot). */
  readonly blockMm: readonly [number, number, number];
}

const columns = 200;
const rows = 160;
const slices = 80;
/** Not square on purpose: a ruler that takes one spacing for the other is off by a quarter. */
const betweenColumnsMm = 1;
const betweenRowsMm = 1.25;
const betweenSlicesMm = 2;
const block = { columns: [50, 150], rows: [40, 120], slices: [20, 60] } as const;

export function buildRulerPhantom(name = "ruler phantom"): RulerPhantom {
  const studyInstanceUid = uidFromText(`${name} study`);
  const seriesInstanceUid = uidFromText(`${name} series`);
  const files = Array.from({ length: slices }, (_, k) => buildPart10(slice(name, studyInstanceUid, seriesInstanceUid, k)));
  const extent = ([from, to]: readonly [number, number], spacingMm: number) => (to - from) * spacingMm;
  return {
    studyInstanceUid,
    seriesInstanceUid,
    files,
    blockMm: [extent(block.columns, betweenColumnsMm), extent(block.rows, betweenRowsMm), extent(block.slices, betweenSlicesMm)],
  };
}

function slice(name: string, studyInstanceUid: string, seriesInstanceUid: string, k: number): Dataset {
  return new Dataset()
    .set("SpecificCharacterSet", "ISO_IR 192")
    .set("SOPClassUID", sopClasses.CTImageStorage)
    .set("SOPInstanceUID", uidFromText(`${name} instance ${k}`))
    .set("StudyInstanceUID", studyInstanceUid)
    .set("SeriesInstanceUID", seriesInstanceUid)
    .set("FrameOfReferenceUID", uidFromText(`${name} frame of reference`))
    .set("PatientName", "Ruler^Phantom=标尺^模体")
    .set("PatientID", "RULER-1")
    .set("StudyDate", "20260103")
    .set("StudyTime", "101500")
    .set("StudyDescription", "Ruler")
    .set("SeriesDescription", "Block in air")
    .set("Modality", "CT")
    .set("SeriesNumber", 1)
    .set("InstanceNumber", k + 1)
    .set("ImageType", ["ORIGINAL", "PRIMARY", "AXIAL"])
    .set("ImagePositionPatient", [-100, -100, k * betweenSlicesMm])
    .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
    .set("PixelSpacing", [betweenRowsMm, betweenColumnsMm])
    .set("SliceThickness", betweenSlicesMm)
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
    .set("WindowWidth", 2000)
    .set("PixelData", pixels(k), "OW");
}

function pixels(k: number): Uint8Array {
  const values = new Int16Array(rows * columns).fill(-1000);
  if (k >= block.slices[0] && k < block.slices[1]) {
    for (let row = block.rows[0]; row < block.rows[1]; row++)
      values.fill(1000, row * columns + block.columns[0], row * columns + block.columns[1]);
  }
  return new Uint8Array(values.buffer);
}
