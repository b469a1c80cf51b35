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
  /** "GGGGEEEE" of the element concerned. */
  readonly tag?: string;
}
