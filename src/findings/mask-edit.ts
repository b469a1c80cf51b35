import { indexToPatientMm, patientMmToIndex, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import type { SegmentMask } from "./geometry.ts";
import { packMask, unpackMask } from "./mask.ts";
import { VoxelBounds } from "./voxel-bounds.ts";

type Index = readonly [number, number, number];

/** A box of voxels that can be changed: one byte a voxel, i fastest. */
interface Box {
  readonly low: Index;
  readonly size: Index;
  readonly voxels: Uint8Array;
}

/** The voxels of a grid whose centres lie in a ball, at least the one nearest to its middle; undefined where that lies outside the grid. */
export function ballMask(grid: VolumeGrid, centerPatient: Vec3, diameterMm: number): SegmentMask | undefined {
  const middle = patientMmToIndex(grid, centerPatient);
  const nearest = middle.map(Math.round) as unknown as Index;
  if (!isInside(grid, nearest)) return undefined;
  const reach = reachOf(grid, diameterMm / 2);
  const box = boxAround(grid, { low: nearest, size: [1, 1, 1] }, reach);
  forEachVoxel(box, (at, i, j, k) => {
    const point = indexToPatientMm(grid, [i, j, k]);
    const away = Math.hypot(point[0] - centerPatient[0], point[1] - centerPatient[1], point[2] - centerPatient[2]);
    if (away <= diameterMm / 2 || (i === nearest[0] && j === nearest[1] && k === nearest[2])) box.voxels[at] = 1;
  });
  return tight(box);
}

/**
 * A mask grown (shrunk, below 0) by millimetres in all directions: what is at most so far from it is added, or what is nearer than that to
 * its outside is taken away. Undefined where nothing would be left.
 *
 * @throws FindingError invalid-mask
 */
export function growMask(mask: SegmentMask, grid: VolumeGrid, byMm: number): SegmentMask | undefined {
  const reach = reachOf(grid, Math.abs(byMm));
  const ball = ballOffsets(grid, Math.abs(byMm), reach);
  const old = opened(mask, boxAround(grid, { low: mask.minIndex, size: mask.size }, reach.map((n) => n + 1) as unknown as Index));
  const isGrown = byMm >= 0;
  const made = { ...old, voxels: old.voxels.slice() };
  forEachVoxel(old, (at, i, j, k) => {
    // Only the rim of what is spread: all else lies within it.
    if ((old.voxels[at] === 1) !== isGrown || !isRim(old, at, i, j, k)) return;
    for (const [di, dj, dk] of ball) {
      const to = offsetIn(old, i + di, j + dj, k + dk);
      if (to !== undefined) made.voxels[to] = isGrown ? 1 : 0;
    }
  });
  return tight(made);
}

/**
 * A mask with one slice of it drawn anew: of the voxels that `place` puts on the slice those stay that lie within the outline, whatever the
 * mask was there. Undefined where nothing is left.
 *
 * @param box voxels that the outline takes in at most
 * @param place of a voxel: whether it lies within the outline; undefined where it is not on the slice
 * @throws FindingError invalid-mask
 */
export function redrawMask(
  mask: SegmentMask | undefined,
  grid: VolumeGrid,
  box: { readonly low: Index; readonly high: Index },
  place: (index: Index) => boolean | undefined,
): SegmentMask | undefined {
  const bounds = new VoxelBounds();
  const last = grid.dimensions.map((count) => count - 1) as unknown as Index;
  const include = ([i, j, k]: Index) =>
    bounds.include(Math.min(last[0], Math.max(0, i)), Math.min(last[1], Math.max(0, j)), Math.min(last[2], Math.max(0, k)));
  include(box.low);
  include(box.high);
  if (mask !== undefined) {
    include(mask.minIndex);
    include(mask.minIndex.map((from, axis) => from + (mask.size[axis] ?? 1) - 1) as unknown as Index);
  }
  const size = bounds.size() ?? [1, 1, 1];
  const empty: Box = { low: bounds.low, size, voxels: new Uint8Array(size[0] * size[1] * size[2]) };
  const made = mask === undefined ? empty : opened(mask, empty);
  forEachVoxel(made, (at, i, j, k) => {
    const isIn = place([i, j, k]);
    if (isIn !== undefined) made.voxels[at] = isIn ? 1 : 0;
  });
  return tight(made);
}

function isInside({ dimensions }: VolumeGrid, [i, j, k]: Index): boolean {
  return i >= 0 && j >= 0 && k >= 0 && i < dimensions[0] && j < dimensions[1] && k < dimensions[2];
}

/** Voxels along each axis that so many millimetres reach at most; a sheared grid leans by less than a voxel's length in its own axes. */
function reachOf({ spacingMm }: VolumeGrid, mm: number): Index {
  return spacingMm.map((spacing) => Math.ceil(mm / spacing)) as unknown as Index;
}

function ballOffsets(grid: VolumeGrid, mm: number, reach: Index): readonly Index[] {
  const found: Index[] = [];
  const zero = indexToPatientMm(grid, [0, 0, 0]);
  for (let k = -reach[2]; k <= reach[2]; k++) {
    for (let j = -reach[1]; j <= reach[1]; j++) {
      for (let i = -reach[0]; i <= reach[0]; i++) {
        const point = indexToPatientMm(grid, [i, j, k]);
        const away = Math.hypot(point[0] - zero[0], point[1] - zero[1], point[2] - zero[2]);
        if (away <= mm + 1e-6) found.push([i, j, k]);
      }
    }
  }
  return found;
}

/** A box with so many voxels more on each side, as far as the grid goes; nothing is set in it. */
function boxAround(grid: VolumeGrid, { low, size }: { readonly low: Index; readonly size: Index }, reach: Index): Box {
  const from = low.map((at, axis) => Math.max(0, at - (reach[axis] ?? 0))) as unknown as Index;
  const wide = from.map((at, axis) => {
    const end = (low[axis] ?? 0) + (size[axis] ?? 1) - 1 + (reach[axis] ?? 0);
    return Math.max(1, Math.min((grid.dimensions[axis] ?? 1) - 1, end) - at + 1);
  }) as unknown as Index;
  return { low: from, size: wide, voxels: new Uint8Array(wide[0] * wide[1] * wide[2]) };
}

/** A mask in a box that takes it in. */
function opened(mask: SegmentMask, box: Box): Box {
  const voxels = unpackMask(mask);
  const [ni, nj] = mask.size;
  voxels.forEach((value, at) => {
    if (value === 0) return;
    const k = Math.floor(at / (ni * nj));
    const to = offsetIn(box, mask.minIndex[0] + (at % ni), mask.minIndex[1] + (Math.floor(at / ni) % nj), mask.minIndex[2] + k);
    if (to !== undefined) box.voxels[to] = 1;
  });
  return box;
}

function offsetIn({ low, size }: Box, i: number, j: number, k: number): number | undefined {
  const [a, b, c] = [i - low[0], j - low[1], k - low[2]];
  if (a < 0 || b < 0 || c < 0 || a >= size[0] || b >= size[1] || c >= size[2]) return undefined;
  return a + size[0] * (b + size[1] * c);
}

/** Whether one of the six neighbours is of the other kind; the box's own edge is as its voxel. */
function isRim(box: Box, at: number, i: number, j: number, k: number): boolean {
  const own = box.voxels[at];
  const isOther = (to: number | undefined) => to !== undefined && box.voxels[to] !== own;
  return (
    isOther(offsetIn(box, i - 1, j, k)) ||
    isOther(offsetIn(box, i + 1, j, k)) ||
    isOther(offsetIn(box, i, j - 1, k)) ||
    isOther(offsetIn(box, i, j + 1, k)) ||
    isOther(offsetIn(box, i, j, k - 1)) ||
    isOther(offsetIn(box, i, j, k + 1))
  );
}

function forEachVoxel({ low, size }: Box, visit: (at: number, i: number, j: number, k: number) => void): void {
  let at = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++, at++) visit(at, low[0] + i, low[1] + j, low[2] + k);
    }
  }
}

function tight(box: Box): SegmentMask | undefined {
  const bounds = new VoxelBounds();
  forEachVoxel(box, (at, i, j, k) => {
    if (box.voxels[at] !== 0) bounds.include(i, j, k);
  });
  const size = bounds.size();
  if (size === undefined) return undefined;
  const low: Index = [...bounds.low];
  const voxels = new Uint8Array(size[0] * size[1] * size[2]);
  forEachVoxel({ low, size, voxels }, (at, i, j, k) => {
    voxels[at] = box.voxels[offsetIn(box, i, j, k) ?? 0] as number;
  });
  return packMask(low, size, voxels);
}
