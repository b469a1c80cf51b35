import type { Vec3, VolumeGrid } from "../geometry/index.ts";
import { cos, PI, sin } from "./mathematics.ts";
import type { ChestRecipe, StudyName } from "./recipe.ts";

/**
 * From the anatomy's frame (standard thorax, millimetres, LPS+, origin at the carina) to the patient's in one study, and back:
 * size of the patient, depth of inspiration, turn and shift on the table. z maps to z alone.
 */
export interface Frame {
  toPatient(pointAnatomy: Vec3): Vec3;
  toAnatomy(pointPatient: Vec3): Vec3;
  /** Mean scale, for radii. */
  readonly scale: number;
}

export function createFrame(recipe: ChestRecipe, study: StudyName): Frame {
  const { widthScale, depthScale, heightScale } = recipe.shape;
  const { shiftMm, rotationDegrees, inspiration } = recipe.positioning[study];
  const c = cos((rotationDegrees * PI) / 180);
  const s = sin((rotationDegrees * PI) / 180);
  const below = heightScale * inspiration;
  return {
    scale: (widthScale + depthScale + heightScale) / 3,
    toPatient: ([x, y, z]) => {
      const u = x * widthScale;
      const v = y * depthScale;
      return [c * u - s * v + shiftMm[0], s * u + c * v + shiftMm[1], z * (z < 0 ? below : heightScale) + shiftMm[2]];
    },
    toAnatomy: (point) => {
      const u = point[0] - shiftMm[0];
      const v = point[1] - shiftMm[1];
      const w = point[2] - shiftMm[2];
      return [(c * u + s * v) / widthScale, (c * v - s * u) / depthScale, w / (w < 0 ? below : heightScale)];
    },
  };
}

/** The voxel grid of a study: axial slices from the feet up, rows to the left, columns to the back. */
export function chestGrid(recipe: ChestRecipe, study: StudyName): VolumeGrid {
  const { matrix, fieldOfViewMm, slices, spacingMm } = recipe.acquisition[study];
  const pixelMm = fieldOfViewMm / matrix;
  const half = ((matrix - 1) / 2) * pixelMm;
  const middle = [0, Math.round(8 * recipe.shape.depthScale), Math.round(-40 * recipe.shape.heightScale)] as const;
  return {
    dimensions: [matrix, matrix, slices],
    spacingMm: [pixelMm, pixelMm, spacingMm],
    originPatient: [middle[0] - half, middle[1] - half, middle[2] - ((slices - 1) / 2) * spacingMm],
    directions: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
}
