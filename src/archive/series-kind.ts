import { sopClasses, sopClassesNames } from "../dicom/index.ts";
import type { SeriesRecord } from "./types.ts";

const segmentations: ReadonlySet<string> = new Set([sopClasses.SegmentationStorage, sopClasses.SurfaceSegmentationStorage]);
/** Label Map Segmentation came with supplement 243. */
const labelMapSegmentation = "1.2.840.10008.5.1.4.1.1.66.7";
const enhancedUsVolume = "1.2.840.10008.5.1.4.1.1.6.2";

/**
 * What a series of this SOP Class is to a reader, by the class's name (PS3.4 annex B): images, structured reports, segmentations, or
 * something else (presentation states, waveforms, RT objects, documents). A class this edition does not know is an image if it has
 * rows and columns.
 */
export function seriesKindOf(sopClassUid: string, hasRowsAndColumns: boolean): SeriesRecord["kind"] {
  if (segmentations.has(sopClassUid) || sopClassUid === labelMapSegmentation) return "segmentation";
  const names: Readonly<Record<string, string>> = sopClassesNames;
  const name = names[sopClassUid];
  if (name === undefined) return hasRowsAndColumns ? "image" : "other";
  if (/ SR Storage|Procedure Log Storage/.test(name)) return "report";
  return / Image Storage/.test(name) || sopClassUid === enhancedUsVolume ? "image" : "other";
}
