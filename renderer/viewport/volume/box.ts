import { add, cross, dot, scale, sliceNormal, subtract, type Vec3, type VolumeGrid } from "../../../src/geometry/index.ts";

/** How the volume's texture lies in the patient: texture coordinates 0 to 1 span it from the outer edge of the first voxel to the last. */
export interface TextureBox {
  readonly cornerPatient: Vec3;
  /** Patient vectors along the whole of each texture axis; skewed where the gantry was tilted. */
  readonly edges: readonly [Vec3, Vec3, Vec3];
  /** Rows of the inverse: texture coordinates of a patient vector. */
  readonly inverse: readonly [Vec3, Vec3, Vec3];
  readonly centrePatient: Vec3;
  readonly diagonalMm: number;
}

export function textureBox(grid: VolumeGrid): TextureBox {
  const [columns, rows, slices] = grid.dimensions;
  const across = scale(grid.directions[0], grid.spacingMm[0]);
  const down = scale(grid.directions[1], grid.spacingMm[1]);
  const through = scale(grid.directions[2], grid.spacingMm[2]);
  const half = scale(add(add(across, down), through), -0.5);
  const cornerPatient = add(grid.originPatient, half);
  const edges = [scale(across, columns), scale(down, rows), scale(through, slices)] as const;
  const volume = dot(edges[0], cross(edges[1], edges[2]));
  const inverse = [
    scale(cross(edges[1], edges[2]), 1 / volume),
    scale(cross(edges[2], edges[0]), 1 / volume),
    scale(cross(edges[0], edges[1]), 1 / volume),
  ] as const;
  const diagonal = add(add(edges[0], edges[1]), edges[2]);
  return {
    cornerPatient,
    edges,
    inverse,
    centrePatient: add(cornerPatient, scale(diagonal, 0.5)),
    diagonalMm: Math.hypot(...edges.map((edge) => Math.hypot(...edge))),
  };
}

/**
 * The axes that slopes are told along, and how the third texture axis leans against them: i, j and the slices' normal are at right angles,
 * the way from slice to slice is not where the gantry was tilted.
 */
export function slopeFrame(grid: Pick<VolumeGrid, "directions">): {
  readonly axes: readonly [Vec3, Vec3, Vec3];
  readonly lean: Vec3;
} {
  const [di, dj, dk] = grid.directions;
  const normal = sliceNormal(grid);
  return { axes: [di, dj, normal], lean: [dot(dk, di), dot(dk, dj), dot(dk, normal)] };
}

/** Texture coordinates of a patient vector (not a point). */
export function toTexture({ inverse }: TextureBox, vector: Vec3): Vec3 {
  return [dot(inverse[0], vector), dot(inverse[1], vector), dot(inverse[2], vector)];
}

export function pointToTexture(box: TextureBox, pointPatient: Vec3): Vec3 {
  return toTexture(box, subtract(pointPatient, box.cornerPatient));
}
