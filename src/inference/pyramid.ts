import type { Vec3, VolumeGrid } from "../geometry/index.ts";
import type { PreparedChest } from "./prepare.ts";
import type { HuVolume } from "./resample.ts";

/** One size of voxel that the first stage runs on: HU with everything outside the lungs replaced. */
export interface PyramidLevel {
  readonly volume: HuVolume;
  /** 1 where candidates may lie. */
  readonly inLung: Uint8Array;
}

/** HU inside the lungs, `outsideHu` outside, mixed over the border: so that a nodule on the pleura stands out like any other. */
export function maskedLevel(chest: PreparedChest, outsideHu: number): PyramidLevel {
  const { hu, lungWeight } = chest;
  const values = new Int16Array(hu.values.length);
  const inLung = new Uint8Array(values.length);
  for (let p = 0; p < values.length; p++) {
    const weight = lungWeight[p] as number;
    values[p] = outsideHu + (((hu.values[p] as number) - outsideHu) * weight) / 255;
    if (weight > 127) inLung[p] = 1;
  }
  return { volume: { grid: hu.grid, values }, inLung };
}

/** Half the voxels along each axis: means of 2 x 2 x 2. */
export function halvedLevel(level: PyramidLevel): PyramidLevel {
  const { grid, values } = level.volume;
  const [ni, nj] = grid.dimensions;
  const size = grid.dimensions.map((count) => Math.max(1, count >> 1)) as unknown as Vec3;
  const out = new Int16Array(size[0] * size[1] * size[2]);
  const inLung = new Uint8Array(out.length);
  const neighbours = [0, 1, ni, ni + 1, ni * nj, ni * nj + 1, ni * nj + ni, ni * nj + ni + 1];
  let p = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++, p++) {
        const from = 2 * i + ni * (2 * j + nj * 2 * k);
        let sum = 0;
        let lung = 0;
        for (const step of neighbours) {
          sum += values[from + step] ?? 0;
          lung += level.inLung[from + step] ?? 0;
        }
        out[p] = sum / 8;
        inLung[p] = lung >= 4 ? 1 : 0;
      }
    }
  }
  return { volume: { grid: halvedGrid(grid, size), values: out }, inLung };
}

function halvedGrid(grid: VolumeGrid, dimensions: Vec3): VolumeGrid {
  const shifted = (axis: 0 | 1 | 2) => grid.originPatient[axis] + grid.spacingMm[axis] / 2;
  const doubled = (axis: 0 | 1 | 2) => grid.spacingMm[axis] * 2;
  return {
    dimensions,
    spacingMm: [doubled(0), doubled(1), doubled(2)],
    originPatient: [shifted(0), shifted(1), shifted(2)],
    directions: grid.directions,
  };
}
