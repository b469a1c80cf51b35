import { z } from "zod";
import type { Vec3 } from "../geometry/index.ts";

/** A point in patient space, LPS+ millimetres. */
export const pointPatientSchema = z.tuple([z.number(), z.number(), z.number()]).readonly();

/** The frame a planar geometry was drawn on, or the frame nearest to a volumetric one. `frameNumber` counts from 1. */
export const frameReferenceSchema = z.object({
  sopClassUid: z.string(),
  sopInstanceUid: z.string(),
  frameNumber: z.number().int().min(1),
});
export type FrameReference = z.infer<typeof frameReferenceSchema>;

/** Points that a shape of the `image` kind has: least and most. */
const pointCounts = {
  point: [1, 1],
  text: [1, 1],
  length: [2, 2],
  arrow: [2, 2],
  angle: [3, 3],
  bidirectional: [4, 4],
  cobb: [4, 4],
  ellipse: [4, 4],
  circle: [4, 4],
  cardiothoracic: [6, 6],
  polyline: [2, 20_000],
  polygon: [3, 20_000],
} as const satisfies Record<string, readonly [number, number]>;

/** What a drawn geometry is, wherever it lies. */
export type PlanarShape = keyof typeof pointCounts;

const shapeNames = Object.keys(pointCounts) as [PlanarShape, ...PlanarShape[]];
const point = pointPatientSchema;
const four = z.tuple([point, point, point, point]);

/**
 * Where a finding is, in patient space (LPS+ millimetres).
 *
 * `image` kinds carry pixel points [column, row] (0-based, centre of the first pixel is 0, 0) instead: frames without a plane.
 */
export const geometrySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("point"), pointPatient: point }),
  /** The comment of the finding, written beside a place. */
  z.object({ kind: z.literal("text"), pointPatient: point }),
  z.object({ kind: z.literal("sphere"), centerPatient: point, diameterMm: z.number().positive() }),
  /** Ends of three axes at right angles through its middle, each from face to face. */
  z.object({ kind: z.literal("box"), pointsPatient: z.tuple([point, point, point, point, point, point]) }),
  z.object({ kind: z.literal("length"), pointsPatient: z.tuple([point, point]) }),
  /** Tip first. */
  z.object({ kind: z.literal("arrow"), pointsPatient: z.tuple([point, point]) }),
  /** Second point is the vertex. */
  z.object({ kind: z.literal("angle"), pointsPatient: z.tuple([point, point, point]) }),
  /** Ends of the long axis, then of the short one, which is perpendicular to it in the plane that was drawn on. */
  z.object({ kind: z.literal("bidirectional"), pointsPatient: four }),
  /** Ends of a first line, then of a second; they need not meet. */
  z.object({ kind: z.literal("cobb"), pointsPatient: four }),
  /** Open; points in order. */
  z.object({ kind: z.literal("polyline"), pointsPatient: z.array(point).min(2).max(20_000) }),
  /** Ends of the first axis, then of the second, perpendicular one (as SCOORD ELLIPSE, PS3.3 C.18.6.1.2). */
  z.object({ kind: z.literal("ellipse"), pointsPatient: four }),
  /** An ellipse that was drawn as a circle: ends of two perpendicular diameters. */
  z.object({ kind: z.literal("circle"), pointsPatient: four }),
  /** Four corners in order for a rectangle; closed without repeating the first point. */
  z.object({ kind: z.literal("polygon"), pointsPatient: z.array(point).min(3).max(20_000) }),
  /** Upper and lower end of the midline; the heart's outermost border on either side of it; the inner border of the ribs on either side. */
  z.object({ kind: z.literal("cardiothoracic"), pointsPatient: z.tuple([point, point, point, point, point, point]) }),
  z
    .object({
      kind: z.literal("image"),
      shape: z.enum(shapeNames),
      pointsPixel: z
        .array(z.tuple([z.number(), z.number()]).readonly())
        .min(1)
        .max(20_000),
    })
    .refine(({ shape, pointsPixel }) => isPointCount(shape, pointsPixel.length), { path: ["pointsPixel"] }),
]);
export type FindingGeometry = z.infer<typeof geometrySchema>;

/** Whether a shape can have so many points. */
export function isPointCount(shape: PlanarShape, count: number): boolean {
  const [least, most] = pointCounts[shape];
  return count >= least && count <= most;
}

/** Shape and points of a geometry in patient space; undefined for a sphere, a box and `image` shapes. */
export function drawnInPatient(geometry: FindingGeometry): { shape: PlanarShape; pointsPatient: readonly Vec3[] } | undefined {
  if (geometry.kind === "sphere" || geometry.kind === "box" || geometry.kind === "image") return undefined;
  const pointsPatient = "pointPatient" in geometry ? [geometry.pointPatient] : geometry.pointsPatient;
  return { shape: geometry.kind, pointsPatient };
}

/**
 * A shape through points of patient space.
 *
 * @throws RangeError for a shape that has not so many points
 */
export function geometryInPatient(shape: PlanarShape, points: readonly Vec3[]): FindingGeometry {
  if (!isPointCount(shape, points.length)) throw new RangeError(`A ${shape} has not ${points.length} points.`);
  if (shape === "point" || shape === "text") return { kind: shape, pointPatient: points[0] as Vec3 };
  return { kind: shape, pointsPatient: points } as unknown as FindingGeometry;
}

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
