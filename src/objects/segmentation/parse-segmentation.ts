import type { Dataset } from "../../dicom/index.ts";
import { itemOf, itemsOf, numberOf, numbersOf, textOf } from "../attributes.ts";
import { codedListOf, codedOf } from "../code.ts";
import { type InstanceReference, referencesOf, type SeriesReference, seriesReferencesOf } from "../reference.ts";
import { labToRgb } from "./cielab.ts";
import type { Segment, SegmentationDocument } from "./content.ts";

const mostSegments = 2000;
const mostFrames = 200_000;

/** A segmentation: binary, fractional or label map (PS3.3 A.51, C.8.20), without its pixels. */
export function parseSegmentation(dataset: Dataset): SegmentationDocument {
  const all = itemsOf(dataset, "SegmentSequence", 65_536);
  const frames = itemsOf(dataset, "PerFrameFunctionalGroupsSequence", mostFrames);
  const segmentationType = textOf(dataset, "SegmentationType", 16);
  const counts = segmentationType === "LABELMAP" ? undefined : framesOfSegments(dataset, frames);
  return {
    kind: "segmentation",
    label: textOf(dataset, "ContentLabel", 64),
    description: textOf(dataset, "ContentDescription", 256),
    creator: textOf(dataset, "ContentCreatorName", 300),
    segmentationType,
    fractionalType: textOf(dataset, "SegmentationFractionalType", 32),
    maximumFractionalValue: numberOf(dataset, "MaximumFractionalValue"),
    rows: numberOf(dataset, "Rows") ?? 0,
    columns: numberOf(dataset, "Columns") ?? 0,
    frameCount: numberOf(dataset, "NumberOfFrames") ?? frames.length,
    frameOfReferenceUid: textOf(dataset, "FrameOfReferenceUID", 64),
    series: sourceSeries(dataset, frames),
    segments: all.slice(0, mostSegments).map((item) => readSegment(item, counts)),
    omitted: Math.max(0, all.length - mostSegments),
  };
}

function readSegment(item: Dataset, counts: ReadonlyMap<number, number> | undefined): Segment {
  const number = numberOf(item, "SegmentNumber") ?? 0;
  const [l, a, b] = numbersOf(item, "RecommendedDisplayCIELabValue", 3);
  return {
    number,
    label: textOf(item, "SegmentLabel", 64),
    description: textOf(item, "SegmentDescription", 1024),
    category: codedOf(item, "SegmentedPropertyCategoryCodeSequence"),
    type: codedOf(item, "SegmentedPropertyTypeCodeSequence"),
    typeModifiers: codedListOf(itemOf(item, "SegmentedPropertyTypeCodeSequence"), "SegmentedPropertyTypeModifierCodeSequence"),
    sites: codedListOf(item, "AnatomicRegionSequence"),
    algorithmType: textOf(item, "SegmentAlgorithmType", 16),
    algorithmName: textOf(item, "SegmentAlgorithmName", 64),
    trackingId: textOf(item, "TrackingID", 256),
    color: l === undefined || a === undefined || b === undefined ? undefined : labToRgb([l, a, b]),
    frameCount: counts === undefined ? undefined : (counts.get(number) ?? 0),
  };
}

/** How many frames name each segment, by their own or the shared functional group (PS3.3 C.8.20.3.1). */
function framesOfSegments(dataset: Dataset, frames: readonly Dataset[]): ReadonlyMap<number, number> {
  const shared = segmentOf(itemOf(dataset, "SharedFunctionalGroupsSequence"));
  const counts = new Map<number, number>();
  for (const frame of frames) {
    const number = segmentOf(frame) ?? shared;
    if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return counts;
}

function segmentOf(group: Dataset | undefined): number | undefined {
  return numberOf(itemOf(group, "SegmentIdentificationSequence"), "ReferencedSegmentNumber");
}

/** Series it was drawn on: as it lists them, else the instances that its frames were derived from, under no series. */
function sourceSeries(dataset: Dataset, frames: readonly Dataset[]): SeriesReference[] {
  const listed = seriesReferencesOf(dataset);
  if (listed.some(({ instances }) => instances.length > 0)) return listed;
  const sources = new Map<string, InstanceReference>();
  for (const frame of frames.slice(0, 20_000)) {
    for (const derivation of itemsOf(frame, "DerivationImageSequence", 10)) {
      for (const source of referencesOf(derivation, "SourceImageSequence")) sources.set(source.sopInstanceUid, source);
    }
  }
  if (sources.size === 0) return listed;
  return [{ seriesInstanceUid: listed[0]?.seriesInstanceUid ?? "", instances: [...sources.values()] }];
}
