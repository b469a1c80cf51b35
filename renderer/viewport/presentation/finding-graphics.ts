import type { Frame, PresentationSave } from "../../../src/contract/index.ts";
import { boxOnPlane, type Finding, type PlanarShape } from "../../../src/findings/index.ts";
import { distanceToPlaneMm, patientMmToPixel } from "../../../src/geometry/index.ts";
import { labelLines } from "../measurement/label.ts";
import { halfThicknessMm } from "../measurement/seen.ts";
import type { Point2 } from "../plane/affine.ts";

type Annotation = PresentationSave["annotations"][number];
type Graphic = Annotation["graphics"][number];

/** Most points of a graphic object, and findings, that are written. */
const mostPoints = 5000;
const mostFindings = 500;

/**
 * Findings that stand, as graphics and texts on the frames they were drawn on; a sphere on the frame nearest to its middle. What was drawn on
 * another plane lies on no frame.
 *
 * @param sliceSpacingMm between the frames, where it is known
 */
export function findingAnnotations(
  findings: readonly Finding[],
  frames: readonly Frame[],
  sliceSpacingMm: number | undefined,
): Annotation[] {
  return standingOn(findings, frames)
    .slice(0, mostFindings)
    .flatMap(({ finding, frame }) => {
      const drawn = isOffFrame(finding, frame, sliceSpacingMm) ? undefined : drawnOn(finding, frame);
      if (drawn === undefined) return [];
      const { sopInstanceUid, frameNumber } = frame;
      const text = labelLines(finding).join("\n").slice(0, 1000);
      return [
        {
          sopInstanceUid,
          frameNumber,
          layer: "MEASUREMENTS",
          graphics: drawn.graphics,
          texts: text === "" ? [] : [{ text, anchor: drawn.anchor }],
        },
      ];
    });
}

/** How many findings that stand are left out: drawn on another plane, they would lie flattened on a frame beside a length that is not theirs. */
export function findingsOffFrames(
  findings: readonly Finding[],
  frames: readonly Frame[],
  sliceSpacingMm: number | undefined,
): number {
  return standingOn(findings, frames).filter(({ finding, frame }) => isOffFrame(finding, frame, sliceSpacingMm)).length;
}

function standingOn(findings: readonly Finding[], frames: readonly Frame[]) {
  const byKey = new Map(frames.map((frame) => [`${frame.sopInstanceUid}/${frame.frameNumber}`, frame]));
  return findings
    .filter(({ status }) => status !== "rejected" && status !== "proposed")
    .flatMap((finding) => {
      const frame = byKey.get(`${finding.reference.sopInstanceUid}/${finding.reference.frameNumber}`);
      return frame === undefined ? [] : [{ finding, frame }];
    });
}

function isOffFrame({ geometry }: Finding, frame: Frame, sliceSpacingMm: number | undefined): boolean {
  if (geometry.kind === "image" || geometry.kind === "sphere" || geometry.kind === "box") return false;
  const { plane } = frame;
  if (plane === undefined) return true;
  const half = halfThicknessMm({ frame }, sliceSpacingMm);
  return pointsOf(geometry).some((point) => Math.abs(distanceToPlaneMm(plane, point)) > half);
}

type InPatient = Exclude<Finding["geometry"], { readonly kind: "image" | "sphere" | "box" }>;
const pointsOf = (geometry: InPatient) => ("pointPatient" in geometry ? [geometry.pointPatient] : geometry.pointsPatient);

function drawnOn({ geometry }: Finding, frame: Frame): { graphics: Graphic[]; anchor: [number, number] } | undefined {
  if (geometry.kind === "image") return shapes(geometry.shape, geometry.pointsPixel);
  const { plane } = frame;
  if (plane === undefined) return undefined;
  if (geometry.kind === "sphere") {
    const [x, y] = patientMmToPixel(plane, geometry.centerPatient);
    const [down, across] = plane.pixelSpacing.map((spacing) => geometry.diameterMm / 2 / spacing) as [number, number];
    return shapes("ellipse", [
      [x - across, y],
      [x + across, y],
      [x, y - down],
      [x, y + down],
    ]);
  }
  if (geometry.kind === "box") {
    const cut = boxOnPlane(geometry, plane, frame.sliceThicknessMm ?? 1);
    return shapes(
      "polygon",
      cut.map((point) => patientMmToPixel(plane, point)),
    );
  }
  return shapes(
    geometry.kind,
    pointsOf(geometry).map((point) => patientMmToPixel(plane, point)),
  );
}

/** @param points of the frame, the centre of its first pixel 0, 0 */
function shapes(shape: PlanarShape, points: readonly Point2[]): { graphics: Graphic[]; anchor: [number, number] } | undefined {
  if (points.length === 0 || points.length > mostPoints - 1) return undefined;
  const at = points.map(([x, y]): [number, number] => [x + 0.5, y + 0.5]);
  const right = at.reduce((best, point) => (point[0] > best[0] ? point : best));
  return { graphics: graphicsOf(shape, at), anchor: right };
}

const line = (...points: [number, number][]): Graphic => ({ type: "POLYLINE", points, filled: false });

function graphicsOf(shape: PlanarShape, points: [number, number][]): Graphic[] {
  const [a, b, c, d] = points;
  switch (shape) {
    case "point":
    case "text":
      return [{ type: "POINT", points: points.slice(0, 1), filled: false }];
    case "ellipse":
    case "circle":
      return [{ type: "ELLIPSE", points, filled: false }];
    case "polygon":
      return a === undefined ? [] : [line(...points, a)];
    case "arrow":
      return a === undefined || b === undefined ? [] : [line(a, b), arrowHead(a, b)];
    case "bidirectional":
    case "cobb":
      return a && b && c && d ? [line(a, b), line(c, d)] : [];
    case "cardiothoracic":
      return [0, 2, 4].flatMap((from) => {
        const [start, end] = points.slice(from, from + 2);
        return start && end ? [line(start, end)] : [];
      });
    case "length":
    case "angle":
    case "polyline":
      return [line(...points)];
  }
}

/** Two strokes of a sixth of the shaft, or eight pixels, at the tip. */
function arrowHead(tip: [number, number], end: [number, number]): Graphic {
  const [x, y] = [end[0] - tip[0], end[1] - tip[1]];
  const length = Math.hypot(x, y) || 1;
  const size = Math.min(8, length / 6) / length;
  const stroke = (side: 1 | -1): [number, number] => [
    tip[0] + (x - side * y * 0.5) * size * 2,
    tip[1] + (y + side * x * 0.5) * size * 2,
  ];
  return line(stroke(1), tip, stroke(-1));
}
