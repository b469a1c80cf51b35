import type { Finding, FindingGeometry } from "../../../src/findings/index.ts";
import { distanceToPlaneMm, patientMmToPixel, type Vec3 } from "../../../src/geometry/index.ts";
import type { Point2 } from "../plane/affine.ts";
import type { Slice } from "../plane/slice.ts";

/** What of a finding is seen on a slice, in pixels of the slice. */
export type Mark =
  | { readonly kind: "circle"; readonly centre: Point2; readonly radiusMm: number }
  | { readonly kind: "cross"; readonly centre: Point2 }
  | { readonly kind: "line"; readonly points: readonly Point2[]; readonly isClosed: boolean }
  | { readonly kind: "angle"; readonly points: readonly Point2[] };

/** A finding's own circle is never smaller than this on the slices that it is on. */
const LEAST_RADIUS_MM = 1.5;

/**
 * The mark of a finding on a slice, or undefined where it is not on it.
 *
 * @param halfThicknessMm how far from the slice's plane still counts as on it
 */
export function markOf(finding: Finding, slice: Slice, halfThicknessMm: number): Mark | undefined {
  const { geometry, reference } = finding;
  if (geometry.kind === "image") {
    const { sopInstanceUid, frameNumber } = slice.frame;
    const isOn = slice.isAcquired && reference.sopInstanceUid === sopInstanceUid && reference.frameNumber === frameNumber;
    return isOn ? planarMark(geometry.shape, geometry.pointsPixel) : undefined;
  }
  if (slice.plane === undefined) return undefined;
  return geometry.kind === "sphere" ? sphereMark(geometry, slice, halfThicknessMm) : flatMark(geometry, slice, halfThicknessMm);
}

function sphereMark(
  { centerPatient, diameterMm }: Extract<FindingGeometry, { kind: "sphere" }>,
  { plane }: Slice,
  halfThicknessMm: number,
): Mark | undefined {
  if (plane === undefined) return undefined;
  const away = Math.abs(distanceToPlaneMm(plane, centerPatient));
  const radiusMm = diameterMm / 2;
  if (away > Math.max(radiusMm, halfThicknessMm)) return undefined;
  const cut = Math.sqrt(Math.max(0, radiusMm * radiusMm - away * away));
  return { kind: "circle", centre: patientMmToPixel(plane, centerPatient), radiusMm: Math.max(cut, LEAST_RADIUS_MM) };
}

function flatMark(
  geometry: Exclude<FindingGeometry, { kind: "sphere" | "image" }>,
  { plane }: Slice,
  halfThicknessMm: number,
): Mark | undefined {
  if (plane === undefined) return undefined;
  const points: readonly Vec3[] = geometry.kind === "point" ? [geometry.pointPatient] : geometry.pointsPatient;
  if (points.some((point) => Math.abs(distanceToPlaneMm(plane, point)) > halfThicknessMm)) return undefined;
  return planarMark(
    geometry.kind,
    points.map((point) => patientMmToPixel(plane, point)),
  );
}

function planarMark(kind: "point" | "length" | "angle" | "ellipse" | "polygon", points: readonly Point2[]): Mark | undefined {
  const first = points[0];
  if (first === undefined) return undefined;
  if (kind === "point") return { kind: "cross", centre: first };
  if (kind === "angle") return { kind: "angle", points };
  if (kind === "ellipse") return { kind: "line", points: ellipsePoints(points), isClosed: true };
  return { kind: "line", points, isClosed: kind === "polygon" };
}

/** The outline of an ellipse from the ends of its two axes. */
export function ellipsePoints([a, b, c, d]: readonly Point2[], count = 64): readonly Point2[] {
  if (a === undefined || b === undefined || c === undefined || d === undefined) return [];
  const centre: Point2 = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const u: Point2 = [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2];
  const v: Point2 = [(d[0] - c[0]) / 2, (d[1] - c[1]) / 2];
  return Array.from({ length: count }, (_, at): Point2 => {
    const angle = (2 * Math.PI * at) / count;
    return [
      centre[0] + u[0] * Math.cos(angle) + v[0] * Math.sin(angle),
      centre[1] + u[1] * Math.cos(angle) + v[1] * Math.sin(angle),
    ];
  });
}
