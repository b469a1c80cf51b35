import { throwIfAborted } from "../base/index.ts";
import { distance, indexToPatientMm, type Vec3 } from "../geometry/index.ts";
import type { LungNodulePipeline, PatchInput } from "./contract/lung-nodule-pipeline.ts";
import type { Network } from "./engine/network.ts";
import type { PreparedChest } from "./prepare.ts";
import { halvedLevel, maskedLevel, type PyramidLevel } from "./pyramid.ts";
import { cutBox } from "./resample.ts";

/** A place that may be a nodule. */
export interface Candidate {
  readonly centerPatient: Vec3;
  readonly diameterMm: number;
  /** Of the first stage, as a multiple of the threshold of its voxel size: 1 or more. */
  readonly response: number;
}

interface Patch {
  readonly level: PyramidLevel;
  readonly threshold: number;
  /** First voxel that is used; what is read starts a margin before it. */
  readonly min: Vec3;
  /** Voxels used along each axis, at most those of the manifest. */
  readonly size: Vec3;
}

/**
 * Runs the first stage over the lungs, patch by patch and level by level, and keeps the peaks, strongest first, no two closer than
 * the larger's radius. `onPatch` is told how far it is, 0 to 1; a cancel arrives between patches.
 */
export async function findCandidates(
  chest: PreparedChest,
  stage: LungNodulePipeline["candidates"],
  network: Network,
  options: { readonly signal?: AbortSignal | undefined; readonly onPatch?: (fraction: number) => void } = {},
): Promise<readonly Candidate[]> {
  const { input, output } = stage;
  const patches = buildLevels(chest, input).flatMap((level, n) => patchesOf(level, output.thresholds[n] ?? Infinity, input));
  const found: Candidate[] = [];
  for (const [n, patch] of patches.entries()) {
    throwIfAborted(options.signal);
    const tensor = patchTensor(patch, input);
    const results = await network.run({ [input.name]: { data: tensor.data, shape: [1, 1, ...tensor.shape] } });
    const blobs = results[output.name];
    if (blobs) collectPeaks(blobs.data, tensor.shape, patch, input.marginVoxels, found);
    options.onPatch?.((n + 1) / patches.length);
  }
  throwIfAborted(options.signal);
  return suppress(found).slice(0, output.maxCandidates);
}

function buildLevels(chest: PreparedChest, input: PatchInput): readonly PyramidLevel[] {
  const levels = [maskedLevel(chest, input.outsideHu)];
  for (let n = 1; n < input.spacingMm.length; n++) levels.push(halvedLevel(levels[n - 1] as PyramidLevel));
  return levels;
}

/** Blocks of even size that cover the grid, each shrunk to the lung it holds; those without lung are left out. */
function patchesOf(level: PyramidLevel, threshold: number, input: PatchInput): Patch[] {
  const { dimensions } = level.volume.grid;
  const cuts = ([0, 1, 2] as const).map((axis) => {
    const parts = Math.ceil(dimensions[axis] / input.patchVoxels);
    return Array.from({ length: parts + 1 }, (_, n) => Math.round((n * dimensions[axis]) / parts));
  }) as [number[], number[], number[]];
  const patches: Patch[] = [];
  for (let c = 1; c < cuts[2].length; c++) {
    for (let b = 1; b < cuts[1].length; b++) {
      for (let a = 1; a < cuts[0].length; a++) {
        const from = [cuts[0][a - 1], cuts[1][b - 1], cuts[2][c - 1]] as unknown as Vec3;
        const to = [cuts[0][a], cuts[1][b], cuts[2][c]] as unknown as Vec3;
        const box = lungBox(level, from, to);
        if (box) patches.push({ level, threshold, ...box });
      }
    }
  }
  return patches;
}

/** The box of the lung's voxels between two corners (`to` not included), or null where there are none. */
function lungBox(level: PyramidLevel, from: Vec3, to: Vec3): { min: Vec3; size: Vec3 } | null {
  const [ni, nj] = level.volume.grid.dimensions;
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-1, -1, -1];
  for (let k = from[2]; k < to[2]; k++) {
    for (let j = from[1]; j < to[1]; j++) {
      const row = level.inLung.subarray(from[0] + ni * (j + nj * k), to[0] + ni * (j + nj * k));
      const first = row.indexOf(1);
      if (first < 0) continue;
      low[0] = Math.min(low[0], from[0] + first);
      high[0] = Math.max(high[0], from[0] + row.lastIndexOf(1));
      low[1] = Math.min(low[1], j);
      high[1] = Math.max(high[1], j);
      low[2] = Math.min(low[2], k);
      high[2] = k;
    }
  }
  if (high[0] < 0) return null;
  return { min: low, size: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] };
}

/** The patch with its margin, 0 to 1; shape z, y, x. */
function patchTensor(patch: Patch, input: PatchInput): { data: Float32Array; shape: Vec3 } {
  const margin = input.marginVoxels;
  const min: Vec3 = [patch.min[0] - margin, patch.min[1] - margin, patch.min[2] - margin];
  const size: Vec3 = [patch.size[0] + 2 * margin, patch.size[1] + 2 * margin, patch.size[2] + 2 * margin];
  const hu = cutBox(patch.level.volume, min, size, input.outsideHu);
  return { data: windowed(hu, input.windowHu), shape: [size[2], size[1], size[0]] };
}

/** HU cut to a window and mapped to 0 to 1. */
export function windowed(hu: Int16Array, [low, high]: readonly [number, number]): Float32Array {
  const data = new Float32Array(hu.length);
  const factor = 1 / (high - low);
  for (let p = 0; p < data.length; p++) {
    data[p] = Math.min(1, Math.max(0, ((hu[p] as number) - low) * factor));
  }
  return data;
}

/** Voxels over the threshold, in the lungs, that none of their 26 neighbours exceeds. */
function collectPeaks(blobs: Float32Array, shape: Vec3, patch: Patch, margin: number, found: Candidate[]): void {
  const [nz, ny, nx] = shape;
  const { grid } = patch.level.volume;
  const [ni, nj] = grid.dimensions;
  const neighbours = neighbourSteps(nx, ny);
  for (let k = 0; k < patch.size[2]; k++) {
    for (let j = 0; j < patch.size[1]; j++) {
      const row = margin + nx * (j + margin + ny * (k + margin));
      const lungRow = patch.min[0] + ni * (patch.min[1] + j + nj * (patch.min[2] + k));
      for (let i = 0; i < patch.size[0]; i++) {
        const p = row + i;
        const response = blobs[p] as number;
        if (response < patch.threshold || !patch.level.inLung[lungRow + i]) continue;
        if (neighbours.some((step) => (blobs[p + step] ?? 0) > response)) continue;
        const at: Vec3 = [
          patch.min[0] + i + vertex(blobs, p, 1),
          patch.min[1] + j + vertex(blobs, p, nx),
          patch.min[2] + k + vertex(blobs, p, nx * ny),
        ];
        const diameterMm = (blobs[p + nx * ny * nz] as number) * grid.spacingMm[0];
        found.push({ centerPatient: indexToPatientMm(grid, at), diameterMm, response: response / patch.threshold });
      }
    }
  }
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

/** Keeps the strongest of those that lie within each other's radius (3 mm at least): a small thing beside a large one stays. */
export function suppress<T extends Candidate>(candidates: readonly T[]): readonly T[] {
  const kept: T[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.response - a.response)) {
    const hidden = kept.some(
      (other) =>
        distance(other.centerPatient, candidate.centerPatient) <
        Math.max(3, Math.min(other.diameterMm, candidate.diameterMm) / 2),
    );
    if (!hidden) kept.push(candidate);
  }
  return kept;
}
