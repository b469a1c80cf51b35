import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why an instance could not be stored, found or read, or the store itself not be opened. */
export type ArchiveErrorCode =
  | "missing-attribute"
  | "directory-record"
  | "identity-clash"
  | "not-found"
  | "file-missing"
  | "disk-full"
  | "write-failed"
  | "index-newer"
  | "not-openable"
  | "header-too-long"
  | "removed-meanwhile"
  | "study-not-found"
  | "version-not-found";

const sentences: Readonly<Record<ArchiveErrorCode, string>> = {
  "missing-attribute":
    "The object neither says what it is nor holds pixels; it was left out. Everything else came in; ask the sender for a complete copy.",
  "directory-record":
    "This is the table of contents of a medium (DICOMDIR), not an image. The files it names were imported by themselves.",
  "identity-clash":
    "The object claims a series that is already filed under another study; it was left out so that two patients cannot be mixed. Everything else came in; ask the sender which study is right.",
  "not-found": "The archive does not hold this object. Search again; it may have been imported into another archive.",
  "file-missing":
    "The archive's index names an object whose file is gone. Everything else works; run verify and import the object again.",
  "disk-full": "The disk is full. What was stored before is safe; free some space and import again.",
  "write-failed":
    "The archive could not be written to. What was stored before is safe; check the disk and permissions and import again.",
  "index-newer": "The archive was written by a newer version of this program and was not touched. Update the program.",
  "not-openable": "The archive's folder cannot be opened or created. Nothing was changed; check the path and permissions.",
  "header-too-long":
    "The object's attributes alone are longer than those of any real one; it was left out. Everything else came in.",
  "removed-meanwhile":
    "The object was removed from this computer while it came in again; it was left out. Everything else came in; import it again.",
  "study-not-found": "This study is not in the archive any more. Search again.",
  "version-not-found": "There is no such version of this object. Open the list of versions again.",
};

/** An error of this room; the sentence is that of its code. */
export class ArchiveError extends AreaError<"archive", ArchiveErrorCode> {
  constructor(code: ArchiveErrorCode, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("archive", code, sentences[code], { details, cause });
  }
}

/** SQLITE_FULL (13) from the index, ENOSPC and EDQUOT from files. */
export function toWriteError(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  const isFull = code === "ENOSPC" || code === "EDQUOT" || errcode === 13;
  const systemCode = typeof errcode === "number" ? `SQLITE_${errcode}` : typeof code === "string" ? code : undefined;
  return new ArchiveError(isFull ? "disk-full" : "write-failed", systemCode === undefined ? {} : { systemCode }, error);
}
