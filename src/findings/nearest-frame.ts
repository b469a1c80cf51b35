import { distanceToPlaneMm, type ImagePlane, type Vec3 } from "../geometry/index.ts";
import type { FrameReference } from "./geometry.ts";

/** What is needed of a frame to know how near it is. */
export interface PlacedFrame {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly frameNumber: number;
  readonly plane?: ImagePlane | undefined;
}

/** A frame near a point, its place in the list and how far its plane is. */
export interface NearestFrame {
  readonly reference: FrameReference;
  readonly index: number;
  readonly distanceMm: number;
}

/** The frame whose plane is nearest to a point in LPS+ millimetres; undefined where no frame has a plane. The first of equals. */
export function nearestFrame(frames: readonly PlacedFrame[], pointPatient: Vec3): NearestFrame | undefined {
  let nearest: NearestFrame | undefined;
  frames.forEach((frame, index) => {
    if (frame.plane === undefined) return;
    const distanceMm = Math.abs(distanceToPlaneMm(frame.plane, pointPatient));
    if (nearest !== undefined && distanceMm >= nearest.distanceMm) return;
    const { sopClassUid, sopInstanceUid, frameNumber } = frame;
    nearest = { reference: { sopClassUid, sopInstanceUid, frameNumber }, index, distanceMm };
  });
  return nearest;
}
