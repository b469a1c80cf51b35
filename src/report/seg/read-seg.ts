import type { Dataset } from "../../dicom/index.ts";
import type { Code, FrameReference } from "../../findings/index.ts";
import type { ImagePlane, Vec3 } from "../../geometry/index.ts";
import { ReportError } from "../errors.ts";
import { readCode } from "../sr/content-tree.ts";
import { type Labelled, readPixels, type SegNotUnderstood } from "./seg-pixels.ts";

/** A segment as a SEG of anyone describes it; "" where it says nothing. */
export interface ReadSegment {
  readonly segmentNumber: number;
  readonly label: string;
  readonly algorithmType: string;
  readonly algorithmName: string;
  readonly algorithmVersion: string;
  readonly category?: Code;
  readonly type?: Code;
  readonly site?: Code;
  readonly laterality?: Code;
  readonly trackingId: string;
  readonly trackingUid: string;
}

/** One segment on one plane. */
export interface ReadSegmentFrame {
  readonly segmentNumber: number;
  readonly plane?: ImagePlane;
  /** The source frame that the pixels lie on. */
  readonly source?: FrameReference;
  /** One byte a pixel, 0 or 1, column + columns * row; FRACTIONAL is set from half of its maximum up. */
  readonly pixels: () => Uint8Array;
}

export interface ReadSegmentation {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid: string;
  /** Series whose instances it refers to. */
  readonly sourceSeriesInstanceUids: readonly string[];
  readonly segmentationType: string;
  readonly rows: number;
  readonly columns: number;
  readonly segments: readonly ReadSegment[];
  /** In the order of the object; of a LABELMAP one for each segment that a plane shows. */
  readonly frames: readonly ReadSegmentFrame[];
  readonly notUnderstood: readonly SegNotUnderstood[];
}

const mostFrames = 100_000;

/** Reads a segmentation of anyone: BINARY, FRACTIONAL or LABELMAP (PS3.3 A.51, A.92), not compressed. @throws ReportError not-seg, too-large */
export function readSeg(seg: Dataset): ReadSegmentation {
  const rows = seg.first("Rows") ?? 0;
  const columns = seg.first("Columns") ?? 0;
  const segmentSequence = seg.get("SegmentSequence");
  if (segmentSequence === undefined || rows === 0 || columns === 0) {
    throw new ReportError("not-seg", "This object holds no segmentation. The images of the study can be read.");
  }
  const groups = seg.get("PerFrameFunctionalGroupsSequence") ?? [];
  const frameCount = seg.first("NumberOfFrames") ?? groups.length;
  if (frameCount > mostFrames || groups.length > mostFrames) {
    throw new ReportError("too-large", "This segmentation has more frames than can be read; it was left out.", {
      frames: frameCount,
    });
  }
  const shared = seg.get("SharedFunctionalGroupsSequence")?.[0];
  const segments = segmentSequence.map(readSegment);
  const counts = new Map<SegNotUnderstood["reason"], number>();
  const refuse = (reason: SegNotUnderstood["reason"]) => counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const pixels = readPixels(seg, frameCount, refuse);
  const frames = groups.slice(0, frameCount).flatMap((group, index) => {
    const plane = readPlane(group, shared, rows, columns);
    if (plane === undefined) refuse("no-place");
    const source = readSource(group) ?? (shared && readSource(shared));
    const place = { ...(plane === undefined ? {} : { plane }), ...(source === undefined ? {} : { source }) };
    return pixels(index, segmentNumberOf(group, shared))
      .filter((labelled) => isDescribed(labelled, segments, refuse))
      .map((labelled): ReadSegmentFrame => ({ ...labelled, ...place }));
  });
  return {
    sopInstanceUid: seg.first("SOPInstanceUID") ?? "",
    seriesInstanceUid: seg.first("SeriesInstanceUID") ?? "",
    studyInstanceUid: seg.first("StudyInstanceUID") ?? "",
    frameOfReferenceUid: seg.first("FrameOfReferenceUID") ?? "",
    sourceSeriesInstanceUids: (seg.get("ReferencedSeriesSequence") ?? []).flatMap(
      (item) => item.first("SeriesInstanceUID") ?? [],
    ),
    segmentationType: seg.first("SegmentationType") ?? "",
    rows,
    columns,
    segments,
    frames,
    notUnderstood: [...counts].map(([reason, count]) => ({ reason, count })),
  };
}

function isDescribed(
  { segmentNumber }: Labelled,
  segments: readonly ReadSegment[],
  refuse: (reason: SegNotUnderstood["reason"]) => void,
): boolean {
  const isKnown = segments.some((segment) => segment.segmentNumber === segmentNumber);
  if (!isKnown) refuse("unknown-segment");
  return isKnown;
}

function readSegment(item: Dataset): ReadSegment {
  const algorithm = item.get("SegmentationAlgorithmIdentificationSequence")?.[0];
  const region = item.get("AnatomicRegionSequence")?.[0];
  const modifier = region?.get("AnatomicRegionModifierSequence")?.[0];
  const codes = {
    category: readCode(item.get("SegmentedPropertyCategoryCodeSequence")?.[0]),
    type: readCode(item.get("SegmentedPropertyTypeCodeSequence")?.[0]),
    site: readCode(region),
    laterality: readCode(modifier),
  };
  return {
    segmentNumber: item.first("SegmentNumber") ?? 0,
    label: item.first("SegmentLabel") ?? "",
    algorithmType: item.first("SegmentAlgorithmType") ?? "",
    algorithmName: algorithm?.first("AlgorithmName") ?? item.first("SegmentAlgorithmName") ?? "",
    algorithmVersion: algorithm?.first("AlgorithmVersion") ?? "",
    trackingId: item.first("TrackingID") ?? "",
    trackingUid: item.first("TrackingUID") ?? "",
    ...(Object.fromEntries(Object.entries(codes).filter(([, code]) => code !== undefined)) as Partial<
      Record<keyof typeof codes, Code>
    >),
  };
}

function segmentNumberOf(group: Dataset, shared: Dataset | undefined): number | undefined {
  const item = group.get("SegmentIdentificationSequence")?.[0] ?? shared?.get("SegmentIdentificationSequence")?.[0];
  return item?.first("ReferencedSegmentNumber");
}

function readPlane(group: Dataset, shared: Dataset | undefined, rows: number, columns: number): ImagePlane | undefined {
  const position = (group.get("PlanePositionSequence") ?? shared?.get("PlanePositionSequence"))?.[0]?.get("ImagePositionPatient");
  const orientation = (group.get("PlaneOrientationSequence") ?? shared?.get("PlaneOrientationSequence"))?.[0]?.get(
    "ImageOrientationPatient",
  );
  const spacing = (group.get("PixelMeasuresSequence") ?? shared?.get("PixelMeasuresSequence"))?.[0]?.get("PixelSpacing");
  if (position?.length !== 3 || orientation?.length !== 6 || spacing?.length !== 2) return undefined;
  const [rx = 0, ry = 0, rz = 0, cx = 0, cy = 0, cz = 0] = orientation;
  const [betweenRows = 1, betweenColumns = 1] = spacing;
  return {
    imagePositionPatient: position as unknown as Vec3,
    rowDirection: [rx, ry, rz],
    columnDirection: [cx, cy, cz],
    pixelSpacing: [betweenRows, betweenColumns],
    rows,
    columns,
  };
}

function readSource(group: Dataset): FrameReference | undefined {
  const image = group.get("DerivationImageSequence")?.[0]?.get("SourceImageSequence")?.[0];
  const sopClassUid = image?.first("ReferencedSOPClassUID");
  const sopInstanceUid = image?.first("ReferencedSOPInstanceUID");
  if (image === undefined || sopClassUid === undefined || sopInstanceUid === undefined) return undefined;
  if (image.first("SpatialLocationsPreserved") === "NO") return undefined;
  return { sopClassUid, sopInstanceUid, frameNumber: image.first("ReferencedFrameNumber") ?? 1 };
}
