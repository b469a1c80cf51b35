import { indexToPatientMm, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { StageFound } from "../pipeline/run-windows.ts";

/**
 * What a score rests on, as a small grid. `occlusion`: how far the score falls, in log odds, when parts around a value are covered, below 0
 * where it rises. `class-activation`: what the network says itself, relative to its largest value: -1 to 1.
 */
export interface ExplanationMap {
  readonly kind: "occlusion" | "class-activation";
  /** Of what is explained, as it was computed again; 0 to 1. */
  readonly score: number;
  /** The lowest score that a cover left; of occlusion alone. */
  readonly lowest?: number;
  /** Along i, j, k; an image has one along k. */
  readonly dimensions: Vec3;
  /** i fastest. */
  readonly values: Float32Array;
  /** Where the middle of each value lies: in the patient, or in an image. */
  readonly placement:
    | { readonly of: "volume"; readonly originPatient: Vec3; readonly stepsPatient: readonly [Vec3, Vec3, Vec3] }
    /** a, b, c, d, e, f: column = a i + c j + e, row = b i + d j + f, pixel centres from 0, 0. */
    | { readonly of: "image"; readonly pixelFromGrid: readonly [number, number, number, number, number, number] };
}

/** What is explained: a label, and where it was found; without a place the label of the whole image. Space as the stage's outputs have it. */
export interface Target {
  readonly label: string;
  readonly centerPatient: Vec3;
  readonly extentMm: Vec3;
  /** Middle of the crop that the score is of, where that is known. */
  readonly lookedAtPatient?: Vec3;
}

/** A box of voxels of the first input, from voxel `min` on. */
export interface CoverBox {
  readonly min: Vec3;
  readonly size: Vec3;
}

/** A stage that looks at one thing again and again, each time with another part covered. */
export interface Look {
  /** Of the first input, in patient or image space. */
  readonly grid: VolumeGrid;
  /** Covers of one run at most. */
  readonly batch: number;
  /** What the stage says with each of these parts covered; null covers nothing. */
  readonly see: (covers: readonly (CoverBox | null)[]) => Promise<readonly StageFound[]>;
  /** Part of an output that the network gives for what it looks at: channels x z x y x x. */
  readonly output: (name: string) => Promise<{ readonly values: Float32Array; readonly channels: number; readonly size: Vec3 }>;
}

/** A coarser grid over part of another: one cell is `step` voxels from voxel `min` on. */
export function coarseGrid(grid: VolumeGrid, min: Vec3, step: Vec3, dimensions: Vec3): VolumeGrid {
  const middle: Vec3 = [min[0] + step[0] / 2 - 0.5, min[1] + step[1] / 2 - 0.5, min[2] + step[2] / 2 - 0.5];
  const { spacingMm, directions } = grid;
  return {
    ...{ dimensions, directions, originPatient: indexToPatientMm(grid, middle) },
    spacingMm: [spacingMm[0] * step[0], spacingMm[1] * step[1], spacingMm[2] * step[2]],
  };
}

/** The score of what is explained among all that a stage says; 0 where it is not there. */
export function scoreOf(target: Target, { found, scores }: StageFound): number {
  const reach = Math.max(...target.extentMm) / 2;
  const here = found
    .filter(({ label, centerPatient }) => {
      if (label !== target.label) return false;
      return centerPatient.every((at, axis) => Math.abs(at - (target.centerPatient[axis] as number)) <= reach);
    })
    .map(({ score }) => score);
  const whole = scores.filter(({ label }) => label === target.label).map(({ score }) => score);
  return Math.min(1, Math.max(0, ...here, ...whole));
}
