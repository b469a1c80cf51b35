import { patientMmToIndex, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { CoverBox, Target } from "./map.ts";

/** Covers of one size. */
export interface CoverScale {
  readonly covers: readonly CoverBox[];
}

/** Around what is explained as far as it is wide itself, to each side. */
const AROUND = 1;

/** Sizes of covers beside the one that is asked for, as shares of what was found: half of it, and all of it with its rim. */
const SHARES = [0.6, 1.3];

/** Share of its input that a cover may take away at most: a network that sees nothing at all says nothing. */
const MOST_OF_INPUT = 0.75;

const each = <T>(of: (axis: 0 | 1 | 2) => T): readonly [T, T, T] => [of(0), of(1), of(2)];

export const wholeOf = ({ dimensions }: VolumeGrid): CoverBox => ({ min: [0, 0, 0], size: dimensions });

/** The voxels around a target: three times as wide as it is, at least three covers, within the input. */
export function around(grid: VolumeGrid, { centerPatient, extentMm }: Target, cover: Vec3): CoverBox {
  const centre = patientMmToIndex(grid, centerPatient);
  const ends = each((axis): readonly [number, number] => {
    const half = Math.max(1.5 * cover[axis], (0.5 + AROUND) * (Math.max(...extentMm) / grid.spacingMm[axis]));
    const low = Math.max(0, Math.floor(centre[axis] + 0.5 - half));
    const high = Math.min(grid.dimensions[axis], Math.ceil(centre[axis] + 0.5 + half));
    return high > low ? [low, high - low] : [0, grid.dimensions[axis]];
  });
  return { min: each((axis) => ends[axis][0]), size: each((axis) => ends[axis][1]) };
}

/**
 * Covers of the size that is asked for over a region, and of sizes that follow from the target's own, one of each right over it. What has no
 * extent is explained by the size that is asked for alone.
 */
export function coverScales(
  grid: VolumeGrid,
  region: CoverBox,
  target: Target,
  { cover, stride, most }: { readonly cover: Vec3; readonly stride: Vec3; readonly most: number },
): readonly CoverScale[] {
  const sizes = sizesOf(grid, target, cover);
  const share = Math.max(1, Math.floor(most / (1 + sizes.length)));
  const { step, counts } = steps(region.size, stride, share);
  const own: CoverScale = { covers: coversOf(region, step, counts, cover, grid.dimensions) };
  const centre = patientMmToIndex(grid, target.centerPatient);
  return [own, ...sizes.map((size) => ({ covers: centredCovers(region, centre, size, share) }))];
}

function sizesOf(grid: VolumeGrid, { extentMm }: Target, cover: Vec3): readonly Vec3[] {
  if (extentMm.every((mm) => mm === 0)) return [];
  const sizes = SHARES.map((share) =>
    each((axis) => {
      const wished = Math.ceil((share * (extentMm[axis] || Math.max(...extentMm))) / grid.spacingMm[axis]);
      const largest = Math.max(1, Math.floor(MOST_OF_INPUT * grid.dimensions[axis]));
      return Math.max(1, Math.min(largest, wished));
    }),
  );
  // What is no larger than the size asked for says nothing more.
  return sizes.filter((size) => size.some((edge, axis) => edge > (cover[axis] ?? 0)));
}

/** Covers half their size apart, one with its middle on a place. */
function centredCovers({ min, size: extent }: CoverBox, centre: Vec3, size: Vec3, most: number): readonly CoverBox[] {
  for (let wider = 1; ; wider *= 1.25) {
    const places = each((axis) => {
      const step = Math.max(1, Math.round((size[axis] / 2) * wider));
      const from = Math.round(centre[axis] - (size[axis] - 1) / 2);
      const fits = (at: number) => at + size[axis] > min[axis] && at < min[axis] + extent[axis];
      const along: number[] = [];
      for (let at = from; fits(at); at -= step) along.unshift(at);
      for (let at = from + step; fits(at); at += step) along.push(at);
      return along.length > 0 ? along : [from];
    });
    if (places[0].length * places[1].length * places[2].length > Math.max(1, most)) continue;
    return places[2].flatMap((z) => places[1].flatMap((y) => places[0].map((x): CoverBox => ({ min: [x, y, z], size }))));
  }
}

/** Steps that make no more covers than are allowed. */
export function steps(size: Vec3, stride: Vec3, most: number): { readonly step: Vec3; readonly counts: Vec3 } {
  for (let wider = 1; ; wider *= 1.25) {
    const step = each((axis) => Math.min(size[axis], Math.round(stride[axis] * wider)));
    const counts = each((axis) => Math.ceil(size[axis] / step[axis]));
    const total = counts[0] * counts[1] * counts[2];
    if (total <= Math.max(1, most) || total === 1) return { step, counts };
  }
}

/** A box around the middle of each cell: as large as it was asked for, and no smaller than its cell. */
function coversOf({ min }: CoverBox, step: Vec3, counts: Vec3, cover: Vec3, dimensions: Vec3): readonly CoverBox[] {
  const boxes: CoverBox[] = [];
  const size = each((axis) => Math.min(dimensions[axis], Math.max(cover[axis], step[axis])));
  for (let k = 0; k < counts[2]; k++) {
    for (let j = 0; j < counts[1]; j++) {
      for (let i = 0; i < counts[0]; i++) {
        const cell: Vec3 = [i, j, k];
        boxes.push({ min: each((axis) => Math.round(min[axis] + (cell[axis] + 0.5) * step[axis] - size[axis] / 2)), size });
      }
    }
  }
  return boxes;
}
