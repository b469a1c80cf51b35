import type { Volume } from "../../../src/volume/index.ts";
import type { Random } from "./random.ts";

type Pixels = Pick<Volume, "grid" | "values">;

/** How a CT is changed so that it looks like another scan. */
export interface Variation {
  /** Slices averaged into one. */
  readonly thicken: number;
  /** All lengths times this: another field of view, another patient. */
  readonly zoom: number;
  /** Standard deviation of added noise, HU: a lower dose. */
  readonly noiseHu: number;
  readonly offsetHu: number;
  /** The kernel: over 0 so many passes of a 3 x 3 binomial, under 0 the share of such a pass that is taken away from the image. */
  readonly smooth: number;
}

export const UNCHANGED: Variation = { thicken: 1, zoom: 1, noiseHu: 0, offsetHu: 0, smooth: 0 };

/** Draws a variation; slices are averaged up to about 5 mm, half of the time not at all. */
export function drawVariation(random: Random, sliceMm: number): Variation {
  const most = Math.max(1, Math.floor(5 / sliceMm));
  const kernel = random.unit();
  return {
    thicken: random.unit() < 0.5 ? 1 : 1 + Math.floor(random.unit() * most),
    zoom: random.range(0.85, 1.15),
    noiseHu: random.unit() < 0.4 ? 0 : random.range(0, 40),
    offsetHu: random.range(-15, 15),
    smooth: kernel < 0.3 ? 1 : kernel < 0.45 ? 2 : kernel < 0.65 ? -random.range(0.2, 0.7) : 0,
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
  const noise = new Float32Array(plane);
  for (let k = 0; k < slices; k++) {
    cut.fill(variation.offsetHu);
    for (let n = 0; n < thicken; n++) {
      const from = (k * thicken + n) * plane;
      for (let p = 0; p < plane; p++) cut[p] = (cut[p] as number) + (volume.values[from + p] as number) / thicken;
    }
    filter(cut, ni, nj, variation.smooth);
    if (variation.noiseHu > 0) drawNoise(noise, ni, nj, variation.noiseHu, random);
    for (let p = 0; p < plane; p++) {
      values[k * plane + p] = Math.max(-1024, Math.min(3071, Math.round((cut[p] as number) + (noise[p] as number))));
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

/** Neighbours share noise, as a reconstruction's do: white noise after one smoothing, brought back to its strength. */
function drawNoise(noise: Float32Array, ni: number, nj: number, sigmaHu: number, random: Random): void {
  // Two normal numbers of each pair of even ones (Box and Muller).
  for (let p = 0; p < noise.length; p += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
    const angle = 2 * Math.PI * random.unit();
    noise[p] = radius * Math.cos(angle);
    noise[p + 1] = radius * Math.sin(angle);
  }
  soften(noise, ni, nj);
  // 1 2 1 along both axes leaves 3/8 of the standard deviation.
  const scale = sigmaHu / 0.375;
  for (let p = 0; p < noise.length; p++) noise[p] = (noise[p] as number) * scale;
}

function filter(cut: Float32Array, ni: number, nj: number, smooth: number): void {
  if (smooth === 0) return;
  if (smooth > 0) {
    for (let pass = 0; pass < smooth; pass++) soften(cut, ni, nj);
    return;
  }
  const softer = Float32Array.from(cut);
  soften(softer, ni, nj);
  for (let p = 0; p < cut.length; p++) cut[p] = (cut[p] as number) + smooth * ((softer[p] as number) - (cut[p] as number));
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
