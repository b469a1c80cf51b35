/**
 * Names that stand for people, studies and findings in what is exported: the same for the same one at every export of an installation,
 * nothing to anybody who has not its key. The key never leaves the installation.
 */
export interface Pseudonyms {
  /** A UID under 2.25 in the place of another. */
  uid(uid: string): string;
  /** A short name, such as "P-3fa0c1d2e4". */
  name(kind: PseudonymKind, value: string): string;
}

export type PseudonymKind = "patient" | "reader" | "label";

/** UIDs that DICOM itself defines name no patient and stay (PS3.6 annex A). */
const STANDARD_ROOT = "1.2.840.10008.";

export function mappedUid(pseudonyms: Pseudonyms, uid: string): string {
  return uid === "" || uid.startsWith(STANDARD_ROOT) ? uid : pseudonyms.uid(uid);
}
