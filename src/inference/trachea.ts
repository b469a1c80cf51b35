import type { Vec3 } from "../geometry/index.ts";
import { findRegions, type Regions } from "./components.ts";

/** Areas of a trachea or main bronchus in an axial cut, square millimetres. */
const AREA_MM2 = { min: 40, start: 500, max: 700 } as const;
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

/** The lumens of one axial cut; their runs count from its first voxel. */
interface Cut {
  readonly values: Int16Array;
  readonly ni: number;
  readonly nj: number;
  /** Of its first voxel in the volume. */
  readonly offset: number;
  readonly spacingMm: number;
  readonly regions: Regions;
}

/**
 * Indices of the voxels of the trachea and the main bronchi, by following a round spot of air near the middle from the top downwards until it
 * opens into the lung (its area jumps).
 *
 * `air` marks candidates (internal air, lungs included); k runs from feet to head. Empty when no trachea is seen.
 */
export function traceTrachea(air: Uint8Array, values: Int16Array, dimensions: Vec3, spacingMm: number): readonly number[] {
  const out = new Set<number>();
  const [ni, nj, nk] = dimensions;
  const middle = centre(air, dimensions);
  let tracked: readonly Spot[] = [];
  let missed = 0;
  for (let k = nk - 1; k >= 0; k--) {
    if (tracked.length === 0 && k < nk * 0.45) break;
    const cut = { values, ni, nj, offset: k * ni * nj, spacingMm, regions: lumenOf(air, values, ni, nj, k) };
    const found =
      tracked.length === 0
        ? sizedLikeTrachea(cut).filter((spot) => isTracheaLike(spot, middle, spacingMm))
        : follow(tracked, beneath(tracked, cut));
    missed = found.length > 0 ? 0 : missed + 1;
    tracked = found.length > 0 ? found : missed > BRIDGED_CUTS ? [] : tracked.map((spot) => lowered(spot, ni * nj));
    for (const spot of tracked) for (const p of spot.voxels) markWithRim(out, air, p, ni);
  }
  return [...out];
}

/** The same footprint one cut lower: where the wall is too thin to see, the airway goes on as it was. */
function lowered(spot: Spot, plane: number): Spot {
  return { ...spot, voxels: spot.voxels.map((p) => p - plane).filter((p) => p >= 0) };
}

function isTracheaLike(spot: Spot, middle: readonly [number, number], spacingMm: number): boolean {
  const offset = Math.hypot(spot.meanI - middle[0], (spot.meanJ - middle[1]) * 0.6) * spacingMm;
  const { area } = spot;
  return area >= AREA_MM2.min && area <= AREA_MM2.start && spot.medianHu < START_HU && spot.spread < 1.35 && offset < 45;
}

/** The spots of the next cut that go on from those of the last; none when they open into the lung or end. */
function follow(tracked: readonly Spot[], beneathThem: readonly Spot[]): readonly Spot[] {
  const before = tracked.reduce((sum, spot) => sum + spot.area, 0);
  const next = beneathThem.filter((spot) => spot.medianHu < FOLLOW_HU);
  const area = next.reduce((sum, spot) => sum + spot.area, 0);
  return area > Math.max(before * 1.8, before + 120) || area > AREA_MM2.max ? [] : next;
}

/** The lumen and the partial volume around it, in its own cut. */
function markWithRim(out: Set<number>, air: Uint8Array, p: number, ni: number): void {
  for (const q of [p, p - 1, p + 1, p - ni, p + ni]) if (air[q]) out.add(q);
}

function centre(air: Uint8Array, [ni, nj, nk]: Vec3): readonly [number, number] {
  let sumI = 0;
  let sumJ = 0;
  let count = 0;
  for (let row = 0; row < nj * nk; row++) {
    const start = row * ni;
    let inRow = 0;
    for (let i = 0; i < ni; i++) {
      if (air[start + i] === 0) continue;
      sumI += i;
      inRow++;
    }
    sumJ += inRow * (row % nj);
    count += inRow;
  }
  return count === 0 ? [ni / 2, nj / 2] : [sumI / count, sumJ / count];
}

function lumenOf(air: Uint8Array, values: Int16Array, ni: number, nj: number, k: number): Regions {
  const lumen = new Uint8Array(ni * nj);
  const offset = k * ni * nj;
  for (let p = 0; p < lumen.length; p++) {
    if (air[offset + p] !== 0 && (values[offset + p] as number) < LUMEN_LIMIT_HU) lumen[p] = 1;
  }
  return findRegions(lumen, [ni, nj, 1]);
}

/** Where an airway may begin. */
function sizedLikeTrachea(cut: Cut): readonly Spot[] {
  const areaOf = (size: number) => size * cut.spacingMm * cut.spacingMm;
  return spotsOf(cut, (label) => {
    const area = areaOf(cut.regions.sizes[label] as number);
    return area >= AREA_MM2.min && area <= AREA_MM2.start;
  });
}

/** What lies under the spots of the cut above. */
function beneath(tracked: readonly Spot[], cut: Cut): readonly Spot[] {
  const { starts, ends, labels, count } = cut.regions;
  const footprint = new Uint8Array(cut.ni * cut.nj);
  for (const { voxels } of tracked) for (const p of voxels) footprint[p % footprint.length] = 1;
  const touched = new Set<number>();
  for (let n = 0; n < count; n++) {
    for (let p = starts[n] as number; p < (ends[n] as number); p++) {
      if (footprint[p] === 0) continue;
      touched.add(labels[n] as number);
      break;
    }
  }
  return spotsOf(cut, (label) => touched.has(label));
}

function spotsOf(cut: Cut, isAskedFor: (label: number) => boolean): readonly Spot[] {
  const { starts, ends, labels, sizes, count } = cut.regions;
  const asked = sizes.map((_, label) => label > 0 && isAskedFor(label));
  const members: number[][] = sizes.map(() => []);
  for (let n = 0; n < count; n++) {
    const label = labels[n] as number;
    if (!asked[label]) continue;
    for (let p = starts[n] as number; p < (ends[n] as number); p++) (members[label] as number[]).push(p + cut.offset);
  }
  return members.filter((voxels) => voxels.length > 0).map((voxels) => describe(voxels, cut));
}

function describe(voxels: readonly number[], { values, ni, nj, spacingMm }: Cut): Spot {
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
