import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why a phantom could not be made: a nodule fits nowhere, or the recipe is out of range. */
export type PhantomErrorCode = "no-place" | "recipe-invalid";

export class PhantomError extends AreaError<"phantom", PhantomErrorCode> {
  constructor(code: PhantomErrorCode, message: string, details: Record<string, ErrorDetail> = {}) {
    super("phantom", code, message, { details });
  }
}
