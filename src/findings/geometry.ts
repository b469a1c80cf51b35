import { z } from "zod";

/** A point in patient space, LPS+ millimetres. */
export const pointPatientSchema = z.tuple([z.number(), z.number(), z.number()]).readonly();

/** The frame a planar geometry was drawn on, or the frame nearest to a volumetric one. `frameNumber` counts from 1. */
export const frameReferenceSchema = z.object({
  sopClassUid: z.string(),
  sopInstanceUid: z.string(),
  frameNumber: z.number().int().min(1),
});
export type FrameReference = z.infer<typeof frameReferenceSchema>;

/**
 * Where a finding is, in patient space (LPS+ millimetres).
 *
 * `image` kinds carry pixel points [column, row] (0-based, centre of the first pixel is 0, 0) instead: frames without a plane.
 */
export const geometrySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("point"), pointPatient: pointPatientSchema }),
  z.object({ kind: z.literal("sphere"), centerPatient: pointPatientSchema, diameterMm: z.number().positive() }),
  z.object({ kind: z.literal("length"), pointsPatient: z.tuple([pointPatientSchema, pointPatientSchema]) }),
  /** Second point is the vertex. */
  z.object({ kind: z.literal("angle"), pointsPatient: z.tuple([pointPatientSchema, pointPatientSchema, pointPatientSchema]) }),
  /** Ends of the first axis, then of the second, perpendicular one (as SCOORD ELLIPSE, PS3.3 C.18.6.1.2). */
  z.object({
    kind: z.literal("ellipse"),
    pointsPatient: z.tuple([pointPatientSchema, pointPatientSchema, pointPatientSchema, pointPatientSchema]),
  }),
  /** Four corners in order for a rectangle; closed without repeating the first point. */
  z.object({ kind: z.literal("polygon"), pointsPatient: z.array(pointPatientSchema).min(3).max(20_000) }),
  z.object({
    kind: z.literal("image"),
    shape: z.enum(["point", "length", "angle", "ellipse", "polygon"]),
    pointsPixel: z
      .array(z.tuple([z.number(), z.number()]).readonly())
      .min(1)
      .max(20_000),
  }),
]);
export type FindingGeometry = z.infer<typeof geometrySchema>;

/**
 * A small binary mask on the voxel grid of the finding's series: bits of a box, i fastest then j then k, packed least significant
 * bit first, base64. `minIndex` is the voxel of bit 0, in the sorted volume that the `volume` room builds for the series.
 */
export const segmentSchema = z.object({
  minIndex: z.tuple([z.number().int(), z.number().int(), z.number().int()]).readonly(),
  size: z.tuple([z.number().int().min(1), z.number().int().min(1), z.number().int().min(1)]).readonly(),
  bitsBase64: z.string(),
});
export type SegmentMask = z.infer<typeof segmentSchema>;
