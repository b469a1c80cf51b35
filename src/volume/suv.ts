import { type Dataset, type Keyword, sopClasses } from "../dicom/index.ts";
import { bodySurfaceCm2, leanBodyMassJamesKg, leanBodyMassJanmahasatianKg } from "./body-size.ts";
import { dayMs, momentMs, parseDateTimeMs, parseTimeMs } from "./dicom-time.ts";
import { functionalGroup, itemsOf, numberOf, textOf } from "./functional-group.ts";
import type { SuvFactors } from "./presentation.ts";
import { privateNumber, privateText } from "./private-element.ts";

/** Without a date, an injection the day before is told from one of the same day only where little of it is left after a day. */
const longestDatelessHalfLifeSeconds = 12 * 3600;
/** After ten half-lives nothing is left to measure: such times cannot be meant. */
const mostHalfLives = 10;
/** A dose below this, in Bq, was written in MBq. */
const leastDoseBq = 100_000;

type Outcome = number | readonly Keyword[];

/**
 * The SUV factors of every PET image of a series, after the vendor-neutral rules of the QIBA FDG-PET/CT profile: the scan's start is the
 * Series Date and Time unless they lie after an image's acquisition (a derived series); then the one that GE writes, or the one that
 * Frame Reference Time leads back to. What is missing is named, never guessed.
 *
 * @param datasets the headers of the whole series
 * @returns the factors of one of them; undefined for what is no PET with stated units
 */
export function suvFactors(datasets: readonly Dataset[]): (dataset: Dataset) => SuvFactors | undefined {
  const starts = datasets.flatMap((dataset) => (isPet(dataset) ? (acquisitionMs(dataset) ?? []) : []));
  const earliestMs = starts.length === 0 ? undefined : starts.reduce((a, b) => Math.min(a, b));
  return (dataset) => (isPet(dataset) ? factorsOf(dataset, earliestMs) : undefined);
}

function isPet(dataset: Dataset): boolean {
  const isEnhanced = textOf(dataset, "SOPClassUID") === sopClasses.EnhancedPETImageStorage;
  return textOf(dataset, "Modality") === "PT" && !isEnhanced && textOf(dataset, "Units") !== "";
}

function factorsOf(dataset: Dataset, earliestMs: number | undefined): SuvFactors | undefined {
  const units = textOf(dataset, "Units").toUpperCase();
  if (units !== "GML" && units !== "BQML" && units !== "CNTS") return undefined;
  // Without it stored values are in no unit, whatever the header calls them.
  if (!isRescaled(dataset)) return { missing: ["Units"] };
  if (units === "GML") return givenFactors(dataset);
  const perWeight = units === "BQML" ? bodyWeightFactor(dataset, earliestMs) : countsFactor(dataset, earliestMs);
  return typeof perWeight === "number" ? withBodySizes(dataset, perWeight) : { missing: perWeight };
}

/** Whether the factor from stored values to Units is there (PS3.3 C.8.9.1, Rescale Slope is type 1). */
export function isRescaled(dataset: Dataset): boolean {
  const source = functionalGroup(dataset, 1, "PixelValueTransformationSequence") ?? dataset;
  return positive(numberOf(source, "RescaleSlope")) !== undefined;
}

/** Values that are SUV already; other than by body weight, they stay what they are. */
function givenFactors(dataset: Dataset): SuvFactors | undefined {
  const type = textOf(dataset, "SUVType").toUpperCase();
  return type === "" || type === "BW" ? withBodySizes(dataset, 1) : undefined;
}

/** Philips: the factor to SUVbw itself, or one to Bq/ml. */
function countsFactor(dataset: Dataset, earliestMs: number | undefined): Outcome {
  const toSuv = positive(privateNumber(dataset, 0x7053, /^philips pet/i, 0x00));
  if (toSuv !== undefined) return toSuv;
  const toActivity = positive(privateNumber(dataset, 0x7053, /^philips pet/i, 0x09));
  if (toActivity === undefined) return ["Units"];
  const factor = bodyWeightFactor(dataset, earliestMs);
  return typeof factor === "number" ? factor * toActivity : factor;
}

/** Grams of body for each Bq that is left of the dose at the time the values are corrected to. */
function bodyWeightFactor(dataset: Dataset, earliestMs: number | undefined): Outcome {
  const sources = itemsOf(dataset, "RadiopharmaceuticalInformationSequence");
  const source = sources[0];
  const weightKg = weightOf(dataset);
  const doseBq = numberOf(source, "RadionuclideTotalDose");
  const halfLife = positive(numberOf(source, "RadionuclideHalfLife"));
  const missing: Keyword[] = [];
  if (weightKg === undefined) missing.push("PatientWeight");
  // Of several tracers or injections nothing tells how much of the signal is whose.
  if (doseBq === undefined || doseBq < leastDoseBq || sources.length > 1) missing.push("RadionuclideTotalDose");
  const corrections = correctionsOf(dataset);
  const decay = textOf(dataset, "DecayCorrection").toUpperCase();
  if (!corrections.has("ATTN") || (decay !== "NONE" && !corrections.has("DECY"))) missing.push("CorrectedImage");
  const seconds = decaySeconds(dataset, source, decay, halfLife, earliestMs);
  if (typeof seconds !== "number") missing.push(...seconds);
  if (missing.length > 0 || weightKg === undefined || doseBq === undefined || typeof seconds !== "number") return missing;
  const left = seconds === 0 || halfLife === undefined ? 1 : 2 ** (-seconds / halfLife);
  return (weightKg * 1000) / (doseBq * left);
}

/** From the injection to the moment the values are corrected to. */
function decaySeconds(
  dataset: Dataset,
  source: Dataset | undefined,
  decay: string,
  halfLife: number | undefined,
  earliestMs: number | undefined,
): Outcome {
  if (decay === "ADMIN") return 0;
  if (decay !== "START" && decay !== "NONE") return ["DecayCorrection"];
  if (halfLife === undefined) return ["RadionuclideHalfLife"];
  const toMs = decay === "START" ? scanStartMs(dataset, earliestMs, halfLife) : middleOfFrameMs(dataset, halfLife);
  if (toMs === undefined) return [decay === "START" ? "SeriesTime" : "AcquisitionTime"];
  return secondsSinceInjection(dataset, source, toMs, halfLife) ?? ["RadiopharmaceuticalStartTime"];
}

/** A moment with its date goes before one without, unless its date cannot be meant (dates shifted by a de-identifier). */
function secondsSinceInjection(
  dataset: Dataset,
  source: Dataset | undefined,
  toMs: number,
  halfLife: number,
): number | undefined {
  const dated = parseDateTimeMs(textOf(source, "RadiopharmaceuticalStartDateTime"), textOf(dataset, "TimezoneOffsetFromUTC"));
  const since = dated === undefined ? undefined : (toMs - dated) / 1000;
  if (since !== undefined && since >= 0 && since <= mostHalfLives * halfLife) return since;
  if (halfLife > longestDatelessHalfLifeSeconds) return undefined;
  const written = textOf(source, "RadiopharmaceuticalStartTime");
  const startMs = parseTimeMs(written) ?? (dated === undefined ? undefined : mod(dated, dayMs));
  if (startMs === undefined) return undefined;
  const overMidnight = mod(toMs - startMs, dayMs) / 1000;
  return overMidnight <= mostHalfLives * halfLife ? overMidnight : undefined;
}

function scanStartMs(dataset: Dataset, earliestMs: number | undefined, halfLife: number): number | undefined {
  const seriesMs = momentMs(dataset, "SeriesDate", "SeriesTime");
  if (seriesMs !== undefined && (earliestMs === undefined || seriesMs <= earliestMs)) return seriesMs;
  const written = parseDateTimeMs(privateText(dataset, 0x0009, /^GEMS_PETD_01/i, 0x0d));
  if (written !== undefined) return written;
  const frameReferenceMs = numberOf(dataset, "FrameReferenceTime");
  const middleMs = middleOfFrameMs(dataset, halfLife);
  return middleMs === undefined || frameReferenceMs === undefined || frameReferenceMs <= 0
    ? undefined
    : middleMs - frameReferenceMs;
}

/** When the activity was what the frame's mean count rate says. */
function middleOfFrameMs(dataset: Dataset, halfLife: number): number | undefined {
  const startMs = acquisitionMs(dataset);
  if (startMs === undefined) return undefined;
  const durationSeconds = (positive(numberOf(dataset, "ActualFrameDuration")) ?? 0) / 1000;
  const during = (Math.LN2 / halfLife) * durationSeconds;
  const seconds = during < 1e-9 ? durationSeconds / 2 : (halfLife / Math.LN2) * Math.log(during / -Math.expm1(-during));
  return startMs + seconds * 1000;
}

function acquisitionMs(dataset: Dataset): number | undefined {
  const own = momentMs(dataset, "AcquisitionDate", "AcquisitionTime") ?? momentMs(dataset, "SeriesDate", "AcquisitionTime");
  return own ?? parseDateTimeMs(textOf(dataset, "AcquisitionDateTime"), textOf(dataset, "TimezoneOffsetFromUTC"));
}

function withBodySizes(dataset: Dataset, bodyWeight: number): SuvFactors {
  const weightKg = weightOf(dataset);
  const sizeM = sizeOf(dataset);
  const sex = textOf(dataset, "PatientSex").toUpperCase();
  const missing: Keyword[] = [];
  if (weightKg === undefined) missing.push("PatientWeight");
  if (sizeM === undefined) missing.push("PatientSize");
  if (sex !== "M" && sex !== "F") missing.push("PatientSex");
  if (weightKg === undefined || sizeM === undefined) return { bodyWeight, missing };
  const perGram = bodyWeight / (weightKg * 1000);
  const bodySurfaceArea = perGram * bodySurfaceCm2(weightKg, sizeM);
  if (sex !== "M" && sex !== "F") return { bodyWeight, bodySurfaceArea, missing };
  const james = leanBodyMassJamesKg(weightKg, sizeM, sex);
  return {
    bodyWeight,
    bodySurfaceArea,
    ...(james !== undefined && { leanBodyMass: perGram * james * 1000 }),
    leanBodyMassJanmahasatian: perGram * leanBodyMassJanmahasatianKg(weightKg, sizeM, sex) * 1000,
    missing,
  };
}

function correctionsOf(dataset: Dataset): ReadonlySet<string> {
  const value: unknown = dataset.get("CorrectedImage");
  const terms = Array.isArray(value) ? value.map((term) => String(term).trim().toUpperCase()) : [];
  return new Set(terms.map((term) => (term === "DECAY" ? "DECY" : term)));
}

/** In kg. */
function weightOf(dataset: Dataset): number | undefined {
  const weightKg = positive(numberOf(dataset, "PatientWeight"));
  return weightKg !== undefined && weightKg <= 650 ? weightKg : undefined;
}

/** In m; a size above three was written in cm. */
function sizeOf(dataset: Dataset): number | undefined {
  const size = positive(numberOf(dataset, "PatientSize"));
  const sizeM = size !== undefined && size > 3 ? size / 100 : size;
  return sizeM !== undefined && sizeM >= 0.2 && sizeM <= 3 ? sizeM : undefined;
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
