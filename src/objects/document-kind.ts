import { sopClasses, sopClassesNames } from "../dicom/index.ts";

/** What an object is read as. */
export type DocumentKind =
  | "report"
  | "key-objects"
  | "presentation"
  | "waveform"
  | "structure-set"
  | "plan"
  | "segmentation"
  | "encapsulated"
  | "slide"
  | "video"
  | "other";

/** Label Map Segmentation came with supplement 243, after the edition of the dictionary. */
const labelMapSegmentation = "1.2.840.10008.5.1.4.1.1.66.7";

const byClass: Readonly<Record<string, DocumentKind>> = {
  [sopClasses.KeyObjectSelectionDocumentStorage]: "key-objects",
  [sopClasses.RTStructureSetStorage]: "structure-set",
  [sopClasses.RTPlanStorage]: "plan",
  [sopClasses.RTIonPlanStorage]: "plan",
  [sopClasses.SegmentationStorage]: "segmentation",
  [sopClasses.VLWholeSlideMicroscopyImageStorage]: "slide",
  [labelMapSegmentation]: "segmentation",
};

/** By the SOP Class and, for its families, by its name (PS3.4 annex B). A moving picture is one by its transfer syntax too. */
export function documentKindOf(sopClassUid: string, transferSyntaxUid: string): DocumentKind {
  const known = byClass[sopClassUid];
  if (known !== undefined) return known;
  const name = sopClassName(sopClassUid);
  if (/ SR Storage|Procedure Log Storage/.test(name)) return "report";
  if (/Presentation State Storage/.test(name)) return "presentation";
  if (/Waveform Storage/.test(name)) return /Audio/.test(name) ? "other" : "waveform";
  if (/^Encapsulated /.test(name)) return "encapsulated";
  if (/^Video /.test(name) || isVideoSyntax(transferSyntaxUid)) return "video";
  return "other";
}

/** MPEG2, MPEG-4 AVC and HEVC (PS3.5 10.9 to 10.11, A.4.5 to A.4.7). */
function isVideoSyntax(transferSyntaxUid: string): boolean {
  return /^1\.2\.840\.10008\.1\.2\.4\.10[0-8](\.1)?$/.test(transferSyntaxUid);
}

/** PS3.6 name of a SOP Class; "" where it is not known. */
export function sopClassName(sopClassUid: string): string {
  const names: Readonly<Record<string, string>> = sopClassesNames;
  return names[sopClassUid] ?? (sopClassUid === labelMapSegmentation ? "Label Map Segmentation Storage" : "");
}
