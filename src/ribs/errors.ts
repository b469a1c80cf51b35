import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why no ribs can be shown. */
export type RibsErrorCode = "not-ct" | "no-volume" | "too-few-slices" | "no-lungs" | "no-spine" | "no-ribs";

export class RibsError extends AreaError<"ribs", RibsErrorCode> {
  constructor(code: RibsErrorCode, message: string, details: Record<string, ErrorDetail> = {}) {
    super("ribs", code, message, { details });
  }
}
