import { indexToPatientMm, patientMmToIndex, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import { sampleTrilinear } from "../resample.ts";

/** Values on a grid; `values[i + ni * (j + nj * k)]`. */
export interface GridValues {
  readonly grid: VolumeGrid;
  readonly values: ArrayLike<number>;
}

/** Index in one grid of voxel (0, 0, 0) of another, and how it moves with i, j, k of that other. */
export interface IndexMapping {
  readonly start: Vec3;
  readonly steps: readonly [Vec3, Vec3, Vec3];
}

/** How indices of `target` become fractional ones of `source`; both may lean. */
export function indexMapping(source: VolumeGrid, target: VolumeGrid): IndexMapping {
  const at = (point: Vec3) => patientMmToIndex(source, indexToPatientMm(target, point));
  const start = at([0, 0, 0]);
  const step = (point: Vec3): Vec3 => {
    const to = at(point);
    return [to[0] - start[0], to[1] - start[1], to[2] - start[2]];
  };
  return { start, steps: [step([1, 0, 0]), step([0, 1, 0]), step([0, 0, 1])] };
}

/** Fills one plane of a target grid, x fastest; ready to be asked for any plane. */
export type PlaneSampler = (k: number, out: Float32Array) => void;

/**
 * Trilinear resampling of one grid onto another, plane by plane. The outermost half voxel repeats the edge, beyond it is `fill`.
 * Where the axes of both are parallel, each is looked up in a table.
 */
export function createPlaneSampler(source: GridValues, target: VolumeGrid, fill: number): PlaneSampler {
  const mapping = indexMapping(source.grid, target);
  const order = parallelAxes(mapping.steps);
  return order ? alongAxes(source, target, mapping, order, fill) : aslant(source, target, mapping, fill);
}

function aslant({ grid, values }: GridValues, target: VolumeGrid, { start, steps }: IndexMapping, fill: number): PlaneSampler {
  const [ni, nj] = target.dimensions;
  const [di, dj, dk] = steps;
  return (k, out) => {
    let p = 0;
    for (let j = 0; j < nj; j++) {
      const x = start[0] + j * dj[0] + k * dk[0];
      const y = start[1] + j * dj[1] + k * dk[1];
      const z = start[2] + j * dj[2] + k * dk[2];
      for (let i = 0; i < ni; i++) {
        out[p++] = sampleTrilinear(values, grid.dimensions, x + i * di[0], y + i * di[1], z + i * di[2], fill);
      }
    }
  };
}

/** Which source axis each target axis runs along, or null where one does not run along any. */
function parallelAxes(steps: readonly [Vec3, Vec3, Vec3]): readonly [number, number, number] | null {
  const order = steps.map((step) => {
    const axis = step.reduce((most, part, n) => (Math.abs(part) > Math.abs(step[most] as number) ? n : most), 0);
    return step.every((part, n) => n === axis || Math.abs(part) < 1e-9) ? axis : -1;
  }) as [number, number, number];
  return new Set(order).size === 3 && !order.includes(-1) ? order : null;
}

/** For each index along a target axis: places of the two values it lies between (-1 outside), and how far it is to the second. */
interface AxisTable {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly share: Float32Array;
}

function tableOf(count: number, from: number, step: number, length: number, stride: number): AxisTable {
  const low = new Int32Array(count);
  const high = new Int32Array(count);
  const share = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    const at = from + n * step;
    if (!(at >= -0.5 - 1e-9 && at <= length - 0.5 + 1e-9)) {
      low[n] = -1;
      continue;
    }
    const held = Math.min(length - 1, Math.max(0, at));
    const floor = Math.floor(held + 1e-9);
    low[n] = floor * stride;
    high[n] = Math.min(length - 1, floor + 1) * stride;
    share[n] = Math.max(0, held - floor);
  }
  return { low, high, share };
}

function alongAxes(
  { grid, values }: GridValues,
  target: VolumeGrid,
  { start, steps }: IndexMapping,
  order: readonly [number, number, number],
  fill: number,
): PlaneSampler {
  const strides = [1, grid.dimensions[0], grid.dimensions[0] * grid.dimensions[1]];
  const table = (t: 0 | 1 | 2) => {
    const axis = order[t] as 0 | 1 | 2;
    return tableOf(target.dimensions[t], start[axis], steps[t][axis], grid.dimensions[axis], strides[axis] as number);
  };
  const tables = [table(0), table(1), table(2)] as const;
  return (k, out) => {
    const [, y, z] = tables;
    const [ni, nj] = target.dimensions;
    if ((z.low[k] as number) < 0) {
      out.fill(fill);
      return;
    }
    for (let j = 0; j < nj; j++) {
      const row = out.subarray(j * ni, (j + 1) * ni);
      if ((y.low[j] as number) < 0) row.fill(fill);
      else lerpRow(values, tables, j, k, row, fill);
    }
  };
}

function lerpRow(
  values: ArrayLike<number>,
  [x, y, z]: readonly [AxisTable, AxisTable, AxisTable],
  j: number,
  k: number,
  row: Float32Array,
  fill: number,
): void {
  const a = (y.low[j] as number) + (z.low[k] as number);
  const b = (y.high[j] as number) + (z.low[k] as number);
  const c = (y.low[j] as number) + (z.high[k] as number);
  const d = (y.high[j] as number) + (z.high[k] as number);
  const fy = y.share[j] as number;
  const fz = z.share[k] as number;
  const [wa, wb, wc, wd] = [(1 - fy) * (1 - fz), fy * (1 - fz), (1 - fy) * fz, fy * fz];
  for (let i = 0; i < row.length; i++) {
    const low = x.low[i] as number;
    if (low < 0) {
      row[i] = fill;
      continue;
    }
    const high = x.high[i] as number;
    const fx = x.share[i] as number;
    const near =
      wa * (values[a + low] as number) +
      wb * (values[b + low] as number) +
      wc * (values[c + low] as number) +
      wd * (values[d + low] as number);
    const far =
      wa * (values[a + high] as number) +
      wb * (values[b + high] as number) +
      wc * (values[c + high] as number) +
      wd * (values[d + high] as number);
    row[i] = near + (far - near) * fx;
  }
}
