import { dot, planeNormal, type Vec3 } from "../geometry/index.ts";
import type { FrameHeader } from "./types.ts";

/** Tolerance under which two positions along the normal are one, millimetres: finer than any reconstruction interval, coarser than DS rounding. */
export const samePositionMm = 0.005;

/** Frames of one orientation whose corners move by no more than this share of a pixel when one plane's axes replace another's. */
const orientationDriftPixels = 0.5;

/**
 * Frames in display order: along the normal of the image plane (row x column direction, so that i, j, k are right-handed) where
 * every frame has a place, one orientation, one frame of reference and a position of its own; else by Instance Number, then frame.
 * Image Position (Patient) is the only attribute used: Slice Location and Spacing Between Slices are annotations (PS3.3 C.7.6.2.1).
 */
export function orderFrames(frames: readonly FrameHeader[]): readonly FrameHeader[] {
  const byNumber = [...frames].sort(compareFrames);
  const first = byNumber[0]?.plane;
  if (first === undefined || !byNumber.every((frame) => frame.plane !== undefined)) return byNumber;
  if (orientationOutliers(byNumber) > 0 || framesOfReference(byNumber).kind === "mixed") return byNumber;
  const normal = planeNormal(first);
  const placed = byNumber.map((frame) => ({ frame, positionMm: positionAlong(frame, normal) }));
  placed.sort((a, b) => a.positionMm - b.positionMm);
  const repeated = placed.some(({ positionMm }, at) => at > 0 && positionMm - (placed[at - 1]?.positionMm ?? 0) < samePositionMm);
  return repeated ? byNumber : placed.map(({ frame }) => frame);
}

/** Fewer frames than this cannot show by their regular positions that they share a coordinate system. */
const enoughFrames = 5;

/**
 * Whether the frames share a frame of reference. A series has one by definition (PS3.3 C.7.4.1); `one-each`, a different UID in every
 * single frame, is what some de-identification software makes of it (LIDC-IDRI among others) and says nothing about positions.
 */
export function framesOfReference(frames: readonly FrameHeader[]): {
  readonly kind: "one" | "one-each" | "mixed";
  readonly count: number;
} {
  const count = new Set(frames.map((frame) => frame.frameOfReferenceUid ?? "")).size;
  if (count <= 1) return { kind: "one", count };
  return { kind: count === frames.length && count >= enoughFrames ? "one-each" : "mixed", count };
}

/** Signed distance of a frame's first pixel from the patient origin along a normal, millimetres. */
export function positionAlong(frame: FrameHeader, normal: Vec3): number {
  return frame.plane === undefined ? 0 : dot(frame.plane.imagePositionPatient, normal);
}

/** Positions of frames along the normal of the first one's plane, millimetres to the micrometre; none where one has no place. */
export function slicePositionsMm(frames: readonly FrameHeader[]): readonly number[] {
  const plane = frames[0]?.plane;
  if (plane === undefined || frames.some((frame) => frame.plane === undefined)) return [];
  const normal = planeNormal(plane);
  return frames.map((frame) => Math.round(positionAlong(frame, normal) * 1000) / 1000);
}

/** How many frames are turned against the first so far that a corner pixel leaves its place by half a pixel. */
export function orientationOutliers(frames: readonly FrameHeader[]): number {
  const first = frames[0]?.plane;
  if (first === undefined) return 0;
  const limit = orientationDriftPixels / Math.max(first.rows, first.columns, 1);
  const differs = (a: Vec3, b: Vec3) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) > limit;
  return frames.filter(
    ({ plane }) =>
      plane !== undefined &&
      (differs(plane.rowDirection, first.rowDirection) || differs(plane.columnDirection, first.columnDirection)),
  ).length;
}

/** By Instance Number, then UID, then frame number: the same for any order they come in. */
export function compareFrames(a: FrameHeader, b: FrameHeader): number {
  const byInstance = (a.instanceNumber ?? Number.MAX_SAFE_INTEGER) - (b.instanceNumber ?? Number.MAX_SAFE_INTEGER);
  if (byInstance !== 0) return byInstance;
  if (a.sopInstanceUid !== b.sopInstanceUid) return a.sopInstanceUid < b.sopInstanceUid ? -1 : 1;
  return a.frameNumber - b.frameNumber;
}
