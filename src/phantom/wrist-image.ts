import { clamp, exp, smoothstep } from "./mathematics.ts";
import { createRandom } from "./random.ts";
import { type DetectorGrid, projectWrist, type WristView } from "./wrist-projection.ts";
import type { WristRecipe } from "./wrist-recipe.ts";

export interface WristImage {
  readonly columns: number;
  readonly rows: number;
  /** Spacing of the detector's pixels, millimetres. */
  readonly imagerPixelMm: number;
  /** How much larger the detector sees the wrist. */
  readonly magnification: number;
  /** 0 (black) to 4095, bone bright. */
  readonly values: Uint16Array;
}

const IMAGER_PIXEL_MM = 0.2;
const MAGNIFICATION = 1.04;
/** Attenuation that is shown white. */
const WHITE_AT: Readonly<Record<WristView, number>> = { PA: 2.05, LATERAL: 2.9 };
const SIZE: Readonly<Record<WristView, { columns: number; rows: number; left: number; top: number }>> = {
  PA: { columns: 800, rows: 1160, left: -68, top: -122 },
  LATERAL: { columns: 600, rows: 1160, left: -62, top: -122 },
};

/** A radiograph of the left wrist as a processed, ready to read image (12 bit). */
export function buildWristImage(recipe: WristRecipe, view: WristView): WristImage {
  const { columns, rows, left, top } = SIZE[view];
  const grid: DetectorGrid = { columns, rows, pixelMm: IMAGER_PIXEL_MM / MAGNIFICATION, left, top };
  const attenuation = projectWrist(recipe, view, grid);
  addNoise(attenuation, columns, recipe.seed, view);
  const slow = boxBlur(boxBlur(attenuation, columns, rows, 16), columns, rows, 16);
  const values = new Uint16Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      // Detail raised over a compressed background, as the processing of a digital detector does.
      const ground = slow[at] as number;
      const detail = (attenuation[at] as number) - ground;
      const level = 0.72 * ground + 1.4 * detail;
      const shown = 4095 * toneCurve(level / WHITE_AT[view]) * shutter(column / columns, row / rows);
      values[at] = Math.round(clamp(shown, 0, 4095));
    }
  }
  drawMarker(values, columns, view);
  return { columns, rows, imagerPixelMm: IMAGER_PIXEL_MM, magnification: MAGNIFICATION, values };
}

/** Black for air, white for thick bone, steep between. */
function toneCurve(level: number): number {
  const x = clamp(level, 0, 1);
  return 0.03 + 0.95 * (1 - (1 - x) * (1 - x) * (0.55 + 0.45 * (1 - x)));
}

/** Quantum noise in log exposure: it grows with what absorbs. */
function addNoise(attenuation: Float32Array, columns: number, seed: number, view: WristView): void {
  const random = createRandom(seed, `wrist noise ${view}`);
  let before = 0;
  for (let at = 0; at < attenuation.length; at++) {
    const b = random.bits();
    const white = ((b & 255) + ((b >>> 8) & 255) + ((b >>> 16) & 255) + (b >>> 24) - 510) / 148;
    const noise = 0.8 * white + 0.5 * before;
    before = at % columns === 0 ? 0 : white;
    attenuation[at] = (attenuation[at] as number) + 0.0075 * noise * exp((attenuation[at] as number) / 2);
  }
}

/** Edges of the collimated field, a little askew. */
function shutter(x: number, y: number): number {
  const left = x - 0.045 - 0.012 * y;
  const right = 0.962 - 0.012 * y - x;
  const top = y - 0.035 + 0.01 * x;
  const bottom = 0.975 + 0.01 * x - y;
  return smoothstep(0, 0.006, Math.min(left, right, top, bottom));
}

/** The lead letter L of the side, slightly turned. */
function drawMarker(values: Uint16Array, columns: number, view: WristView): void {
  const [startX, startY] = view === "PA" ? [92, 900] : [80, 900];
  for (let row = 0; row < 90; row++) {
    for (let column = 0; column < 70; column++) {
      const x = column - 8 - (row - 45) * 0.06;
      const y = row - 8 + (column - 35) * 0.06;
      const stem = Math.min(x, 11 - x, y, 66 - y);
      const foot = Math.min(x, 40 - x, y - 55, 66 - y);
      const share = clamp(Math.max(stem, foot) + 0.5, 0, 1);
      const at = (startY + row) * columns + startX + column;
      values[at] = Math.round((values[at] as number) * (1 - share) + 4000 * share);
    }
  }
}

/** Mean over a square of 2 * reach + 1 pixels. */
function boxBlur(source: Float32Array, columns: number, rows: number, reach: number): Float32Array {
  const half = new Float32Array(source.length);
  const result = new Float32Array(source.length);
  for (let row = 0; row < rows; row++) runningMean(source, half, row * columns, 1, columns, reach);
  for (let column = 0; column < columns; column++) runningMean(half, result, column, columns, rows, reach);
  return result;
}

function runningMean(
  source: Float32Array,
  target: Float32Array,
  start: number,
  stride: number,
  count: number,
  reach: number,
): void {
  const at = (i: number) => source[start + clamp(i, 0, count - 1) * stride] as number;
  let sum = 0;
  for (let i = -reach; i <= reach; i++) sum += at(i);
  for (let i = 0; i < count; i++) {
    target[start + i * stride] = sum / (2 * reach + 1);
    sum += at(i + reach + 1) - at(i - reach);
  }
}
