import { Dataset, sopClasses } from "../dicom/index.ts";
import type { Finding, FrameReference } from "../findings/index.ts";
import type { ReportContext, SegmentReference } from "./context.ts";
import { ReportError } from "./errors.ts";
import type { ImageReference } from "./sr/item.ts";

/** One instance that an object refers to, with its place in the hierarchy. */
export interface ReferencedInstance {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/** Every finding of a report must belong to its study. @throws ReportError other-study */
export function assertSameStudy(context: ReportContext, findings: readonly Finding[]): string {
  const studyInstanceUid = context.study.first("StudyInstanceUID") ?? "";
  const stranger = findings.find((finding) => finding.studyInstanceUid !== studyInstanceUid);
  if (stranger !== undefined) {
    throw new ReportError(
      "other-study",
      "A finding belongs to another study than the report: nothing was written. Take it out of the report.",
      { findingId: stranger.id },
    );
  }
  return studyInstanceUid;
}

/** A frame as an IMAGE item names it: with its number only where the instance has several frames. */
export function imageReferenceOf(
  context: ReportContext,
  { sopClassUid, sopInstanceUid, frameNumber }: FrameReference,
): ImageReference {
  const isMultiFrame =
    frameNumber > 1 ||
    context.series.some(({ frames }) => frames.some((frame) => frame.sopInstanceUid === sopInstanceUid && frame.frameNumber > 1));
  return isMultiFrame ? { sopClassUid, sopInstanceUid, frameNumber } : { sopClassUid, sopInstanceUid };
}

/** The image of each finding and the SEG of each mask, once each. */
export function evidenceOf(
  studyInstanceUid: string,
  findings: readonly Finding[],
  segments: ReadonlyMap<string, SegmentReference>,
): ReferencedInstance[] {
  const all = findings.flatMap((finding): ReferencedInstance[] => {
    const { seriesInstanceUid, reference } = finding;
    const image = {
      studyInstanceUid,
      seriesInstanceUid,
      sopClassUid: reference.sopClassUid,
      sopInstanceUid: reference.sopInstanceUid,
    };
    const segment = segments.get(finding.id);
    return segment === undefined
      ? [image]
      : [image, { studyInstanceUid, ...segment, sopClassUid: sopClasses.SegmentationStorage }];
  });
  return [...new Map(all.map((instance) => [instance.sopInstanceUid, instance])).values()];
}

/** Hierarchical SOP Instance Reference: study, series, instance (PS3.3 C.17.2.1). */
export function hierarchicalReferences(instances: readonly ReferencedInstance[]): Dataset[] {
  return [...groupBy(instances, ({ studyInstanceUid }) => studyInstanceUid)].map(([studyInstanceUid, ofStudy]) =>
    new Dataset().set("StudyInstanceUID", studyInstanceUid).set("ReferencedSeriesSequence", seriesReferences(ofStudy, "SR")),
  );
}

/** Series with their instances; the inner sequence is named differently in SR and in images (PS3.3 10.3, C.12.2). */
export function seriesReferences(instances: readonly ReferencedInstance[], kind: "SR" | "image"): Dataset[] {
  const keyword = kind === "SR" ? "ReferencedSOPSequence" : "ReferencedInstanceSequence";
  return [...groupBy(instances, ({ seriesInstanceUid }) => seriesInstanceUid)].map(([seriesInstanceUid, ofSeries]) =>
    new Dataset().set("SeriesInstanceUID", seriesInstanceUid).set(
      keyword,
      ofSeries.map(({ sopClassUid, sopInstanceUid }) =>
        new Dataset().set("ReferencedSOPClassUID", sopClassUid).set("ReferencedSOPInstanceUID", sopInstanceUid),
      ),
    ),
  );
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
