import { add, dot, scale, subtract, type Vec3 } from "./vec3.ts";

/**
 * A regular voxel grid in patient space. Voxel (i, j, k) is at index i + dimensions[0] * (j + dimensions[1] * k) of its buffer:
 * i along columns (x), j along rows (y), k along slices.
 */
export interface VolumeGrid {
  /** [columns, rows, slices]. */
  readonly dimensions: Vec3;
  /** Millimetres along i, j, k. */
  readonly spacingMm: Vec3;
  /** Centre of voxel (0, 0, 0), LPS+ millimetres. */
  readonly originPatient: Vec3;
  /** Unit directions of i, j, k in patient space, orthonormal (a tilted series is sheared before it becomes a grid). */
  readonly directions: readonly [Vec3, Vec3, Vec3];
}

/** Centre of a (fractional) voxel index in LPS+ millimetres. */
export function indexToPatientMm(grid: VolumeGrid, pointIndex: Vec3): Vec3 {
  const [di, dj, dk] = grid.directions;
  return add(
    grid.originPatient,
    add(
      add(scale(di, pointIndex[0] * grid.spacingMm[0]), scale(dj, pointIndex[1] * grid.spacingMm[1])),
      scale(dk, pointIndex[2] * grid.spacingMm[2]),
    ),
  );
}

/** Fractional voxel index of a point in LPS+ millimetres (inverse of indexToPatientMm). */
export function patientMmToIndex(grid: VolumeGrid, pointPatient: Vec3): Vec3 {
  const offset = subtract(pointPatient, grid.originPatient);
  return [
    dot(offset, grid.directions[0]) / grid.spacingMm[0],
    dot(offset, grid.directions[1]) / grid.spacingMm[1],
    dot(offset, grid.directions[2]) / grid.spacingMm[2],
  ];
}

/** Number of voxels. */
export function voxelCount(grid: VolumeGrid): number {
  return grid.dimensions[0] * grid.dimensions[1] * grid.dimensions[2];
}
