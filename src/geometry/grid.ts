import { add, cross, dot, scale, subtract, type Vec3 } from "./vec3.ts";

/**
 * A regular voxel grid in patient space. Voxel (i, j, k) is at index i + dimensions[0] * (j + dimensions[1] * k) of its buffer:
 * i along columns (x), j along rows (y), k along slices.
 */
export interface VolumeGrid {
  /** [columns, rows, slices]. */
  readonly dimensions: Vec3;
  /** Millimetres along i, j, k: from one voxel to the next along its direction, which for k is more than the distance of the planes where it leans. */
  readonly spacingMm: Vec3;
  /** Centre of voxel (0, 0, 0), LPS+ millimetres. */
  readonly originPatient: Vec3;
  /**
   * Unit directions of i, j, k in patient space. i and j are at right angles; k is the way from slice to slice and leans against the
   * slices' normal where the gantry was tilted (`isSheared`), so that every voxel lies where it was acquired.
   */
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

/** Fractional voxel index of a point in LPS+ millimetres (inverse of indexToPatientMm), on a sheared grid too. */
export function patientMmToIndex(grid: VolumeGrid, pointPatient: Vec3): Vec3 {
  const offset = subtract(pointPatient, grid.originPatient);
  const [di, dj, dk] = grid.directions;
  // Rows of the inverse: each is at right angles to the two other directions.
  const [ni, nj, nk] = [cross(dj, dk), cross(dk, di), cross(di, dj)];
  const determinant = dot(di, ni);
  return [
    dot(offset, ni) / (determinant * grid.spacingMm[0]),
    dot(offset, nj) / (determinant * grid.spacingMm[1]),
    dot(offset, nk) / (determinant * grid.spacingMm[2]),
  ];
}

/** Number of voxels. */
export function voxelCount(grid: VolumeGrid): number {
  return grid.dimensions[0] * grid.dimensions[1] * grid.dimensions[2];
}

/** Unit normal of the slices, on the side of rising k. */
export function sliceNormal({ directions: [di, dj, dk] }: Pick<VolumeGrid, "directions">): Vec3 {
  const normal = cross(di, dj);
  return dot(normal, dk) < 0 ? scale(normal, -1) : normal;
}

/** Distance from one slice's plane to the next, millimetres. */
export function sliceSpacingMm(grid: Pick<VolumeGrid, "directions" | "spacingMm">): number {
  return dot(sliceNormal(grid), grid.directions[2]) * grid.spacingMm[2];
}

/** Sine of the angle from which a grid counts as sheared; below it no voxel of a thousand slices is drawn a slice's distance off. */
const shearedSine = 1e-4;

/** Whether the slices follow each other aslant (a tilted gantry). */
export function isSheared({ directions: [di, dj, dk] }: Pick<VolumeGrid, "directions">): boolean {
  return Math.hypot(dot(di, dk), dot(dj, dk)) > shearedSine;
}

/**
 * The grid at right angles on which a sheared one is looked at: the same slices one above the other along their normal, with as many more
 * columns and rows as the slices move aside. The grid itself where it is not sheared. Voxel (i, j, k) of the answer lies in slice k of
 * the grid, at a fractional column and row.
 */
export function uprightGrid(grid: VolumeGrid): VolumeGrid {
  if (!isSheared(grid)) return grid;
  const [di, dj, dk] = grid.directions;
  const last = grid.dimensions[2] - 1;
  const [asideI, asideJ] = [di, dj].map((direction, axis) => {
    const voxels = (dot(direction, dk) * grid.spacingMm[2] * last) / (grid.spacingMm[axis] as number);
    // A hundredth of a voxel is rounding, not a column more.
    return { before: Math.ceil(Math.max(0, -voxels) - 0.01), after: Math.ceil(Math.max(0, voxels) - 0.01) };
  }) as [{ before: number; after: number }, { before: number; after: number }];
  return {
    dimensions: [
      grid.dimensions[0] + asideI.before + asideI.after,
      grid.dimensions[1] + asideJ.before + asideJ.after,
      grid.dimensions[2],
    ],
    spacingMm: [grid.spacingMm[0], grid.spacingMm[1], sliceSpacingMm(grid)],
    originPatient: indexToPatientMm(grid, [-asideI.before, -asideJ.before, 0]),
    directions: [di, dj, sliceNormal(grid)],
  };
}
