import type { Dataset, Keyword } from "../dicom/index.ts";
import { LabelsError } from "./errors.ts";

/** Attributes whose values tell who somebody is, where, or when. */
const telling: readonly Keyword[] = [
  "PatientName",
  "PatientID",
  "OtherPatientIDs",
  "OtherPatientNames",
  "PatientBirthDate",
  "PatientBirthName",
  "PatientMotherBirthName",
  "PatientAddress",
  "PatientTelephoneNumbers",
  "AccessionNumber",
  "StudyDate",
  "SeriesDate",
  "AcquisitionDate",
  "ContentDate",
  "StudyInstanceUID",
  "SeriesInstanceUID",
  "SOPInstanceUID",
  "FrameOfReferenceUID",
  "InstitutionName",
  "InstitutionAddress",
  "ReferringPhysicianName",
  "PerformingPhysicianName",
  "NameOfPhysiciansReadingStudy",
  "OperatorsName",
  "PhysiciansOfRecord",
  "StationName",
  "DeviceSerialNumber",
];

/** Shorter values turn up by chance among numbers. */
const LEAST_CHARACTERS = 6;

/** What of an object must not be found in anything that is made of it, as bytes: in UTF-8, UTF-16 and GB 18030 names look the same or are removed with their element. */
export function tellingValues(dataset: Dataset): readonly string[] {
  const values = telling.flatMap((keyword) => {
    const value = dataset.get(keyword);
    return Array.isArray(value) ? value.filter((part) => typeof part === "string") : [];
  });
  const parts = values.flatMap((value) => [value, ...value.split(/[\^=]/)]).map((value) => value.trim());
  // A word that the object may keep tells nothing, whatever else bears it: a station that is called as its maker.
  const kept = [
    dataset.first("Manufacturer"),
    dataset.first("ManufacturerModelName"),
    ...(dataset.get("SoftwareVersions") ?? []),
  ].join(" ");
  return [...new Set(parts)].filter((value) => isTelling(value) && !kept.includes(value));
}

/** A name of other than Latin letters tells more with fewer of them; a UID of DICOM itself, or a date that means none, tells nothing. */
function isTelling(value: string): boolean {
  if (value.startsWith("1.2.840.10008.") || value === "19700101") return false;
  return new TextEncoder().encode(value).length >= LEAST_CHARACTERS;
}

/**
 * The last look at what is about to leave: none of the values may stand in it as a word of its own.
 *
 * @throws LabelsError identity-left
 */
export function assertNothingTelling(bytes: Uint8Array, values: Iterable<string>, what: string): void {
  const text = latin1(bytes);
  for (const value of values) {
    if (!standsIn(text, latin1(new TextEncoder().encode(value)))) continue;
    throw new LabelsError(
      "identity-left",
      "Something that identifies a patient was still in what was to be exported, so nothing was. Report this as a fault of the program.",
      { what },
    );
  }
}

/** Bytes as characters of the same number, so that they can be searched. */
function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

function standsIn(text: string, value: string): boolean {
  const isPart = (character: string | undefined) => character !== undefined && /[0-9A-Za-z.]/.test(character);
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (!isPart(text[at - 1]) && !isPart(text[at + value.length])) return true;
  }
  return false;
}
