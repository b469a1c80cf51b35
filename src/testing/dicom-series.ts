import type { InstanceRecord } from "../archive/index.ts";
import type { Dataset } from "../dicom/index.ts";
import { memorySource } from "../volume/byte-source.ts";
import { readSeriesFrames } from "../volume/index.ts";
import { buildTestImage, type TestImage, words } from "./dicom-image.ts";

/** Rows and columns of every image of the series. */
export const shape = { rows: 4, columns: 6 } as const;
/** Rising 16-bit samples from a value on. */
export const pixelsOf = (value: number, count = 24) => words(Array.from({ length: count }, (_, at) => value + at));

/** The archive's record of a numbered instance. */
export function record(number: number, path = `${number}`): InstanceRecord {
  return {
    sopInstanceUid: `2.25.${number}`,
    sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
    seriesInstanceUid: "2.25.2",
    studyInstanceUid: "2.25.3",
    transferSyntaxUid: "1.2.840.10008.1.2.1",
    instanceNumber: number,
    numberOfFrames: 1,
    byteLength: 0,
    sha256: "",
    path,
  };
}

/** A slice of a chest-like CT at a position along z. */
export function slice(z: number, value: number, more: (dataset: Dataset) => void = () => undefined): TestImage {
  return {
    ...shape,
    bitsStored: 12,
    pixels: pixelsOf(value),
    more: (dataset) => {
      dataset
        .set("Modality", "CT")
        .set("PatientName", "Doe^Jane")
        .set("ImagePositionPatient", [-10, -20, z])
        .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
        .set("PixelSpacing", [0.7, 0.5])
        .set("SliceThickness", 2)
        .set("FrameOfReferenceUID", "2.25.9")
        .set("RescaleSlope", 1)
        .set("RescaleIntercept", -1024);
      more(dataset);
    },
  };
}

/** Reads images in memory as one series. */
export async function seriesOf(images: readonly TestImage[]) {
  const files = images.map((image) => buildTestImage(image));
  const open = async ({ path }: InstanceRecord) => memorySource(files[Number(path) - 1] ?? new Uint8Array(0));
  const instances = images.map((_, n) => record(n + 1));
  return { series: await readSeriesFrames(instances, { open }), instances, open };
}
