import { buildPart10, Dataset, uidFromText } from "../dicom/index.ts";

/** A radiograph with one bright plate: its edges in pixels are known. */
export interface PlatePhantom {
  readonly studyInstanceUid: string;
  readonly file: Uint8Array;
  readonly columns: number;
  readonly rows: number;
  /** First column and row of the plate, and those after its last. */
  readonly plate: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  /** Imager Pixel Spacing and the magnification that the file says. */
  readonly detectorMm: number;
  readonly magnification: number;
}

/** @param more elements that are set last */
export function buildPlate(name = "plate", more: (dataset: Dataset) => void = () => undefined): PlatePhantom {
  const [columns, rows] = [300, 240];
  const plate = { left: 80, right: 230, top: 60, bottom: 180 };
  const [detectorMm, magnification] = [0.25, 1.25];
  const values = Uint16Array.from({ length: columns * rows }, (_, at) => {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const isPlate = column >= plate.left && column < plate.right && row >= plate.top && row < plate.bottom;
    return isPlate ? 4000 : 100;
  });
  const dataset = new Dataset()
    .set("SpecificCharacterSet", "ISO_IR 192")
    .set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.1.1")
    .set("SOPInstanceUID", uidFromText(`${name} instance`))
    .set("StudyInstanceUID", uidFromText(`${name} study`))
    .set("SeriesInstanceUID", uidFromText(`${name} series`))
    .set("PatientName", "Plate^Phantom")
    .set("PatientID", "PLATE-77")
    .set("PatientBirthDate", "19610203")
    .set("StudyDate", "20260104")
    .set("StudyDescription", "Plate study")
    .set("SeriesDescription", name)
    .set("Modality", "DX")
    .set("SeriesNumber", 3)
    .set("InstanceNumber", 1)
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("PresentationLUTShape", "IDENTITY")
    .set("Rows", rows)
    .set("Columns", columns)
    .set("BitsAllocated", 16)
    .set("BitsStored", 12)
    .set("HighBit", 11)
    .set("PixelRepresentation", 0)
    .set("ImagerPixelSpacing", [detectorMm, detectorMm])
    .set("EstimatedRadiographicMagnificationFactor", magnification)
    .set("WindowCenter", 2048)
    .set("WindowWidth", 4096)
    .set("BurnedInAnnotation", "NO")
    .set("PixelData", new Uint8Array(values.buffer), "OW");
  more(dataset);
  const studyInstanceUid = uidFromText(`${name} study`);
  return { studyInstanceUid, file: buildPart10(dataset), columns, rows, plate, detectorMm, magnification };
}
