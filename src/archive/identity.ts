import { type Dataset, type Keyword, sopClasses, uidFromText } from "../dicom/index.ts";
import { ArchiveError } from "./errors.ts";
import { repairText } from "./repair-code.ts";

/** What an object is, and where it belongs. */
interface Identity {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  /** "code (GGGG,EEEE)" of every UID that was made up. */
  readonly repairs: readonly string[];
}

/**
 * Digits and points, a point at least: what stands in for a UID that was taken out ("0") is none. Leading zeros and points at the end,
 * though not allowed (PS3.5 9.1), are common and do no harm.
 */
const usable = /^(?=.{3,64}$)[0-9]+\.[0-9.]*$/;

export function isUsableUid(text: string): boolean {
  return usable.test(text);
}

/**
 * The UIDs of an object. One that holds what no UID may hold, or is missing, is replaced by one made from what the file says of its
 * patient, study and series, so that what belongs together stays together and two patients are never mixed; else from its content. The
 * same file always gets the same UIDs. @throws ArchiveError missing-attribute, where neither a SOP Class nor pixels tell that it is an
 * object at all
 */
export function identityOf(dataset: Dataset, facts: { readonly sha256: string; readonly hasPixels: boolean }): Identity {
  const repairs: string[] = [];
  const take = (keyword: Keyword, tag: string, make: (text: string) => string) => {
    const text = textsOf(dataset, [keyword]).join("\\");
    if (isUsableUid(text)) return text;
    repairs.push(repairText(text === "" ? "missing-uid" : "invalid-uid", tag));
    return make(text);
  };
  const sopClassUid = take("SOPClassUID", "0008,0016", (text) => {
    if (text !== "") return uidFromText(`uid ${text}`);
    if (facts.hasPixels) return sopClasses.SecondaryCaptureImageStorage;
    throw new ArchiveError("missing-attribute", { attribute: "SOPClassUID" });
  });
  // By its content: many files with the same text in this place are not versions of one object.
  const sopInstanceUid = take("SOPInstanceUID", "0008,0018", () => uidFromText(`instance ${facts.sha256}`));
  const studyInstanceUid = take("StudyInstanceUID", "0020,000D", (text) => madeUpStudy(dataset, text, facts.sha256));
  const seriesInstanceUid = take("SeriesInstanceUID", "0020,000E", (text) => madeUpSeries(dataset, text, studyInstanceUid));
  return { sopClassUid, sopInstanceUid, seriesInstanceUid, studyInstanceUid, repairs };
}

/** A series is of one study; else patient and study must both be named, or the file stays by itself. */
function madeUpStudy(dataset: Dataset, text: string, sha256: string): string {
  const series = textsOf(dataset, ["SeriesInstanceUID"]).join("\\");
  const patient = textsOf(dataset, ["PatientID", "PatientName", "PatientBirthDate"]);
  const study = textsOf(dataset, ["StudyDate", "StudyTime", "AccessionNumber", "StudyID"]);
  // A name alone ("Anonymous"), or a date of birth, is many people's.
  const isNamed = textsOf(dataset, ["PatientID"]).length > 0 || patient.length === 2;
  if (isNamed && (text !== "" || (study.length > 0 && !isUsableUid(series)))) {
    return uidFromText(`study ${JSON.stringify([text, patient, study])}`);
  }
  return uidFromText(isUsableUid(series) ? `study of series ${series}` : `study ${sha256}`);
}

function madeUpSeries(dataset: Dataset, text: string, studyInstanceUid: string): string {
  const series = text === "" ? textsOf(dataset, ["Modality", "SeriesNumber", "SeriesDescription", "ProtocolName"]) : [text];
  return uidFromText(`series ${JSON.stringify([studyInstanceUid, series])}`);
}

/** Values of elements, each with its keyword where there are several; what is absent or no text is left out. */
function textsOf(dataset: Dataset, keywords: readonly Keyword[]): readonly string[] {
  return keywords.flatMap((keyword) => {
    const value: unknown = dataset.get(keyword);
    if (!Array.isArray(value)) return [];
    const text = value.filter((each) => typeof each === "string" || typeof each === "number").join("\\");
    if (text === "") return [];
    return [keywords.length === 1 ? text : `${keyword} ${text}`];
  });
}
