import type { Frame, PresentationSave } from "../../../src/contract/index.ts";
import type { Finding, PlanarShape } from "../../../src/findings/index.ts";
import { patientMmToPixel } from "../../../src/geometry/index.ts";
import { labelLines } from "../measurement/label.ts";
import type { Point2 } from "../plane/affine.ts";

type Annotation = PresentationSave["annotations"][number];
type Graphic = Annotation["graphics"][number];

/** Most points of a graphic object, and findings, that are written. */
const mostPoints = 5000;
const mostFindings = 500;

/** Findings that stand, as graphics and texts on the frames they were drawn on; a volume's on the frame nearest to its middle. */
export function findingAnnotations(findings: readonly Finding[], frames: readonly Frame[]): Annotation[] {
  const byKey = new Map(frames.map((frame) => [`${frame.sopInstanceUid}/${frame.frameNumber}`, frame]));
  const standing = findings.filter(({ status }) => status !== "rejected" && status !== "proposed");
  return standing.slice(0, mostFindings).flatMap((finding) => {
    const { sopInstanceUid, frameNumber } = finding.reference;
    const frame = byKey.get(`${sopInstanceUid}/${frameNumber}`);
    const drawn = frame && drawnOn(finding, frame);
    if (drawn === undefined) return [];
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
  const points = "pointPatient" in geometry ? [geometry.pointPatient] : geometry.pointsPatient;
  return shapes(
    geometry.kind,
    points.map((point) => patientMmToPixel(plane, point)),
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
