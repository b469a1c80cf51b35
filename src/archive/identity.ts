import { type Dataset, type Keyword, sopClasses, uidFromText } from "../dicom/index.ts";
import { ArchiveError } from "./errors.ts";

/** What an object is, and where it belongs. */
interface Identity {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  /** "code (GGGG,EEEE)" of every UID that was made up. */
  readonly repairs: readonly string[];
}

/** Digits and points; leading zeros, though not allowed (PS3.5 9.1), are common and do no harm. */
const usable = /^[0-9.]{1,64}$/;

/**
 * The UIDs of an object. One that holds what no UID may hold is replaced by one made from its text, so that what belongs together stays
 * together; one that is missing by one made from what the file says of its study and series, else from its content. The same file always
 * gets the same UIDs. @throws ArchiveError missing-attribute, where neither a SOP Class nor pixels tell that it is an object at all
 */
export function identityOf(dataset: Dataset, facts: { readonly sha256: string; readonly hasPixels: boolean }): Identity {
  const repairs: string[] = [];
  const take = (keyword: Keyword, tag: string, make: () => string) => {
    const text = textsOf(dataset, [keyword]).join("\\");
    if (usable.test(text)) return text;
    repairs.push(`${text === "" ? "missing-uid" : "invalid-uid"} (${tag})`);
    return text === "" ? make() : uidFromText(`uid ${text}`);
  };
  const sopClassUid = take("SOPClassUID", "0008,0016", () => {
    if (facts.hasPixels) return sopClasses.SecondaryCaptureImageStorage;
    throw new ArchiveError("missing-attribute", { attribute: "SOPClassUID" });
  });
  const sopInstanceUid = take("SOPInstanceUID", "0008,0018", () => uidFromText(`instance ${facts.sha256}`));
  const studyInstanceUid = take("StudyInstanceUID", "0020,000D", () => missingStudy(dataset, facts.sha256));
  const seriesInstanceUid = take("SeriesInstanceUID", "0020,000E", () => missingSeries(dataset, studyInstanceUid));
  return { sopClassUid, sopInstanceUid, seriesInstanceUid, studyInstanceUid, repairs };
}

/** A series is of one study; else patient and study must both be named, or the file stays by itself: two patients are never mixed. */
function missingStudy(dataset: Dataset, sha256: string): string {
  const series = textsOf(dataset, ["SeriesInstanceUID"]);
  if (series.length > 0) return uidFromText(`study of series ${series.join("\\")}`);
  const patient = textsOf(dataset, ["PatientID", "PatientName", "PatientBirthDate"]);
  const study = textsOf(dataset, ["StudyDate", "StudyTime", "AccessionNumber", "StudyID"]);
  return uidFromText(patient.length > 0 && study.length > 0 ? `study ${JSON.stringify([patient, study])}` : `study ${sha256}`);
}

function missingSeries(dataset: Dataset, studyInstanceUid: string): string {
  const series = textsOf(dataset, ["Modality", "SeriesNumber", "SeriesDescription", "ProtocolName"]);
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
