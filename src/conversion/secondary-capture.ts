import { createHash } from "node:crypto";
import { Dataset, sopClasses, uidFromText } from "../dicom/index.ts";

/** Manufacturer's Model Name (0008,1090) that marks what was converted here: the viewer says so on every image. */
const conversionModelName = "Hounsfield conversion";

/** A conversion: what the source was, and what was done to it, in words that a later reader of the object needs. */
export interface CaptureOrigin {
  /** The source's bytes: their hash gives the UIDs, so that the same file is always the same object. */
  readonly source: Uint8Array;
  /** "JPEG", "PNG", "NIfTI". */
  readonly format: string;
  readonly sopClassUid?: string;
  /** Sentences after "Converted from a ... file." */
  readonly remarks: readonly string[];
}

/**
 * The modules that every converted object has: an unknown patient of its own, a study of its own, and the marks of a Secondary Capture
 * (PS3.3 A.8.1, C.8.6.1). Nothing is taken from the file's name, which may be a patient's; whose image it is stays for a person to say.
 */
export function buildCapture({ source, format, remarks, sopClassUid }: CaptureOrigin): Dataset {
  const hash = createHash("sha256").update(source).digest("hex");
  const uid = (level: string) => uidFromText(`hounsfield conversion ${level} ${hash}`);
  const description = [`Converted from a ${format} file.`, ...remarks].join(" ");
  return (
    new Dataset()
      .set("SOPClassUID", sopClassUid ?? sopClasses.SecondaryCaptureImageStorage)
      .set("SOPInstanceUID", uid("instance"))
      .set("StudyInstanceUID", uid("study"))
      .set("SeriesInstanceUID", uid("series"))
      .set("PatientName", "Unknown")
      .set("PatientID", `UNKNOWN-${hash.slice(0, 10).toUpperCase()}`)
      .set("PatientBirthDate", [])
      .set("PatientSex", [])
      .set("StudyDate", [])
      .set("StudyTime", [])
      .set("StudyID", [])
      .set("AccessionNumber", [])
      .set("ReferringPhysicianName", [])
      .set("Modality", "OT")
      .set("Laterality", [])
      .set("SeriesNumber", 1)
      .set("SeriesDescription", `Converted from ${format}`)
      .set("InstanceNumber", 1)
      .set("PatientOrientation", [])
      .set("ImageType", ["DERIVED", "SECONDARY"])
      .set("ConversionType", "WSD")
      .set("Manufacturer", "Hounsfield")
      .set("ManufacturerModelName", conversionModelName)
      .set("SecondaryCaptureDeviceManufacturer", "Hounsfield")
      .set("DerivationDescription", description.slice(0, 1024))
      // Nobody looked: what may hold a burned-in name must not pass for one that holds none.
      .set("BurnedInAnnotation", "YES")
      .set("ImageComments", "Secondary capture; burned-in identification was not looked for, patient and date are unknown.")
  );
}

/**
 * Rows, columns and bits of a picture, as the Image Pixel module has them (PS3.3 C.7.6.3). Grey of 8 bits has the window of all its values
 * (C.11.2.1.2): a picture was made to be looked at, so it is shown, and seen by models, as it is.
 */
export function setPixels(
  dataset: Dataset,
  picture: {
    readonly rows: number;
    readonly columns: number;
    readonly bits: 8 | 16;
    readonly photometricInterpretation: "MONOCHROME2" | "RGB" | "YBR_FULL" | "YBR_FULL_422";
  },
): Dataset {
  const isColour = picture.photometricInterpretation !== "MONOCHROME2";
  dataset
    .set("SamplesPerPixel", isColour ? 3 : 1)
    .set("PhotometricInterpretation", picture.photometricInterpretation)
    .set("Rows", picture.rows)
    .set("Columns", picture.columns)
    .set("BitsAllocated", picture.bits)
    .set("BitsStored", picture.bits)
    .set("HighBit", picture.bits - 1)
    .set("PixelRepresentation", 0);
  if (isColour) return dataset.set("PlanarConfiguration", 0);
  return picture.bits === 8 ? dataset.set("WindowCenter", 128).set("WindowWidth", 256) : dataset;
}

/** Marks what went through lossy compression (PS3.3 C.7.6.1.1.5). */
export function markLossy(dataset: Dataset, ratio: number): Dataset {
  return dataset
    .set("LossyImageCompression", "01")
    .set("LossyImageCompressionRatio", Number(Math.max(1, ratio).toPrecision(4)))
    .set("LossyImageCompressionMethod", "ISO_10918_1");
}
