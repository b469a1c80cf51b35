import type { Frame } from "../../../src/contract/index.ts";
import { add, cross, dot, scale, subtract, type Vec3, type VolumeGrid } from "../../../src/geometry/index.ts";

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

export function textureBox(grid: VolumeGrid, frames: readonly Frame[]): TextureBox {
  const [columns, rows, slices] = grid.dimensions;
  const across = scale(grid.directions[0], grid.spacingMm[0]);
  const down = scale(grid.directions[1], grid.spacingMm[1]);
  const through = sliceStep(grid, frames);
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

/** From one frame to the next as they were acquired: along the grid's third axis, and aside where the gantry was tilted. */
function sliceStep(grid: VolumeGrid, frames: readonly Frame[]): Vec3 {
  const [first, last] = [frames[0]?.plane, frames.at(-1)?.plane];
  const straight = scale(grid.directions[2], grid.spacingMm[2]);
  if (first === undefined || last === undefined || frames.length < 2) return straight;
  const mean = scale(subtract(last.imagePositionPatient, first.imagePositionPatient), 1 / (frames.length - 1));
  const aside = (axis: 0 | 1) => scale(grid.directions[axis], dot(mean, grid.directions[axis]));
  return add(straight, add(aside(0), aside(1)));
}

/** Texture coordinates of a patient vector (not a point). */
export function toTexture({ inverse }: TextureBox, vector: Vec3): Vec3 {
  return [dot(inverse[0], vector), dot(inverse[1], vector), dot(inverse[2], vector)];
}

export function pointToTexture(box: TextureBox, pointPatient: Vec3): Vec3 {
  return toTexture(box, subtract(pointPatient, box.cornerPatient));
}
