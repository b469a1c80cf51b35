import { ucum } from "../../../src/findings/index.ts";
import type { VolumePreset } from "../../stores/viewport/viewport-store.ts";
import { type Domain, normalise } from "./domain.ts";

/** A corner of a transfer function: colour 0 to 1, opacity of one millimetre of tissue. */
type Corner = readonly [value: number, red: number, green: number, blue: number, opacityPerMm: number];

export interface Preset {
  readonly corners: readonly Corner[];
  /** How much the surface's slope to the light counts, 0 to 1. */
  readonly shading: number;
  readonly shine: number;
}

/** Values in Hounsfield units; colours and opacities tuned here on chest CT, by eye. */
const hounsfieldPresets: Readonly<Record<VolumePreset, Preset>> = {
  bone: {
    corners: [
      [150, 0.45, 0.2, 0.14, 0],
      [210, 0.62, 0.36, 0.25, 0.06],
      [300, 0.84, 0.66, 0.48, 0.35],
      [550, 0.95, 0.87, 0.74, 0.75],
      [1200, 1, 0.98, 0.93, 0.96],
    ],
    shading: 0.85,
    shine: 0.25,
  },
  lung: {
    corners: [
      [-920, 0.16, 0.28, 0.44, 0],
      [-860, 0.24, 0.4, 0.58, 0.003],
      [-720, 0.46, 0.62, 0.76, 0.01],
      [-600, 0.78, 0.76, 0.74, 0.04],
      [-420, 0.96, 0.78, 0.68, 0.09],
      [-250, 0.9, 0.6, 0.5, 0.01],
      [-180, 0.9, 0.6, 0.5, 0],
    ],
    shading: 0.75,
    shine: 0.15,
  },
  "soft-tissue": {
    corners: [
      [-320, 0.5, 0.3, 0.24, 0],
      [-150, 0.72, 0.5, 0.4, 0.1],
      [-60, 0.8, 0.58, 0.46, 0.22],
      [30, 0.76, 0.42, 0.34, 0.3],
      [90, 0.8, 0.38, 0.32, 0.4],
      [250, 0.94, 0.82, 0.68, 0.7],
      [600, 1, 0.97, 0.9, 0.9],
    ],
    shading: 0.85,
    shine: 0.2,
  },
  vessels: {
    corners: [
      [110, 0.4, 0.04, 0.03, 0],
      [170, 0.7, 0.12, 0.08, 0.1],
      [280, 0.92, 0.3, 0.18, 0.45],
      [480, 0.96, 0.62, 0.44, 0.55],
      [800, 0.96, 0.9, 0.8, 0.65],
    ],
    shading: 0.85,
    shine: 0.3,
  },
};

/** Where values have no meaning of their own (MR and others): from a fifth of the range up, by how bright they are. */
const relativePreset: Preset = {
  corners: [
    [0.14, 0.3, 0.18, 0.14, 0],
    [0.26, 0.6, 0.42, 0.34, 0.03],
    [0.5, 0.82, 0.7, 0.6, 0.16],
    [0.8, 0.96, 0.9, 0.84, 0.4],
    [1, 1, 1, 1, 0.6],
  ],
  shading: 0.8,
  shine: 0.2,
};

/** What a volume is rendered with: values that the texture spans, and the preset in units of that span. */
export function presetFor(
  preset: VolumePreset,
  unit: string,
  range: Domain,
): { readonly domain: Domain; readonly preset: Preset } {
  if (unit !== ucum.hounsfield) return { domain: range, preset: relativePreset };
  const { corners, ...rest } = hounsfieldPresets[preset];
  const [first, last] = [(corners[0] as Corner)[0], (corners.at(-1) as Corner)[0]];
  const domain = { low: first - (last - first) * UNSEEN_SHARE, high: last };
  const placed = corners.map(([value, ...look]): Corner => [normalise(value, domain), ...look]);
  return { domain, preset: { ...rest, corners: placed } };
}

/** Part of the texture's values below the first corner, so that what is not seen stays apart from what is barely seen. */
const UNSEEN_SHARE = 0.02;

/** One entry a byte. */
export const TABLE_SIZE = 256;

/** Red, green, blue and extinction per millimetre at every place of the domain: what the rays look up. */
export function transferTable({ corners }: Preset): Float32Array {
  const table = new Float32Array(TABLE_SIZE * 4);
  for (let at = 0; at < TABLE_SIZE; at++) {
    const [, red, green, blue, opacity] = cornerAt(corners, at / (TABLE_SIZE - 1));
    table.set([red, green, blue, Math.log(1 / (1 - Math.min(opacity, 0.999)))], at * 4);
  }
  return table;
}

function cornerAt(corners: readonly Corner[], value: number): Corner {
  const after = corners.findIndex(([at]) => at >= value);
  const [next, previous] = [corners[after], corners[after - 1]];
  if (next === undefined) return corners.at(-1) as Corner;
  if (previous === undefined) return next[0] === value ? next : [value, next[1], next[2], next[3], 0];
  const part = (value - previous[0]) / (next[0] - previous[0] || 1);
  return previous.map((from, index) => from + ((next[index] as number) - from) * part) as unknown as Corner;
}

/**
 * What a step of a ray looks up that goes from one value to another: the mean of the table over all values between, colour weighted by
 * extinction (pre-integrated classification, without the step's own shadow). Row: value at the end, column: at the start.
 */
export function stepTable(table: Float32Array): Float32Array {
  const size = TABLE_SIZE;
  const sums = new Float64Array((size + 1) * 4);
  for (let at = 0; at < size; at++) {
    const extinction = table[at * 4 + 3] as number;
    for (let part = 0; part < 4; part++) {
      const weight = part === 3 ? 1 : (table[at * 4 + part] as number);
      sums[(at + 1) * 4 + part] = (sums[at * 4 + part] as number) + extinction * weight;
    }
  }
  const out = new Float32Array(size * size * 4);
  for (let end = 0; end < size; end++) {
    for (let start = 0; start < size; start++) {
      const [low, high] = [Math.min(start, end), Math.max(start, end) + 1];
      const between = (part: number) => (sums[high * 4 + part] as number) - (sums[low * 4 + part] as number);
      const whole = between(3);
      const to = (end * size + start) * 4;
      for (let part = 0; part < 3; part++) out[to + part] = whole > 0 ? between(part) / whole : (table[end * 4 + part] as number);
      out[to + 3] = whole / (high - low);
    }
  }
  return out;
}

/** The last of the table's four: extinction per millimetre of every byte. */
export function extinctionOf(table: Float32Array): Float32Array {
  return Float32Array.from({ length: TABLE_SIZE }, (_, at) => table[at * 4 + 3] as number);
}
