import { dot, type ImagePlane, planeNormal, type Vec3 } from "../../geometry/index.ts";
import { noGraphics, type ObjectGraphics } from "./content.ts";
import { type CutPlane, cropped } from "./cut.ts";
import { isSameSpace } from "./image-place.ts";
import type { SegmentFrame, SegmentIndex } from "./segment-frames.ts";

/** Stored values of a frame (from 1), row after row. */
export type ReadStored = (frameNumber: number) => Promise<ArrayLike<number>>;

/** The set pixels of a segment in one frame: a box of bytes, in the segmentation's own pixels. */
interface Layer {
  readonly w: number;
  /** Place of the frame's first pixel, in pixels of the first frame. */
  readonly offset: readonly [column: number, row: number];
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
  readonly pixels: Uint8Array;
}

/** All pixels of a segmentation that a plane may cut, frame by frame. */
export interface SegmentSolid {
  readonly base: ImagePlane;
  readonly segments: ReadonlyMap<number, readonly Layer[]>;
  /** Frames that lie aslant to the others, or whose place is not known, and those beyond what is held. */
  readonly unplaced: number;
  readonly omitted: number;
}

const parallel = 0.99999;
const mostFrames = 4000;
const mostBytes = 256 * 1024 * 1024;

/** Reads the frames of a segmentation that lie parallel to its first one. @throws whatever `readStored` throws */
export async function readSolid(index: SegmentIndex, readStored: ReadStored): Promise<SegmentSolid | undefined> {
  const base = index.frames.find(({ plane }) => plane !== undefined)?.plane;
  if (base === undefined) return undefined;
  const normal = planeNormal(base);
  const flat = index.frames.filter(({ plane }) => plane !== undefined && Math.abs(dot(planeNormal(plane), normal)) > parallel);
  const segments = new Map<number, Layer[]>();
  let [bytes, omitted] = [0, Math.max(0, flat.length - mostFrames)];
  for (const frame of flat.slice(0, mostFrames)) {
    const values = await readStored(frame.frameNumber);
    for (const [segment, layer] of layersOf(values, frame, index, base, normal)) {
      bytes += layer.pixels.length;
      if (bytes > mostBytes) omitted += 1;
      else segments.set(segment, [...(segments.get(segment) ?? []), layer]);
    }
  }
  for (const layers of segments.values()) layers.sort((a, b) => a.w - b.w);
  return { base, segments, unplaced: index.frames.length - flat.length, omitted };
}

function layersOf(
  values: ArrayLike<number>,
  { plane, segment = 0 }: SegmentFrame,
  { rows, columns, type, background, maximum }: SegmentIndex,
  base: ImagePlane,
  normal: Vec3,
): Map<number, Layer> {
  const { imagePositionPatient: position } = plane as ImagePlane;
  const isLabelMap = type === "LABELMAP";
  const least = type === "FRACTIONAL" ? maximum / 2 : 1;
  const boxes = new Map<number, [left: number, top: number, right: number, bottom: number]>();
  const segmentAt = (at: number) => {
    const value = values[at] ?? 0;
    if (isLabelMap) return value === 0 || value === background ? undefined : value;
    return value >= least ? segment : undefined;
  };
  for (let at = 0; at < rows * columns; at++) {
    const found = segmentAt(at);
    if (found === undefined) continue;
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const [left, top, right] = boxes.get(found) ?? [column, row, column, row];
    boxes.set(found, [Math.min(left, column), top, Math.max(right, column), row]);
  }
  const away = [0, 1, 2].map(
    (axis) => (position[axis] as number) - (base.imagePositionPatient[axis] as number),
  ) as unknown as Vec3;
  const offset = [
    dot(away, base.rowDirection) / base.pixelSpacing[1],
    dot(away, base.columnDirection) / base.pixelSpacing[0],
  ] as const;
  return new Map(
    [...boxes].map(([found, [left, top, right, bottom]]) => {
      const size = { columns: right - left + 1, rows: bottom - top + 1 };
      const pixels = new Uint8Array(size.columns * size.rows);
      for (let n = 0; n < pixels.length; n++) {
        const at = (top + Math.floor(n / size.columns)) * columns + left + (n % size.columns);
        pixels[n] = segmentAt(at) === found ? 1 : 0;
      }
      return [found, { w: dot(away, normal), offset, left, top, ...size, pixels }];
    }),
  );
}

/** What a plane cuts out of segments: each of its pixels takes the nearest one of the nearest frame, no farther than half a slice. */
export function segmentsOnPlane(
  solid: SegmentSolid | undefined,
  index: SegmentIndex,
  { plane, frameOfReferenceUid }: CutPlane,
  sopInstanceUid: string,
): ObjectGraphics {
  const graphics = noGraphics(sopInstanceUid);
  if (solid === undefined || !isSameSpace(index.frameOfReferenceUid, frameOfReferenceUid)) return graphics;
  graphics.unplaced = solid.unplaced;
  graphics.omitted = solid.omitted;
  const reach = reachOf(solid, index) + 1e-3;
  for (const [segment, layers] of solid.segments) {
    const mask = cropped(segment, cutPixels(layers, solid.base, plane, reach), plane.rows, plane.columns);
    if (mask !== undefined) graphics.masks.push(mask);
  }
  return graphics;
}

/** Half of what separates frames, or half their thickness where that is more. */
function reachOf({ segments }: SegmentSolid, { halfThicknessMm = 0 }: SegmentIndex): number {
  const places = [...new Set([...segments.values()].flatMap((layers) => layers.map(({ w }) => Math.round(w * 100) / 100)))];
  const gaps = places
    .toSorted((a, b) => a - b)
    .flatMap((w, at, all) => (at === 0 ? [] : [w - (all[at - 1] as number)]))
    .toSorted((a, b) => a - b);
  return Math.max(halfThicknessMm, (gaps[Math.floor(gaps.length / 2)] ?? 1) / 2);
}

function cutPixels(layers: readonly Layer[], base: ImagePlane, plane: ImagePlane, reach: number): Uint8Array {
  const { rows, columns } = plane;
  const pixels = new Uint8Array(rows * columns);
  const part = (axis: Vec3, spacing: number) => ({
    start: (dot(plane.imagePositionPatient, axis) - dot(base.imagePositionPatient, axis)) / spacing,
    right: (dot(plane.rowDirection, axis) * plane.pixelSpacing[1]) / spacing,
    down: (dot(plane.columnDirection, axis) * plane.pixelSpacing[0]) / spacing,
  });
  const across = part(base.rowDirection, base.pixelSpacing[1]);
  const along = part(base.columnDirection, base.pixelSpacing[0]);
  const through = part(planeNormal(base), 1);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const layer = nearest(layers, through.start + row * through.down + column * through.right, reach);
      if (layer === undefined) continue;
      const u = Math.round(across.start + row * across.down + column * across.right - layer.offset[0]) - layer.left;
      const v = Math.round(along.start + row * along.down + column * along.right - layer.offset[1]) - layer.top;
      if (u < 0 || v < 0 || u >= layer.columns || v >= layer.rows) continue;
      if (layer.pixels[v * layer.columns + u] === 1) pixels[row * columns + column] = 1;
    }
  }
  return pixels;
}

/** Of layers in order; the last one asked for is most often the next one too, so the search is short. */
function nearest(layers: readonly Layer[], w: number, reach: number): Layer | undefined {
  let [low, high] = [0, layers.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((layers[middle] as Layer).w < w) low = middle + 1;
    else high = middle;
  }
  const [above, below] = [layers[low], layers[low - 1]];
  const best = below !== undefined && above !== undefined && Math.abs(below.w - w) < Math.abs(above.w - w) ? below : above;
  return best !== undefined && Math.abs(best.w - w) <= reach ? best : undefined;
}
