import type { Vec3, VolumeGrid } from "../geometry/index.ts";
import type { Volume } from "../volume/index.ts";
import { type BitMask, bitsOf, grownBits } from "./bits.ts";
import { boxOf, clipped, cutOut, forEachBit, type VoxelBox } from "./box.ts";
import { regionOf } from "./components.ts";
import { inverted, squaredDistance, within } from "./distance.ts";
import type { Lungs } from "./lungs.ts";
import { boundsPatient, patientGrid, sampleHu } from "./resample.ts";
import { axisSamples, createAlignedSampler } from "./sample-aligned.ts";
import { nthSmallest } from "./select.ts";
import { smoothedWithin } from "./smooth.ts";

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
  lungs: Pick<Lungs, "grid" | "inside">,
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
  const smooth = once(() => smoothedWithin(hu, grid, boxOfBall(grid, centerPatient, ballMm), SMOOTHING_MM));
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
function surroundings(
  hu: Float32Array,
  grid: VolumeGrid,
  lungs: Pick<Lungs, "grid" | "inside">,
): { allowed: Uint8Array; backgroundHu: number } {
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
  return {
    allowed,
    backgroundHu: airCount > 20 ? (nthSmallest(air.subarray(0, airCount), airCount >> 1) ?? 0) : DEFAULT_LUNG_HU,
  };
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

/** The voxels of a ball are in it, and it is inside the grid. */
function boxOfBall(grid: VolumeGrid, centerPatient: Vec3, radiusMm: number): VoxelBox {
  const at = (axis: 0 | 1 | 2) => (centerPatient[axis] - grid.originPatient[axis]) / grid.spacingMm[axis];
  const reach = Math.ceil(radiusMm / grid.spacingMm[0]) + 1;
  const min = (axis: 0 | 1 | 2) => Math.floor(at(axis)) - reach;
  const size = 2 * reach + 2;
  return clipped({ min: [min(0), min(1), min(2)], size: [size, size, size] }, grid.dimensions);
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
function trimmed(region: Uint8Array, grid: VolumeGrid, seed: number): Uint8Array {
  const box = boxAround(region, grid, 1);
  if (!box) return region;
  // Nothing further away than the next voxel outside it has a say in how deep the region is.
  const part = cutOut(region, grid.dimensions, box);
  const depth = squaredDistance(inverted(part), box.size);
  let deepest = 0;
  for (let p = 0; p < part.length; p++) {
    if (part[p] && (depth[p] as number) > deepest) deepest = depth[p] as number;
  }
  const radius = Math.sqrt(deepest) * 0.5;
  if (radius < 1) return region;
  const cores = inverted(within(depth, radius - 1e-3));
  const start = nearestSet(cores, box, placeOf(seed, grid.dimensions));
  if (start < 0) return region;
  const lobed = radius + LOBE_MM / grid.spacingMm[0];
  const kept = grownBits(bitsOf(regionOf(cores, box.size, start), box.size), lobed * lobed);
  const out = new Uint8Array(region.length);
  forEachBit(kept, box, grid.dimensions, (p) => {
    out[p] = region[p] as number;
  });
  return out;
}

/** What of a mask's box with a margin lies in its grid; null for an empty mask. */
function boxAround(mask: Uint8Array, { dimensions }: VolumeGrid, margin: number): VoxelBox | null {
  const box = boxOf(mask, dimensions, null, margin);
  return box && clipped(box, dimensions);
}

function placeOf(p: number, [ni, nj]: Vec3): Vec3 {
  return [p % ni, ((p / ni) | 0) % nj, (p / (ni * nj)) | 0];
}

/** The voxel of a box's mask nearest to a voxel of the grid. */
function nearestSet(mask: Uint8Array, { min, size }: VoxelBox, [ti, tj, tk]: Vec3): number {
  let best = -1;
  let bestAway = Infinity;
  let p = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      const across = (j + min[1] - tj) ** 2 + (k + min[2] - tk) ** 2;
      for (let i = 0; i < size[0]; i++, p++) {
        const away = (i + min[0] - ti) ** 2 + across;
        if (mask[p] === 0 || away >= bestAway) continue;
        bestAway = away;
        best = p;
      }
    }
  }
  return best;
}

/**
 * HU that 60 % of the lung 1 to 2.4 mm outside a core exceed: vessels are a minority of it, a halo is not; the blur of a solid
 * nodule's own edge has mostly ended there.
 */
function haloOf(core: Uint8Array, hu: Float32Array, allowed: Uint8Array, grid: VolumeGrid): number | null {
  const [near, far] = [1 / grid.spacingMm[0], 2.4 / grid.spacingMm[0]];
  const box = boxAround(core, grid, Math.ceil(far));
  if (!box) return null;
  const bits = bitsOf(cutOut(core, grid.dimensions, box), box.size);
  // Squared distances are whole numbers: less than `near` is at most the whole number under its square.
  const around = withoutBits(grownBits(bits, far * far), grownBits(bits, Math.ceil(near * near) - 1));
  const shell = new Float32Array(box.size[0] * box.size[1] * box.size[2]);
  let count = 0;
  forEachBit(around, box, grid.dimensions, (p) => {
    if (allowed[p]) shell[count++] = hu[p] as number;
  });
  if (count < 30) return null;
  return nthSmallest(shell.subarray(0, count), Math.floor(count * 0.4)) ?? null;
}

function withoutBits(mask: BitMask, removed: BitMask): BitMask {
  return { ...mask, words: mask.words.map((word, at) => word & ~(removed.words[at] as number)) };
}

/**
 * HU of a halo too thin to be seen in a shell of its own, or null where what lies around the core is no more than its blur.
 * `growFaint` gives all that stands out.
 */
function thinHaloOf(core: Uint8Array, growFaint: () => Uint8Array, hu: Float32Array, grid: VolumeGrid): number | null {
  const spacing = grid.spacingMm[0];
  const diameterOf = (mask: Uint8Array) => Math.cbrt((6 / Math.PI) * setVoxels(mask)) * spacing;
  const coreMm = diameterOf(core);
  if (coreMm < LEAST_CORE_MM) return null;
  const faint = growFaint();
  if (diameterOf(faint) - coreMm < THIN_HALO_MM) return null;
  const box = boxAround(faint, grid, 0);
  if (!box) return null;
  const bits = (mask: Uint8Array) => bitsOf(cutOut(mask, grid.dimensions, box), box.size);
  const around = withoutBits(bits(faint), grownBits(bits(core), (0.8 / spacing) ** 2));
  const shell = new Float32Array(faint.length);
  let count = 0;
  forEachBit(around, box, grid.dimensions, (p) => {
    shell[count++] = hu[p] as number;
  });
  return count < 30 ? null : (nthSmallest(shell.subarray(0, count), Math.floor(count * 0.85)) ?? null);
}

function setVoxels(mask: Uint8Array): number {
  let count = 0;
  for (let p = 0; p < mask.length; p++) count += mask[p] as number;
  return count;
}

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
