import {
  type FindingGeometry,
  geometryInPatient,
  geometrySchema,
  isPointCount,
  PIXEL_CORNER_TO_CENTRE,
  type PlanarShape,
} from "../../findings/index.ts";
import { add, distance, scale, type Vec3 } from "../../geometry/index.ts";
import type { ContentNode } from "./content-tree.ts";

/** An SCOORD or SCOORD3D item as it was read. */
export interface Graphic {
  readonly isInPatient: boolean;
  readonly type: string;
  /** Patient millimetres, or pixels from the centre of the first one. */
  readonly points: readonly (readonly number[])[];
}

export function readGraphic({ valueType, dataset }: ContentNode): Graphic {
  const data = dataset.get("GraphicData") ?? [];
  const isInPatient = valueType === "SCOORD3D";
  const [size, offset] = isInPatient ? [3, 0] : [2, PIXEL_CORNER_TO_CENTRE];
  const points = Array.from({ length: Math.floor(data.length / size) }, (_, index) =>
    data.slice(index * size, index * size + size).map((part) => part - offset),
  );
  return { isInPatient, type: dataset.first("GraphicType") ?? "", points };
}

/** Shapes that are drawn as several lines, and how many. */
const linesOf: Readonly<Partial<Record<PlanarShape, number>>> = { bidirectional: 2, cobb: 2, cardiothoracic: 3 };

/**
 * The geometry that graphics form, and how many of them, from the first on.
 *
 * @param drawnAs what the report says that they were drawn as, or what its numbers tell; the graphics decide where it is undefined
 * @returns undefined where this program has no such shape
 */
export function readShape(
  graphics: readonly Graphic[],
  drawnAs: PlanarShape | "box" | undefined,
): { readonly geometry: FindingGeometry; readonly count: number } | undefined {
  const [first] = graphics;
  if (first === undefined) return undefined;
  if (drawnAs === "box") return first.type === "ELLIPSOID" ? boxOf(first) : undefined;
  const count = drawnAs === undefined ? undefined : linesOf[drawnAs];
  const lines = graphics.slice(0, count);
  if (drawnAs !== undefined && count !== undefined && lines.length === count && lines.every(isLine)) {
    const points = lines.flatMap((line) => line.points);
    return checked(first, drawnAs, points, count);
  }
  if (first.type === "ELLIPSOID") {
    const parsed = geometrySchema.safeParse(sphereOf(first.points as readonly Vec3[]));
    return parsed.success ? { geometry: parsed.data, count: 1 } : undefined;
  }
  const alone = shapeAlone(first, drawnAs);
  return alone === undefined ? undefined : checked(first, alone.shape, alone.points, 1);
}

function isLine({ type, points }: Graphic): boolean {
  return type === "POLYLINE" && points.length === 2;
}

/** Bounds and numbers of what a file says are held to the schema here. */
function checked({ isInPatient }: Graphic, shape: PlanarShape, points: Graphic["points"], count: number) {
  if (!isPointCount(shape, points.length)) return undefined;
  const geometry = isInPatient
    ? geometryInPatient(shape, points as readonly Vec3[])
    : { kind: "image", shape, pointsPixel: points };
  const parsed = geometrySchema.safeParse(geometry);
  return parsed.success ? { geometry: parsed.data, count } : undefined;
}

interface Alone {
  readonly shape: PlanarShape;
  readonly points: Graphic["points"];
}

/** What one graphic is: the wish where it can be that, else what its type and number of points say. */
function shapeAlone({ type, points }: Graphic, wish: PlanarShape | undefined): Alone | undefined {
  switch (type) {
    case "POINT":
    case "MULTIPOINT":
      return points.length === 1 ? { shape: wish === "text" ? wish : "point", points } : undefined;
    case "CIRCLE":
      return circleOf(points);
    case "ELLIPSE":
      return { shape: wish === "circle" ? wish : "ellipse", points };
    case "POLYGON":
      return ringOf(points);
    case "POLYLINE":
      return wish === "polyline" ? { shape: wish, points } : (ringOf(points) ?? lineOf(points, wish));
    default:
      return undefined;
  }
}

function ringOf(points: Graphic["points"]): Alone | undefined {
  const [first, last] = [points[0], points.at(-1)];
  const isClosed = points.length > 3 && first?.every((part, axis) => part === last?.[axis]);
  return isClosed ? { shape: "polygon", points: points.slice(0, -1) } : undefined;
}

/** An open line by its points: a distance, an angle, two lines of a Cobb angle where those are measured, else a path. */
function lineOf(points: Graphic["points"], wish: PlanarShape | undefined): Alone {
  if (points.length === 2) return { shape: wish === "arrow" ? wish : "length", points };
  if (points.length === 3) return { shape: "angle", points };
  return { shape: points.length === 4 && wish === "cobb" ? wish : "polyline", points };
}

/** SCOORD CIRCLE: its centre and a point of its rim. */
function circleOf([centre, rim]: Graphic["points"]): Alone | undefined {
  const [column = Number.NaN, row = Number.NaN] = centre ?? [];
  const [rimColumn = Number.NaN, rimRow = Number.NaN] = rim ?? [];
  const radius = Math.hypot(rimColumn - column, rimRow - row);
  const points = [
    [column - radius, row],
    [column + radius, row],
    [column, row - radius],
    [column, row + radius],
  ];
  return { shape: "circle", points };
}

/** The axes of an ellipsoid that the report says to be those of a box. */
function boxOf({ points }: Graphic): ReturnType<typeof readShape> {
  const parsed = geometrySchema.safeParse({ kind: "box", pointsPatient: points });
  return parsed.success ? { geometry: parsed.data, count: 1 } : undefined;
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
