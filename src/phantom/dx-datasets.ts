import { throwIfAborted, yieldToLoop } from "../base/index.ts";
import { Dataset, sopClasses } from "../dicom/index.ts";
import { type PhantomPatient, type PhantomStudy, phantomDataset, phantomUid } from "./identity.ts";
import { buildWristImage, type WristImage } from "./wrist-image.ts";
import type { WristView } from "./wrist-projection.ts";
import type { WristRecipe } from "./wrist-recipe.ts";

/** How each view is named: view position (PS3.3 C.8.11.5), row and column direction of the patient, SNOMED CT code. */
const VIEWS = {
  PA: { position: "PA", orientation: ["R", "H"], code: ["272479007", "postero-anterior"] },
  LATERAL: { position: "LL", orientation: ["A", "H"], code: ["399173006", "left lateral"] },
} as const satisfies Record<WristView, unknown>;

/**
 * The wrist radiographs, two data sets in one series each (Digital X-Ray Image Storage - For Presentation, PS3.3 A.26).
 * @throws the signal's reason when aborted
 */
export async function* buildWristDatasets(
  recipe: WristRecipe,
  identity: { readonly patient: PhantomPatient; readonly study: PhantomStudy },
  options: { readonly onProgress?: (share: number) => void; readonly signal?: AbortSignal } = {},
): AsyncGenerator<Dataset, void, undefined> {
  for (const [index, view] of (["PA", "LATERAL"] as const).entries()) {
    await yieldToLoop(options.signal);
    const image = buildWristImage(recipe, view);
    throwIfAborted(options.signal);
    options.onProgress?.((index + 1) / 2);
    yield wristDataset(identity.patient, identity.study, view, index, image);
  }
}

function wristDataset(patient: PhantomPatient, study: PhantomStudy, view: WristView, index: number, image: WristImage): Dataset {
  const { position, orientation, code } = VIEWS[view];
  const dataset = phantomDataset(patient, study, "Left wrist (synthetic) 左腕X线（合成数据）")
    .set("SOPClassUID", sopClasses.DigitalXRayImageStorageForPresentation)
    .set("SOPInstanceUID", phantomUid(patient, study, `dx/${view}`))
    .set("ImageType", ["ORIGINAL", "PRIMARY"])
    .set("Modality", "DX")
    .set("PresentationIntentType", "FOR PRESENTATION")
    .set("SeriesInstanceUID", phantomUid(patient, study, `dx series ${view}`))
    .set("SeriesNumber", index + 1)
    .set("SeriesDescription", `Wrist ${view === "PA" ? "PA" : "lateral"}, synthetic`)
    .set("ProtocolName", "Phantom wrist")
    .set("BodyPartExamined", "WRIST")
    .set("ImageLaterality", "L")
    .set("AnatomicRegionSequence", [codeItem("8205005", "Wrist")])
    .set("InstanceNumber", 1)
    .set("AcquisitionNumber", index + 1)
    .set("PatientOrientation", orientation)
    .set("ViewPosition", position)
    .set("ViewCodeSequence", [codeItem(code[0], code[1]).set("ViewModifierCodeSequence", [])])
    .set("PositionerType", "NONE")
    .set("AcquisitionContextSequence", []);
  setDetector(dataset, image);
  return setPixels(dataset, image);
}

function codeItem(value: string, meaning: string): Dataset {
  return new Dataset().set("CodeValue", value).set("CodingSchemeDesignator", "SCT").set("CodeMeaning", meaning);
}

/** Digital X-Ray Detector, acquisition and positioning (PS3.3 C.8.11.4, C.8.7.2, C.8.11.5). */
function setDetector(dataset: Dataset, image: WristImage): void {
  const sourceToPatientMm = 1000;
  dataset
    .set("KVP", 52)
    .set("XRayTubeCurrent", 200)
    .set("ExposureTime", 16)
    .set("Exposure", 3)
    .set("DistanceSourceToDetector", Math.round(sourceToPatientMm * image.magnification))
    .set("DistanceSourceToPatient", sourceToPatientMm)
    .set("EstimatedRadiographicMagnificationFactor", image.magnification)
    .set("DetectorType", "DIRECT")
    .set("DetectorDescription", "Simulated")
    .set("FieldOfViewShape", "RECTANGLE")
    .set("FieldOfViewDimensions", [Math.round(image.rows * image.imagerPixelMm), Math.round(image.columns * image.imagerPixelMm)])
    .set("ImagerPixelSpacing", [image.imagerPixelMm, image.imagerPixelMm]);
}

function setPixels(dataset: Dataset, image: WristImage): Dataset {
  const stored = new Uint8Array(image.values.length * 2);
  const view = new DataView(stored.buffer);
  for (let i = 0; i < image.values.length; i++) view.setUint16(i * 2, image.values[i] as number, true);
  return dataset
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("Rows", image.rows)
    .set("Columns", image.columns)
    .set("BitsAllocated", 16)
    .set("BitsStored", 12)
    .set("HighBit", 11)
    .set("PixelRepresentation", 0)
    .set("PixelIntensityRelationship", "LOG")
    .set("PixelIntensityRelationshipSign", 1)
    .set("RescaleIntercept", 0)
    .set("RescaleSlope", 1)
    .set("RescaleType", "US")
    .set("PresentationLUTShape", "IDENTITY")
    .set("WindowCenter", 2048)
    .set("WindowWidth", 4096)
    .set("WindowCenterWidthExplanation", "NORMAL")
    .set("PixelData", stored);
}
