import { Dataset, sopClasses, tagOf, uidFromText } from "../../dicom/index.ts";
import type { Finding } from "../../findings/index.ts";
import { sliceSpacingMm, type VolumeGrid } from "../../geometry/index.ts";
import type { ObjectIdentity, ReportContext, Signature, SourceFrame, SourceSeries } from "../context.ts";
import { ReportError } from "../errors.ts";
import { startObject } from "../headers.ts";
import { assertSameStudy, imageReferenceOf, type ReferencedInstance, seriesReferences } from "../sources.ts";
import { codeItem } from "../sr/item.ts";
import { personName } from "../text.ts";
import { packFrames, type SegFrame, segFrames, segmentsOverlap } from "./frames.ts";
import { segmentItem } from "./segment-item.ts";
import { type SlicePlane, slicePlanes } from "./slice-plane.ts";

/**
 * Binary Segmentation (PS3.3 A.51) of the masks of findings on one series, the first one's: a segment each, numbered from 1 in
 * the order of `maskedFindings`, only the frames that hold something, on the pixels of the source images.
 *
 * @throws ReportError no-segments, source-missing, other-study, mask-outside, too-large
 */
export function buildSeg(
  findings: readonly Finding[],
  context: ReportContext,
  identity: ObjectIdentity,
  signature: Signature,
): Dataset {
  const masked = maskedFindings(findings);
  const first = masked[0];
  if (first === undefined) {
    throw new ReportError(
      "no-segments",
      "No finding of this series has a mask: there is no segmentation to write. The report needs none.",
    );
  }
  const studyInstanceUid = assertSameStudy(context, masked);
  const { series, grid, frameOfReferenceUid } = sourceOf(context, first);
  const frames = segFrames(masked, grid);
  const slices = [...new Set(frames.map(({ slice }) => slice))].sort((a, b) => a - b);
  const planes = slicePlanes(grid, series, slices);

  const seg = startObject(context, identity, signature, {
    sopClassUid: sopClasses.SegmentationStorage,
    modality: "SEG",
    seriesDescription: "Segmentation of findings",
  });
  seg
    .set("FrameOfReferenceUID", frameOfReferenceUid)
    .set("PositionReferenceIndicator", [])
    .set("ContentLabel", "FINDINGS")
    .set("ContentDescription", "Masks of findings")
    .set("ContentCreatorName", personName(signature.signedBy))
    .set(
      "SegmentSequence",
      masked.map((finding, index) => segmentItem(finding, index + 1)),
    )
    .set("SegmentsOverlap", segmentsOverlap(frames) ? "YES" : "NO");
  setPixels(seg, grid, frames, series.header);
  setDimensions(seg, identity);
  seg.set("SharedFunctionalGroupsSequence", [sharedGroups(grid, series, planes, context)]).set(
    "PerFrameFunctionalGroupsSequence",
    frames.map((frame) => frameGroups(frame, slices, planes, context)),
  );
  const instances = referencedInstances(series, studyInstanceUid, planes);
  if (instances.length > 0) seg.set("ReferencedSeriesSequence", seriesReferences(instances, "image"));
  return seg;
}

/** The findings that become the segments of one SEG, in the order of their numbers: those with a mask on the series of the first. */
export function maskedFindings(findings: readonly Finding[]): readonly Finding[] {
  const masked = findings.filter(({ segment }) => segment !== undefined);
  return masked.filter(({ seriesInstanceUid }) => seriesInstanceUid === masked[0]?.seriesInstanceUid);
}

function sourceOf(context: ReportContext, finding: Finding) {
  const series = context.series.find((one) => one.seriesInstanceUid === finding.seriesInstanceUid);
  const frameOfReferenceUid = series?.frameOfReferenceUid ?? finding.frameOfReferenceUid;
  const missing = series?.grid === undefined ? "grid" : "FrameOfReferenceUID";
  if (series?.grid === undefined || frameOfReferenceUid === undefined) {
    throw new ReportError(
      "source-missing",
      "A finding has a mask, but its series is no longer here as a volume: the segmentation was not written. Import the series again, or take the finding out.",
      { findingId: finding.id, missing },
    );
  }
  return { series, grid: series.grid, frameOfReferenceUid };
}

/** Image Pixel and Segmentation Image (PS3.3 C.8.20.2): one bit a pixel. */
function setPixels(seg: Dataset, grid: VolumeGrid, frames: readonly SegFrame[], header: Dataset | undefined): void {
  const [columns, rows] = grid.dimensions;
  seg
    .set("ImageType", ["DERIVED", "PRIMARY"])
    .set("SegmentationType", "BINARY")
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("Rows", rows)
    .set("Columns", columns)
    .set("BitsAllocated", 1)
    .set("BitsStored", 1)
    .set("HighBit", 0)
    .set("PixelRepresentation", 0)
    .set("LossyImageCompression", "00")
    .set("NumberOfFrames", frames.length)
    .set("PixelData", packFrames(frames, rows * columns), "OB");
  const ratio = header?.get("LossyImageCompressionRatio");
  const method = header?.get("LossyImageCompressionMethod");
  if (header?.first("LossyImageCompression") !== "01" || ratio === undefined || method === undefined) return;
  seg.set("LossyImageCompression", "01").set("LossyImageCompressionRatio", ratio).set("LossyImageCompressionMethod", method);
}

/** Frames are sorted by segment, then by place (PS3.3 C.7.6.17). */
function setDimensions(seg: Dataset, identity: ObjectIdentity): void {
  const organizationUid = uidFromText(`${identity.sopInstanceUid} dimensions`);
  const dimension = (pointer: number, group: number, label: string) =>
    new Dataset()
      .set("DimensionOrganizationUID", organizationUid)
      .set("DimensionIndexPointer", pointer)
      .set("FunctionalGroupPointer", group)
      .set("DimensionDescriptionLabel", label);
  seg
    .set("DimensionOrganizationSequence", [new Dataset().set("DimensionOrganizationUID", organizationUid)])
    .set("DimensionIndexSequence", [
      dimension(tagOf("ReferencedSegmentNumber"), tagOf("SegmentIdentificationSequence"), "Segment Number"),
      dimension(tagOf("ImagePositionPatient"), tagOf("PlanePositionSequence"), "Image Position Patient"),
    ]);
}

/**
 * What is the same for all frames: Pixel Measures and Plane Orientation (PS3.3 C.7.6.16.2.1, C.7.6.16.2.4); and, where no frame lies
 * on a source frame, the series it was derived from.
 */
function sharedGroups(
  grid: VolumeGrid,
  series: SourceSeries,
  planes: ReadonlyMap<number, SlicePlane>,
  context: ReportContext,
): Dataset {
  const [first] = planes.values();
  const plane = first?.plane;
  const orientation = plane === undefined ? [] : [...plane.rowDirection, ...plane.columnDirection];
  const thickness = series.frames.find(({ sliceThicknessMm }) => sliceThicknessMm !== undefined)?.sliceThicknessMm;
  const measures = new Dataset()
    .set("PixelSpacing", [...(plane?.pixelSpacing ?? [])])
    .set("SpacingBetweenSlices", sliceSpacingMm(grid))
    .set("SliceThickness", thickness === undefined || thickness <= 0 ? sliceSpacingMm(grid) : thickness);
  const groups = new Dataset()
    .set("PixelMeasuresSequence", [measures])
    .set("PlaneOrientationSequence", [new Dataset().set("ImageOrientationPatient", orientation)]);
  return first?.source === undefined ? groups.set("DerivationImageSequence", [derivation(context, series.frames, "NO")]) : groups;
}

function frameGroups(
  { segmentNumber, slice }: SegFrame,
  slices: readonly number[],
  planes: ReadonlyMap<number, SlicePlane>,
  context: ReportContext,
): Dataset {
  const place = planes.get(slice);
  const content = new Dataset().set("DimensionIndexValues", [segmentNumber, slices.indexOf(slice) + 1]);
  const group = new Dataset()
    .set("FrameContentSequence", [content])
    .set("PlanePositionSequence", [new Dataset().set("ImagePositionPatient", [...(place?.plane.imagePositionPatient ?? [])])])
    .set("SegmentIdentificationSequence", [new Dataset().set("ReferencedSegmentNumber", segmentNumber)]);
  if (place?.source === undefined) return group;
  return group.set("DerivationImageSequence", [derivation(context, [place.source], "YES")]);
}

/** The source frames of a mask, and whether it lies on them pixel on pixel (PS3.3 C.7.6.16.2.6). */
function derivation(context: ReportContext, sources: readonly SourceFrame[], spatialLocationsPreserved: "YES" | "NO"): Dataset {
  const images = sources.map((source) => {
    const reference = imageReferenceOf(context, source);
    const image = new Dataset()
      .set("ReferencedSOPClassUID", reference.sopClassUid)
      .set("ReferencedSOPInstanceUID", reference.sopInstanceUid)
      .set("SpatialLocationsPreserved", spatialLocationsPreserved)
      .set("PurposeOfReferenceCodeSequence", [
        codeItem({ value: "121322", scheme: "DCM", meaning: "Source image for image processing operation" }),
      ]);
    return reference.frameNumber === undefined ? image : image.set("ReferencedFrameNumber", reference.frameNumber);
  });
  return new Dataset()
    .set("SourceImageSequence", images)
    .set("DerivationCodeSequence", [codeItem({ value: "113076", scheme: "DCM", meaning: "Segmentation" })]);
}

/** Common Instance Reference: the instances under the masks; where no frame lies under them, the whole series (PS3.3 C.12.2). */
function referencedInstances(
  { seriesInstanceUid, frames }: SourceSeries,
  studyInstanceUid: string,
  planes: ReadonlyMap<number, SlicePlane>,
): ReferencedInstance[] {
  const under = [...planes.values()].flatMap(({ source }) => (source === undefined ? [] : [source]));
  const sources = under.length > 0 ? under : frames;
  const instances = sources.map(({ sopClassUid, sopInstanceUid }) => ({
    studyInstanceUid,
    seriesInstanceUid,
    sopClassUid,
    sopInstanceUid,
  }));
  return [...new Map(instances.map((instance) => [instance.sopInstanceUid, instance])).values()];
}
