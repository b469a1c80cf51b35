import type { SeriesDetail } from "../../../src/contract/index.ts";
import { distanceToPlaneMm, patientMmToPixel } from "../../../src/geometry/index.ts";
import { type Pointed, usePointedStore } from "../../stores/index.ts";
import { ellipsePoints } from "../measurement/strokes.ts";
import { type Point2, transform } from "../plane/affine.ts";
import { frameSpacingMm, type Slice } from "../plane/slice.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";

/** What a link of a document points at, where the slice on screen holds it. */
export function PointedLayer({ facts, detail }: { readonly facts: PlaneFacts; readonly detail: SeriesDetail }) {
  const pointed = usePointedStore((state) => state.pointed);
  if (pointed === undefined || facts.slice === undefined) return null;
  const points = pointsOn(pointed, facts.slice, detail.frameOfReferenceUid, (frameSpacingMm(detail) ?? 2) / 2 + 0.01);
  if (points === undefined) return null;
  const corners = outline(pointed.graphicType, points).map((point) => transform(facts.viewFromPixel, point));
  const d = corners.length === 1 ? cross(corners[0] as Point2) : `M${corners.map(([x, y]) => `${x} ${y}`).join("L")}`;
  return (
    <g className="drawn pointed" data-testid="pointed">
      <path className="drawn-rim" d={d} />
      <path className="drawn-line" d={d} stroke="rgb(255 221 120)" fill="none" />
    </g>
  );
}

function pointsOn(pointed: Pointed, slice: Slice, space: string | undefined, reachMm: number): readonly Point2[] | undefined {
  if (pointed.kind === "image") {
    const { sopInstanceUid, frameNumber } = slice.frame;
    const isHere = slice.isAcquired && pointed.sopInstanceUid === sopInstanceUid && pointed.frameNumber === frameNumber;
    return isHere ? pointed.points : undefined;
  }
  const { plane } = slice;
  if (plane === undefined || pointed.frameOfReferenceUid !== space) return undefined;
  const isFlat = pointed.points.every((point) => Math.abs(distanceToPlaneMm(plane, point)) <= reachMm);
  return isFlat ? pointed.points.map((point) => patientMmToPixel(plane, point)) : undefined;
}

/** The corners of a graphic type of PS3.3 C.18.6.1.2: a circle by its middle and a point on it, an ellipse by the ends of its axes. */
function outline(graphicType: string, points: readonly Point2[]): readonly Point2[] {
  const [a, b] = points;
  const [, , c, d] = points;
  if (graphicType === "ELLIPSE" && a && b && c && d) return closed(ellipsePoints([a, b, c, d]));
  if (graphicType === "CIRCLE" && a !== undefined && b !== undefined) {
    const radius = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const ends: readonly [Point2, Point2, Point2, Point2] = [
      [a[0] - radius, a[1]],
      [a[0] + radius, a[1]],
      [a[0], a[1] - radius],
      [a[0], a[1] + radius],
    ];
    return closed(ellipsePoints(ends));
  }
  return graphicType === "POLYGON" ? closed(points) : points;
}

function closed(points: readonly Point2[]): readonly Point2[] {
  const [first] = points;
  return first === undefined ? points : [...points, first];
}

function cross([x, y]: Point2): string {
  return `M${x - 9} ${y}h6m6 0h6M${x} ${y - 9}v6m0 6v6`;
}
