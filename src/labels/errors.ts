import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why labels were not exported. */
export type LabelsErrorCode = "no-consent" | "nothing-decided" | "folder-not-empty" | "folder-not-usable" | "identity-left";

export class LabelsError extends AreaError<"labels", LabelsErrorCode> {
  constructor(code: LabelsErrorCode, message: string, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("labels", code, message, { details, cause });
  }
}
