import { boxOnPlane, drawnInPatient, type Finding, type FindingGeometry, unpackMask } from "../findings/index.ts";
import { distanceToPlaneMm, type ImagePlane, patientMmToPixel } from "../geometry/index.ts";
import { frameOfSlice, type LabelledFrame, type LabelledSeries } from "./series.ts";

/** What a finding covers on one frame. Pixel (0, 0) reaches from 0 to 1: COCO counts from the corner, not from the centre of a pixel. */
export interface Outline {
  readonly frame: LabelledFrame;
  /** x, y, width, height in pixels. */
  readonly box: readonly [number, number, number, number];
  /** In pixels. */
  readonly area: number;
  /** A ring x, y, x, y ...; or the runs of a mask, column by column, the first of zeros. */
  readonly shape: { readonly ring: readonly number[] } | { readonly runs: readonly number[] };
}

/** Where a finding is on the frames of its series: slice by slice for a mask, a ball or a box, else on the frame it was drawn on. */
export function outlinesOf(finding: Finding, series: LabelledSeries): readonly Outline[] {
  const { segment, geometry, reference } = finding;
  if (segment !== undefined) return maskOutlines(finding, series);
  if (geometry.kind === "sphere") return series.frames.flatMap((frame) => discOutline(geometry, frame) ?? []);
  if (geometry.kind === "box") return series.frames.flatMap((frame) => boxOutline(geometry, frame) ?? []);
  const frame = series.frames.find(
    ({ sopInstanceUid, frameNumber }) => sopInstanceUid === reference.sopInstanceUid && frameNumber === reference.frameNumber,
  );
  return frame === undefined ? [] : (drawnOutline(geometry, frame) ?? []);
}

function maskOutlines({ segment }: Finding, series: LabelledSeries): readonly Outline[] {
  if (segment === undefined) return [];
  const { minIndex, size } = segment;
  const voxels = unpackMask(segment);
  return Array.from({ length: size[2] }, (_, k) => {
    const frame = frameOfSlice(series, minIndex[2] + k);
    const slice = voxels.subarray(k * size[0] * size[1], (k + 1) * size[0] * size[1]);
    return frame === undefined ? undefined : maskOutline(frame, [minIndex[0], minIndex[1]], [size[0], size[1]], slice);
  }).filter((outline) => outline !== undefined);
}

function maskOutline(
  frame: LabelledFrame,
  [left, top]: readonly [number, number],
  [width, height]: readonly [number, number],
  slice: Uint8Array,
): Outline | undefined {
  const isInside = left >= 0 && top >= 0 && left + width <= frame.columns && top + height <= frame.rows;
  if (!isInside || !slice.includes(1)) return undefined;
  const set: (readonly [number, number])[] = [];
  for (let i = 0; i < width; i++) for (let j = 0; j < height; j++) if (slice[i + width * j] === 1) set.push([left + i, top + j]);
  const xs = set.map(([x]) => x);
  const ys = set.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return {
    frame,
    box: [x, y, Math.max(...xs) - x + 1, Math.max(...ys) - y + 1],
    area: set.length,
    shape: { runs: runsOf(set, frame.rows, frame.columns) },
  };
}

/** Runs of zeros and ones in turn over all pixels of a frame, column by column. `set` is in that order. */
function runsOf(set: readonly (readonly [number, number])[], rows: number, columns: number): number[] {
  const runs: number[] = [];
  let at = 0;
  let ones = 0;
  for (const [x, y] of set) {
    const index = x * rows + y;
    if (index > at || runs.length === 0) {
      if (ones > 0) runs.push(ones);
      runs.push(index - at);
      ones = 0;
    }
    ones++;
    at = index + 1;
  }
  return [...runs, ones, ...(rows * columns > at ? [rows * columns - at] : [])];
}

const CORNERS = 32;

/** The disc in which a ball cuts a frame's plane. */
function discOutline(
  { centerPatient, diameterMm }: Extract<FindingGeometry, { kind: "sphere" }>,
  frame: LabelledFrame,
): Outline | undefined {
  const { plane } = frame;
  if (plane === undefined) return undefined;
  const away = distanceToPlaneMm(plane, centerPatient);
  const radiusMm = Math.sqrt(Math.max(0, (diameterMm / 2) ** 2 - away ** 2));
  if (radiusMm <= 0) return undefined;
  const [column, row] = patientMmToPixel(plane, centerPatient);
  const [ry, rx] = [radiusMm / plane.pixelSpacing[0], radiusMm / plane.pixelSpacing[1]];
  const ring = Array.from({ length: CORNERS }, (_, n) => {
    const angle = (2 * Math.PI * n) / CORNERS;
    return [column + 0.5 + rx * Math.cos(angle), row + 0.5 + ry * Math.sin(angle)];
  });
  return ringOutline(frame, ring);
}

/** The polygon in which a frame's plane cuts a box. */
function boxOutline(box: Extract<FindingGeometry, { kind: "box" }>, frame: LabelledFrame): Outline | undefined {
  const { plane } = frame;
  if (plane === undefined) return undefined;
  const ring = boxOnPlane(box, plane).map((point) => patientMmToPixel(plane, point).map((value) => value + 0.5));
  return ring.length < 3 ? undefined : ringOutline(frame, ring);
}

/** The points of what was drawn on a frame; the box of an ellipse is that of its ends of axes only where they lie along the image. */
function drawnOutline(geometry: FindingGeometry, frame: LabelledFrame): readonly Outline[] | undefined {
  const points = pixelsOf(geometry, frame.plane);
  if (points.length === 0) return undefined;
  const shape = geometry.kind === "image" ? geometry.shape : geometry.kind;
  const isRound = shape === "ellipse" || shape === "circle";
  const outline = ringOutline(frame, isRound ? ellipseRing(points) : points);
  return outline === undefined ? undefined : [outline];
}

function pixelsOf(geometry: FindingGeometry, plane: ImagePlane | undefined): readonly (readonly number[])[] {
  if (geometry.kind === "image") return geometry.pointsPixel.map(([x, y]) => [x + 0.5, y + 0.5]);
  const drawn = plane && drawnInPatient(geometry);
  if (plane === undefined || drawn === undefined) return [];
  return drawn.pointsPatient.map((point) => patientMmToPixel(plane, point).map((value) => value + 0.5));
}

/** Points around an ellipse that is given by the ends of its two axes. */
function ellipseRing(ends: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const [a, b, c, d] = ends;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return ends;
  const at = (axis: 0 | 1, angle: number) => {
    const centre = ((a[axis] ?? 0) + (b[axis] ?? 0)) / 2;
    const [first, second] = [(b[axis] ?? 0) - centre, ((d[axis] ?? 0) - (c[axis] ?? 0)) / 2];
    return centre + first * Math.cos(angle) + second * Math.sin(angle);
  };
  return Array.from({ length: CORNERS }, (_, n) => {
    const angle = (2 * Math.PI * n) / CORNERS;
    return [at(0, angle), at(1, angle)];
  });
}

/** Cut to the image, as its box must lie on it; nothing where it does not touch it. */
function ringOutline(frame: LabelledFrame, ring: readonly (readonly number[])[]): Outline | undefined {
  const cut = ring.map(([x = 0, y = 0]) => [clamp(x, frame.columns), clamp(y, frame.rows)] as const);
  const xs = cut.map(([x]) => x);
  const ys = cut.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - x, Math.max(...ys) - y];
  const touches = ring.some(([x = 0, y = 0]) => x >= 0 && y >= 0 && x <= frame.columns && y <= frame.rows);
  if (!touches) return undefined;
  return {
    frame,
    box: [x, y, width, height].map(hundredth) as unknown as Outline["box"],
    area: hundredth(areaOf(cut)),
    shape: { ring: cut.flat().map(hundredth) },
  };
}

function areaOf(ring: readonly (readonly [number, number])[]): number {
  const twice = ring.reduce((sum, [x, y], n) => {
    const [nextX, nextY] = ring[(n + 1) % ring.length] as readonly [number, number];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(0, value), most);
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}
