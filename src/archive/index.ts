export { type ArchiveOptions, openArchive } from "./archive.ts";
export { ArchiveError, type ArchiveErrorCode } from "./errors.ts";
export {
  type ConvertedFile,
  type ImportMemory,
  type ImportOptions,
  importSource,
  type RememberedFile,
} from "./import-source.ts";
export type { ImportReport } from "./import-tally.ts";
export type {
  Archive,
  BatchOutcome,
  ConflictRecord,
  InstanceRecord,
  SeriesRecord,
  StagedInstance,
  StoreOutcome,
  StudyRecord,
  StudySearch,
  VerifyReport,
} from "./types.ts";
