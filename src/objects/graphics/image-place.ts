import type { ImagePlane } from "../../geometry/index.ts";

/** The frame of an image that something is drawn over. */
export interface ImagePlace {
  readonly sopInstanceUid: string;
  /** From 1. */
  readonly frameNumber: number;
  readonly rows: number;
  readonly columns: number;
  /** Absent where the image has no place in the patient. */
  readonly plane?: ImagePlane | undefined;
  readonly frameOfReferenceUid?: string | undefined;
  /** Half of the distance to the next image: what lies nearer than this to the plane is on it. */
  readonly halfSpacingMm: number;
  /** Height of a pixel over its width. */
  readonly pixelAspect: number;
}

/** A reference to an image of a file; frames from 1, empty for all. */
export interface SourceImage {
  readonly sopInstanceUid: string;
  readonly frameNumbers: readonly number[];
}

/** Whether a reference means this frame. */
export function isMeant({ sopInstanceUid, frameNumbers }: SourceImage, image: ImagePlace): boolean {
  return sopInstanceUid === image.sopInstanceUid && (frameNumbers.length === 0 || frameNumbers.includes(image.frameNumber));
}

/** Whether coordinates of one frame of reference mean anything in another: where one is not said, a reference has to say it. */
export function isSameSpace(a: string | undefined, b: string | undefined): boolean {
  return !!a && a === b;
}

/** A number of pixels as it is sent: a hundredth of a pixel is less than any screen shows. */
export function sent(pixel: number): number {
  return Math.round(pixel * 1000) / 1000;
}
