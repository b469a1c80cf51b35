import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why a finding could not be made or changed. */
export type FindingErrorCode = "illegal-step" | "invalid" | "invalid-mask";

export class FindingError extends AreaError<"findings", FindingErrorCode> {
  constructor(code: FindingErrorCode, message: string, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("findings", code, message, { details, cause });
  }
}
