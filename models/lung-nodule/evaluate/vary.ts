import type { Volume } from "../../../src/volume/index.ts";
import type { Random } from "./random.ts";

type Pixels = Pick<Volume, "grid" | "values">;

/** How a CT is changed so that it looks like another scan. */
export interface Variation {
  /** Slices averaged into one. */
  readonly thicken: number;
  /** All lengths times this. */
  readonly zoom: number;
  /** Standard deviation of added noise, HU. */
  readonly noiseHu: number;
  readonly offsetHu: number;
  /** In-plane smoothing by a 3 x 3 binomial. */
  readonly soften: boolean;
}

export const UNCHANGED: Variation = { thicken: 1, zoom: 1, noiseHu: 0, offsetHu: 0, soften: false };

/** Draws a variation; slices are averaged up to about 3 mm. */
export function drawVariation(random: Random, sliceMm: number): Variation {
  const most = Math.max(1, Math.floor(3 / sliceMm));
  return {
    thicken: 1 + Math.floor(random.unit() * most),
    zoom: random.range(0.87, 1.12),
    noiseHu: random.unit() < 0.4 ? 0 : random.range(0, 35),
    offsetHu: random.range(-15, 15),
    soften: random.unit() < 0.35,
  };
}

/** Applies a variation; places in millimetres scale by `zoom` about the patient origin. */
export function vary(volume: Pixels, variation: Variation, random: Random): Pixels {
  const { grid } = volume;
  const { zoom, thicken } = variation;
  const [ni, nj, nk] = grid.dimensions;
  const plane = ni * nj;
  const slices = Math.floor(nk / thicken);
  const values = new Int16Array(plane * slices);
  const cut = new Float32Array(plane);
  for (let k = 0; k < slices; k++) {
    cut.fill(variation.offsetHu);
    for (let n = 0; n < thicken; n++) {
      const from = (k * thicken + n) * plane;
      for (let p = 0; p < plane; p++) cut[p] = (cut[p] as number) + (volume.values[from + p] as number) / thicken;
    }
    if (variation.soften) soften(cut, ni, nj);
    const noise = variation.noiseHu;
    let last = 0;
    for (let p = 0; p < plane; p++) {
      // Neighbours in a row share noise, as a reconstruction's do.
      const fresh = noise > 0 ? random.normal() * noise : 0;
      values[k * plane + p] = Math.max(-1024, Math.min(3071, Math.round((cut[p] as number) + (fresh + last) * Math.SQRT1_2)));
      last = fresh;
    }
  }
  const shift = ((thicken - 1) / 2) * grid.spacingMm[2];
  const moved = (axis: 0 | 1 | 2) => (grid.originPatient[axis] + grid.directions[2][axis] * shift) * zoom;
  return {
    grid: {
      dimensions: [ni, nj, slices],
      spacingMm: [grid.spacingMm[0] * zoom, grid.spacingMm[1] * zoom, grid.spacingMm[2] * thicken * zoom],
      originPatient: [moved(0), moved(1), moved(2)],
      directions: grid.directions,
    },
    values,
  };
}

function soften(cut: Float32Array, ni: number, nj: number): void {
  const pass = (stride: number, count: number, start: number) => {
    let before = cut[start] as number;
    for (let n = 0; n < count; n++) {
      const p = start + n * stride;
      const here = cut[p] as number;
      const after = n + 1 < count ? (cut[p + stride] as number) : here;
      cut[p] = 0.25 * before + 0.5 * here + 0.25 * after;
      before = here;
    }
  };
  for (let j = 0; j < nj; j++) pass(1, ni, j * ni);
  for (let i = 0; i < ni; i++) pass(ni, nj, i);
}
