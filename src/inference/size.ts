import type { Vec3 } from "../geometry/index.ts";
import type { Delineation } from "./delineate.ts";
import { elongationOf } from "./elongation.ts";

/** CT density of a nodule as the guidelines class it (Fleischner Society 2017). */
export type DensityClass = "solid" | "part-solid" | "ground-glass";

/** What the boundary says of a nodule. */
export interface NoduleSize {
  readonly centerPatient: Vec3;
  readonly volumeMm3: number;
  /** Of the ball of the same volume. */
  readonly equivalentDiameterMm: number;
  /** In the axial cut with the largest area: longest, widest across it, and their mean. */
  readonly longMm: number;
  readonly shortMm: number;
  readonly meanMm: number;
  readonly meanHu: number;
  readonly density: DensityClass;
  /** 1 for a ball, large for a piece of vessel or fissure. */
  readonly elongation: number;
}

/** Over this a voxel is solid, under it ground glass. */
const SOLID_HU = -350;

/** Measures a delineated nodule; null for an empty mask. */
export function measureNodule({ grid, mask, hu, hasHalo }: Delineation): NoduleSize | null {
  const [ni, nj, nk] = grid.dimensions;
  const area = new Uint32Array(nk);
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  let sumHu = 0;
  let solid = 0;
  for (let p = 0; p < mask.length; p++) {
    if (!mask[p]) continue;
    const k = (p / (ni * nj)) | 0;
    sum[0] += p % ni;
    sum[1] += ((p / ni) | 0) % nj;
    sum[2] += k;
    area[k] = (area[k] as number) + 1;
    sumHu += hu[p] as number;
    if ((hu[p] as number) > SOLID_HU) solid++;
    count++;
  }
  if (count === 0) return null;
  const spacing = grid.spacingMm[0];
  const place = (axis: 0 | 1 | 2) => grid.originPatient[axis] + (sum[axis] / count) * spacing;
  const volumeMm3 = count * spacing ** 3;
  const { longMm, shortMm } = axesOfCut(mask, ni, nj, area.indexOf(Math.max(...area)), spacing);
  return {
    centerPatient: [place(0), place(1), place(2)],
    volumeMm3,
    equivalentDiameterMm: Math.cbrt((6 * volumeMm3) / Math.PI),
    longMm,
    shortMm,
    meanMm: (longMm + shortMm) / 2,
    meanHu: sumHu / count,
    density: densityOf(solid / count, hasHalo),
    elongation: elongationOf(mask, grid.dimensions),
  };
}

/** The rim of a solid nodule is half lung, so a good part of its voxels lie under SOLID_HU. */
function densityOf(solidFraction: number, hasHalo: boolean): DensityClass {
  if (hasHalo && solidFraction > 0.03) return "part-solid";
  if (solidFraction > 0.4) return "solid";
  return solidFraction > 0.12 ? "part-solid" : "ground-glass";
}

/** Longest distance between two rim voxels of one cut, and the width across it; both with the voxels' own extent. */
function axesOfCut(mask: Uint8Array, ni: number, nj: number, k: number, spacing: number): { longMm: number; shortMm: number } {
  const rim: (readonly [number, number])[] = [];
  for (let j = 0; j < nj; j++) {
    for (let i = 0; i < ni; i++) {
      const p = i + ni * (j + nj * k);
      if (!mask[p]) continue;
      const inner = i > 0 && i < ni - 1 && j > 0 && j < nj - 1 && mask[p - 1] && mask[p + 1] && mask[p - ni] && mask[p + ni];
      if (!inner) rim.push([i, j]);
    }
  }
  let longest = 0;
  let direction: readonly [number, number] = [1, 0];
  for (const a of rim) {
    for (const b of rim) {
      const away = Math.hypot(b[0] - a[0], b[1] - a[1]);
      if (away <= longest) continue;
      longest = away;
      direction = [(b[0] - a[0]) / away, (b[1] - a[1]) / away];
    }
  }
  const across = rim.map(([i, j]) => j * direction[0] - i * direction[1]);
  const width = across.length === 0 ? 0 : Math.max(...across) - Math.min(...across);
  return { longMm: (longest + 1) * spacing, shortMm: Math.min(longest + 1, width + 1) * spacing };
}
