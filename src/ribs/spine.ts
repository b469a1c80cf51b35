import type { Vec3 } from "../geometry/index.ts";
import { RibsError } from "./errors.ts";
import { WORK_MM } from "./work-volume.ts";

/** The vertebral canal, slice by slice of the work volume. */
export interface SpinalAxis {
  readonly first: number;
  readonly last: number;
  /** Centre of the canal in slice k (clamped to `first` and `last`), in voxels. */
  at(k: number): readonly [i: number, j: number];
  /** Unit direction of the axis around slice k, towards the head. */
  direction(k: number): Vec3;
  /** Millimetres along the axis of a point (voxels) as seen from the axis: points at right angles to one place of it share them. */
  along(pointIndex: Vec3): number;
}

/** The canal is looked for on cells of two voxels, in every second slice. */
const CELL = 2;
const CELL_MM = CELL * WORK_MM;
/** What a step aside between two slices costs, in shares of bone. */
const ASIDE_COST = 0.12;
const BACK_COST = 0.06;
const MIN_SCORE = 0.12;
const SMOOTH_MM = 12;

/**
 * Follows the vertebral canal from slice to slice: little bone inside, an arch around it and a vertebral body in front of it; the best
 * path through all slices at once, so that a slice between two pedicles or with a bad disc does not lead it astray.
 * @throws RibsError "no-spine"
 */
export function findSpinalAxis(share: Uint8Array, dimensions: Vec3, first: number, last: number): SpinalAxis {
  const [ni, nj] = dimensions;
  const columns = Math.floor(ni / CELL);
  const rows = Math.floor(nj / CELL);
  const levels = Math.max(1, Math.floor((last - first) / CELL) + 1);
  const from: Int8Array[] = [];
  let best = new Float32Array(columns * rows);
  for (let level = 0; level < levels; level++) {
    const score = scoreSlice(share, ni, nj, Math.min(last, first + level * CELL), columns, rows);
    const step = advance(best, score, columns, rows);
    from.push(step.from);
    best = step.best;
  }
  const path = retrace(best, from, columns);
  if ((best[path.end] as number) / levels < MIN_SCORE) {
    throw new RibsError(
      "no-spine",
      "The spine was not found, so the ribs cannot be told apart. The series can be read as usual; choose a CT of the chest with the spine in view.",
      {},
    );
  }
  return createAxis(path.cells, columns, first, last);
}

/** Mean shares of bone in boxes around each cell, put together to how much the cell looks like the middle of a canal. */
function scoreSlice(share: Uint8Array, ni: number, nj: number, k: number, columns: number, rows: number): Float32Array {
  const sums = new Float64Array((columns + 1) * (rows + 1));
  const width = columns + 1;
  for (let j = 0; j < rows; j++) {
    let row = 0;
    for (let i = 0; i < columns; i++) {
      const at = i * CELL + ni * (j * CELL + nj * k);
      row +=
        ((share[at] as number) + (share[at + 1] as number) + (share[at + ni] as number) + (share[at + ni + 1] as number)) / 1020;
      sums[(j + 1) * width + i + 1] = (sums[j * width + i + 1] as number) + row;
    }
  }
  const sum = (i0: number, i1: number, j0: number, j1: number) => {
    const a = Math.max(0, i0);
    const b = Math.min(columns, i1 + 1);
    const c = Math.max(0, j0);
    const d = Math.min(rows, j1 + 1);
    if (a >= b || c >= d) return 0;
    return (
      (sums[d * width + b] as number) -
      (sums[c * width + b] as number) -
      (sums[d * width + a] as number) +
      (sums[c * width + a] as number)
    );
  };
  const score = new Float32Array(columns * rows);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      // Cells are 3 mm: canal 15 x 15, body in front 27 x 21, arch 12 x 24 on either side and 15 x 18 behind.
      const canal = sum(i - 2, i + 2, j - 2, j + 2);
      const body = sum(i - 4, i + 4, j - 10, j - 4) / 63;
      const right = sum(i - 6, i - 3, j - 2, j + 5) / 32;
      const left = sum(i + 3, i + 6, j - 2, j + 5) / 32;
      const behind = sum(i - 2, i + 2, j + 3, j + 8) / 30;
      // Both halves of the arch: what has bone on one side only is something else.
      const arch = Math.min(right, left) + 0.5 * behind;
      score[j * columns + i] = Math.min(body, 0.6) + Math.min(arch, 0.7) - (1.5 * canal) / 25;
    }
  }
  return score;
}

function advance(
  before: Float32Array<ArrayBuffer>,
  score: Float32Array,
  columns: number,
  rows: number,
): { from: Int8Array; best: Float32Array<ArrayBuffer> } {
  const from = new Int8Array(score.length);
  const best = new Float32Array(score.length).fill(-1e9);
  for (let j = 1; j < rows - 1; j++) {
    for (let i = 1; i < columns - 1; i++) {
      const at = j * columns + i;
      let top = -1e9;
      let way = 0;
      for (let dj = -1; dj <= 1; dj++) {
        for (let di = -1; di <= 1; di++) {
          const value = (before[at + dj * columns + di] as number) - ASIDE_COST * Math.abs(di) - BACK_COST * Math.abs(dj);
          if (value > top) {
            top = value;
            way = dj * 3 + di;
          }
        }
      }
      best[at] = top + (score[at] as number);
      from[at] = way;
    }
  }
  return { from, best };
}

function retrace(best: Float32Array, from: readonly Int8Array[], columns: number): { end: number; cells: readonly number[] } {
  let end = 0;
  for (let at = 1; at < best.length; at++) if ((best[at] as number) > (best[end] as number)) end = at;
  const cells: number[] = [];
  let at = end;
  for (let level = from.length - 1; level >= 0; level--) {
    cells.unshift(at);
    const way = from[level]?.[at] ?? 0;
    const dj = Math.round(way / 3);
    at += dj * columns + (way - dj * 3);
  }
  return { end, cells };
}

function createAxis(cells: readonly number[], columns: number, first: number, last: number): SpinalAxis {
  const smooth = (values: readonly number[]) => {
    const reach = Math.ceil((2 * SMOOTH_MM) / CELL_MM);
    return values.map((_, n) => {
      let sum = 0;
      let weight = 0;
      for (let m = Math.max(0, n - reach); m <= Math.min(values.length - 1, n + reach); m++) {
        const w = Math.exp(-0.5 * (((m - n) * CELL_MM) / SMOOTH_MM) ** 2);
        sum += w * (values[m] as number);
        weight += w;
      }
      return sum / weight;
    });
  };
  const is = smooth(cells.map((cell) => (cell % columns) * CELL + 0.5));
  const js = smooth(cells.map((cell) => Math.floor(cell / columns) * CELL + 0.5));
  const at = (k: number): readonly [number, number] => {
    const n = Math.min(cells.length - 1, Math.max(0, (k - first) / CELL));
    const a = Math.floor(n);
    const b = Math.min(cells.length - 1, a + 1);
    const t = n - a;
    return [(is[a] as number) * (1 - t) + (is[b] as number) * t, (js[a] as number) * (1 - t) + (js[b] as number) * t];
  };
  const direction = (k: number): Vec3 => {
    const reach = 20 / WORK_MM;
    const low = Math.max(first, k - reach);
    const high = Math.min(last, Math.max(low + 1, k + reach));
    const [ia, ja] = at(low);
    const [ib, jb] = at(high);
    const size = Math.hypot(ib - ia, jb - ja, high - low);
    return [(ib - ia) / size, (jb - ja) / size, (high - low) / size];
  };
  return {
    first,
    last,
    at,
    direction,
    along: ([i, j, k]) => {
      // The foot of the perpendicular, in a few steps from the point's own slice; height stands for length along the axis.
      let foot = k;
      for (let n = 0; n < 4; n++) {
        const [ai, aj] = at(foot);
        const d = direction(foot);
        foot += (i - ai) * d[0] + (j - aj) * d[1] + (k - foot) * d[2];
      }
      return foot * WORK_MM;
    },
  };
}
