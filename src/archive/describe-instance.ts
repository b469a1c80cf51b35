import { type Dataset, type Keyword, parsePart10, type Repair, sopClasses } from "../dicom/index.ts";
import { ArchiveError } from "./errors.ts";
import { seriesKindOf } from "./series-kind.ts";
import type { InstanceDescription, SeriesRecord } from "./types.ts";

/** Manufacturer's Model Name (0008,1090) that marks what this program generated itself. */
const syntheticModelName = "Hounsfield phantom";
const maxTextLength = 1024;
const maxRepairs = 16;

/**
 * Reads what the index needs; pixel data are found, not decoded.
 * @throws DicomError, ArchiveError missing-attribute, invalid-uid, directory-record, no-pixel-data
 */
export function describeInstance(bytes: Uint8Array, sha256: string): InstanceDescription {
  const { meta, dataset, transferSyntaxUid, repairs } = parsePart10(bytes);
  refuseDirectory(meta, dataset);
  const studyInstanceUid = requiredUid(dataset, "StudyInstanceUID");
  const seriesInstanceUid = requiredUid(dataset, "SeriesInstanceUID");
  const sopClassUid = requiredUid(dataset, "SOPClassUID");
  const kind = seriesKindOf(sopClassUid, isPositive(dataset.first("Rows")) && isPositive(dataset.first("Columns")));
  if (kind === "image" && !hasPixels(dataset)) throw new ArchiveError("no-pixel-data", { sopClassUid });
  return {
    instance: {
      sopInstanceUid: requiredUid(dataset, "SOPInstanceUID"),
      sopClassUid,
      seriesInstanceUid,
      studyInstanceUid,
      transferSyntaxUid,
      instanceNumber: integer(dataset, "InstanceNumber"),
      numberOfFrames: Math.max(1, integer(dataset, "NumberOfFrames") ?? 1),
      byteLength: bytes.length,
      sha256,
    },
    series: seriesOf(dataset, seriesInstanceUid, studyInstanceUid, kind),
    study: studyOf(dataset, studyInstanceUid),
    repairs: repairTexts(repairs),
  };
}

function seriesOf(
  dataset: Dataset,
  seriesInstanceUid: string,
  studyInstanceUid: string,
  kind: SeriesRecord["kind"],
): InstanceDescription["series"] {
  return {
    seriesInstanceUid,
    studyInstanceUid,
    modality: text(dataset, "Modality"),
    seriesNumber: integer(dataset, "SeriesNumber"),
    seriesDescription: text(dataset, "SeriesDescription"),
    bodyPartExamined: text(dataset, "BodyPartExamined"),
    laterality: text(dataset, "Laterality") || text(dataset, "ImageLaterality"),
    kind,
  };
}

function studyOf(dataset: Dataset, studyInstanceUid: string): InstanceDescription["study"] {
  return {
    studyInstanceUid,
    patientName: text(dataset, "PatientName"),
    patientId: text(dataset, "PatientID"),
    patientBirthDate: text(dataset, "PatientBirthDate"),
    patientSex: text(dataset, "PatientSex"),
    studyDate: text(dataset, "StudyDate"),
    studyTime: text(dataset, "StudyTime"),
    accessionNumber: text(dataset, "AccessionNumber"),
    studyDescription: text(dataset, "StudyDescription"),
    institutionName: text(dataset, "InstitutionName"),
    synthetic: text(dataset, "ManufacturerModelName") === syntheticModelName,
  };
}

/** A DICOMDIR is a Part 10 file too; it describes a medium and is not an object of a patient (PS3.10 8.6). */
function refuseDirectory(meta: Dataset, dataset: Dataset): void {
  const isDirectory =
    text(meta, "MediaStorageSOPClassUID") === sopClasses.MediaStorageDirectoryStorage || dataset.has("DirectoryRecordSequence");
  if (isDirectory) throw new ArchiveError("directory-record");
}

function requiredUid(dataset: Dataset, keyword: Keyword): string {
  const uid = text(dataset, keyword);
  if (uid === "") throw new ArchiveError("missing-attribute", { attribute: keyword });
  if (!/^[0-9.]{1,64}$/.test(uid)) throw new ArchiveError("invalid-uid", { attribute: keyword });
  return uid;
}

/** All values of an element as they stand, "\" between them; "" where absent or of another kind than text. */
function text(dataset: Dataset, keyword: Keyword): string {
  const value: unknown = dataset.get(keyword);
  if (!Array.isArray(value)) return "";
  const texts = value.filter((each) => typeof each === "string" || typeof each === "number");
  return texts.join("\\").slice(0, maxTextLength).toWellFormed();
}

function integer(dataset: Dataset, keyword: Keyword): number | null {
  const value = Number(text(dataset, keyword) === "" ? Number.NaN : dataset.first(keyword));
  return Number.isInteger(value) && Math.abs(value) <= 2 ** 31 ? value : null;
}

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

/** Pixel Data in any of its forms (PS3.3 C.7.6.3, C.7.6.24): native, encapsulated, or float. */
function hasPixels(dataset: Dataset): boolean {
  const keywords: readonly Keyword[] = ["PixelData", "FloatPixelData", "DoubleFloatPixelData", "PixelDataProviderURL"];
  return keywords.some((keyword) => {
    const element = dataset.element(keyword);
    if (element === undefined) return false;
    return element.fragments === undefined ? element.value.length > 0 : element.fragments.fragments.length > 0;
  });
}

/** "code" or "code (GGGG,EEEE)", each once. */
function repairTexts(repairs: readonly Repair[]): readonly string[] {
  const texts = repairs.map(({ code, tag }) => (tag === undefined ? code : `${code} (${tag.slice(0, 4)},${tag.slice(4)})`));
  return [...new Set(texts)].slice(0, maxRepairs);
}
