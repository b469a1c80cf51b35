import { yieldToLoop } from "../../base/index.ts";
import type { Vec3, VolumeGrid } from "../../geometry/index.ts";
import { around, type CoverScale, coverScales, steps, wholeOf } from "./covers.ts";
import { type CoverBox, coarseGrid, type Look, scoreOf, type Target } from "./map.ts";

/** Parts that are covered at most: more of them are made larger instead. */
const MAX_COVERS = 512;

/** Scores nearer to 0 than decoders follow one down, and nearer to 1 than float32 tells apart, are as good as these. */
const LEAST_SCORE = 0.005;
const MOST_SCORE = 1 - 1e-6;

export interface OcclusionOptions {
  /** Voxels that are covered at once, [x, y, z]. */
  readonly cover: Vec3;
  /** From one cover to the next. */
  readonly stride: Vec3;
  /** The whole input is looked at, not only what lies around the target. */
  readonly whole: boolean;
  readonly maxCovers?: number;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1, after each batch. */
  readonly onFraction?: ((fraction: number) => void) | undefined;
}

export interface Occlusion {
  readonly score: number;
  /** The lowest score that any cover left. */
  readonly lowest: number;
  readonly grid: VolumeGrid;
  readonly values: Float32Array;
}

/**
 * Covers part after part and asks again each time (Zeiler and Fergus, Visualizing and Understanding Convolutional Networks): each value is how
 * far the score falls, in log odds, when parts that hold it are covered: the mean of them at one size, and of sizes the mean. A score near 1
 * hardly moves whatever is taken away; its log odds do. Besides the size that is asked for, covers as large as what was found are laid,
 * one of them right over it: a network that is sure of a nodule by half of it is not told that the half is nothing. At most `maxCovers` in
 * all: where the stride would make more, it is widened.
 *
 * Rejects with the signal's reason when aborted, between batches.
 */
export async function occlusionMap(look: Look, target: Target, options: OcclusionOptions): Promise<Occlusion> {
  const { signal, onFraction, cover, stride } = options;
  const region = options.whole ? wholeOf(look.grid) : around(look.grid, target, cover);
  const most = options.maxCovers ?? MAX_COVERS;
  const scales = coverScales(look.grid, region, target, { cover, stride, most });
  const all = scales.flatMap(({ covers }) => covers);
  const { step, counts } = steps(region.size, stride, most);
  const [plain] = await look.see([null]);
  const score = plain ? scoreOf(target, plain) : 0;
  const falls = new Float32Array(all.length);
  let lowest = score;
  for (let at = 0; at < all.length; at += look.batch) {
    await yieldToLoop(signal);
    const seen = await look.see(all.slice(at, at + look.batch));
    for (const [n, each] of seen.entries()) {
      const left = scoreOf(target, each);
      lowest = Math.min(lowest, left);
      falls[at + n] = logOdds(score) - logOdds(left);
    }
    onFraction?.(Math.min(1, (at + look.batch) / all.length));
  }
  return {
    score,
    lowest,
    values: spread(scales, falls, { min: region.min, step, counts }),
    grid: coarseGrid(look.grid, region.min, step, counts),
  };
}

function logOdds(score: number): number {
  const held = Math.min(MOST_SCORE, Math.max(LEAST_SCORE, score));
  return Math.log(held / (1 - held));
}

/** What a map's cells are: from voxel `min` on, `step` apart. */
interface Cells {
  readonly min: Vec3;
  readonly step: Vec3;
  readonly counts: Vec3;
}

/** Each cell takes the mean fall of the covers that hold its middle, size by size, and of the sizes that reach it the mean. */
function spread(scales: readonly CoverScale[], falls: Float32Array, cells: Cells): Float32Array {
  const { counts } = cells;
  const length = counts[0] * counts[1] * counts[2];
  const values = new Float32Array(length);
  const sizes = new Uint8Array(length);
  let from = 0;
  for (const { covers } of scales) {
    const sums = new Float64Array(length);
    const times = new Uint32Array(length);
    for (const [n, cover] of covers.entries()) {
      forCells(cells, cover, (cell) => {
        sums[cell] = (sums[cell] ?? 0) + (falls[from + n] ?? 0);
        times[cell] = (times[cell] ?? 0) + 1;
      });
    }
    from += covers.length;
    for (let cell = 0; cell < length; cell++) {
      const count = times[cell] ?? 0;
      if (count === 0) continue;
      values[cell] = (values[cell] ?? 0) + (sums[cell] ?? 0) / count;
      sizes[cell] = (sizes[cell] ?? 0) + 1;
    }
  }
  return values.map((value, cell) => value / Math.max(1, sizes[cell] ?? 1));
}

/** Cells whose middle lies in a cover. */
function forCells({ min, step, counts }: Cells, cover: CoverBox, visit: (cell: number) => void): void {
  const first = (axis: 0 | 1 | 2) => Math.max(0, Math.ceil((cover.min[axis] - min[axis]) / step[axis] - 0.5));
  const last = (axis: 0 | 1 | 2) =>
    Math.min(counts[axis] - 1, Math.floor((cover.min[axis] + cover.size[axis] - min[axis]) / step[axis] - 0.5));
  for (let k = first(2); k <= last(2); k++) {
    for (let j = first(1); j <= last(1); j++) {
      for (let i = first(0); i <= last(0); i++) visit(i + counts[0] * (j + counts[1] * k));
    }
  }
}
