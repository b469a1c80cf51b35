import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why bytes could not be read as DICOM, or a data set not be written. */
export type DicomErrorCode =
  | "not-dicom"
  | "truncated"
  | "unsupported-transfer-syntax"
  | "malformed"
  | "too-deep"
  | "missing-attribute"
  | "not-writable";

export class DicomError extends AreaError<"dicom", DicomErrorCode> {
  constructor(code: DicomErrorCode, message: string, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("dicom", code, message, { details, cause });
  }
}
