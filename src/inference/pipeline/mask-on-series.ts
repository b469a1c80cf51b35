import { packMask, type SegmentMask } from "../../findings/index.ts";
import { indexToPatientMm, patientMmToIndex, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { Region } from "../decode/found.ts";
import { indexMapping } from "../recipe/sample-grid.ts";

/**
 * The voxels of the series whose centre lies in a voxel of the region that is set; at least the one nearest to `centerPatient`.
 *
 * Throws FindingError invalid-mask where the region is larger than a mask may be.
 */
export function maskOnSeries(series: VolumeGrid, region: Region, centerPatient: Vec3): SegmentMask {
  const box = indexBox(series, region.grid);
  const voxels = new Uint8Array(box.size[0] * box.size[1] * box.size[2]);
  const low: [number, number, number] = [...box.size];
  const high: [number, number, number] = [-1, -1, -1];
  const set = (i: number, j: number, k: number) => {
    voxels[i + box.size[0] * (j + box.size[1] * k)] = 1;
    low[0] = Math.min(low[0], i);
    low[1] = Math.min(low[1], j);
    low[2] = Math.min(low[2], k);
    high[0] = Math.max(high[0], i);
    high[1] = Math.max(high[1], j);
    high[2] = Math.max(high[2], k);
  };
  forEachInside(series, region, box, set);
  if (high[0] < 0) {
    const nearest = patientMmToIndex(series, centerPatient).map((value, axis) =>
      Math.min(Math.max(0, Math.round(value) - (box.min[axis] as number)), (box.size[axis] as number) - 1),
    ) as [number, number, number];
    set(...nearest);
  }
  const size: Vec3 = [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1];
  const tight = new Uint8Array(size[0] * size[1] * size[2]);
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      const from = low[0] + box.size[0] * (low[1] + j + box.size[1] * (low[2] + k));
      tight.set(voxels.subarray(from, from + size[0]), size[0] * (j + size[1] * k));
    }
  }
  return packMask([box.min[0] + low[0], box.min[1] + low[1], box.min[2] + low[2]], size, tight);
}

interface IndexBox {
  readonly min: Vec3;
  readonly size: Vec3;
}

function forEachInside(
  series: VolumeGrid,
  { grid, mask }: Region,
  box: IndexBox,
  visit: (i: number, j: number, k: number) => void,
): void {
  const { start, steps } = indexMapping(grid, { ...series, originPatient: indexToPatientMm(series, box.min) });
  const [ni, nj, nk] = grid.dimensions;
  const [di, dj, dk] = steps;
  for (let k = 0; k < box.size[2]; k++) {
    for (let j = 0; j < box.size[1]; j++) {
      const [x0, y0, z0] = [0, 1, 2].map(
        (axis) => (start[axis] as number) + j * (dj[axis] as number) + k * (dk[axis] as number),
      ) as [number, number, number];
      for (let i = 0; i < box.size[0]; i++) {
        const x = Math.round(x0 + i * di[0]);
        const y = Math.round(y0 + i * di[1]);
        const z = Math.round(z0 + i * di[2]);
        if (x < 0 || y < 0 || z < 0 || x >= ni || y >= nj || z >= nk) continue;
        if (mask[x + ni * (y + nj * z)]) visit(i, j, k);
      }
    }
  }
}

/** The series' voxels that a region's grid, half a voxel around it included, lies among. */
function indexBox(series: VolumeGrid, of: VolumeGrid): IndexBox {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner++) {
    const end = (axis: 0 | 1 | 2) => (corner & (1 << axis) ? of.dimensions[axis] - 0.5 : -0.5);
    const at = patientMmToIndex(series, indexToPatientMm(of, [end(0), end(1), end(2)]));
    for (const axis of [0, 1, 2] as const) {
      low[axis] = Math.min(low[axis], at[axis]);
      high[axis] = Math.max(high[axis], at[axis]);
    }
  }
  const from = (axis: 0 | 1 | 2) => Math.min(series.dimensions[axis] - 1, Math.max(0, Math.floor(low[axis])));
  const to = (axis: 0 | 1 | 2) => Math.max(from(axis), Math.min(series.dimensions[axis] - 1, Math.ceil(high[axis])));
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  return { min: each(from), size: each((axis) => to(axis) - from(axis) + 1) };
}
