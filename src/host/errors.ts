import { AreaError, type ErrorDetail } from "../base/index.ts";

export type HostErrorCode =
  | "bad-request"
  | "not-found"
  | "forbidden"
  | "task-crashed"
  | "task-timed-out"
  | "task-out-of-memory"
  | "too-large"
  | "shutting-down"
  | "demo-failed"
  | "port-in-use"
  | "journal-not-openable"
  | "not-signable"
  | "still-needed"
  | "study-in-use"
  | "reason-missing"
  | "archive-busy"
  | "not-playable"
  | "lesion-taken"
  | "finding-changed"
  | "no-explanation"
  | "changed";

export class HostError extends AreaError<"host", HostErrorCode> {
  constructor(code: HostErrorCode, message: string, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("host", code, message, { details, cause });
  }
}
