import type { Vec3 } from "../geometry/index.ts";
import { labelComponents } from "./components.ts";

/** Areas of a trachea or main bronchus in an axial cut, square millimetres. */
const AREA_MM2 = { min: 40, max: 700 } as const;
/** What separates the lumen from the lung beside it: the wall, thinned by partial volume, is denser. */
const LUMEN_LIMIT_HU = -650;
/** Median of a lumen; lung is denser, emphysema hardly. */
const START_HU = -930;
const FOLLOW_HU = -870;
/** Cuts in a row that may not show the airway apart from the lung. */
const BRIDGED_CUTS = 4;

interface Spot {
  readonly area: number;
  readonly meanI: number;
  readonly meanJ: number;
  readonly medianHu: number;
  /** Mean squared distance from the centre over that of a disc of the same area: 1 for a disc. */
  readonly spread: number;
  readonly voxels: readonly number[];
}

/**
 * Voxels of the trachea and the main bronchi, by following a round spot of air near the middle from the top downwards until it
 * opens into the lung (its area jumps).
 *
 * `air` marks candidates (internal air, lungs included); k runs from feet to head. Empty when no trachea is seen.
 */
export function traceTrachea(air: Uint8Array, values: Int16Array, dimensions: Vec3, spacingMm: number): Uint8Array {
  const out = new Uint8Array(air.length);
  const [ni, nj, nk] = dimensions;
  const lumen = air.map((value, p) => (value && (values[p] as number) < LUMEN_LIMIT_HU ? 1 : 0));
  const middle = centre(air, dimensions);
  let tracked: readonly Spot[] = [];
  let missed = 0;
  for (let k = nk - 1; k >= 0; k--) {
    if (tracked.length === 0 && k < nk * 0.45) break;
    const spots = spotsOfSlice(lumen, values, ni, nj, k, spacingMm);
    const found =
      tracked.length === 0 ? spots.filter((spot) => isTracheaLike(spot, middle, spacingMm)) : follow(tracked, spots, ni * nj);
    missed = found.length > 0 ? 0 : missed + 1;
    tracked = found.length > 0 ? found : missed > BRIDGED_CUTS ? [] : tracked.map((spot) => lowered(spot, ni * nj));
    for (const spot of tracked) for (const p of spot.voxels) markWithRim(out, air, p, ni);
  }
  return out;
}

/** The same footprint one cut lower: where the wall is too thin to see, the airway goes on as it was. */
function lowered(spot: Spot, plane: number): Spot {
  return { ...spot, voxels: spot.voxels.map((p) => p - plane).filter((p) => p >= 0) };
}

function isTracheaLike(spot: Spot, middle: readonly [number, number], spacingMm: number): boolean {
  const offset = Math.hypot(spot.meanI - middle[0], (spot.meanJ - middle[1]) * 0.6) * spacingMm;
  const { area } = spot;
  return area >= AREA_MM2.min && area <= 500 && spot.medianHu < START_HU && spot.spread < 1.35 && offset < 45;
}

/** The spots of the next cut that go on from those of the last; none when they open into the lung or end. */
function follow(tracked: readonly Spot[], spots: readonly Spot[], plane: number): readonly Spot[] {
  const before = tracked.reduce((sum, spot) => sum + spot.area, 0);
  const next = spots.filter((spot) => spot.medianHu < FOLLOW_HU && tracked.some((last) => overlaps(last, spot, plane)));
  const area = next.reduce((sum, spot) => sum + spot.area, 0);
  return area > Math.max(before * 1.8, before + 120) || area > AREA_MM2.max ? [] : next;
}

/** The lumen and the partial volume around it, in its own cut. */
function markWithRim(out: Uint8Array, air: Uint8Array, p: number, ni: number): void {
  for (const q of [p, p - 1, p + 1, p - ni, p + ni]) if (air[q]) out[q] = 1;
}

function overlaps(above: Spot, below: Spot, plane: number): boolean {
  const set = new Set(above.voxels.map((p) => p % plane));
  return below.voxels.some((p) => set.has(p % plane));
}

function centre(air: Uint8Array, dimensions: Vec3): readonly [number, number] {
  const [ni, nj] = dimensions;
  let sumI = 0;
  let sumJ = 0;
  let count = 0;
  for (let p = 0; p < air.length; p++) {
    if (!air[p]) continue;
    sumI += p % ni;
    sumJ += ((p / ni) | 0) % nj;
    count++;
  }
  return count === 0 ? [ni / 2, nj / 2] : [sumI / count, sumJ / count];
}

function spotsOfSlice(air: Uint8Array, values: Int16Array, ni: number, nj: number, k: number, spacingMm: number): Spot[] {
  const offset = k * ni * nj;
  const { labels, sizes } = labelComponents(air.subarray(offset, offset + ni * nj), [ni, nj, 1]);
  const members: number[][] = sizes.map(() => []);
  for (let p = 0; p < labels.length; p++) if (labels[p]) members[labels[p] as number]?.push(p + offset);
  return members.filter((voxels) => voxels.length > 0).map((voxels) => describe(voxels, values, ni, nj, spacingMm));
}

function describe(voxels: readonly number[], values: Int16Array, ni: number, nj: number, spacingMm: number): Spot {
  let sumI = 0;
  let sumJ = 0;
  let sumSquares = 0;
  for (const p of voxels) {
    const i = p % ni;
    const j = ((p / ni) | 0) % nj;
    sumI += i;
    sumJ += j;
    sumSquares += i * i + j * j;
  }
  const n = voxels.length;
  const meanI = sumI / n;
  const meanJ = sumJ / n;
  const spread = (sumSquares / n - meanI * meanI - meanJ * meanJ) / (n / (2 * Math.PI));
  const sorted = Int16Array.from(voxels, (p) => values[p] as number).sort();
  return { area: n * spacingMm * spacingMm, meanI, meanJ, medianHu: sorted[n >> 1] as number, spread, voxels };
}
