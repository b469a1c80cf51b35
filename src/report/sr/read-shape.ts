import { type FindingGeometry, geometrySchema } from "../../findings/index.ts";
import { add, distance, scale, type Vec3 } from "../../geometry/index.ts";
import type { ContentNode } from "./content-tree.ts";
import { pixelCornerToCentre } from "./shape.ts";

type PixelPoint = readonly [number, number];

/** The geometry of an SCOORD or SCOORD3D item; undefined where this program has no such shape. */
export function readShape(node: ContentNode): FindingGeometry | undefined {
  const data = node.dataset.get("GraphicData") ?? [];
  const type = node.dataset.first("GraphicType") ?? "";
  const geometry = node.valueType === "SCOORD3D" ? inPatient(type, triples(data)) : onImage(type, pairs(data));
  const parsed = geometrySchema.safeParse(geometry);
  return parsed.success ? parsed.data : undefined;
}

function triples(data: readonly number[]): Vec3[] {
  return Array.from({ length: Math.floor(data.length / 3) }, (_, index): Vec3 => {
    const [x = Number.NaN, y = Number.NaN, z = Number.NaN] = data.slice(index * 3, index * 3 + 3);
    return [x, y, z];
  });
}

function pairs(data: readonly number[]): PixelPoint[] {
  return Array.from({ length: Math.floor(data.length / 2) }, (_, index): PixelPoint => {
    const [column = Number.NaN, row = Number.NaN] = data.slice(index * 2, index * 2 + 2);
    return [column - pixelCornerToCentre, row - pixelCornerToCentre];
  });
}

/** Checked by `geometrySchema` afterwards: here only the shape is told. */
function inPatient(type: string, points: readonly Vec3[]): unknown {
  if (type === "ELLIPSOID") return sphereOf(points);
  if (type === "ELLIPSE" && points.length === 4) return { kind: "ellipse", pointsPatient: points };
  const kind = kindOfPoints(type, points);
  if (kind === "point") return { kind, pointPatient: points[0] };
  return kind === undefined ? undefined : { kind, pointsPatient: kind === "polygon" ? points.slice(0, -1) : points };
}

function onImage(type: string, points: readonly PixelPoint[]): unknown {
  const [first, second] = points;
  if (type === "CIRCLE" && first !== undefined && second !== undefined && points.length === 2) {
    const radius = Math.hypot(second[0] - first[0], second[1] - first[1]);
    const [column, row] = first;
    const ends = [
      [column - radius, row],
      [column + radius, row],
      [column, row - radius],
      [column, row + radius],
    ];
    return { kind: "image", shape: "ellipse", pointsPixel: ends };
  }
  if (type === "ELLIPSE" && points.length === 4) return { kind: "image", shape: "ellipse", pointsPixel: points };
  const shape = kindOfPoints(type, points);
  if (shape === undefined) return undefined;
  return { kind: "image", shape, pointsPixel: shape === "polygon" ? points.slice(0, -1) : points };
}

/** What a row of points is: a point, a line, an angle, or, where it closes, a polygon. */
function kindOfPoints(
  type: string,
  points: readonly (readonly number[])[],
): "point" | "length" | "angle" | "polygon" | undefined {
  const first = points[0];
  const last = points.at(-1);
  if ((type === "POINT" || type === "MULTIPOINT") && points.length === 1) return "point";
  if ((type !== "POLYLINE" && type !== "POLYGON") || first === undefined || last === undefined) return undefined;
  const isClosed = points.length > 3 && first.every((part, axis) => part === last[axis]);
  if (isClosed) return "polygon";
  if (type === "POLYLINE" && points.length === 2) return "length";
  return type === "POLYLINE" && points.length === 3 ? "angle" : undefined;
}

/** An ellipsoid whose three axes are equal (within the precision of its floats) is a sphere. */
function sphereOf(points: readonly Vec3[]): unknown {
  const [a, b, c, d, e, f] = points;
  if (!a || !b || !c || !d || !e || !f || points.length !== 6) return undefined;
  const axes = [distance(a, b), distance(c, d), distance(e, f)];
  const diameterMm = (Math.max(...axes) + Math.min(...axes)) / 2;
  if (Math.max(...axes) - Math.min(...axes) > 0.001 + 0.001 * diameterMm) return undefined;
  return { kind: "sphere", centerPatient: scale(add(a, b), 0.5), diameterMm };
}
