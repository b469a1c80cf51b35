import { indexToPatientMm, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { Found, Region } from "../decode/found.ts";
import type { LabelledPart } from "../decode/segmentation.ts";
import type { ScoredBox } from "../decode/suppress.ts";
import { partOf } from "../recipe/crops.ts";
import type { Bound } from "./anatomy.ts";

/** A box in voxels of a grid, from edge to edge, [x, y, z], as something in the patient. */
export function foundOfBox(grid: VolumeGrid, { min, max, label, score }: ScoredBox): Found {
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  const at = (values: readonly number[], axis: number) => values[axis] as number;
  return {
    label,
    score,
    centerPatient: indexToPatientMm(
      grid,
      each((axis) => (at(min, axis) + at(max, axis)) / 2 - 0.5),
    ),
    extentMm: each((axis) => (at(max, axis) - at(min, axis)) * grid.spacingMm[axis]),
    axes: grid.directions,
  };
}

/**
 * A part of a segmentation as something in the patient; null where a bound leaves nothing of it: a candidate by half of its voxels, a
 * mask loses those outside.
 */
export function foundOfPart(grid: VolumeGrid, part: LabelledPart, bound: Bound | null): Found | null {
  const { label, score, centre, min, max } = part;
  const region = regionOfPart(grid, part);
  if (bound) {
    const held = heldBy(bound, region);
    if (held === 0 || (part.as === "candidates" && held < part.voxels.length / 2)) return null;
    if (part.as === "mask") cutTo(bound, region);
  }
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  return {
    ...{ label, score, region },
    centerPatient: indexToPatientMm(grid, centre),
    extentMm: each((axis) => (max[axis] - min[axis] + 1) * grid.spacingMm[axis]),
    axes: grid.directions,
  };
}

function regionOfPart(grid: VolumeGrid, { voxels, min, max }: LabelledPart): Region {
  const size: Vec3 = [max[0] - min[0] + 1, max[1] - min[1] + 1, max[2] - min[2] + 1];
  const [nx, ny] = grid.dimensions;
  const mask = new Uint8Array(size[0] * size[1] * size[2]);
  for (const voxel of voxels) {
    const [x, y, z] = [voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / (nx * ny))];
    mask[x - min[0] + size[0] * (y - min[1] + size[1] * (z - min[2]))] = 1;
  }
  return { grid: partOf(grid, min, size), mask };
}

function heldBy(bound: Bound, region: Region): number {
  let held = 0;
  bound.judge(region, (_, isHeld) => {
    if (isHeld) held++;
  });
  return held;
}

function cutTo(bound: Bound, region: Region): void {
  bound.judge(region, (p, isHeld) => {
    if (!isHeld) region.mask[p] = 0;
  });
}
