import type { Dataset } from "./dataset.ts";
import { DicomError } from "./errors.ts";

/** A tolerance used while reading: what the file broke and what was assumed instead. */
export interface Repair {
  readonly code:
    | "missing-preamble"
    | "missing-meta"
    | "charset-guessed"
    | "odd-length"
    | "wrong-vr"
    | "truncated-value"
    | "trailing-bytes"
    | "wrong-transfer-syntax";
  readonly tag?: string;
}

export interface Part10File {
  readonly meta: Dataset;
  readonly dataset: Dataset;
  readonly transferSyntaxUid: string;
  readonly repairs: readonly Repair[];
}

export interface ParseOptions {
  /** Stop before this tag (for an index: 0x7fe00010, Pixel Data). */
  readonly untilTag?: number;
}

/** Reads a DICOM Part 10 file (PS3.10 7), or a bare data set, from memory. @throws DicomError */
export function parsePart10(_bytes: Uint8Array, _options: ParseOptions = {}): Part10File {
  throw new DicomError("malformed", "not built yet");
}

/** Writes a Part 10 file in Explicit VR Little Endian; strings as UTF-8 (ISO_IR 192). @throws DicomError */
export function buildPart10(_dataset: Dataset): Uint8Array {
  throw new DicomError("not-writable", "not built yet");
}
