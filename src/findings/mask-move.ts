import { indexToPatientMm, patientMmToIndex, subtract, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import type { SegmentMask } from "./geometry.ts";
import { packTightMask, unpackMask } from "./mask.ts";
import type { VoxelValues } from "./mask-measure.ts";

type Index = readonly [number, number, number];

/**
 * A mask moved by so many millimetres, LPS+, to the nearest whole voxels; what would leave the grid is gone. Undefined where nothing is left.
 *
 * @throws FindingError invalid-mask
 */
export function shiftMask(mask: SegmentMask, grid: VolumeGrid, byMm: Vec3): SegmentMask | undefined {
  const from = patientMmToIndex(grid, grid.originPatient);
  const to = patientMmToIndex(grid, subtract(grid.originPatient, subtract([0, 0, 0], byMm)));
  const at = (axis: 0 | 1 | 2) => mask.minIndex[axis] + Math.round(to[axis] - from[axis]);
  const low: Index = [at(0), at(1), at(2)];
  const voxels = unpackMask(mask);
  const [ni, nj] = mask.size;
  for (let p = 0; p < voxels.length; p++) {
    const index = [p % ni, Math.floor(p / ni) % nj, Math.floor(p / (ni * nj))] as const;
    const isInside = index.every((part, axis) => {
      const place = part + (low[axis] ?? 0);
      return place >= 0 && place < (grid.dimensions[axis] ?? 0);
    });
    if (!isInside) voxels[p] = 0;
  }
  const tight = packTightMask(mask.size, voxels);
  return tight && { ...tight, minIndex: [tight.minIndex[0] + low[0], tight.minIndex[1] + low[1], tight.minIndex[2] + low[2]] };
}

/** Of the ball's radius: the core whose values are those of the lesion, and how far its surroundings are looked at. */
const CORE = 0.4;
const AROUND = 1.4;
/** A lesion stands out from its surroundings by so many of their deviations at least; and fills so much of the ball. */
const LEAST_CONTRAST = 3;
const LEAST_FILLED = 0.04;

/**
 * What stands out from its surroundings inside a ball, LPS+ millimetres: the voxels nearer in value to the core than to what lies around the
 * ball, as far as they hang together with the middle. Undefined where nothing stands out, or values have not come.
 */
export function maskWithin(
  grid: VolumeGrid,
  { at }: VoxelValues,
  centerPatient: Vec3,
  diameterMm: number,
): SegmentMask | undefined {
  const radius = diameterMm / 2;
  const box = boxAround(grid, centerPatient, radius * AROUND);
  if (box === undefined) return undefined;
  const { low, size } = box;
  const away = new Float32Array(size[0] * size[1] * size[2]);
  const values = new Float32Array(away.length);
  for (let p = 0; p < away.length; p++) {
    const [i, j, k] = [
      low[0] + (p % size[0]),
      low[1] + (Math.floor(p / size[0]) % size[1]),
      low[2] + Math.floor(p / (size[0] * size[1])),
    ];
    const value = at(i, j, k);
    if (value === undefined) return undefined;
    values[p] = value;
    const [x, y, z] = subtract(indexToPatientMm(grid, [i, j, k]), centerPatient);
    away[p] = Math.hypot(x, y, z);
  }
  const nearest = away.indexOf(Math.min(...away));
  const core = medianOf(values.filter((_, p) => p === nearest || (away[p] ?? 0) <= radius * CORE));
  const rim = values.filter((_, p) => (away[p] ?? 0) > radius && (away[p] ?? 0) <= radius * AROUND);
  const around = medianOf(rim);
  const deviation = 1.4826 * medianOf(rim.map((value) => Math.abs(value - around)));
  if (!(Math.abs(core - around) > LEAST_CONTRAST * deviation)) return undefined;
  const isLesion = (p: number) =>
    (away[p] ?? 0) <= radius && Math.abs((values[p] ?? 0) - core) < Math.abs((values[p] ?? 0) - around);
  const found = connected(nearest, size, isLesion);
  const filled = found.reduce((sum, one) => sum + one, 0);
  if (filled < LEAST_FILLED * away.filter((mm) => mm <= radius).length) return undefined;
  const tight = packTightMask(size, found);
  return tight && { ...tight, minIndex: [tight.minIndex[0] + low[0], tight.minIndex[1] + low[1], tight.minIndex[2] + low[2]] };
}

/** The voxels that so many millimetres around a place reach, within the grid; undefined where its middle lies outside. */
function boxAround(grid: VolumeGrid, centre: Vec3, reachMm: number): { readonly low: Index; readonly size: Index } | undefined {
  const middle = patientMmToIndex(grid, centre).map(Math.round);
  if (middle.some((at, axis) => at < 0 || at >= (grid.dimensions[axis] ?? 0))) return undefined;
  const reach = grid.spacingMm.map((spacing) => Math.ceil(reachMm / spacing));
  const low = middle.map((at, axis) => Math.max(0, at - (reach[axis] ?? 0))) as unknown as Index;
  const high = middle.map((at, axis) => Math.min((grid.dimensions[axis] ?? 1) - 1, at + (reach[axis] ?? 0)));
  return { low, size: high.map((at, axis) => at - (low[axis] ?? 0) + 1) as unknown as Index };
}

/** One byte a voxel: what hangs together with a voxel by faces; nothing where that is none itself. */
function connected(start: number, [ni, nj, nk]: Index, isIn: (p: number) => boolean): Uint8Array {
  const found = new Uint8Array(ni * nj * nk);
  const stack = isIn(start) ? [start] : [];
  for (const p of stack) found[p] = 1;
  for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
    const [i, j, k] = [p % ni, Math.floor(p / ni) % nj, Math.floor(p / (ni * nj))];
    const next = [
      i > 0 && p - 1,
      i < ni - 1 && p + 1,
      j > 0 && p - ni,
      j < nj - 1 && p + ni,
      k > 0 && p - ni * nj,
      k < nk - 1 && p + ni * nj,
    ];
    for (const at of next) {
      if (at === false || found[at] === 1 || !isIn(at)) continue;
      found[at] = 1;
      stack.push(at);
    }
  }
  return found;
}

function medianOf(values: Float32Array): number {
  const sorted = values.toSorted();
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
