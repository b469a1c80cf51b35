import type { Vec3, VolumeGrid } from "../geometry/index.ts";
import type { Volume } from "../volume/index.ts";
import { regionOf } from "./components.ts";
import { inverted, squaredDistance, within } from "./distance.ts";
import type { Lungs } from "./lungs.ts";
import { boundsPatient, patientGrid, sampleHu } from "./resample.ts";
import { axisSamples, createAlignedSampler } from "./sample-aligned.ts";

/** A nodule's boundary on a fine grid along the patient's axes. */
export interface Delineation {
  readonly grid: VolumeGrid;
  readonly mask: Uint8Array;
  readonly hu: Float32Array;
  /** Lung around it, HU. */
  readonly backgroundHu: number;
  /** A dense core in a halo that is neither lung nor solid. */
  readonly hasHalo: boolean;
}

const DEFAULT_LUNG_HU = -860;
const HALO_OVER_LUNG_HU = 90;
/** Under this a core is no core but ground glass. */
const GLASS_HU = -350;
/** What stands out at all from lung that is smoothed. */
const FAINTEST_OVER_LUNG_HU = 110;
/** Under this nothing of this size and over is solid throughout. */
const NOT_ALL_SOLID_HU = -150;
const LEAST_CORE_MM = 4.8;
/** So much the diameter grows from half the density down to lung where there is a halo; by a solid nodule's blur 2 to 3 mm. */
const THIN_HALO_MM = 3;
/** Under this the noise of a scan is not small against what stands out, and is smoothed first. */
const FAINT_OVER_LUNG_HU = 400;
const SMOOTHING_MM = 0.8;
/** How far lobes may rise over the ball that cuts vessels off. */
const LOBE_MM = 0.7;

/**
 * Draws the boundary of a nodule: half way between its core and the lung around it, inside the closed lungs, inside a ball, with
 * what is thinner than half of it (vessels) cut off. Null when nothing stands out.
 */
export function delineate(
  volume: Pick<Volume, "grid" | "values">,
  lungs: Lungs,
  centerPatient: Vec3,
  diameterMm: number,
): Delineation | null {
  const spacingMm = Math.min(1, Math.max(0.4, diameterMm / 18));
  const reachMm = diameterMm * 0.9 + 5;
  const grid = fineGrid(volume.grid, centerPatient, reachMm, spacingMm);
  const hu = sampleHu(volume, grid);
  const { allowed, backgroundHu } = surroundings(hu, grid, lungs);
  const ballMm = diameterMm * 0.85 + 2;
  const distanceMm = distancesFrom(grid, centerPatient);
  const coreHu = meanWithin(hu, distanceMm, Math.max(1, diameterMm * 0.22));
  if (coreHu - backgroundHu < 60) return null;
  const smooth = once(() => smoothed(hu, grid, SMOOTHING_MM));
  const sharp = coreHu - backgroundHu < FAINT_OVER_LUNG_HU ? smooth() : hu;
  const seed = brightestNear(sharp, allowed, distanceMm, Math.max(1.5, diameterMm * 0.25));
  if (seed < 0) return null;
  const limit = (values: Float32Array, limitHu: number) => {
    const over = new Uint8Array(hu.length);
    for (let p = 0; p < over.length; p++) {
      if ((values[p] as number) >= limitHu && allowed[p] && (distanceMm[p] as number) <= ballMm) over[p] = 1;
    }
    return trimmed(regionOf(over, grid.dimensions, seed), grid, seed);
  };
  const core = limit(sharp, (coreHu + backgroundHu) / 2);
  const haloHu = coreHu > GLASS_HU ? haloOf(core, hu, allowed, grid) : null;
  const isWide = haloHu !== null && haloHu > backgroundHu + HALO_OVER_LUNG_HU;
  const mayBeThin = !isWide && coreHu <= NOT_ALL_SOLID_HU && coreHu >= GLASS_HU - 100;
  const thinHu = mayBeThin ? thinHaloOf(core, () => limit(smooth(), backgroundHu + FAINTEST_OVER_LUNG_HU), smooth(), grid) : null;
  const edgeHu = isWide ? haloHu : thinHu;
  const hasHalo = edgeHu !== null;
  const mask = hasHalo ? limit(smooth(), (edgeHu + backgroundHu) / 2) : core;
  if (!mask.includes(1)) return null;
  return { grid, mask, hu, backgroundHu, hasHalo };
}

function fineGrid(source: VolumeGrid, centerPatient: Vec3, reachMm: number, spacingMm: number): VolumeGrid {
  const bounds = boundsPatient(source);
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  return patientGrid(
    {
      min: each((axis) => Math.max(bounds.min[axis], centerPatient[axis] - reachMm)),
      max: each((axis) => Math.min(bounds.max[axis], centerPatient[axis] + reachMm)),
    },
    spacingMm,
  );
}

/** Where the nodule may reach (the closed lungs) and the median HU of the air-holding lung there. */
function surroundings(hu: Float32Array, grid: VolumeGrid, lungs: Lungs): { allowed: Uint8Array; backgroundHu: number } {
  const coarse = lungs.grid;
  const allowed = new Uint8Array(hu.length);
  const air = new Float32Array(hu.length);
  let airCount = 0;
  const ratio = grid.spacingMm[0] / coarse.spacingMm[0];
  const from = (axis: 0 | 1 | 2) => (grid.originPatient[axis] - coarse.originPatient[axis]) / coarse.spacingMm[axis];
  const along = (axis: 0 | 1 | 2) => axisSamples(from(axis), ratio, grid.dimensions[axis], coarse.dimensions[axis]);
  const sampler = createAlignedSampler(lungs.inside, coarse.dimensions, [along(0), along(1), along(2)], 0);
  for (let k = 0; k < grid.dimensions[2]; k++) {
    sampler.slice(k, (row, at) => {
      for (let i = 0; i < row.length; i++) {
        if ((row[i] as number) < 128) continue;
        allowed[at + i] = 1;
        if ((hu[at + i] as number) < -600) air[airCount++] = hu[at + i] as number;
      }
    });
  }
  return { allowed, backgroundHu: airCount > 20 ? median(air.subarray(0, airCount)) : DEFAULT_LUNG_HU };
}

function distancesFrom(grid: VolumeGrid, centerPatient: Vec3): Float32Array {
  const [ni, nj, nk] = grid.dimensions;
  const squares = (axis: 0 | 1 | 2) =>
    Float64Array.from(
      { length: grid.dimensions[axis] },
      (_, n) => (grid.originPatient[axis] + n * grid.spacingMm[axis] - centerPatient[axis]) ** 2,
    );
  const [x, y, z] = [squares(0), squares(1), squares(2)];
  const out = new Float32Array(ni * nj * nk);
  let p = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      const across = (y[j] as number) + (z[k] as number);
      for (let i = 0; i < ni; i++) out[p++] = Math.sqrt((x[i] as number) + across);
    }
  }
  return out;
}

function meanWithin(hu: Float32Array, distanceMm: Float32Array, radiusMm: number): number {
  let sum = 0;
  let count = 0;
  for (let p = 0; p < hu.length; p++) {
    if ((distanceMm[p] as number) > radiusMm) continue;
    sum += hu[p] as number;
    count++;
  }
  return count === 0 ? DEFAULT_LUNG_HU : sum / count;
}

function brightestNear(hu: Float32Array, allowed: Uint8Array, distanceMm: Float32Array, radiusMm: number): number {
  let best = -1;
  for (let p = 0; p < hu.length; p++) {
    if (!allowed[p] || (distanceMm[p] as number) > radiusMm) continue;
    if (best < 0 || (hu[p] as number) > (hu[best] as number)) best = p;
  }
  return best;
}

/**
 * Cuts off what is thin: keeps the balls of half the largest inner radius that fit in, as far as they hang together with the one
 * nearest to the seed (an opening, so that a vessel of less than half the nodule's width ends at its surface).
 */
function trimmed(region: Uint8Array, { dimensions, spacingMm }: VolumeGrid, seed: number): Uint8Array {
  const depth = squaredDistance(inverted(region), dimensions);
  let deepest = 0;
  for (let p = 0; p < region.length; p++) {
    if (region[p] && (depth[p] as number) > deepest) deepest = depth[p] as number;
  }
  const radius = Math.sqrt(deepest) * 0.5;
  if (radius < 1) return region;
  const cores = inverted(within(depth, radius - 1e-3));
  const start = nearestSet(cores, dimensions, seed);
  if (start < 0) return region;
  const kept = within(squaredDistance(regionOf(cores, dimensions, start), dimensions), radius + LOBE_MM / spacingMm[0]);
  for (let p = 0; p < kept.length; p++) if (!region[p]) kept[p] = 0;
  return kept;
}

function nearestSet(mask: Uint8Array, dimensions: Vec3, to: number): number {
  const [ni, nj] = dimensions;
  const place = (p: number) => [p % ni, ((p / ni) | 0) % nj, (p / (ni * nj)) | 0] as const;
  const [ti, tj, tk] = place(to);
  let best = -1;
  let bestAway = Infinity;
  for (let p = 0; p < mask.length; p++) {
    if (!mask[p]) continue;
    const [i, j, k] = place(p);
    const away = (i - ti) ** 2 + (j - tj) ** 2 + (k - tk) ** 2;
    if (away < bestAway) {
      bestAway = away;
      best = p;
    }
  }
  return best;
}

/**
 * HU that 60 % of the lung 1 to 2.4 mm outside a core exceed: vessels are a minority of it, a halo is not; the blur of a solid
 * nodule's own edge has mostly ended there.
 */
function haloOf(core: Uint8Array, hu: Float32Array, allowed: Uint8Array, grid: VolumeGrid): number | null {
  const away = squaredDistance(core, grid.dimensions);
  const [near, far] = [1 / grid.spacingMm[0], 2.4 / grid.spacingMm[0]];
  const shell: number[] = [];
  for (let p = 0; p < core.length; p++) {
    const squared = away[p] as number;
    if (allowed[p] && squared >= near * near && squared <= far * far) shell.push(hu[p] as number);
  }
  if (shell.length < 30) return null;
  shell.sort((a, b) => a - b);
  return shell[Math.floor(shell.length * 0.4)] ?? null;
}

/** The middle value; sorts in place. */
function median(values: Float32Array): number {
  return values.sort()[values.length >> 1] ?? 0;
}

/**
 * HU of a halo too thin to be seen in a shell of its own, or null where what lies around the core is no more than its blur.
 * `growFaint` gives all that stands out.
 */
function thinHaloOf(core: Uint8Array, growFaint: () => Uint8Array, hu: Float32Array, grid: VolumeGrid): number | null {
  const spacing = grid.spacingMm[0];
  const diameterOf = (mask: Uint8Array) => Math.cbrt((6 / Math.PI) * mask.reduce((sum, value) => sum + value, 0)) * spacing;
  const coreMm = diameterOf(core);
  if (coreMm < LEAST_CORE_MM) return null;
  const faint = growFaint();
  if (diameterOf(faint) - coreMm < THIN_HALO_MM) return null;
  const away = squaredDistance(core, grid.dimensions);
  const shell: number[] = [];
  for (let p = 0; p < faint.length; p++) {
    if (faint[p] && (away[p] as number) > (0.8 / spacing) ** 2) shell.push(hu[p] as number);
  }
  return shell.length < 30 ? null : (shell.sort((a, b) => a - b)[Math.floor(shell.length * 0.85)] ?? null);
}

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Gaussian along the three axes; the outermost voxels repeat. */
function smoothed(hu: Float32Array, grid: VolumeGrid, sigmaMm: number): Float32Array {
  const [ni, nj, nk] = grid.dimensions;
  const sigma = sigmaMm / grid.spacingMm[0];
  const reach = Math.ceil(2 * sigma);
  const taps = Array.from({ length: 2 * reach + 1 }, (_, n) => Math.exp(-((n - reach) ** 2) / (2 * sigma * sigma)));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  let from = hu;
  for (const [stride, count] of [
    [1, ni],
    [ni, nj],
    [ni * nj, nk],
  ] as const) {
    const to = new Float32Array(hu.length);
    for (let at = 0; at < count; at++) {
      const steps = taps.map((_, n) => (Math.min(count - 1, Math.max(0, at + n - reach)) - at) * stride);
      for (let block = at * stride; block < to.length; block += stride * count) {
        for (let p = block; p < block + stride; p++) {
          let total = 0;
          for (let n = 0; n < taps.length; n++) total += (from[p + (steps[n] as number)] as number) * (taps[n] as number);
          to[p] = total / sum;
        }
      }
    }
    from = to;
  }
  return from;
}
