import { indexToPatientMm, type Vec3 } from "../geometry/index.ts";
import type { VoxelBox } from "./box.ts";
import type { Candidate } from "./candidates.ts";
import type { PatchInput } from "./contract/lung-nodule-pipeline.ts";
import type { PyramidLevel } from "./levels-slab.ts";
import { cutBox } from "./resample.ts";

/** A patch of the first stage: what is read starts a margin before its box. */
export interface PatchJob extends Pick<PatchInput, "outsideHu" | "windowHu" | "marginVoxels"> {
  readonly level: PyramidLevel;
  readonly box: VoxelBox;
  readonly threshold: number;
}

/** The patch with what the network said of it: how like a nodule each voxel is, then its diameter in voxels. */
export interface PeakJob extends PatchJob {
  readonly blobs: Float32Array;
}

export interface PatchValues {
  readonly data: Float32Array;
  readonly shape: Vec3;
}

/** The patch with its margin, 0 to 1; shape z, y, x. */
export function patchValues({ level, box, outsideHu, windowHu, marginVoxels }: PatchJob): PatchValues {
  const { min, size } = withMargin(box, marginVoxels);
  return { data: windowed(cutBox(level.volume, min, size, outsideHu), windowHu), shape: [size[2], size[1], size[0]] };
}

function withMargin({ min, size }: VoxelBox, margin: number): VoxelBox {
  return {
    min: [min[0] - margin, min[1] - margin, min[2] - margin],
    size: [size[0] + 2 * margin, size[1] + 2 * margin, size[2] + 2 * margin],
  };
}

/** HU cut to a window and mapped to 0 to 1. */
function windowed(hu: Int16Array, [low, high]: readonly [number, number]): Float32Array {
  const data = new Float32Array(hu.length);
  const factor = 1 / (high - low);
  for (let p = 0; p < data.length; p++) {
    const value = ((hu[p] as number) - low) * factor;
    data[p] = Math.min(1, Math.max(0, value));
  }
  return data;
}

/** Voxels over the threshold, in the lungs, that none of their 26 neighbours exceeds. */
export function peaksOf({ level, box, threshold, marginVoxels: margin, blobs }: PeakJob): readonly Candidate[] {
  const found: Candidate[] = [];
  const [nx, ny, nz] = withMargin(box, margin).size;
  const { grid } = level.volume;
  const [ni, nj] = grid.dimensions;
  const neighbours = neighbourSteps(nx, ny);
  for (let k = 0; k < box.size[2]; k++) {
    for (let j = 0; j < box.size[1]; j++) {
      const row = margin + nx * (j + margin + ny * (k + margin));
      const lungRow = box.min[0] + ni * (box.min[1] + j + nj * (box.min[2] + k));
      for (let i = 0; i < box.size[0]; i++) {
        const p = row + i;
        const response = blobs[p] as number;
        if (response < threshold || !level.inLung[lungRow + i]) continue;
        if (neighbours.some((step) => (blobs[p + step] ?? 0) > response)) continue;
        const at: Vec3 = [
          box.min[0] + i + vertex(blobs, p, 1),
          box.min[1] + j + vertex(blobs, p, nx),
          box.min[2] + k + vertex(blobs, p, nx * ny),
        ];
        const diameterMm = (blobs[p + nx * ny * nz] as number) * grid.spacingMm[0];
        found.push({ centerPatient: indexToPatientMm(grid, at), diameterMm, response: response / threshold });
      }
    }
  }
  return found;
}

function neighbourSteps(nx: number, ny: number): readonly number[] {
  const steps: number[] = [];
  for (let dz = -1; dz <= 1; dz++)
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) if (dx || dy || dz) steps.push(dx + nx * (dy + ny * dz));
  return steps;
}

/** Where the parabola through three values in a row has its top, from the middle one, at most half a voxel away. */
function vertex(values: Float32Array, p: number, step: number): number {
  const before = values[p - step] ?? 0;
  const here = values[p] as number;
  const after = values[p + step] ?? 0;
  const bend = before - 2 * here + after;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
}
