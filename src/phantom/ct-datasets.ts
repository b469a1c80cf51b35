import { throwIfAborted, yieldToLoop } from "../base/index.ts";
import { type Dataset, sopClasses } from "../dicom/index.ts";
import type { VolumeGrid } from "../geometry/index.ts";
import { buildAnatomy } from "./anatomy.ts";
import { type BuildOptions, createSlicePainter } from "./chest.ts";
import { chestGrid } from "./frame.ts";
import { type PhantomPatient, type PhantomStudy, phantomDataset, phantomUid } from "./identity.ts";
import type { ChestRecipe, StudyName } from "./recipe.ts";

/** Who the patient is and what the study is called. */
export interface ChestIdentity {
  readonly patient: PhantomPatient;
  readonly study: PhantomStudy;
}

const RESCALE_INTERCEPT = -1024;

/**
 * The instances of one chest CT study, one data set a slice (CT Image Storage, PS3.3 A.3), from the feet up; instance
 * number 1 is the top slice. Pixel values are HU + 1024.
 * @throws PhantomError; the signal's reason when aborted
 */
export async function* buildChestDatasets(
  recipe: ChestRecipe,
  study: StudyName,
  identity: ChestIdentity,
  options: BuildOptions = {},
): AsyncGenerator<Dataset, void, undefined> {
  const grid = chestGrid(recipe, study);
  const paint = createSlicePainter(recipe, study, options.anatomy ?? buildAnatomy(recipe));
  const [columns, rows, slices] = grid.dimensions;
  const values = new Int16Array(columns * rows);
  for (let k = 0; k < slices; k++) {
    if (k % 8 === 0) await yieldToLoop(options.signal);
    throwIfAborted(options.signal);
    paint(k, values, 0);
    options.onProgress?.((k + 1) / slices);
    yield sliceDataset(recipe, study, identity, grid, k, values);
  }
}

function sliceDataset(
  recipe: ChestRecipe,
  study: StudyName,
  identity: ChestIdentity,
  grid: VolumeGrid,
  k: number,
  values: Int16Array,
): Dataset {
  const { patient, study: named } = identity;
  const acquisition = recipe.acquisition[study];
  const instanceNumber = grid.dimensions[2] - k;
  const z = round(grid.originPatient[2] + k * grid.spacingMm[2]);
  const enhanced = acquisition.bloodHu > 80;
  const dataset = phantomDataset(patient, named, "CT chest (synthetic) 胸部CT（合成数据）")
    .set("SOPClassUID", sopClasses.CTImageStorage)
    .set("SOPInstanceUID", phantomUid(patient, named, `ct/${instanceNumber}`))
    .set("ImageType", ["ORIGINAL", "PRIMARY", "AXIAL"])
    .set("Modality", "CT")
    .set("SeriesInstanceUID", phantomUid(patient, named, "ct"))
    .set("SeriesNumber", 2)
    .set("SeriesDescription", `Chest ${acquisition.sliceThicknessMm} mm axial, synthetic`)
    .set("ProtocolName", "Phantom chest")
    .set("BodyPartExamined", "CHEST")
    .set("PatientPosition", "HFS")
    .set("FrameOfReferenceUID", phantomUid(patient, named, "frame of reference"))
    .set("PositionReferenceIndicator", [])
    .set("AcquisitionNumber", 1)
    .set("InstanceNumber", instanceNumber)
    .set("ImagePositionPatient", [round(grid.originPatient[0]), round(grid.originPatient[1]), z])
    .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
    .set("SliceLocation", z);
  setTechnique(dataset, recipe, study, grid);
  if (enhanced) {
    dataset.set("ContrastBolusAgent", "Iodine, simulated").set("ContrastBolusRoute", "IV");
  }
  return setPixels(dataset, grid, values);
}

/** CT Image module (PS3.3 C.8.2.1). */
function setTechnique(dataset: Dataset, recipe: ChestRecipe, study: StudyName, grid: VolumeGrid): void {
  const acquisition = recipe.acquisition[study];
  const exposureTimeMs = 500;
  dataset
    .set("ScanOptions", "HELICAL MODE")
    .set("KVP", acquisition.kvp)
    .set("DataCollectionDiameter", 500)
    .set("ReconstructionDiameter", acquisition.fieldOfViewMm)
    .set("GantryDetectorTilt", 0)
    .set("RotationDirection", "CW")
    .set("ExposureTime", exposureTimeMs)
    .set("XRayTubeCurrent", acquisition.tubeCurrentMa)
    .set("Exposure", Math.round((acquisition.tubeCurrentMa * exposureTimeMs) / 1000))
    .set("FilterType", "SIMULATED")
    .set("ConvolutionKernel", acquisition.blurMm < 0.5 ? "PHANTOM SHARP" : "PHANTOM STANDARD")
    .set("SliceThickness", acquisition.sliceThicknessMm)
    .set("SpacingBetweenSlices", acquisition.spacingMm)
    .set("PixelSpacing", [grid.spacingMm[1], grid.spacingMm[0]]);
}

function setPixels(dataset: Dataset, grid: VolumeGrid, values: Int16Array): Dataset {
  const stored = new Uint8Array(values.length * 2);
  const view = new DataView(stored.buffer);
  for (let i = 0; i < values.length; i++) view.setUint16(i * 2, (values[i] as number) - RESCALE_INTERCEPT, true);
  return dataset
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("Rows", grid.dimensions[1])
    .set("Columns", grid.dimensions[0])
    .set("BitsAllocated", 16)
    .set("BitsStored", 12)
    .set("HighBit", 11)
    .set("PixelRepresentation", 0)
    .set("RescaleIntercept", RESCALE_INTERCEPT)
    .set("RescaleSlope", 1)
    .set("RescaleType", "HU")
    .set("WindowCenter", [40, -600])
    .set("WindowWidth", [400, 1500])
    .set("WindowCenterWidthExplanation", ["MEDIASTINUM", "LUNG"])
    .set("PixelData", stored);
}

/** Six decimals: exact enough for a position, and a short decimal string. */
function round(mm: number): number {
  return Math.round(mm * 1e6) / 1e6;
}
