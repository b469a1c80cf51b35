import { buildPart10, Dataset, sopClasses } from "../dicom/index.ts";
import type { Vec3 } from "../geometry/index.ts";
import { codeOf, type ObjectIdentity, startTestObject } from "./objects.ts";

const labelMapSegmentation = "1.2.840.10008.5.1.4.1.1.66.7";

export interface TestStructure {
  readonly number: number;
  readonly name: string;
  readonly color?: readonly [number, number, number];
  readonly contours: readonly { readonly type: string; readonly points: readonly Vec3[]; readonly image?: string }[];
}

/** Corners of a circle in an axial plane, LPS+ millimetres. */
export function circlePatient(centre: Vec3, radiusMm: number, corners = 120): Vec3[] {
  return Array.from({ length: corners }, (_, at): Vec3 => {
    const angle = (2 * Math.PI * at) / corners;
    return [centre[0] + radiusMm * Math.cos(angle), centre[1] + radiusMm * Math.sin(angle), centre[2]];
  });
}

/** A structure set whose contours name an image where they have one. */
export function buildTestStructureSet(
  identity: ObjectIdentity,
  frameOfReferenceUid: string,
  seriesInstanceUid: string,
  structures: readonly TestStructure[],
): Uint8Array {
  const images = new Set(structures.flatMap(({ contours }) => contours.flatMap(({ image }) => image ?? [])));
  const series = new Dataset()
    .set("SeriesInstanceUID", seriesInstanceUid)
    .set("ContourImageSequence", [...images].map(imageItem));
  const study = new Dataset()
    .set("ReferencedSOPClassUID", "1.2.840.10008.3.1.2.3.1")
    .set("ReferencedSOPInstanceUID", identity.studyInstanceUid)
    .set("RTReferencedSeriesSequence", [series]);
  return buildPart10(
    startTestObject(identity, sopClasses.RTStructureSetStorage, "RTSTRUCT")
      .set("StructureSetLabel", "Test structures")
      .set("ReferencedFrameOfReferenceSequence", [
        new Dataset().set("FrameOfReferenceUID", frameOfReferenceUid).set("RTReferencedStudySequence", [study]),
      ])
      .set(
        "StructureSetROISequence",
        structures.map(({ number, name }) =>
          new Dataset()
            .set("ROINumber", number)
            .set("ReferencedFrameOfReferenceUID", frameOfReferenceUid)
            .set("ROIName", name)
            .set("ROIGenerationAlgorithm", "MANUAL"),
        ),
      )
      .set("ROIContourSequence", structures.map(contourItem)),
  );
}

function contourItem({ number, color, contours }: TestStructure): Dataset {
  const item = new Dataset().set("ReferencedROINumber", number).set(
    "ContourSequence",
    contours.map(({ type, points, image }) => {
      const contour = new Dataset()
        .set("ContourGeometricType", type)
        .set("NumberOfContourPoints", points.length)
        .set("ContourData", points.flat());
      return image === undefined ? contour : contour.set("ContourImageSequence", [imageItem(image)]);
    }),
  );
  return color === undefined ? item : item.set("ROIDisplayColor", [...color]);
}

function imageItem(sopInstanceUid: string): Dataset {
  return new Dataset().set("ReferencedSOPClassUID", sopClasses.CTImageStorage).set("ReferencedSOPInstanceUID", sopInstanceUid);
}

export interface TestSegmentation {
  readonly type: "BINARY" | "FRACTIONAL" | "LABELMAP";
  readonly frameOfReferenceUid: string;
  readonly seriesInstanceUid: string;
  readonly columns: number;
  readonly rows: number;
  /** [between rows, between columns]. */
  readonly spacingMm: readonly [number, number];
  readonly thicknessMm: number;
  readonly orientation?: readonly number[];
  readonly segments: readonly {
    readonly number: number;
    readonly label: string;
    readonly lab?: readonly [number, number, number];
  }[];
  readonly frames: readonly {
    readonly segment?: number;
    readonly position: Vec3;
    readonly images?: readonly string[];
    /** One value a pixel: 0 or 1, a share of 255, or a segment. */
    readonly values: (column: number, row: number) => number;
  }[];
}

/** A segmentation on a grid of its own; bits run on from frame to frame. */
export function buildTestSegmentation(identity: ObjectIdentity, seg: TestSegmentation): Uint8Array {
  const { columns, rows, type } = seg;
  const bits = type === "BINARY" ? 1 : 8;
  const shared = new Dataset()
    .set("PlaneOrientationSequence", [new Dataset().set("ImageOrientationPatient", [...(seg.orientation ?? [1, 0, 0, 0, 1, 0])])])
    .set("PixelMeasuresSequence", [new Dataset().set("PixelSpacing", [...seg.spacingMm]).set("SliceThickness", seg.thicknessMm)]);
  const dataset = startTestObject(identity, type === "LABELMAP" ? labelMapSegmentation : sopClasses.SegmentationStorage, "SEG")
    .set("FrameOfReferenceUID", seg.frameOfReferenceUid)
    .set("ContentLabel", "TEST")
    .set("ContentDescription", "Test segmentation")
    .set("SegmentationType", type)
    .set("ReferencedSeriesSequence", [
      new Dataset()
        .set("SeriesInstanceUID", seg.seriesInstanceUid)
        .set("ReferencedInstanceSequence", [...new Set(seg.frames.flatMap(({ images }) => images ?? []))].map(imageItem)),
    ])
    .set("SegmentSequence", seg.segments.map(segmentItem))
    .set("SharedFunctionalGroupsSequence", [shared])
    .set(
      "PerFrameFunctionalGroupsSequence",
      seg.frames.map(({ segment, position, images = [] }) => frameItem(segment, position, images)),
    )
    .set("NumberOfFrames", seg.frames.length)
    .set("Rows", rows)
    .set("Columns", columns)
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("BitsAllocated", bits)
    .set("BitsStored", bits)
    .set("HighBit", bits - 1)
    .set("PixelRepresentation", 0);
  if (type === "FRACTIONAL") dataset.set("SegmentationFractionalType", "PROBABILITY").set("MaximumFractionalValue", 255);
  return buildPart10(dataset.set("PixelData", pixelsOf(seg)));
}

function pixelsOf({ columns, rows, type, frames }: TestSegmentation): Uint8Array {
  const isBits = type === "BINARY";
  const all = frames.flatMap(({ values }) =>
    Array.from({ length: columns * rows }, (_, at) => values(at % columns, Math.floor(at / columns))),
  );
  if (!isBits) return Uint8Array.from([...all, ...(all.length % 2 === 0 ? [] : [0])]);
  const pixels = new Uint8Array(Math.ceil(all.length / 16) * 2);
  for (const [at, value] of all.entries()) if (value !== 0) pixels[at >> 3] = (pixels[at >> 3] ?? 0) | (1 << (at & 7));
  return pixels;
}

function segmentItem({ number, label, lab }: TestSegmentation["segments"][number]): Dataset {
  const item = new Dataset()
    .set("SegmentNumber", number)
    .set("SegmentLabel", label)
    .set("SegmentAlgorithmType", "MANUAL")
    .set("SegmentedPropertyCategoryCodeSequence", [codeOf("123037004", "SCT", "Anatomical Structure")])
    .set("SegmentedPropertyTypeCodeSequence", [codeOf("10200004", "SCT", "Liver")]);
  return lab === undefined ? item : item.set("RecommendedDisplayCIELabValue", [...lab]);
}

function frameItem(segment: number | undefined, position: Vec3, images: readonly string[]): Dataset {
  const item = new Dataset().set("PlanePositionSequence", [new Dataset().set("ImagePositionPatient", [...position])]);
  if (segment !== undefined) {
    item.set("SegmentIdentificationSequence", [new Dataset().set("ReferencedSegmentNumber", segment)]);
  }
  if (images.length > 0) {
    item.set("DerivationImageSequence", [new Dataset().set("SourceImageSequence", images.map(imageItem))]);
  }
  return item;
}

/** A grayscale presentation state of one image; `more` adds annotations, areas and turns. */
export function buildTestPresentation(
  identity: ObjectIdentity,
  image: { readonly seriesInstanceUid: string; readonly sopInstanceUid: string },
  more: (state: Dataset) => void,
): Uint8Array {
  const state = startTestObject(identity, sopClasses.GrayscaleSoftcopyPresentationStateStorage, "PR")
    .set("ContentLabel", "MARKS")
    .set("ContentDescription", "Marks")
    .set("ReferencedSeriesSequence", [
      new Dataset()
        .set("SeriesInstanceUID", image.seriesInstanceUid)
        .set("ReferencedImageSequence", [imageItem(image.sopInstanceUid)]),
    ]);
  more(state);
  return buildPart10(state);
}
