import type { Candidate } from "../candidates.ts";
import { type CropBatch, fillCrops } from "../crops.ts";
import { fillLevels, type LevelsSlab } from "../levels-slab.ts";
import { type ClosedSide, closedSide, type SideToClose } from "../lung-sides.ts";
import { type MeasuredOutline, type OutlineJob, outlineOf } from "../outline-job.ts";
import { type PatchJob, type PatchValues, type PeakJob, patchValues, peaksOf } from "../patches.ts";
import { type ResampleSlab, resampleSlab } from "../resample.ts";
import { fillWeights, type WeightsSlab } from "../weights-slab.ts";

interface Task<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

/** What can be asked of a worker thread. */
export interface ThreadTasks {
  readonly resample: Task<ResampleSlab, void>;
  readonly "close-side": Task<SideToClose, ClosedSide | null>;
  readonly weights: Task<WeightsSlab, void>;
  readonly levels: Task<LevelsSlab, void>;
  readonly patch: Task<PatchJob, PatchValues>;
  readonly peaks: Task<PeakJob, readonly Candidate[]>;
  readonly crops: Task<CropBatch, readonly Float32Array[]>;
  readonly outline: Task<OutlineJob, MeasuredOutline | null>;
}

/** Pure functions, some of which fill a part of shared memory that is theirs alone. */
export const threadTasks: { readonly [K in keyof ThreadTasks]: (input: ThreadTasks[K]["input"]) => ThreadTasks[K]["output"] } = {
  resample: resampleSlab,
  "close-side": closedSide,
  weights: fillWeights,
  levels: fillLevels,
  patch: patchValues,
  peaks: peaksOf,
  crops: fillCrops,
  outline: outlineOf,
};
