import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why the reader's work could not be read or kept. */
export type WorkspaceErrorCode =
  | "stale"
  | "invalid"
  | "already-signed"
  | "write-failed"
  | "not-openable"
  | "damaged"
  | "newer-version";

const sentences: Readonly<Record<WorkspaceErrorCode, string>> = {
  stale:
    "The report was saved from another window meanwhile. Nothing was overwritten and your text is still on screen; load the saved one and compare.",
  invalid: "What was to be kept does not have the form it must have. Nothing was changed; this is a fault of the program.",
  "already-signed": "This report is signed already and cannot be changed. Write an addendum.",
  "write-failed": "The workspace could not be written to. What was saved before is safe; check that the disk is not full.",
  "not-openable": "The workspace's folder cannot be opened or created. Nothing was changed; check the path and permissions.",
  damaged:
    "The workspace file is damaged; it was left as it is. Images and signed reports in the archive are not affected; put the backup beside it in its place.",
  "newer-version": "The workspace was written by a newer version of this program and was not touched. Update the program.",
};

/** An error of this room; the sentence is that of its code. */
export class WorkspaceError extends AreaError<"workspace", WorkspaceErrorCode> {
  constructor(code: WorkspaceErrorCode, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("workspace", code, sentences[code], { details, cause });
  }
}
