import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildPart10, Dataset, sopClasses } from "../dicom/index.ts";

/** A file on a disc under test, under its file ID as the directory writes it. */
export interface DiscFile {
  readonly fileId: readonly string[];
  /** Null: the directory names it, but it is not there. */
  readonly bytes: Uint8Array | null;
  /** Where it really lies, if not where the directory says ("dicom/im1.dcm;1"). */
  readonly path?: string;
}

/** A DICOMDIR (PS3.3 F) of one patient, study and series that names files in the order given; its records are in sequence, not linked. */
export function buildDirectory(fileIds: readonly (readonly string[])[]): Uint8Array {
  const record = (type: string) => new Dataset().set("DirectoryRecordType", type).set("RecordInUseFlag", 0xffff);
  const images = fileIds.map((fileId, index) =>
    record("IMAGE")
      .set("ReferencedFileID", fileId)
      .set("ReferencedSOPClassUIDInFile", sopClasses.CTImageStorage)
      .set("ReferencedSOPInstanceUIDInFile", `1.2.3.${index + 1}`)
      .set("ReferencedTransferSyntaxUIDInFile", "1.2.840.10008.1.2.1")
      .set("InstanceNumber", index + 1),
  );
  const directory = new Dataset()
    .set("SOPClassUID", sopClasses.MediaStorageDirectoryStorage)
    .set("SOPInstanceUID", "1.2.3.999")
    .set("FileSetID", "DISC")
    .set("OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity", 0)
    .set("OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity", 0)
    .set("FileSetConsistencyFlag", 0)
    .set("DirectoryRecordSequence", [
      record("PATIENT").set("PatientID", "P1").set("PatientName", "Test^Patient"),
      record("STUDY").set("StudyInstanceUID", "1.2.3").set("StudyDate", "20260101"),
      record("SERIES").set("SeriesInstanceUID", "1.2.3.4").set("Modality", "CT"),
      ...images,
    ]);
  return buildPart10(directory);
}

/** Writes a disc into a folder: the files, and a DICOMDIR (by its own name or another) that names them in this order. */
export function writeDisc(folder: string, files: readonly DiscFile[], directoryName = "DICOMDIR"): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, directoryName), buildDirectory(files.map(({ fileId }) => fileId)));
  for (const { fileId, bytes, path } of files) {
    if (bytes === null) continue;
    const at = join(folder, path ?? fileId.join("/"));
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, bytes);
  }
}
