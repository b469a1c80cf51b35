import { z } from "zod";
import type { Dataset, Keyword } from "../dicom/index.ts";
import { itemsOf, numbersOf, textOf } from "./attributes.ts";

/** Another instance that an object speaks of; frames from 1, empty for all of them. */
export const instanceReferenceSchema = z.object({
  sopClassUid: z.string(),
  sopInstanceUid: z.string(),
  frameNumbers: z.array(z.number()),
  segmentNumbers: z.array(z.number()),
});
export type InstanceReference = z.infer<typeof instanceReferenceSchema>;

/** A series with the instances of it that an object speaks of. */
export const seriesReferenceSchema = z.object({ seriesInstanceUid: z.string(), instances: z.array(instanceReferenceSchema) });
export type SeriesReference = z.infer<typeof seriesReferenceSchema>;

/** Most instances that are listed of one object; a KO of a whole study stays below. */
const mostReferences = 20_000;

/** An item of Referenced SOP Sequence (PS3.3 table 10-3, C.18.3); undefined where it names no instance. */
export function readReference(item: Dataset | undefined): InstanceReference | undefined {
  const sopInstanceUid = textOf(item, "ReferencedSOPInstanceUID", 64);
  if (sopInstanceUid === "") return undefined;
  return {
    sopClassUid: textOf(item, "ReferencedSOPClassUID", 64),
    sopInstanceUid,
    frameNumbers: numbersOf(item, "ReferencedFrameNumber", 1000),
    segmentNumbers: numbersOf(item, "ReferencedSegmentNumber", 1000),
  };
}

export function referencesOf(dataset: Dataset | undefined, keyword: Keyword): InstanceReference[] {
  return itemsOf(dataset, keyword, mostReferences).flatMap((item) => readReference(item) ?? []);
}

/** Series of a Referenced Series Sequence (PS3.3 C.11.11, C.12.1.4), their instances in whichever sequence they stand. */
export function seriesReferencesOf(dataset: Dataset | undefined): SeriesReference[] {
  return itemsOf(dataset, "ReferencedSeriesSequence", 1000).map((item) => ({
    seriesInstanceUid: textOf(item, "SeriesInstanceUID", 64),
    instances: [...referencesOf(item, "ReferencedInstanceSequence"), ...referencesOf(item, "ReferencedImageSequence")],
  }));
}
