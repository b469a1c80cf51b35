import { buildPart10, Dataset, sopClasses, uidFromText } from "../dicom/index.ts";
import { drawLimb, type LimbRecipe } from "./limb-radiograph.ts";

export const limbStudyUid = uidFromText("limb study");

export interface LimbImage {
  /** Unique in the study. */
  readonly name: string;
  readonly limb: Partial<LimbRecipe>;
  readonly bitsStored?: 8 | 10 | 12 | 14 | 16;
  readonly isSigned?: boolean;
  readonly photometricInterpretation?: "MONOCHROME1" | "MONOCHROME2";
  /** VOI (PS3.3 C.11.2): a window by its function, several windows of which the first counts, a table, or none. */
  readonly voi?: "LINEAR" | "SIGMOID" | "several" | "table" | "none";
  /** Name of its series; each image has one of its own without it. */
  readonly series?: string;
  /** More elements, set last. */
  readonly more?: (dataset: Dataset) => void;
}

/** A drawn limb as a digital radiograph (PS3.3 A.26) of the left forearm, its stored values over the whole range of its bits. */
export function limbFile(image: LimbImage): Uint8Array {
  const { name, limb, bitsStored = 12, isSigned = false, photometricInterpretation = "MONOCHROME2", voi = "LINEAR" } = image;
  const { columns, rows, shown } = drawLimb({ columns: 480, rows: 640, ...limb });
  const most = 2 ** bitsStored - 1;
  const low = isSigned ? -(2 ** (bitsStored - 1)) : 0;
  const isInverse = photometricInterpretation === "MONOCHROME1";
  const stored = Int32Array.from(shown, (value) => low + Math.round((isInverse ? 1 - value : value) * most));
  const bytes = new Uint8Array(stored.length * (bitsStored === 8 ? 1 : 2));
  const view = new DataView(bytes.buffer);
  for (const [at, value] of stored.entries()) {
    if (bitsStored === 8) bytes[at] = value & 0xff;
    else view.setUint16(2 * at, value & (2 ** bitsStored - 1), true);
  }
  const dataset = new Dataset()
    .set("SpecificCharacterSet", "ISO_IR 192")
    .set("SOPClassUID", sopClasses.DigitalXRayImageStorageForPresentation)
    .set("SOPInstanceUID", uidFromText(`limb ${name}`))
    .set("StudyInstanceUID", limbStudyUid)
    .set("SeriesInstanceUID", uidFromText(`limb series ${image.series ?? name}`))
    .set("PatientName", "Limb^Phantom=四肢^模体")
    .set("PatientID", "LIMB-1")
    .set("PatientBirthDate", "19800101")
    .set("PatientSex", "F")
    .set("StudyDate", "20260107")
    .set("StudyTime", "091500")
    .set("StudyID", "1")
    .set("AccessionNumber", "L-1")
    .set("StudyDescription", "左前臂正侧位")
    .set("SeriesDescription", name)
    .set("BodyPartExamined", "FOREARM")
    .set("ImageLaterality", "L")
    .set("ViewPosition", "AP")
    .set("Modality", "DX")
    .set("PresentationIntentType", "FOR PRESENTATION")
    .set("SeriesNumber", 1)
    .set("InstanceNumber", 1)
    .set("ImageType", ["ORIGINAL", "PRIMARY"])
    .set("ImagerPixelSpacing", [0.4, 0.4])
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", photometricInterpretation)
    .set("PresentationLUTShape", isInverse ? "INVERSE" : "IDENTITY")
    .set("Rows", rows)
    .set("Columns", columns)
    .set("BitsAllocated", bitsStored === 8 ? 8 : 16)
    .set("BitsStored", bitsStored)
    .set("HighBit", bitsStored - 1)
    .set("PixelRepresentation", isSigned ? 1 : 0)
    .set("BurnedInAnnotation", "NO");
  setVoi(dataset, voi, { low, most });
  image.more?.(dataset);
  return buildPart10(dataset.set("PixelData", bytes, bitsStored === 8 ? "OB" : "OW"));
}

function setVoi(dataset: Dataset, voi: NonNullable<LimbImage["voi"]>, { low, most }: { low: number; most: number }): void {
  const [center, width] = [low + (most + 1) / 2, most + 1];
  switch (voi) {
    case "none":
      return;
    case "table":
      dataset.set("VOILUTSequence", [
        new Dataset()
          .setElement(0x00283002, { vr: low < 0 ? "SS" : "US", value: [256, low, 8] })
          .set("LUTExplanation", "STANDARD")
          .setElement(0x00283006, { vr: "OW", value: new Uint8Array(Uint16Array.from({ length: 256 }, (_, at) => at).buffer) }),
      ]);
      return;
    case "several":
      dataset.set("WindowCenter", [center, low + most / 8]).set("WindowWidth", [width, most / 8]);
      return;
    case "SIGMOID":
      // As steep in its middle as the linear one.
      dataset.set("WindowCenter", center).set("WindowWidth", width).set("VOILUTFunction", "SIGMOID");
      return;
    case "LINEAR":
      dataset.set("WindowCenter", center).set("WindowWidth", width);
  }
}
