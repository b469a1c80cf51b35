import type { Dataset } from "../../dicom/index.ts";
import { distanceToPlaneMm, type ImagePlane, patientMmToPixel } from "../../geometry/index.ts";
import { itemsOf, numberOf, numbersOf, textOf } from "../attributes.ts";
import { referencesOf } from "../reference.ts";
import { noGraphics, type ObjectGraphics } from "./content.ts";
import { type ImagePlace, isMeant, isSameSpace, type SourceImage, sent } from "./image-place.ts";

type Kind = ObjectGraphics["contours"][number]["kind"];

interface Contour {
  readonly structure: number;
  readonly kind: Kind;
  readonly frameOfReferenceUid: string;
  readonly images: readonly SourceImage[];
  /** x, y, z after each other, LPS+ millimetres. */
  readonly data: Float64Array;
}

/** All contours of a structure set, ready to be asked image by image. */
export interface ContourIndex {
  readonly contours: readonly Contour[];
  /** Images that contours are said to lie on. */
  readonly images: ReadonlySet<string>;
  readonly omitted: number;
}

const mostContours = 200_000;
const mostNumbers = 30_000_000;
/** Of one image. */
const mostDrawnPoints = 200_000;

/** Reads the contours of a structure set (PS3.3 C.8.8.6). */
export function indexContours(dataset: Dataset): ContourIndex {
  const spaces = new Map(
    itemsOf(dataset, "StructureSetROISequence", 2000).map((item) => [
      numberOf(item, "ROINumber"),
      textOf(item, "ReferencedFrameOfReferenceUID", 64),
    ]),
  );
  const contours: Contour[] = [];
  const images = new Set<string>();
  let [numbers, omitted] = [0, 0];
  for (const roi of itemsOf(dataset, "ROIContourSequence", 2000)) {
    const structure = numberOf(roi, "ReferencedROINumber") ?? 0;
    for (const item of itemsOf(roi, "ContourSequence", 20_000)) {
      const data = Float64Array.from(numbersOf(item, "ContourData"));
      numbers += data.length;
      if (contours.length >= mostContours || numbers > mostNumbers) {
        omitted += 1;
        continue;
      }
      const references = referencesOf(item, "ContourImageSequence");
      for (const { sopInstanceUid } of references) images.add(sopInstanceUid);
      const kind = kindOf(textOf(item, "ContourGeometricType", 32));
      contours.push({ structure, kind, frameOfReferenceUid: spaces.get(structure) ?? "", images: references, data });
    }
  }
  return { contours, images, omitted };
}

function kindOf(type: string): Kind {
  return type === "POINT" ? "points" : type.startsWith("OPEN") ? "open" : "closed";
}

/**
 * Contours that lie on an image: those that name it, and those of its frame of reference in its plane. Where contours name images of its
 * series, one that names another is not taken for its place alone: phases of a series share their places.
 */
export function contoursOnImage(index: ContourIndex, image: ImagePlace, sopInstanceUid: string): ObjectGraphics {
  const graphics = { ...noGraphics(sopInstanceUid), omitted: index.omitted };
  const { plane } = image;
  const farMm = Math.max(2 * image.halfSpacingMm, 1);
  let points = 0;
  for (const contour of index.contours) {
    const isNamed = contour.images.some((reference) => isMeant(reference, image));
    if (!isNamed && !mayLieHere(contour, image, index.images)) continue;
    const distance = plane === undefined ? Number.POSITIVE_INFINITY : farthestMm(contour.data, plane, farMm);
    if (!isNamed && !(distance < image.halfSpacingMm)) continue;
    // A contour that names this image and lies beyond the next one is drawn nowhere rather than in a wrong place.
    if (plane === undefined || distance > farMm) {
      graphics.unplaced += 1;
      continue;
    }
    points += contour.data.length / 3;
    if (points > mostDrawnPoints) graphics.omitted += 1;
    else graphics.contours.push({ structure: contour.structure, kind: contour.kind, points: onPlane(contour.data, plane) });
  }
  return graphics;
}

function mayLieHere(contour: Contour, image: ImagePlace, images: ReadonlySet<string>): boolean {
  if (contour.images.length > 0 && images.has(image.sopInstanceUid)) return false;
  return isSameSpace(contour.frameOfReferenceUid, image.frameOfReferenceUid);
}

/** Distance of the point farthest from a plane; beyond `enoughMm` of the first one that is. */
function farthestMm(data: Float64Array, plane: ImagePlane, enoughMm: number): number {
  let farthest = data.length < 3 ? Number.POSITIVE_INFINITY : 0;
  for (let at = 0; at + 3 <= data.length && farthest <= enoughMm; at += 3) {
    farthest = Math.max(farthest, Math.abs(distanceToPlaneMm(plane, pointAt(data, at))));
  }
  return farthest;
}

/** Points as pixels of a plane, seen along its normal. */
export function onPlane(data: Float64Array, plane: ImagePlane): number[] {
  const points: number[] = [];
  for (let at = 0; at + 3 <= data.length; at += 3) {
    const [column, row] = patientMmToPixel(plane, pointAt(data, at));
    points.push(sent(column), sent(row));
  }
  return points;
}

function pointAt(data: Float64Array, at: number): [number, number, number] {
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
}
