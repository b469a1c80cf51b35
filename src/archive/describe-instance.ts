import {
  type Dataset,
  imageRepairs,
  type Keyword,
  type Part10File,
  parsePart10,
  type Repair,
  sopClasses,
} from "../dicom/index.ts";
import { ArchiveError } from "./errors.ts";
import { contrastAgentOf, orientationTextOf, projectionOf } from "./hanging-traits.ts";
import { identityOf } from "./identity.ts";
import { repairText } from "./repair-code.ts";
import { seriesKindOf } from "./series-kind.ts";
import type { InstanceDescription, SeriesRecord } from "./types.ts";

/** Manufacturer's Model Name (0008,1090) that marks what this program generated itself. */
export const syntheticModelName = "Hounsfield phantom";
/** Patient's Name, Patient ID, Study Description, Institution Name, Accession Number. */
const shownTexts: ReadonlySet<string> = new Set(["00100010", "00100020", "00081030", "00080080", "00080050"]);
const maxTextLength = 1024;
const maxRepairs = 16;

/** What is told apart of a file before it is described: its length, what it is known by, and whether it holds pixels. */
interface FileFacts {
  readonly byteLength: number;
  readonly sha256: string;
  readonly hasPixels: boolean;
}

/**
 * Reads what the index needs; pixel data are found, not decoded.
 * @throws DicomError, ArchiveError missing-attribute, directory-record
 */
export function describeInstance(bytes: Uint8Array, sha256: string): InstanceDescription {
  const file = parsePart10(bytes);
  return describeParsed(file, { byteLength: bytes.length, sha256, hasPixels: hasPixels(file.dataset) });
}

/** As describeInstance, of a file that is read already, from `head` where that is all there is of it. @throws ArchiveError */
export function describeParsed(file: Omit<Part10File, "datasetStart">, facts: FileFacts, head?: Uint8Array): InstanceDescription {
  const { meta, dataset, transferSyntaxUid } = file;
  const repairs = [...file.repairs, ...imageRepairs(file, head)];
  refuseDirectory(meta, dataset);
  const { sopClassUid, sopInstanceUid, seriesInstanceUid, studyInstanceUid, repairs: madeUp } = identityOf(dataset, facts);
  const named = seriesKindOf(
    sopClassUid,
    isPositive(dataset.first("Rows")) && isPositive(dataset.first("Columns")),
    transferSyntaxUid,
  );
  // A header alone is worth finding its study by; there is nothing to see in it.
  const isEmptied = named === "image" && !facts.hasPixels;
  return {
    instance: {
      sopInstanceUid,
      sopClassUid,
      seriesInstanceUid,
      studyInstanceUid,
      transferSyntaxUid,
      instanceNumber: integer(dataset, "InstanceNumber"),
      numberOfFrames: Math.max(1, integer(dataset, "NumberOfFrames") ?? 1),
      byteLength: facts.byteLength,
      sha256: facts.sha256,
    },
    projection: named === "image" ? projectionOf(dataset, text) : undefined,
    series: seriesOf(dataset, seriesInstanceUid, studyInstanceUid, isEmptied ? "other" : named),
    study: { ...studyOf(dataset, studyInstanceUid), textGuessed: isTextGuessed(repairs) },
    repairs: [...madeUp, ...(isEmptied ? [repairText("missing-pixel-data", "7FE0,0010")] : []), ...repairTexts(repairs)],
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
    protocolName: text(dataset, "ProtocolName"),
    convolutionKernel: text(dataset, "ConvolutionKernel"),
    imageOrientation: kind === "image" ? orientationTextOf(dataset, text) : "",
    contrastAgent: kind === "image" ? contrastAgentOf(dataset, text) : null,
    kind,
  };
}

/** Text of the study itself, not of some element that is never shown: Specific Character Set, or an attribute of patient and study. */
function isTextGuessed(repairs: readonly Repair[]): boolean {
  return repairs.some(({ code, tag = "" }) => code.startsWith("charset-") && (tag === "" || shownTexts.has(tag)));
}

function studyOf(dataset: Dataset, studyInstanceUid: string): Omit<InstanceDescription["study"], "textGuessed"> {
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

/** "code" or "code (GGGG,EEEE)", each once; where there are very many, every code comes before another element of the same one. */
function repairTexts(repairs: readonly Repair[]): readonly string[] {
  const texts = repairs.map(({ code, tag }) => repairText(code, tag && `${tag.slice(0, 4)},${tag.slice(4)}`));
  const all = [...new Set(texts)];
  if (all.length <= maxRepairs) return all;
  const isFirst = (text: string, at: number) => all.findIndex((other) => codeOf(other) === codeOf(text)) === at;
  const firsts = all.filter(isFirst);
  return [...firsts, ...all.filter((text, at) => !isFirst(text, at)).slice(0, Math.max(0, maxRepairs - firsts.length))];
}

function codeOf(text: string): string {
  return text.split(" ", 1)[0] ?? text;
}
