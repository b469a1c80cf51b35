import {
  boxOnPlane,
  drawnInPatient,
  type Finding,
  isOfImage,
  labelledVertebra,
  type PlanarShape,
} from "../../../src/findings/index.ts";
import { distanceToPlaneMm, dot, patientMmToPixel, planeNormal, type Vec3 } from "../../../src/geometry/index.ts";
import { type Point2, transform } from "../plane/affine.ts";
import type { Slice } from "../plane/slice.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { crossingOf, crossingStrokes } from "./crossing.ts";
import { handlesOf } from "./shapes.ts";
import { type Stroke, strokesOf } from "./strokes.ts";

/** A finding's own circle is never smaller than this on the slices that it is on. */
const LEAST_RADIUS_MM = 1.5;
const LEAST_RADIUS_VIEW = 5;

/** How far from a slice the label of a vertebra still names what is on it: along the spine and across it, millimetres. */
const VERTEBRA_REACH_MM = { along: 10, across: 25 };

/** What of a finding is on a slice, in pixels of the slice; of a sphere the middle and a point of the rim of what the slice cuts, of a box the corners of that. */
export interface OnSlice {
  readonly shape: PlanarShape | "sphere" | "box";
  readonly points: readonly Point2[];
}

/** A finding as it lies in the view. */
export interface Seen extends OnSlice {
  readonly finding: Finding;
  readonly strokes: readonly Stroke[];
  /** CSS pixels of the view: what the hand can take when the finding is chosen. */
  readonly handles: readonly Point2[];
  /** Its points in the view. */
  readonly view: readonly Point2[];
  /** It was drawn on another plane, which goes through this slice: it can be chosen here, but not changed. */
  readonly isCrossing?: boolean;
}

/** Where a finding's coordinates mean something: of the same frame of reference, or of the same series. */
export interface Space {
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string | undefined;
}

export function isInSpace(finding: Finding, here: Space): boolean {
  if (finding.seriesInstanceUid === here.seriesInstanceUid) return true;
  return (
    finding.geometry.kind !== "image" && !!finding.frameOfReferenceUid && finding.frameOfReferenceUid === here.frameOfReferenceUid
  );
}

/**
 * What of a finding is on a slice, or undefined where it is not on it.
 *
 * @param halfThicknessMm how far from the slice's plane still counts as on it
 */
export function onSlice(finding: Finding, slice: Slice, halfThicknessMm: number): OnSlice | undefined {
  const { geometry, reference } = finding;
  if (geometry.kind === "image") {
    const { sopInstanceUid, frameNumber } = slice.frame;
    const isOn = slice.isAcquired && reference.sopInstanceUid === sopInstanceUid && reference.frameNumber === frameNumber;
    return isOn ? { shape: geometry.shape, points: geometry.pointsPixel } : undefined;
  }
  const { plane } = slice;
  if (plane === undefined) return undefined;
  const away = (point: Vec3) => Math.abs(distanceToPlaneMm(plane, point));
  if (geometry.kind === "sphere") {
    const [radiusMm, off] = [geometry.diameterMm / 2, away(geometry.centerPatient)];
    if (off > Math.max(radiusMm, halfThicknessMm)) return undefined;
    const [column, row] = patientMmToPixel(plane, geometry.centerPatient);
    const cut = Math.max(Math.sqrt(Math.max(0, radiusMm * radiusMm - off * off)), LEAST_RADIUS_MM);
    const rim: Point2 = [column + cut / plane.pixelSpacing[1], row];
    return { shape: "sphere", points: [[column, row], rim] };
  }
  if (geometry.kind === "box") {
    const cut = boxOnPlane(geometry, plane, halfThicknessMm);
    return cut.length < 3 ? undefined : { shape: "box", points: cut.map((point) => patientMmToPixel(plane, point)) };
  }
  const drawn = drawnInPatient(geometry);
  const isVertebra = labelledVertebra(finding) !== undefined;
  const reach = isVertebra ? vertebraReach(planeNormal(plane), halfThicknessMm) : halfThicknessMm;
  if (drawn === undefined || drawn.pointsPatient.some((point) => away(point) > reach)) return undefined;
  return { shape: drawn.shape, points: drawn.pointsPatient.map((point) => patientMmToPixel(plane, point)) };
}

function vertebraReach(normal: Vec3, halfThicknessMm: number): number {
  const isAcross = Math.abs(dot(normal, [0, 0, 1])) > 0.7;
  return Math.max(halfThicknessMm, isAcross ? VERTEBRA_REACH_MM.along : VERTEBRA_REACH_MM.across);
}

/** How far from a slice something still lies on it, millimetres: half of the way to the next. */
export function halfThicknessMm({ frame }: Pick<Slice, "frame">, sliceSpacingMm: number | undefined): number {
  return Math.max(sliceSpacingMm ?? frame.sliceThicknessMm ?? 1, 0.2) * 0.501;
}

/**
 * The findings on the slice that is shown, the chosen one last, so that it lies on top.
 *
 * @param edited points under the hand instead of a finding's own
 */
export function seenFindings(
  facts: PlaneFacts,
  findings: readonly Finding[],
  options: {
    readonly space: Space;
    readonly sliceSpacingMm: number | undefined;
    readonly selectedFindingId: string | undefined;
    readonly edited: { readonly findingId: string; readonly points: readonly Point2[] } | undefined;
  },
): readonly Seen[] {
  const { slice, viewFromPixel } = facts;
  if (slice === undefined) return [];
  const { space, edited, selectedFindingId } = options;
  const half = halfThicknessMm(slice, options.sliceSpacingMm);
  return (
    findings
      // What is said of an image as a whole has no place in it: a note says it.
      .filter((finding) => isInSpace(finding, space) && !isOfImage(finding))
      .flatMap((finding): Seen[] => {
        const found = onSlice(finding, slice, half);
        if (found === undefined) return crossingSeen(finding, facts);
        const points = edited?.findingId === finding.id ? edited.points : found.points;
        const view = points.map((point) => transform(viewFromPixel, point));
        const { shape } = found;
        const strokes = shape === "sphere" ? sphereStrokes(view) : strokesOf(shape === "box" ? "polygon" : shape, view);
        // A box is moved as a whole: a corner of what a plane cuts of it is none of its own.
        const handles = shape === "sphere" ? view.slice(1) : shape === "box" ? [] : handlesOf(shape, view);
        return [{ finding, shape, points, view, strokes, handles }];
      })
      .sort((a, b) => Number(a.finding.id === selectedFindingId) - Number(b.finding.id === selectedFindingId))
  );
}

/** A finding where its plane goes through the slice. */
function crossingSeen(finding: Finding, { slice, viewFromPixel }: PlaneFacts): Seen[] {
  const { geometry } = finding;
  if (slice?.plane === undefined || geometry.kind === "image" || geometry.kind === "sphere" || geometry.kind === "box") return [];
  const crossing = crossingOf(geometry, slice.plane);
  if (crossing === undefined) return [];
  const points = [...crossing.chords.flat(), ...crossing.points];
  const view = points.map((point) => transform(viewFromPixel, point));
  const strokes = crossingStrokes(crossing, viewFromPixel);
  return [{ finding, shape: geometry.kind, points, view, strokes, handles: [], isCrossing: true }];
}

function sphereStrokes([centre, rim]: readonly Point2[]): readonly Stroke[] {
  if (centre === undefined || rim === undefined) return [];
  const radius = Math.max(Math.hypot(rim[0] - centre[0], rim[1] - centre[1]), LEAST_RADIUS_VIEW);
  const points = Array.from({ length: 72 }, (_, at): Point2 => {
    const angle = (2 * Math.PI * at) / 72;
    return [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)];
  });
  return [{ points, isClosed: true }];
}
