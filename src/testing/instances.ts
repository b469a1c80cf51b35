import { buildPart10, Dataset, sopClasses } from "../dicom/index.ts";

/** What a test wants an instance to say; the rest is a small CT slice of one patient. */
export interface InstanceFixture {
  readonly sopInstanceUid?: string;
  readonly seriesInstanceUid?: string;
  readonly studyInstanceUid?: string;
  readonly sopClassUid?: string;
  readonly instanceNumber?: number;
  readonly patientName?: string;
  readonly patientId?: string;
  readonly studyDate?: string;
  readonly accessionNumber?: string;
  readonly studyDescription?: string;
  readonly modality?: string;
  readonly manufacturerModelName?: string;
  /** Pixel value of the whole slice: the simplest way to other bytes. */
  readonly value?: number;
  /** Rows and columns. */
  readonly size?: number;
  /** Last touches, after everything else is set. */
  readonly edit?: (dataset: Dataset) => void;
}

/** Builds a Part 10 file for tests of storing and reading. */
export function buildInstance(fixture: InstanceFixture = {}): Uint8Array {
  const size = fixture.size ?? 4;
  const dataset = new Dataset()
    .set("SOPClassUID", fixture.sopClassUid ?? sopClasses.CTImageStorage)
    .set("SOPInstanceUID", fixture.sopInstanceUid ?? "1.2.3.4.1")
    .set("StudyInstanceUID", fixture.studyInstanceUid ?? "1.2.3")
    .set("SeriesInstanceUID", fixture.seriesInstanceUid ?? "1.2.3.4")
    .set("PatientName", fixture.patientName ?? "Test^Patient")
    .set("PatientID", fixture.patientId ?? "P1")
    .set("StudyDate", fixture.studyDate ?? "20260101")
    .set("AccessionNumber", fixture.accessionNumber ?? "")
    .set("StudyDescription", fixture.studyDescription ?? "")
    .set("Modality", fixture.modality ?? "CT")
    .set("ManufacturerModelName", fixture.manufacturerModelName ?? "Test")
    .set("InstanceNumber", fixture.instanceNumber ?? 1)
    .set("Rows", size)
    .set("Columns", size)
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("BitsAllocated", 16)
    .set("BitsStored", 16)
    .set("HighBit", 15)
    .set("PixelRepresentation", 0)
    .set("PixelData", new Uint8Array(size * size * 2).fill(fixture.value ?? 0));
  fixture.edit?.(dataset);
  return buildPart10(dataset);
}
