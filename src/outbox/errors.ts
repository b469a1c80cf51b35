import { AreaError, type ErrorDetail } from "../base/index.ts";

/** What can go wrong with an object on its way, besides what `net` says of the peer. */
export type OutboxErrorCode =
  /** The peer answered that it does not take the object. */
  | "refused"
  /** The peer answered, but its answer does not name the object. */
  | "no-receipt"
  /** The bytes on disk are not the ones that were signed: never sent. */
  | "bytes-changed"
  /** Another object under the same SOP Instance UID is on its way to the same place. */
  | "conflicting-object"
  /** What was to be sent is no DICOM object that can be read. */
  | "not-sendable"
  /** The outbox's folder cannot be read or written. */
  | "storage-failed"
  | "closed";

export class OutboxError extends AreaError<"outbox", OutboxErrorCode> {
  constructor(code: OutboxErrorCode, message: string, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("outbox", code, message, { details, cause });
  }
}

export function refused(status: number): OutboxError {
  const text = status.toString(16).padStart(4, "0").toUpperCase();
  return new OutboxError("refused", `The archive refused the object (status ${text}); it stays here and is tried again.`, {
    status: text,
  });
}

export function noReceipt(): OutboxError {
  return new OutboxError(
    "no-receipt",
    "The archive's answer does not say that it has the object; it stays here and is tried again.",
  );
}
