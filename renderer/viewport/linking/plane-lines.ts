import {
  add,
  cross,
  dot,
  type ImagePlane,
  length,
  planeNormal,
  scale,
  subtract,
  type Vec3,
} from "../../../src/geometry/index.ts";
import type { Point2 } from "../plane/affine.ts";

/** Where one plane is seen on another: its two ends in pixels of that other, the centre of the first pixel 0, 0. */
export type PlaneLine = readonly [Point2, Point2];

/** Sine of the angle up to which planes count as parallel: they have no line in common that means anything. */
const LEAST_SINE = Math.sin((1 * Math.PI) / 180);

/** A line in the plane of an image: a point and a unit direction, millimetres from the centre of the first pixel along row and column. */
interface PlaneRay {
  readonly start: Point2;
  readonly direction: Point2;
}

/** A part of a ray: from and to, millimetres along it. */
type Span = readonly [from: number, to: number];

/**
 * The line in which a plane cuts an image, as far as both images reach (to the outer edges of their pixels); undefined where they are
 * parallel to within a degree, or do not meet inside both.
 *
 * @param image on which the line is drawn
 * @param other whose place is shown
 */
export function lineOfPlane(image: ImagePlane, other: ImagePlane): PlaneLine | undefined {
  const ray = meetingRay(image, other);
  if (ray === undefined) return undefined;
  const startPatient = patientOf(image, ray.start);
  const directionPatient = subtract(patientOf(image, add2(ray.start, ray.direction)), startPatient);
  const offset = subtract(startPatient, other.imagePositionPatient);
  const onOther: PlaneRay = {
    start: [dot(offset, other.rowDirection), dot(offset, other.columnDirection)],
    direction: [dot(directionPatient, other.rowDirection), dot(directionPatient, other.columnDirection)],
  };
  const span = within(onOther, other, within(ray, image, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]));
  if (span === undefined) return undefined;
  const at = (mm: number): Point2 => [
    (ray.start[0] + ray.direction[0] * mm) / image.pixelSpacing[1],
    (ray.start[1] + ray.direction[1] * mm) / image.pixelSpacing[0],
  ];
  return [at(span[0]), at(span[1])];
}

/** The endless line in which the planes meet, starting where it is nearest to the middle of the image. */
function meetingRay(image: ImagePlane, other: ImagePlane): PlaneRay | undefined {
  const [normal, otherNormal] = [planeNormal(image), planeNormal(other)];
  if (length(cross(normal, otherNormal)) < LEAST_SINE) return undefined;
  // How the distance from the other plane grows along a row and along a column of the image.
  const slope: Point2 = [dot(otherNormal, image.rowDirection), dot(otherNormal, image.columnDirection)];
  const squared = slope[0] ** 2 + slope[1] ** 2;
  const middle: Point2 = [((image.columns - 1) / 2) * image.pixelSpacing[1], ((image.rows - 1) / 2) * image.pixelSpacing[0]];
  const away = dot(subtract(patientOf(image, middle), other.imagePositionPatient), otherNormal);
  const size = Math.sqrt(squared);
  return {
    start: [middle[0] - (away * slope[0]) / squared, middle[1] - (away * slope[1]) / squared],
    direction: [-slope[1] / size, slope[0] / size],
  };
}

/** The part of a span in which a ray runs over the pixels of an image. */
function within(ray: PlaneRay, { rows, columns, pixelSpacing }: ImagePlane, span: Span | undefined): Span | undefined {
  if (span === undefined) return undefined;
  const across = clipped(span, ray.start[0], ray.direction[0], -pixelSpacing[1] / 2, (columns - 0.5) * pixelSpacing[1]);
  return across && clipped(across, ray.start[1], ray.direction[1], -pixelSpacing[0] / 2, (rows - 0.5) * pixelSpacing[0]);
}

function clipped([from, to]: Span, start: number, step: number, low: number, high: number): Span | undefined {
  if (Math.abs(step) < 1e-12) return start >= low && start <= high ? [from, to] : undefined;
  const ends = [(low - start) / step, (high - start) / step] as const;
  const span: Span = [Math.max(from, Math.min(...ends)), Math.min(to, Math.max(...ends))];
  return span[0] < span[1] ? span : undefined;
}

function patientOf(plane: ImagePlane, [across, down]: Point2): Vec3 {
  return add(plane.imagePositionPatient, add(scale(plane.rowDirection, across), scale(plane.columnDirection, down)));
}

function add2(a: Point2, b: Point2): Point2 {
  return [a[0] + b[0], a[1] + b[1]];
}
