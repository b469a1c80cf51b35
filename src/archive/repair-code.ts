import type { RepairCode } from "../dicom/index.ts";

/** What the archive does beside reading (the other repairs stand in dicom), a closed list; each has a sentence `repairs.<code>`. */
type ArchiveRepairCode =
  /** A UID that the index needs is absent: one was made. */
  | "missing-uid"
  /** A UID that no UID may be: one made from its text stands for it in the index. */
  | "invalid-uid"
  /** The header of an image without its pixels: filed, with nothing to show. */
  | "missing-pixel-data"
  /** Another patient than the study's other instances name: filed there, and said. */
  | "patient-differs"
  /** An instance of the same UID with other content: both are kept, the first is shown. */
  | "uid-conflict";

/** "code" or "code (GGGG,EEEE)", as the index keeps it. */
export function repairText(code: RepairCode | ArchiveRepairCode, tag?: string): string {
  return tag === undefined ? code : `${code} (${tag})`;
}
