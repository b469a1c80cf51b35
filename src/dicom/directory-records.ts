import type { Dataset } from "./dataset.ts";
import { DicomError } from "./errors.ts";
import type { Keyword } from "./keyword.ts";
import { parsePart10 } from "./part10.ts";

/** One instance that a DICOMDIR lists, with the keys of the records above it; "" where the directory does not say. */
export interface DirectoryInstance {
  /** Components of Referenced File ID (0004,1500) as written: a path below the folder of the DICOMDIR, not to be trusted. */
  readonly referencedFileId: readonly string[];
  /** Directory Record Type (0004,1430): "IMAGE", "SR DOCUMENT", "PRESENTATION" and others (PS3.3 F.5). */
  readonly directoryRecordType: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly patientId: string;
  readonly patientName: string;
  readonly studyInstanceUid: string;
  readonly studyDate: string;
  readonly studyDescription: string;
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly seriesNumber: number | null;
  readonly instanceNumber: number | null;
}

export interface DirectoryRecords {
  /** In the order of the directory: patient by patient, study by study, series by series. */
  readonly instances: readonly DirectoryInstance[];
  /** Whether the offsets lead through all records; where not, their order in the sequence was used, as writers put them. */
  readonly linked: boolean;
}

/** A record and where it starts in the file. */
interface DirectoryRecord {
  readonly dataset: Dataset;
  readonly offset: number;
}

const LEVELS: Readonly<Record<string, number>> = { PATIENT: 0, STUDY: 1, SERIES: 2 };
const MAX_DEPTH = 16;

/**
 * Reads the directory of a medium (PS3.3 F, PS3.10 8.6): the tree of records that offsets link, as a flat list of the instances
 * that refer to a file. Offsets that lead nowhere, in circles or past records are not followed: then records are taken in the order
 * of the sequence, each below the last one of a higher level. Records marked inactive (0004,1410) are left out.
 *
 * @throws DicomError as parsePart10; malformed, where there is no Directory Record Sequence
 */
export function readDirectoryRecords(bytes: Uint8Array): DirectoryRecords {
  const offsets = new Map<object, number>();
  const { dataset } = parsePart10(bytes, { onItem: (item, offset) => offsets.set(item, offset) });
  const sequence = dataset.get("DirectoryRecordSequence");
  if (sequence === undefined && !dataset.has("DirectoryRecordSequence")) {
    throw new DicomError("malformed", "The file is not the directory of a medium; its folder can be read without it.");
  }
  const records = (sequence ?? []).map((record) => ({ dataset: record, offset: offsets.get(record) ?? -1 }));
  const tree = linkedTree(dataset, records) ?? sequentialTree(records);
  return { instances: tree.paths.flatMap(instanceOf), linked: tree.linked };
}

interface Tree {
  /** Every record with those above it, the record last. */
  readonly paths: readonly (readonly Dataset[])[];
  readonly linked: boolean;
}

/** Follows the offsets; undefined where they do not reach every record in use exactly once. */
function linkedTree(root: Dataset, records: readonly DirectoryRecord[]): Tree | undefined {
  const byOffset = new Map(records.map(({ dataset, offset }) => [offset, dataset]));
  const paths: (readonly Dataset[])[] = [];
  const seen = new Set<Dataset>();
  const pending: { readonly offset: number; readonly above: readonly Dataset[] }[] = [];
  const push = (offset: number, above: readonly Dataset[]) => {
    if (offset !== 0) pending.push({ offset, above });
  };
  push(root.first("OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity") ?? 0, []);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const record = byOffset.get(next.offset);
    if (record === undefined || seen.has(record) || next.above.length >= MAX_DEPTH) return undefined;
    seen.add(record);
    const path = [...next.above, record];
    if (isInUse(record)) paths.push(path);
    push(record.first("OffsetOfTheNextDirectoryRecord") ?? 0, next.above);
    push(record.first("OffsetOfReferencedLowerLevelDirectoryEntity") ?? 0, path);
  }
  const missed = records.some(({ dataset }) => isInUse(dataset) && !seen.has(dataset));
  return missed ? undefined : { paths, linked: true };
}

/** Writers put every record behind the one above it. */
function sequentialTree(records: readonly DirectoryRecord[]): Tree {
  const above: Dataset[] = [];
  const paths: (readonly Dataset[])[] = [];
  for (const { dataset } of records) {
    if (!isInUse(dataset)) continue;
    const level = LEVELS[dataset.first("DirectoryRecordType") ?? ""] ?? 3;
    above.length = Math.min(above.length, level);
    paths.push([...above, dataset]);
    if (level < 3) above.push(dataset);
  }
  return { paths, linked: false };
}

/** Record In-use Flag: FFFFH in use, 0000H not (PS3.3 F.3.2.2). */
function isInUse(record: Dataset): boolean {
  return record.first("RecordInUseFlag") !== 0;
}

function instanceOf(path: readonly Dataset[]): readonly DirectoryInstance[] {
  const record = path.at(-1);
  const referencedFileId = record?.get("ReferencedFileID");
  if (record === undefined || referencedFileId === undefined) return [];
  const nearest = (keyword: Keyword): unknown => path.findLast((one) => one.get(keyword) !== undefined)?.first(keyword);
  const text = (keyword: Keyword) => {
    const value = nearest(keyword);
    return typeof value === "string" ? value : "";
  };
  const integer = (keyword: Keyword) => {
    const value = nearest(keyword);
    return typeof value === "number" && Number.isInteger(value) ? value : null;
  };
  return [
    {
      referencedFileId,
      directoryRecordType: record.first("DirectoryRecordType") ?? "",
      sopClassUid: text("ReferencedSOPClassUIDInFile"),
      sopInstanceUid: text("ReferencedSOPInstanceUIDInFile"),
      transferSyntaxUid: text("ReferencedTransferSyntaxUIDInFile"),
      patientId: text("PatientID"),
      patientName: text("PatientName"),
      studyInstanceUid: text("StudyInstanceUID"),
      studyDate: text("StudyDate"),
      studyDescription: text("StudyDescription"),
      seriesInstanceUid: text("SeriesInstanceUID"),
      modality: text("Modality"),
      seriesNumber: integer("SeriesNumber"),
      instanceNumber: integer("InstanceNumber"),
    },
  ];
}
