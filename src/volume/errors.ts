import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why a series' pixels or volume cannot be given. */
export type VolumeErrorCode =
  | "unreadable-file"
  | "no-pixel-data"
  | "video"
  | "unsupported-transfer-syntax"
  | "unsupported-pixel-format"
  | "too-large"
  | "frame-not-found"
  | "corrupt-pixel-data"
  | "pixel-data-mismatch"
  | "not-a-volume"
  | "not-encodable";

export class VolumeError extends AreaError<"volume", VolumeErrorCode> {
  constructor(code: VolumeErrorCode, message: string, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("volume", code, message, { details, cause });
  }
}
