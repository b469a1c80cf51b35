import type { Explanation } from "../../../src/contract/index.ts";
import {
  cross,
  dot,
  type ImagePlane,
  patientMmToPixel,
  pixelToPatientMm,
  subtract,
  type Vec3,
} from "../../../src/geometry/index.ts";
import type { Slice } from "../plane/slice.ts";

type Index = readonly [number, number, number];

/** A map's values with the largest that speaks for the proposal. */
interface Heat {
  readonly dimensions: Index;
  readonly values: Float32Array;
  /** Above 0; 0 where nothing does. */
  readonly largest: number;
  /** What is drawn as strongly as can be. */
  readonly full: number;
}

/** What of a map lies on a slice: opacity and sign, pixel by pixel of a picture that covers part of the slice. */
export interface HeatOnSlice {
  readonly columns: number;
  readonly rows: number;
  /** RGBA, 8 bits each. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Left, top, width and height in pixels of the slice, edge to edge. */
  readonly box: readonly [number, number, number, number];
}

/** Pixels of the drawn map along its longer side at most. */
const MOST_PIXELS = 96;

/** For the proposal, and against it: the hue says which, the opacity how much. */
const FOR = [240, 150, 60] as const;
const AGAINST = [90, 150, 220] as const;
const MOST_OPACITY = 0.62;

/** The values of an explanation; those that are no numbers count as nothing. */
export function readHeat({ grid, kind }: Explanation): Heat {
  const bytes = Uint8Array.from(atob(grid.valuesBase64), (letter) => letter.charCodeAt(0));
  const [ni, nj, nk] = grid.dimensions;
  const values = new Float32Array(ni * nj * nk);
  const view = new DataView(bytes.buffer);
  let largest = 0;
  for (let at = 0; at < values.length && 4 * at + 4 <= bytes.length; at++) {
    const value = view.getFloat32(4 * at, true);
    if (!Number.isFinite(value)) continue;
    values[at] = value;
    largest = Math.max(largest, value);
  }
  return { dimensions: grid.dimensions, values, largest, full: kind === "occlusion" ? Math.max(largest, FULL_FALL) : largest };
}

/** In log odds: a fall under the first says nothing, one under the second is drawn as weak as it is, not as if it were all there is. */
const LEAST_FALL = 0.1;
const FULL_FALL = 1;

/** Whether a map says anything for the proposal. */
export function isTelling({ largest }: Heat, { kind }: Pick<Explanation, "kind">): boolean {
  return largest > (kind === "occlusion" ? LEAST_FALL : 0);
}

/** A map where it meets a slice; undefined where it does not, or says nothing. */
export function heatOnSlice(heat: Heat, explanation: Explanation, slice: Slice): HeatOnSlice | undefined {
  const { placement } = explanation;
  if (!isTelling(heat, explanation)) return undefined;
  if (placement.of === "image") {
    const { sopInstanceUid, frameNumber } = slice.frame;
    if (!slice.isAcquired || sopInstanceUid !== placement.sopInstanceUid || frameNumber !== placement.frameNumber)
      return undefined;
    const [a, b, c, d, e, f] = placement.pixelFromGrid;
    const determinant = a * d - b * c;
    if (!(Math.abs(determinant) > 1e-9)) return undefined;
    const toPixel = ([i, j]: Index) => [a * i + c * j + e, b * i + d * j + f] as const;
    return painted(heat, slice, toPixel, (column, row) => [
      (d * (column - e) - c * (row - f)) / determinant,
      (a * (row - f) - b * (column - e)) / determinant,
      0,
    ]);
  }
  const { plane } = slice;
  const toIndex = indexOf(placement.originPatient, placement.stepsPatient);
  if (plane === undefined || toIndex === undefined) return undefined;
  return painted(
    heat,
    slice,
    (index) => pixelOf(placement, plane, index),
    (column, row) => toIndex(pixelToPatientMm(plane, column, row)),
  );
}

function pixelOf(
  { originPatient, stepsPatient }: Extract<Explanation["placement"], { of: "volume" }>,
  plane: ImagePlane,
  index: Index,
): readonly [number, number] {
  const point = [0, 1, 2].map(
    (axis) =>
      (originPatient[axis] ?? 0) +
      index[0] * (stepsPatient[0][axis] ?? 0) +
      index[1] * (stepsPatient[1][axis] ?? 0) +
      index[2] * (stepsPatient[2][axis] ?? 0),
  ) as unknown as Vec3;
  return patientMmToPixel(plane, point);
}

/** From a point of the patient to the map's indices; undefined for steps that lie in one plane. */
function indexOf(origin: Vec3, [si, sj, sk]: readonly [Vec3, Vec3, Vec3]): ((point: Vec3) => Index) | undefined {
  const [ni, nj, nk] = [cross(sj, sk), cross(sk, si), cross(si, sj)];
  const determinant = dot(si, ni);
  if (!(Math.abs(determinant) > 1e-9)) return undefined;
  return (point) => {
    const away = subtract(point, origin);
    return [dot(away, ni) / determinant, dot(away, nj) / determinant, dot(away, nk) / determinant];
  };
}

function painted(
  heat: Heat,
  slice: Slice,
  toPixel: (index: Index) => readonly [number, number],
  toIndex: (column: number, row: number) => Index,
): HeatOnSlice | undefined {
  const box = boxOf(heat, slice, toPixel);
  if (box === undefined) return undefined;
  const [left, top, width, height] = box;
  const step = Math.max(0.25, Math.max(width, height) / MOST_PIXELS);
  const [columns, rows] = [Math.max(1, Math.round(width / step)), Math.max(1, Math.round(height / step))];
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  let isSeen = false;
  for (let y = 0, at = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, at += 4) {
      const value = valueAt(heat, toIndex(left + ((x + 0.5) * width) / columns, top + ((y + 0.5) * height) / rows));
      const share = Math.min(1, Math.abs(value) / heat.full);
      if (share < 0.04) continue;
      isSeen = true;
      pixels.set(value > 0 ? FOR : AGAINST, at);
      pixels[at + 3] = 255 * MOST_OPACITY * share;
    }
  }
  return isSeen ? { columns, rows, pixels, box } : undefined;
}

/** The part of a slice that the map may lie over, half a step beyond its outermost values; undefined where it is beside it. */
function boxOf({ dimensions }: Heat, { columns, rows }: Slice, toPixel: (index: Index) => readonly [number, number]) {
  const corners = Array.from({ length: 8 }, (_, corner) => {
    const end = (axis: 0 | 1 | 2) => ((corner >> axis) & 1) * dimensions[axis] - 0.5;
    return toPixel([end(0), end(1), end(2)]);
  });
  const left = Math.max(-0.5, Math.min(...corners.map(([x]) => x)));
  const right = Math.min(columns - 0.5, Math.max(...corners.map(([x]) => x)));
  const top = Math.max(-0.5, Math.min(...corners.map(([, y]) => y)));
  const bottom = Math.min(rows - 0.5, Math.max(...corners.map(([, y]) => y)));
  return right > left && bottom > top ? ([left, top, right - left, bottom - top] as const) : undefined;
}

/** Between the values around a place; 0 more than half a step outside. */
function valueAt({ dimensions, values }: Heat, index: Index): number {
  if (index.some((part, axis) => part < -0.5 || part > (dimensions[axis] ?? 1) - 0.5)) return 0;
  const inside = index.map((part, axis) => Math.min((dimensions[axis] ?? 1) - 1, Math.max(0, part))) as unknown as Index;
  const [i, j, k] = inside.map(Math.floor) as unknown as Index;
  const [u, v, w] = [inside[0] - i, inside[1] - j, inside[2] - k];
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    const [di, dj, dk] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const share = (di ? u : 1 - u) * (dj ? v : 1 - v) * (dk ? w : 1 - w);
    if (share === 0) continue;
    sum += share * (values[i + di + dimensions[0] * (j + dj + dimensions[1] * (k + dk))] ?? 0);
  }
  return sum;
}
