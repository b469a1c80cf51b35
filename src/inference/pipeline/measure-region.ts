import { indexToPatientMm, patientMmToIndex, type Vec3, voxelCount } from "../../geometry/index.ts";
import type { Volume } from "../../volume/index.ts";
import type { Region } from "../decode/found.ts";
import type { Delineation } from "../delineate.ts";
import { indexMapping } from "../recipe/sample-grid.ts";
import { betweenPlanesMm } from "../recipe/tensor-space.ts";
import { boundsPatient, patientGrid, sampleHu } from "../resample.ts";

/** Voxels along the longest edge of what is measured, about; and the finest and coarsest they get. */
const ACROSS = 96;
const FINEST_MM = 0.4;
const COARSEST_MM = 8;

/** A region on a fine grid along the patient's axes with the series' values on it: as the shape of a nodule is measured. */
export function regionAsDelineation(volume: Pick<Volume, "grid" | "values">, region: Region): Delineation {
  const bounds = boundsPatient(region.grid);
  const half = Math.max(...region.grid.spacingMm) / 2;
  const grow = (point: Vec3, by: number): Vec3 => [point[0] + by, point[1] + by, point[2] + by];
  const box = { min: grow(bounds.min, -half), max: grow(bounds.max, half) };
  const longest = Math.max(...box.max.map((max, axis) => max - (box.min[axis] as number)));
  const grid = patientGrid(box, Math.min(COARSEST_MM, Math.max(FINEST_MM, longest / ACROSS)));
  const { start, steps } = indexMapping(region.grid, grid);
  const [ni, nj, nk] = region.grid.dimensions;
  const mask = new Uint8Array(voxelCount(grid));
  let p = 0;
  for (let k = 0; k < grid.dimensions[2]; k++) {
    for (let j = 0; j < grid.dimensions[1]; j++) {
      for (let i = 0; i < grid.dimensions[0]; i++, p++) {
        const at = (axis: 0 | 1 | 2) => Math.round(start[axis] + i * steps[0][axis] + j * steps[1][axis] + k * steps[2][axis]);
        const [x, y, z] = [at(0), at(1), at(2)];
        if (x < 0 || y < 0 || z < 0 || x >= ni || y >= nj || z >= nk) continue;
        mask[p] = region.mask[x + ni * (y + nj * z)] as number;
      }
    }
  }
  return { grid, mask, hu: sampleHu(volume, grid), backgroundHu: 0, hasHalo: false };
}

/** Volume of a region, mm³. */
export function regionVolumeMm3({ grid, mask }: Region): number {
  let count = 0;
  for (let p = 0; p < mask.length; p++) if (mask[p]) count++;
  return count * grid.spacingMm[0] * grid.spacingMm[1] * betweenPlanesMm(grid);
}

/** Of its voxels the one nearest to a place: where a mark of it is surely in it. */
export function nearestInside({ grid, mask }: Region, pointPatient: Vec3): Vec3 {
  const [ni, nj] = grid.dimensions;
  const [sx, sy, sz] = grid.spacingMm;
  const [x, y, z] = patientMmToIndex(grid, pointPatient);
  let best = -1;
  let least = Infinity;
  for (let p = 0; p < mask.length; p++) {
    if (!mask[p]) continue;
    const [i, j, k] = [p % ni, Math.floor(p / ni) % nj, Math.floor(p / (ni * nj))];
    const away = ((i - x) * sx) ** 2 + ((j - y) * sy) ** 2 + ((k - z) * sz) ** 2;
    if (away < least) [best, least] = [p, away];
  }
  if (best < 0) return pointPatient;
  return indexToPatientMm(grid, [best % ni, Math.floor(best / ni) % nj, Math.floor(best / (ni * nj))]);
}
