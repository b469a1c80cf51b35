import { AreaError, type ErrorDetail } from "../base/index.ts";

/** What can go wrong with an object on its way, besides what `net` says of the peer. */
export type OutboxErrorCode =
  /** The peer answered that it does not take the object. */
  | "refused"
  /** The peer answered, but its answer does not name the object. */
  | "no-receipt"
  /** Sending failed for a reason that is neither the peer's nor the object's. */
  | "send-failed"
  /** The bytes on disk are gone or not the ones that were signed: never sent. */
  | "bytes-changed"
  /** Another object under the same SOP Instance UID was queued for the same place. */
  | "conflicting-object"
  /** What was to be sent is no DICOM object, or not the one it was said to be. */
  | "not-sendable"
  | "not-found"
  | "disk-full"
  | "write-failed"
  | "not-openable"
  | "damaged"
  | "newer-version"
  | "closed";

const sentences: Readonly<Record<OutboxErrorCode, string>> = {
  refused:
    "The archive did not take the object (status {status}). It stays in the outbox and is tried again; ask who runs the archive for the reason.",
  "no-receipt":
    "The archive answered without saying that it has the object. It stays in the outbox and is sent again; other objects still go out.",
  "send-failed":
    "The object could not be sent. It stays in the outbox and is tried again; if this goes on, check the destination in the settings.",
  "bytes-changed":
    "The object's file was changed or removed on disk after it was queued, so it is not sent. Other objects still go out; send the report again.",
  "conflicting-object":
    "Another object under the same SOP Instance UID was queued for this archive before, so this one was not. What was queued still goes out; sign the report again.",
  "not-sendable":
    "What was to be sent is not the DICOM object it was said to be, so it was not queued. What was queued before still goes out.",
  "not-found": "There is no such item in the outbox. Nothing was changed; load the list again.",
  "disk-full":
    "The disk is full, so the outbox could not be written to. What was queued before is safe; free some space and send again.",
  "write-failed":
    "The outbox could not be written to. What was queued before is safe; check the disk and permissions and send again.",
  "not-openable": "The outbox's folder cannot be opened or made. Nothing was changed; check the path, permissions and space.",
  damaged:
    "The outbox's file is damaged; it was left as it is. Signed reports are safe in the archive; move the file away, start again and send the reports again.",
  "newer-version": "The outbox was written by a newer version of this program and was not touched. Update the program.",
  closed: "The outbox is closed because the program is ending. What was queued is kept and goes out after the next start.",
};

/** An error of this room; the sentence is that of its code, filled with the details. */
export class OutboxError extends AreaError<"outbox", OutboxErrorCode> {
  constructor(code: OutboxErrorCode, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    const message = sentences[code].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ""));
    super("outbox", code, message, { details, cause });
  }
}

/** SQLITE_FULL (13) from the queue, ENOSPC and EDQUOT from files. */
export function toWriteError(error: unknown): OutboxError {
  if (error instanceof OutboxError) return error;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  const isFull = code === "ENOSPC" || code === "EDQUOT" || errcode === 13;
  const systemCode = typeof errcode === "number" ? `SQLITE_${errcode}` : typeof code === "string" ? code : "unknown";
  return new OutboxError(isFull ? "disk-full" : "write-failed", { systemCode }, error);
}
