import { cross, dot, type ImagePlane, planeNormal, type Vec3 } from "../../geometry/index.ts";
import { noGraphics, type ObjectGraphics, type SegmentMask } from "./content.ts";
import { type ContourIndex, onPlane } from "./contours.ts";
import { isSameSpace } from "./image-place.ts";
import { packBits } from "./masks.ts";
import { fillSpans } from "./spans.ts";

/** A plane through a volume that something is cut by; its pixels are those of the answer. */
export interface CutPlane {
  readonly plane: ImagePlane;
  readonly frameOfReferenceUid: string;
}

/** Contours of one structure in one plane of their own, as u, v after each other. */
interface ContourPlane {
  readonly w: number;
  readonly polygons: readonly Float64Array[];
}

/** Normals of planes that count as one: within a quarter of a degree. */
const parallel = 0.99999;
/** Beyond this many times the usual distance, a gap between contours is a gap in the structure. */
const widestGap = 1.6;

/**
 * What a plane cuts out of the structures of a structure set: each closed contour reaches half way to the next one of its structure, and
 * the plane's pixels inside are set (PS3.3 C.8.8.6). Structures of another frame of reference, points and open lines are left out.
 */
export function structuresOnPlane(index: ContourIndex, cut: CutPlane, sopInstanceUid: string): ObjectGraphics {
  const graphics = { ...noGraphics(sopInstanceUid), omitted: index.omitted };
  const ofSpace = index.contours.filter(
    ({ kind, frameOfReferenceUid }) => kind === "closed" && isSameSpace(frameOfReferenceUid, cut.frameOfReferenceUid),
  );
  for (const [structure, contours] of Map.groupBy(ofSpace, (contour) => contour.structure)) {
    const normal = contours.map(({ data }) => normalOf(data)).find((one) => one !== undefined);
    if (normal === undefined) continue;
    const axes = axesAlong(normal);
    const flat = contours.filter(({ data }) => Math.abs(dot(normalOf(data) ?? normal, normal)) > parallel);
    graphics.unplaced += contours.length - flat.length;
    if (Math.abs(dot(planeNormal(cut.plane), normal)) > parallel) {
      graphics.contours.push(...contoursAlong(structure, flat, normal, cut.plane));
      continue;
    }
    const mask = maskOf(
      structure,
      contourPlanes(
        flat.map(({ data }) => data),
        axes,
      ),
      axes,
      cut.plane,
    );
    if (mask !== undefined) graphics.masks.push(mask);
  }
  return graphics;
}

/** Where the plane lies along the contours: the nearest ones as they are, no farther than they reach. */
function contoursAlong(
  structure: number,
  contours: ContourIndex["contours"],
  normal: Vec3,
  plane: ImagePlane,
): ObjectGraphics["contours"] {
  const at = dot(plane.imagePositionPatient, normal);
  const planes = contourPlanes(
    contours.map(({ data }) => data),
    axesAlong(normal),
  );
  const nearest = reaches(planes).findIndex(([low, high]) => at >= low && at < high);
  const w = planes[nearest]?.w;
  if (w === undefined) return [];
  return contours
    .filter(({ data }) => Math.abs(dot([data[0] ?? 0, data[1] ?? 0, data[2] ?? 0], normal) - w) < 0.05)
    .map(({ data }) => ({ structure, kind: "closed", points: onPlane(data, plane) }));
}

interface Axes {
  readonly u: Vec3;
  readonly v: Vec3;
  readonly w: Vec3;
}

function axesAlong(w: Vec3): Axes {
  const helper: Vec3 = Math.abs(w[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const u = unit(cross(w, helper));
  return { u, v: cross(w, u), w };
}

function unit([x, y, z]: Vec3): Vec3 {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

/** Of a polygon, by the areas that it throws on the planes of the axes; undefined where it has none. */
function normalOf(data: Float64Array): Vec3 | undefined {
  const sum: [number, number, number] = [0, 0, 0];
  const count = Math.floor(data.length / 3);
  const at = (n: number, axis: number) => data[3 * (n % count) + axis] ?? 0;
  for (let n = 0; n < count; n++) {
    for (const axis of [0, 1, 2] as const) {
      const [b, c] = [(axis + 1) % 3, (axis + 2) % 3];
      sum[axis] += (at(n, b) - at(0, b)) * (at(n + 1, c) - at(0, c)) - (at(n, c) - at(0, c)) * (at(n + 1, b) - at(0, b));
    }
  }
  return Math.hypot(...sum) < 1e-9 ? undefined : unit(sum);
}

function contourPlanes(contours: readonly Float64Array[], { u, v, w }: Axes): ContourPlane[] {
  const placed = contours.map((data) => {
    const polygon = new Float64Array(Math.floor(data.length / 3) * 2);
    for (let n = 0; 3 * n + 2 < data.length; n++) {
      const point: Vec3 = [data[3 * n] ?? 0, data[3 * n + 1] ?? 0, data[3 * n + 2] ?? 0];
      polygon[2 * n] = dot(point, u);
      polygon[2 * n + 1] = dot(point, v);
    }
    return { w: dot([data[0] ?? 0, data[1] ?? 0, data[2] ?? 0], w), polygon };
  });
  const grouped = Map.groupBy(placed, (one) => Math.round(one.w * 20));
  return [...grouped.values()]
    .map((group) => ({ w: group[0]?.w ?? 0, polygons: group.map(({ polygon }) => polygon) }))
    .toSorted((a, b) => a.w - b.w);
}

/** How far each plane reaches to either side: half way to the next, or half of the usual distance where that is far. */
function reaches(planes: readonly ContourPlane[]): (readonly [number, number])[] {
  const gaps = planes.slice(1).map(({ w }, at) => w - (planes[at]?.w ?? 0));
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1;
  const half = (gap: number | undefined) => (gap === undefined || gap > usual * widestGap ? usual : gap) / 2;
  return planes.map(({ w }, at) => [w - half(gaps[at - 1]), w + half(gaps[at])] as const);
}

function maskOf(segment: number, planes: readonly ContourPlane[], { u, v, w }: Axes, plane: ImagePlane): SegmentMask | undefined {
  const { rows, columns, imagePositionPatient: origin, rowDirection, columnDirection, pixelSpacing } = plane;
  const pixels = new Uint8Array(rows * columns);
  const part = (axis: Vec3) => ({
    start: dot(origin, axis),
    right: dot(rowDirection, axis) * pixelSpacing[1],
    down: dot(columnDirection, axis) * pixelSpacing[0],
  });
  const [along, across, through] = [part(u), part(v), part(w)];
  const bounds = reaches(planes);
  for (let row = 0; row < rows; row++) {
    const start = through.start + row * through.down;
    for (const [at, { polygons }] of planes.entries()) {
      const range = columnsWithin(start, through.right, bounds[at] as readonly [number, number], columns);
      if (range === undefined) continue;
      const line = {
        x: along.start + row * along.down,
        y: across.start + row * across.down,
        dx: along.right,
        dy: across.right,
      };
      fillSpans(polygons, line, range, pixels.subarray(row * columns, (row + 1) * columns));
    }
  }
  return cropped(segment, pixels, rows, columns);
}

/** Columns whose centres lie between two planes; the lower bound belongs to it, the upper one to the next. */
function columnsWithin(
  start: number,
  step: number,
  [low, high]: readonly [number, number],
  columns: number,
): readonly [number, number] | undefined {
  if (Math.abs(step) < 1e-9) return start >= low && start < high ? [0, columns - 1] : undefined;
  const [a, b] = [(low - start) / step, (high - start) / step].toSorted((x, y) => x - y) as [number, number];
  const [from, to] = [Math.max(0, Math.ceil(a)), Math.min(columns - 1, Math.ceil(b) - 1)];
  return from > to ? undefined : [from, to];
}

/** The smallest box of the set pixels; undefined where none is. */
export function cropped(segment: number, pixels: Uint8Array, rows: number, columns: number): SegmentMask | undefined {
  let [left, top, right, bottom] = [columns, rows, -1, -1];
  for (let at = pixels.indexOf(1); at >= 0; at = pixels.indexOf(1, at + 1)) {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = row;
  }
  if (right < 0) return undefined;
  const size = { columns: right - left + 1, rows: bottom - top + 1 };
  const data = packBits(size, (column, row) => pixels[(top + row) * columns + left + column] === 1);
  return { segment, ...size, bits: 1, data, imageFromBox: [1, 0, 0, 1, left - 0.5, top - 0.5] };
}
