import type { Volume } from "../../../src/volume/index.ts";

type Pixels = Pick<Volume, "grid" | "values">;

/** What a scan does to a small thing: how far it spreads it, and the noise it lies in. */
export interface ScanCharacter {
  /** Standard deviation of the spread within a slice, millimetres. */
  readonly inPlaneMm: number;
  /** The same across the slices. */
  readonly throughMm: number;
  /** Standard deviation of the noise in soft tissue, HU. */
  readonly noiseHu: number;
}

/** A step from lung to soft tissue, HU. */
const LUNG_HU = [-1000, -700] as const;
const TISSUE_HU = [-60, 140] as const;
/** The sharpest of the edges are those that the scan crosses squarely. */
const SHARPEST = 0.1;

/**
 * Measures a scan by its own edges and its own soft tissue.
 *
 * An edge between lung and soft tissue rises most steeply by its height over the spread times the root of 2 pi; oblique edges rise
 * less steeply, so the sharpest tenth is taken. The noise is the median step between neighbours in a row of soft tissue. Both are
 * bounded to what scanners give; a scan without such edges is taken for a usual one.
 */
export function measureScan({ grid, values }: Pixels): ScanCharacter {
  const [ni, nj, nk] = grid.dimensions;
  const along = (stride: number, count: number, spacingMm: number, starts: Iterable<number>) =>
    spreadOf(edgeSpreads(values, stride, count, spacingMm, starts), spacingMm);
  return {
    inPlaneMm: Math.min(1.1, Math.max(0.3, along(1, ni, grid.spacingMm[0], rowStarts(ni, nj, nk)))),
    throughMm: Math.min(3, Math.max(0.25 * grid.spacingMm[2], along(ni * nj, nk, grid.spacingMm[2], columnStarts(ni, nj)))),
    noiseHu: softTissueNoise(values, ni),
  };
}

function* rowStarts(ni: number, nj: number, nk: number): Generator<number> {
  for (let k = 1; k < nk; k += 3) for (let j = 2; j < nj; j += 5) yield ni * (j + nj * k);
}

function* columnStarts(ni: number, nj: number): Generator<number> {
  for (let j = 2; j < nj; j += 4) for (let i = 2; i < ni; i += 4) yield i + ni * j;
}

/** Spread of every clean rise between lung and soft tissue along some lines of voxels, millimetres. */
function edgeSpreads(
  values: Volume["values"],
  stride: number,
  count: number,
  spacingMm: number,
  starts: Iterable<number>,
): number[] {
  const reach = Math.max(2, Math.round(4 / spacingMm));
  const spreads: number[] = [];
  const at = (p: number) => values[p] as number;
  const isLung = (hu: number) => hu >= LUNG_HU[0] && hu <= LUNG_HU[1];
  const isTissue = (hu: number) => hu >= TISSUE_HU[0] && hu <= TISSUE_HU[1];
  for (const start of starts) {
    for (let n = reach; n + reach < count; n++) {
      const p = start + n * stride;
      const before = at(p - reach * stride);
      const after = at(p + reach * stride);
      if (!((isLung(before) && isTissue(after)) || (isTissue(before) && isLung(after)))) continue;
      let steepest = 0;
      for (let m = 1 - reach; m <= reach; m++) {
        steepest = Math.max(steepest, Math.abs(at(p + m * stride) - at(p + (m - 1) * stride)));
      }
      spreads.push((Math.abs(after - before) * spacingMm) / (steepest * Math.sqrt(2 * Math.PI)));
      n += reach;
    }
  }
  return spreads;
}

/** The sharpest tenth, without what the step from voxel to voxel adds itself. */
function spreadOf(spreads: number[], spacingMm: number): number {
  if (spreads.length < 50) return 0.45 * spacingMm + 0.3;
  spreads.sort((a, b) => a - b);
  const sharp = spreads[Math.floor(spreads.length * SHARPEST)] as number;
  return Math.sqrt(Math.max(0.04, sharp * sharp - (spacingMm * spacingMm) / 12));
}

function softTissueNoise(values: Volume["values"], ni: number): number {
  const steps: number[] = [];
  for (let p = 1; p < values.length; p += 997) {
    const here = values[p] as number;
    if (here < -20 || here > 120 || p % ni === 0) continue;
    steps.push(Math.abs(here - (values[p - 1] as number)));
  }
  steps.sort((a, b) => a - b);
  return steps.length === 0 ? 15 : Math.min(80, (steps[steps.length >> 1] as number) / 0.954);
}
