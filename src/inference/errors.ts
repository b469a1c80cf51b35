import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why a model package or an analysis could not be used. */
export type InferenceErrorCode =
  | "package-missing"
  | "bad-manifest"
  | "hash-mismatch"
  | "bad-signature"
  | "not-trusted"
  | "archive-damaged"
  | "archive-unsafe"
  | "archive-too-large"
  | "archive-extra-file"
  | "archive-missing-file"
  | "already-installed"
  | "not-installed"
  | "built-in"
  | "nothing-to-roll-back"
  | "install-failed"
  | "engine-missing"
  | "load-failed"
  | "self-test-failed"
  | "not-accepted"
  | "no-lungs"
  | "run-failed"
  | "timed-out"
  | "out-of-memory"
  | "crashed"
  | "remote-address"
  | "remote-failed";

export class InferenceError extends AreaError<"inference", InferenceErrorCode> {
  constructor(code: InferenceErrorCode, message: string, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("inference", code, message, { details, cause });
  }
}
