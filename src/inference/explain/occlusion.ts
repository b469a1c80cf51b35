import { yieldToLoop } from "../../base/index.ts";
import { patientMmToIndex, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import { type CoverBox, coarseGrid, type Look, scoreOf, type Target } from "./map.ts";

/** Parts that are covered at most: more of them are made larger instead. */
const MAX_COVERS = 512;

/** Around what is explained as far as it is wide itself, to each side. */
const AROUND = 1;

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

/**
 * Covers part after part and asks again each time (Zeiler and Fergus, Visualizing and Understanding Convolutional Networks): each value is how
 * far the score falls when the part around it is covered. At most `maxCovers` parts: where the stride would make more, it is widened.
 *
 * Rejects with the signal's reason when aborted, between batches.
 */
export async function occlusionMap(
  look: Look,
  target: Target,
  options: OcclusionOptions,
): Promise<{ readonly score: number; readonly grid: VolumeGrid; readonly values: Float32Array }> {
  const { signal, onFraction } = options;
  const region = options.whole ? wholeOf(look.grid) : around(look.grid, target, options.cover);
  const { step, counts } = steps(region.size, options.stride, options.maxCovers ?? MAX_COVERS);
  const covers = coversOf(region, step, counts, options.cover, look.grid.dimensions);
  const [plain] = await look.see([null]);
  const score = plain ? scoreOf(target, plain) : 0;
  const values = new Float32Array(covers.length);
  for (let at = 0; at < covers.length; at += look.batch) {
    await yieldToLoop(signal);
    const seen = await look.see(covers.slice(at, at + look.batch));
    for (const [n, each] of seen.entries()) values[at + n] = score - scoreOf(target, each);
    onFraction?.(Math.min(1, (at + look.batch) / covers.length));
  }
  return { score, values, grid: coarseGrid(look.grid, region.min, step, counts) };
}

const wholeOf = ({ dimensions }: VolumeGrid): CoverBox => ({ min: [0, 0, 0], size: dimensions });

/** The voxels around a target: three times as wide as it is, at least three covers, within the input. */
function around(grid: VolumeGrid, { centerPatient, extentMm }: Target, cover: Vec3): CoverBox {
  const centre = patientMmToIndex(grid, centerPatient);
  const each = (axis: 0 | 1 | 2): readonly [number, number] => {
    const half = Math.max(1.5 * cover[axis], (0.5 + AROUND) * (Math.max(...extentMm) / grid.spacingMm[axis]));
    const low = Math.max(0, Math.floor(centre[axis] + 0.5 - half));
    const high = Math.min(grid.dimensions[axis], Math.ceil(centre[axis] + 0.5 + half));
    return high > low ? [low, high - low] : [0, grid.dimensions[axis]];
  };
  const [x, y, z] = [each(0), each(1), each(2)];
  return { min: [x[0], y[0], z[0]], size: [x[1], y[1], z[1]] };
}

/** Steps that make no more covers than are allowed. */
function steps(size: Vec3, stride: Vec3, most: number): { readonly step: Vec3; readonly counts: Vec3 } {
  for (let wider = 1; ; wider *= 1.25) {
    const each = <T>(of: (axis: 0 | 1 | 2) => T): [T, T, T] => [of(0), of(1), of(2)];
    const step = each((axis) => Math.min(size[axis], Math.round(stride[axis] * wider)));
    const counts = each((axis) => Math.ceil(size[axis] / step[axis]));
    const total = counts[0] * counts[1] * counts[2];
    if (total <= Math.max(1, most) || total === 1) return { step, counts };
  }
}

/** A box around the middle of each cell: as large as it was asked for, and no smaller than its cell. */
function coversOf({ min }: CoverBox, step: Vec3, counts: Vec3, cover: Vec3, dimensions: Vec3): readonly CoverBox[] {
  const boxes: CoverBox[] = [];
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  const size = each((axis) => Math.min(dimensions[axis], Math.max(cover[axis], step[axis])));
  for (let k = 0; k < counts[2]; k++) {
    for (let j = 0; j < counts[1]; j++) {
      for (let i = 0; i < counts[0]; i++) {
        const cell: Vec3 = [i, j, k];
        const from = each((axis) => Math.round(min[axis] + (cell[axis] + 0.5) * step[axis] - size[axis] / 2));
        boxes.push({ min: from, size });
      }
    }
  }
  return boxes;
}
