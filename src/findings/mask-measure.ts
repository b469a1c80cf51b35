import { indexToPatientMm, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import { dcm } from "./dcm.ts";
import type { Measurement } from "./finding.ts";
import type { FindingGeometry, SegmentMask } from "./geometry.ts";
import { unpackMask } from "./mask.ts";
import { sct } from "./sct.ts";
import { ucum } from "./ucum.ts";

/** Value of a voxel and what it is counted in; undefined where it has not come. */
export interface VoxelValues {
  readonly unit: string;
  readonly at: (i: number, j: number, k: number) => number | undefined;
}

type Point2 = readonly [number, number];

/**
 * What the voxels of a mask measure: both axes in the slice with most of them and their mean, the volume, the mean value where all values
 * are there; and the ball of the same volume about their middle, LPS+ millimetres.
 *
 * @throws FindingError invalid-mask
 */
export function measureMask(
  mask: SegmentMask,
  grid: VolumeGrid,
  values?: VoxelValues,
): { readonly geometry: FindingGeometry; readonly measurements: Measurement[] } {
  const voxels = unpackMask(mask);
  const [ni, nj, nk] = mask.size;
  const counts = new Uint32Array(nk);
  const sum: [number, number, number] = [0, 0, 0];
  let total: number | undefined = 0;
  voxels.forEach((value, at) => {
    if (value === 0) return;
    const index = [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))] as const;
    counts[index[2]] = (counts[index[2]] ?? 0) + 1;
    for (const axis of [0, 1, 2] as const) sum[axis] += index[axis];
    const [i, j, k] = mask.minIndex;
    const own = values?.at(i + index[0], j + index[1], k + index[2]);
    total = total === undefined || own === undefined ? undefined : total + own;
  });
  const count = counts.reduce((all, one) => all + one, 0);
  const [spacingI, spacingJ, spacingK] = grid.spacingMm;
  const volumeMm3 = count * spacingI * spacingJ * spacingK;
  const widest = counts.indexOf(Math.max(...counts));
  const { longMm, shortMm } = axesOf(voxels.subarray(widest * ni * nj, (widest + 1) * ni * nj), ni, [spacingI, spacingJ]);
  const middle = mask.minIndex.map((from, axis) => from + (sum[axis] ?? 0) / Math.max(1, count)) as unknown as Vec3;
  const mean = total === undefined || values === undefined || count === 0 ? [] : [meanOf(total / count, values.unit)];
  return {
    geometry: {
      kind: "sphere",
      centerPatient: indexToPatientMm(grid, middle),
      diameterMm: Math.cbrt((6 * volumeMm3) / Math.PI),
    },
    measurements: [
      { concept: sct.longAxis, value: rounded(longMm), unit: ucum.millimetre },
      { concept: sct.shortAxis, value: rounded(shortMm), unit: ucum.millimetre },
      { concept: sct.diameter, value: rounded((longMm + shortMm) / 2), unit: ucum.millimetre },
      { concept: sct.volume, value: rounded(volumeMm3), unit: ucum.cubicMillimetre },
      ...mean,
    ],
  };
}

function meanOf(value: number, unit: string): Measurement {
  const isHu = unit === ucum.hounsfield;
  return { concept: isHu ? dcm.meanAttenuation : sct.mean, value: isHu ? Math.round(value) : value, unit };
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}

/** Longest way through one slice and the width across it, from edge to edge of the voxels. */
function axesOf(slice: Uint8Array, columns: number, spacing: Point2): { longMm: number; shortMm: number } {
  const rim = rimOf(slice, columns, spacing);
  let longest = 0;
  let along: Point2 = [1, 0];
  for (const a of rim) {
    for (const b of rim) {
      const away = Math.hypot(b[0] - a[0], b[1] - a[1]);
      if (away <= longest) continue;
      longest = away;
      along = [(b[0] - a[0]) / away, (b[1] - a[1]) / away];
    }
  }
  const across: Point2 = [-along[1], along[0]];
  const places = rim.map(([x, y]) => x * across[0] + y * across[1]);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const place of places) [low, high] = [Math.min(low, place), Math.max(high, place)];
  const longMm = longest + extent(along, spacing);
  return { longMm, shortMm: Math.min(longMm, Math.max(0, high - low) + extent(across, spacing)) };
}

/** How far a voxel reaches along a direction: the way through its middle. */
function extent([x, y]: Point2, [wide, high]: Point2): number {
  return Math.min(
    x === 0 ? Number.POSITIVE_INFINITY : wide / Math.abs(x),
    y === 0 ? Number.POSITIVE_INFINITY : high / Math.abs(y),
  );
}

/** Rim voxels more than this are thinned: all against all is looked at. */
const MOST_RIM = 1500;

function rimOf(slice: Uint8Array, columns: number, [wide, high]: Point2): readonly Point2[] {
  const rows = slice.length / columns;
  const isSet = (i: number, j: number) => i >= 0 && j >= 0 && i < columns && j < rows && slice[i + columns * j] !== 0;
  const rim: Point2[] = [];
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      if (!isSet(i, j)) continue;
      const isInner = isSet(i - 1, j) && isSet(i + 1, j) && isSet(i, j - 1) && isSet(i, j + 1);
      if (!isInner) rim.push([i * wide, j * high]);
    }
  }
  const step = Math.ceil(rim.length / MOST_RIM);
  return step <= 1 ? rim : rim.filter((_, at) => at % step === 0);
}
