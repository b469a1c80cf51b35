import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why an object, or a part of it, could not be read as what its SOP Class says. */
export type ObjectErrorCode = "no-such-part" | "damaged" | "too-large" | "audio" | "unsupported-samples" | "not-encapsulated";

export class ObjectError extends AreaError<"objects", ObjectErrorCode> {
  constructor(code: ObjectErrorCode, message: string, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("objects", code, message, { details, cause });
  }
}
