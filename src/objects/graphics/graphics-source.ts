import type { Part10File } from "../../dicom/index.ts";
import { textOf } from "../attributes.ts";
import { documentKindOf } from "../document-kind.ts";
import { ObjectError } from "../errors.ts";
import type { PresentationDocument } from "../presentation/content.ts";
import { parsePresentation } from "../presentation/parse-presentation.ts";
import { noGraphics, type ObjectGraphics } from "./content.ts";
import { type ContourIndex, contoursOnImage, indexContours } from "./contours.ts";
import { type CutPlane, structuresOnPlane } from "./cut.ts";
import { drawingsOnImage } from "./drawings.ts";
import type { ImagePlace } from "./image-place.ts";
import { masksOfFrame } from "./masks.ts";
import { framesOnImage, indexSegmentFrames, type SegmentIndex } from "./segment-frames.ts";
import { type ReadStored, type SegmentSolid, segmentsOnPlane } from "./solid.ts";

/** An object that draws over images, read once and asked image by image. */
export type GraphicsSource = { readonly sopInstanceUid: string } & (
  | { readonly kind: "structure-set"; readonly index: ContourIndex }
  | { readonly kind: "segmentation"; readonly index: SegmentIndex }
  | { readonly kind: "presentation"; readonly state: PresentationDocument }
);

/** Of one image: characters of all its masks. */
const mostMaskCharacters = 24 * 1024 * 1024;
/** Frames that are decoded for one image; a segmentation of the whole body has a hundred segments. */
const mostFramesOfImage = 600;

/** @throws ObjectError no-such-part where the object draws nothing over images */
export function readGraphicsSource({ dataset, transferSyntaxUid }: Part10File): GraphicsSource {
  const sopInstanceUid = textOf(dataset, "SOPInstanceUID", 64);
  switch (documentKindOf(textOf(dataset, "SOPClassUID", 64), transferSyntaxUid)) {
    case "structure-set":
      return { kind: "structure-set", sopInstanceUid, index: indexContours(dataset) };
    case "segmentation":
      return { kind: "segmentation", sopInstanceUid, index: indexSegmentFrames(dataset) };
    case "presentation":
      return { kind: "presentation", sopInstanceUid, state: parsePresentation(dataset) };
    default:
      throw new ObjectError("no-such-part", "This object draws nothing over images.");
  }
}

/**
 * What an object draws over a frame of an image, in pixels of it.
 *
 * @param readStored asked for the frames of a segmentation that lie on the image, and no others
 * @throws whatever `readStored` throws
 */
export async function graphicsOnImage(
  source: GraphicsSource,
  image: ImagePlace,
  readStored: ReadStored,
): Promise<ObjectGraphics> {
  switch (source.kind) {
    case "structure-set":
      return contoursOnImage(source.index, image, source.sopInstanceUid);
    case "presentation":
      return drawingsOnImage(source.state, image, source.sopInstanceUid);
    case "segmentation":
      return segmentsOnImage(source.index, image, source.sopInstanceUid, readStored);
  }
}

/**
 * What a plane through a volume cuts out of an object, in pixels of the plane; a presentation state draws on images alone.
 *
 * @param solid of a segmentation, as `readSolid` made it of the source
 */
export function graphicsOnPlane(source: GraphicsSource, cut: CutPlane, solid: SegmentSolid | undefined): ObjectGraphics {
  switch (source.kind) {
    case "structure-set":
      return structuresOnPlane(source.index, cut, source.sopInstanceUid);
    case "presentation":
      return noGraphics(source.sopInstanceUid);
    case "segmentation":
      return segmentsOnPlane(solid, source.index, cut, source.sopInstanceUid);
  }
}

async function segmentsOnImage(
  index: SegmentIndex,
  image: ImagePlace,
  sopInstanceUid: string,
  readStored: ReadStored,
): Promise<ObjectGraphics> {
  const { frames, unplaced } = framesOnImage(index, image);
  const graphics = { ...noGraphics(sopInstanceUid), unplaced, omitted: Math.max(0, frames.length - mostFramesOfImage) };
  let characters = 0;
  for (const frame of frames.slice(0, mostFramesOfImage)) {
    for (const mask of masksOfFrame(await readStored(frame.frameNumber), frame, index, image)) {
      characters += mask.data.length;
      if (characters > mostMaskCharacters) graphics.omitted += 1;
      else graphics.masks.push(mask);
    }
  }
  return graphics;
}
