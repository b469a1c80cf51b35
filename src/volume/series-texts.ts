import type { Dataset, Keyword } from "../dicom/index.ts";
import { functionalGroup, numberOf, numbersOf, textOf } from "./functional-group.ts";
import type { SeriesFrames } from "./types.ts";

/** Manufacturer's Model Name (0008,1090) of what this program made from a photo or a NIfTI file (see `conversion`). */
export const conversionModelName = "Hounsfield conversion";

const texts: Readonly<Record<keyof SeriesFrames["overlay"], Keyword>> = {
  patientName: "PatientName",
  patientId: "PatientID",
  patientBirthDate: "PatientBirthDate",
  patientSex: "PatientSex",
  patientAge: "PatientAge",
  institutionName: "InstitutionName",
  studyDescription: "StudyDescription",
  studyId: "StudyID",
  accessionNumber: "AccessionNumber",
  acquisitionDate: "AcquisitionDate",
  acquisitionTime: "AcquisitionTime",
  laterality: "Laterality",
  contrastBolusAgent: "ContrastBolusAgent",
};

/** Texts of one instance for the overlay corners, verbatim, "" where absent; `undefined` (no readable instance) gives all empty. */
function overlayTexts(dataset: Dataset | undefined): SeriesFrames["overlay"] {
  const entries = Object.entries(texts).map(([name, keyword]) => [name, dataset === undefined ? "" : textOf(dataset, keyword)]);
  const found = Object.fromEntries(entries) as Record<keyof SeriesFrames["overlay"], string>;
  if (dataset === undefined) return found;
  const anatomy = functionalGroup(dataset, 1, "FrameAnatomySequence");
  return {
    ...found,
    laterality: found.laterality || textOf(dataset, "ImageLaterality") || textOf(anatomy, "FrameLaterality"),
    acquisitionDate: found.acquisitionDate || textOf(dataset, "AcquisitionDateTime").slice(0, 8),
    acquisitionTime: found.acquisitionTime || textOf(dataset, "AcquisitionDateTime").slice(8),
  };
}

/** Patient IDs of which a series may hold several: more than these are not told one by one. */
const mostPatients = 4;

/**
 * Texts for the corners of a whole series: those of its first instance. Where others name other patients, all their IDs, with a sign between
 * them, so that nobody takes the images of two for one's. A series of both sides has none.
 */
export function seriesOverlayTexts(datasets: readonly Dataset[]): SeriesFrames["overlay"] {
  const sides = new Set(datasets.map((dataset) => textOf(dataset, "ImageLaterality") || textOf(dataset, "Laterality")));
  const first = overlayTexts(datasets[0]);
  const found = sides.size < 2 ? first : { ...first, laterality: "" };
  const ids = [...new Set(datasets.map((dataset) => textOf(dataset, "PatientID")))].filter((id) => id !== "");
  return ids.length < 2 ? found : { ...found, patientId: ids.slice(0, mostPatients).join(" ≠ ") };
}

/** Frames per second: recommended rate, else cine rate, else frame time or the mean of its vector (PS3.3 C.7.6.5). Undefined where absent. */
export function recommendedFrameRate(dataset: Dataset): number | undefined {
  const vector = numbersOf(dataset, "FrameTimeVector").filter((ms) => ms > 0);
  const meanMs = vector.length === 0 ? undefined : vector.reduce((sum, ms) => sum + ms, 0) / vector.length;
  const frameTimeMs = numberOf(dataset, "FrameTime") ?? meanMs;
  const rates = [
    numberOf(dataset, "RecommendedDisplayFrameRate"),
    numberOf(dataset, "CineRate"),
    frameTimeMs === undefined || frameTimeMs <= 0 ? undefined : 1000 / frameTimeMs,
  ];
  return rates.find((rate) => rate !== undefined && rate > 0 && rate <= 1000);
}

/** Milliseconds from the frame before to this one, where they differ from frame to frame (Frame Time Vector, PS3.3 C.7.6.5.1.2). */
export function frameTimeMs(dataset: Dataset, frameNumber: number): number | undefined {
  const ms = dataset.has("FrameTimeVector") ? numbersOf(dataset, "FrameTimeVector")[frameNumber - 1] : undefined;
  return ms !== undefined && ms > 0 && ms <= 60_000 ? ms : undefined;
}

/** Burned In Annotation (0028,0301) of a whole series: YES of one instance is that of all, NO only where all say so. */
export function burnedInAnnotation(datasets: readonly Dataset[]): SeriesFrames["burnedInAnnotation"] {
  const said = datasets.map((dataset) => textOf(dataset, "BurnedInAnnotation"));
  if (said.includes("YES")) return "YES";
  return said.length > 0 && said.every((value) => value === "NO") ? "NO" : undefined;
}
