import { sopClasses, sopClassesNames } from "../dicom/index.ts";
import type { SeriesRecord } from "./types.ts";

type Kind = SeriesRecord["kind"];

/** Classes whose name does not tell; Label Map Segmentation came with supplement 243. */
const byClass: Readonly<Record<string, Kind>> = {
  [sopClasses.SegmentationStorage]: "segmentation",
  [sopClasses.SurfaceSegmentationStorage]: "segmentation",
  "1.2.840.10008.5.1.4.1.1.66.7": "segmentation",
  "1.2.840.10008.5.1.4.1.1.6.2": "image",
  [sopClasses.ParametricMapStorage]: "image",
  [sopClasses.RTDoseStorage]: "image",
  [sopClasses.KeyObjectSelectionDocumentStorage]: "key-objects",
  [sopClasses.VLWholeSlideMicroscopyImageStorage]: "slide",
  [sopClasses.RTStructureSetStorage]: "structure",
  [sopClasses.RTPlanStorage]: "structure",
  [sopClasses.RTIonPlanStorage]: "structure",
};

/** Families of classes by their names, the first that fits. */
const byName: readonly (readonly [RegExp, Kind])[] = [
  [/ SR Storage|Procedure Log Storage/, "report"],
  [/Presentation State Storage/, "presentation"],
  [/Audio Waveform Storage/, "other"],
  [/Waveform Storage/, "waveform"],
  [/^Encapsulated /, "document"],
  [/^Video /, "video"],
  [/ Image Storage/, "image"],
];

/**
 * What a series of this SOP Class is to a reader, by the class or its name (PS3.4 annex B); pictures compressed as a video are one. A
 * class this edition does not know is an image if it has rows and columns.
 */
export function seriesKindOf(sopClassUid: string, hasRowsAndColumns: boolean, transferSyntaxUid = ""): Kind {
  if (isVideoSyntax(transferSyntaxUid)) return "video";
  const known = byClass[sopClassUid];
  if (known !== undefined) return known;
  const names: Readonly<Record<string, string>> = sopClassesNames;
  const name = names[sopClassUid];
  if (name === undefined) return hasRowsAndColumns ? "image" : "other";
  return byName.find(([pattern]) => pattern.test(name))?.[1] ?? "other";
}

/** MPEG2, MPEG-4 AVC and HEVC (PS3.5 A.4.5 to A.4.7). */
function isVideoSyntax(transferSyntaxUid: string): boolean {
  return /^1\.2\.840\.10008\.1\.2\.4\.10[0-8](\.1)?$/.test(transferSyntaxUid);
}
