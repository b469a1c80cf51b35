import type { Slab } from "./engine/slabs.ts";
import type { PreparedChest } from "./prepare.ts";
import type { HuVolume } from "./resample.ts";

/** One size of voxel that the first stage runs on: HU with everything outside the lungs replaced. */
export interface PyramidLevel {
  readonly volume: HuVolume;
  /** 1 where candidates may lie. */
  readonly inLung: Uint8Array;
}

export type MaskedChest = Pick<PreparedChest, "hu" | "lungWeight">;

/** Some slices of the finest level and what is halved from them; `levels` hold all of their voxels. */
export interface LevelsSlab extends Slab {
  readonly chest: MaskedChest;
  readonly outsideHu: number;
  readonly levels: readonly PyramidLevel[];
}

/** The part of `buildLevels` that is one slab's: it begins at a multiple of what the coarsest level joins, or two slabs would share a slice. */
export function fillLevels({ chest, outsideHu, levels, from, to }: LevelsSlab): void {
  const [finest, ...coarser] = levels;
  if (!finest) return;
  mask(chest, outsideHu, finest, from, to);
  let above = finest;
  let end = to;
  for (const [n, level] of coarser.entries()) {
    end >>= 1;
    halve(above, level, from >> (n + 1), Math.min(end, level.volume.grid.dimensions[2]));
    above = level;
  }
}

function mask(
  { hu, lungWeight }: MaskedChest,
  outsideHu: number,
  { volume, inLung }: PyramidLevel,
  from: number,
  to: number,
): void {
  const { values } = volume;
  const plane = hu.grid.dimensions[0] * hu.grid.dimensions[1];
  values.fill(outsideHu, from * plane, to * plane);
  for (let p = from * plane; p < to * plane; p++) {
    const weight = lungWeight[p] as number;
    if (weight === 0) continue;
    const value = hu.values[p] as number;
    values[p] = weight === 255 ? value : outsideHu + ((value - outsideHu) * weight) / 255;
    if (weight > 127) inLung[p] = 1;
  }
}

function halve(above: PyramidLevel, { volume, inLung }: PyramidLevel, from: number, to: number): void {
  const { values } = above.volume;
  const [ni, nj] = above.volume.grid.dimensions;
  const [mi, mj] = volume.grid.dimensions;
  const neighbours = [0, 1, ni, ni + 1, ni * nj, ni * nj + 1, ni * nj + ni, ni * nj + ni + 1] as const;
  let p = mi * mj * from;
  for (let k = from; k < to; k++) {
    for (let j = 0; j < mj; j++) {
      for (let i = 0; i < mi; i++, p++) {
        const at = 2 * i + ni * (2 * j + nj * 2 * k);
        let sum = 0;
        let lung = 0;
        for (let n = 0; n < 8; n++) {
          const q = at + (neighbours[n] as number);
          sum += values[q] ?? 0;
          lung += above.inLung[q] ?? 0;
        }
        volume.values[p] = sum / 8;
        inLung[p] = lung >= 4 ? 1 : 0;
      }
    }
  }
}
