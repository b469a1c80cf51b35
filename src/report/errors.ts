import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why a template, a report, or an object made of one cannot be used. */
export type ReportErrorCode =
  | "template-invalid"
  | "finding-not-accepted"
  | "other-study"
  | "source-missing"
  | "mask-outside"
  | "no-segments"
  | "not-sr"
  | "not-seg"
  | "too-large";

export class ReportError extends AreaError<"report", ReportErrorCode> {
  constructor(code: ReportErrorCode, message: string, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("report", code, message, { details, cause });
  }
}
