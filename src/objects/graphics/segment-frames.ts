import type { Dataset, Keyword } from "../../dicom/index.ts";
import { distanceToPlaneMm, dot, type ImagePlane, normalize, planeNormal, type Vec3 } from "../../geometry/index.ts";
import { itemOf, itemsOf, numberOf, numbersOf, textOf } from "../attributes.ts";
import { referencesOf } from "../reference.ts";
import { type ImagePlace, isMeant, isSameSpace, type SourceImage } from "./image-place.ts";

export interface SegmentFrame {
  /** From 1. */
  readonly frameNumber: number;
  /** Undefined in a label map, whose values are the segments. */
  readonly segment: number | undefined;
  readonly plane: ImagePlane | undefined;
  readonly sources: readonly SourceImage[];
}

/** Which frame of a segmentation is where, ready to be asked image by image. */
export interface SegmentIndex {
  readonly type: "BINARY" | "FRACTIONAL" | "LABELMAP";
  readonly maximum: number;
  readonly rows: number;
  readonly columns: number;
  readonly frameOfReferenceUid: string;
  /** Value of a label map that is no segment. */
  readonly background: number;
  readonly halfThicknessMm: number | undefined;
  readonly frames: readonly SegmentFrame[];
  /** Images that frames were derived from. */
  readonly sources: ReadonlySet<string>;
}

const mostFrames = 200_000;
/** How far two normals and two row directions may part and still be of one plane: about half a degree. */
const parallel = 0.99996;

/** Reads where the frames of a segmentation lie (PS3.3 C.8.20.3, C.7.6.16.2). */
export function indexSegmentFrames(dataset: Dataset): SegmentIndex {
  const shared = itemOf(dataset, "SharedFunctionalGroupsSequence");
  const type = textOf(dataset, "SegmentationType", 16);
  const [rows, columns] = [numberOf(dataset, "Rows") ?? 0, numberOf(dataset, "Columns") ?? 0];
  const groups = itemsOf(dataset, "PerFrameFunctionalGroupsSequence", mostFrames);
  const sources = new Set<string>();
  const frames = groups.map((own, at): SegmentFrame => {
    const group = (keyword: Keyword) => itemOf(own, keyword) ?? itemOf(shared, keyword);
    const frame = {
      frameNumber: at + 1,
      segment: type === "LABELMAP" ? undefined : numberOf(group("SegmentIdentificationSequence"), "ReferencedSegmentNumber"),
      plane: planeOf(group, rows, columns),
      sources: sourcesOf(own, shared),
    };
    for (const { sopInstanceUid } of frame.sources) sources.add(sopInstanceUid);
    return frame;
  });
  const measures = itemOf(shared, "PixelMeasuresSequence") ?? itemOf(groups[0], "PixelMeasuresSequence");
  const thickness = Math.max(numberOf(measures, "SliceThickness") ?? 0, numberOf(measures, "SpacingBetweenSlices") ?? 0);
  return {
    type: type === "FRACTIONAL" || type === "LABELMAP" ? type : "BINARY",
    maximum: numberOf(dataset, "MaximumFractionalValue") || 255,
    rows,
    columns,
    frameOfReferenceUid: textOf(dataset, "FrameOfReferenceUID", 64),
    background: numberOf(dataset, "PixelPaddingValue") ?? 0,
    halfThicknessMm: thickness > 0 ? thickness / 2 : undefined,
    frames,
    sources,
  };
}

function planeOf(group: (keyword: Keyword) => Dataset | undefined, rows: number, columns: number): ImagePlane | undefined {
  const [x, y, z] = numbersOf(group("PlanePositionSequence"), "ImagePositionPatient", 3);
  const [a, b, c, d, e, f] = numbersOf(group("PlaneOrientationSequence"), "ImageOrientationPatient", 6);
  const [betweenRows = 0, betweenColumns = 0] = numbersOf(group("PixelMeasuresSequence"), "PixelSpacing", 2);
  if (z === undefined || f === undefined || !(betweenRows > 0) || !(betweenColumns > 0)) return undefined;
  return {
    imagePositionPatient: [x, y, z] as Vec3,
    rowDirection: normalize([a, b, c] as Vec3),
    columnDirection: normalize([d, e, f] as Vec3),
    pixelSpacing: [betweenRows, betweenColumns],
    rows,
    columns,
  };
}

function sourcesOf(own: Dataset, shared: Dataset | undefined): SourceImage[] {
  const derivations = itemsOf(own, "DerivationImageSequence", 10);
  const all = derivations.length > 0 ? derivations : itemsOf(shared, "DerivationImageSequence", 10);
  return all.flatMap((item) => referencesOf(item, "SourceImageSequence"));
}

/** Frames that show segments on an image, and how many name it and cannot be placed on it. */
export interface FoundFrames {
  readonly frames: readonly SegmentFrame[];
  readonly unplaced: number;
}

/**
 * Frames of a segmentation on an image: parallel to it and at its place, and naming it or of its frame of reference. Of each segment the
 * nearest ones; a frame that names other images of the same series is not taken for its place alone.
 */
export function framesOnImage(index: SegmentIndex, image: ImagePlace): FoundFrames {
  const nearest = new Map<number | undefined, Nearest>();
  const thick = index.halfThicknessMm;
  let unplaced = 0;
  for (const frame of index.frames) {
    const isNamed = frame.sources.some((source) => isMeant(source, image));
    if (!isNamed && !mayLieHere(frame, index, image)) continue;
    const distance = distanceMm(frame, index, image);
    const reach = isNamed ? Math.max(thick ?? 0, image.halfSpacingMm) : (thick ?? image.halfSpacingMm);
    if (distance !== undefined && distance <= reach + 1e-3) keepNearest(nearest, { isNamed, distance, frames: [frame] });
    // A frame may be derived from many images and lies on one of them: only the one that names a single image has lost its place.
    else if (isNamed && frame.sources.length === 1) unplaced += 1;
  }
  return { frames: [...nearest.values()].flatMap(({ frames }) => frames), unplaced };
}

interface Nearest {
  readonly isNamed: boolean;
  readonly distance: number;
  readonly frames: readonly SegmentFrame[];
}

function keepNearest(nearest: Map<number | undefined, Nearest>, found: Nearest): void {
  const segment = found.frames[0]?.segment;
  const known = nearest.get(segment);
  const isBetter =
    known === undefined || (found.isNamed === known.isNamed ? found.distance < known.distance - 0.01 : found.isNamed);
  if (isBetter) nearest.set(segment, found);
  else if (found.isNamed === known.isNamed && found.distance <= known.distance + 0.01) {
    nearest.set(segment, { ...known, frames: [...known.frames, ...found.frames] });
  }
}

function mayLieHere(frame: SegmentFrame, index: SegmentIndex, image: ImagePlace): boolean {
  if (frame.sources.length > 0 && index.sources.has(image.sopInstanceUid)) return false;
  return isSameSpace(index.frameOfReferenceUid, image.frameOfReferenceUid);
}

/** Distance of a frame's plane from the image's; undefined where they are not parallel, or a place is missing and they are not pixel by pixel. */
function distanceMm({ plane, sources }: SegmentFrame, { rows, columns }: SegmentIndex, image: ImagePlace): number | undefined {
  if (plane === undefined || image.plane === undefined) {
    return sources.length === 1 && rows === image.rows && columns === image.columns ? 0 : undefined;
  }
  if (Math.abs(dot(planeNormal(plane), planeNormal(image.plane))) < parallel) return undefined;
  return Math.abs(distanceToPlaneMm(image.plane, plane.imagePositionPatient));
}
