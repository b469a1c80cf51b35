import { ucum } from "../../../src/findings/index.ts";
import { type Rendering, type VolumePreset, volumePresets } from "../../stores/viewport/rendering.ts";
import { type Domain, evenDomain } from "./domain.ts";

/** A corner of a transfer function: colour 0 to 1, opacity of one millimetre of tissue. */
export type Corner = readonly [value: number, red: number, green: number, blue: number, opacityPerMm: number];

export interface Preset {
  /** Light through tissue from front to back, or the brightest or darkest value of a ray. */
  readonly kind: "tissue" | "brightest" | "darkest";
  /** In the values of the images. */
  readonly corners: readonly Corner[];
  /** How much the surface's slope to the light counts, 0 to 1. */
  readonly shading: number;
  readonly shine: number;
  /** Voxels that a ray goes on at once when the picture is full: where all is faint, or only the extreme counts, more than a surface needs. */
  readonly stride: number;
  /** Opacity as a multiple of the corners'. */
  readonly opacity: number;
}

type Look = Omit<Preset, "opacity">;

const ramp = (low: number, high: number): readonly Corner[] => [
  [low, 0, 0, 0, 0],
  [high, 1, 1, 1, 0],
];

/** Values in Hounsfield units; colours and opacities tuned here on chest CT, by eye. */
const hounsfieldPresets: Readonly<Record<VolumePreset, Look>> = {
  bone: {
    kind: "tissue",
    corners: [
      [150, 0.45, 0.2, 0.14, 0],
      [210, 0.62, 0.36, 0.25, 0.06],
      [300, 0.84, 0.66, 0.48, 0.35],
      [550, 0.95, 0.87, 0.74, 0.75],
      [1200, 1, 0.98, 0.93, 0.96],
    ],
    shading: 0.85,
    shine: 0.25,
    stride: 0.75,
  },
  lung: {
    kind: "tissue",
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
    stride: 1.6,
  },
  airways: {
    kind: "tissue",
    corners: [
      [-1020, 0.3, 0.62, 0.78, 0.02],
      [-975, 0.42, 0.78, 0.9, 0.16],
      [-940, 0.62, 0.86, 0.94, 0.1],
      [-905, 0.5, 0.7, 0.8, 0],
    ],
    shading: 0.8,
    shine: 0.25,
    stride: 0.75,
  },
  vessels: {
    kind: "tissue",
    corners: [
      [110, 0.4, 0.04, 0.03, 0],
      [170, 0.7, 0.12, 0.08, 0.1],
      [280, 0.92, 0.3, 0.18, 0.45],
      [480, 0.96, 0.62, 0.44, 0.55],
      [800, 0.96, 0.9, 0.8, 0.65],
    ],
    shading: 0.85,
    shine: 0.3,
    stride: 0.75,
  },
  skin: {
    kind: "tissue",
    corners: [
      [-520, 0.62, 0.42, 0.33, 0],
      [-350, 0.8, 0.59, 0.48, 0.3],
      [-180, 0.87, 0.67, 0.55, 0.85],
      [200, 0.9, 0.7, 0.58, 0.95],
    ],
    shading: 0.9,
    shine: 0.18,
    stride: 0.75,
  },
  "soft-tissue": {
    kind: "tissue",
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
    stride: 0.75,
  },
  mip: { kind: "brightest", corners: ramp(-100, 900), shading: 0, shine: 0, stride: 1 },
  minip: { kind: "darkest", corners: ramp(-1020, -500), shading: 0, shine: 0, stride: 1 },
};

/** Where values have no meaning of their own (MR and others), in shares of their spread: by how bright they are. */
const relativePresets = {
  "soft-tissue": {
    kind: "tissue",
    corners: [
      [0.14, 0.3, 0.18, 0.14, 0],
      [0.26, 0.6, 0.42, 0.34, 0.03],
      [0.5, 0.82, 0.7, 0.6, 0.16],
      [0.8, 0.96, 0.9, 0.84, 0.4],
      [1, 1, 1, 1, 0.6],
    ],
    shading: 0.8,
    shine: 0.2,
    stride: 0.75,
  },
  skin: {
    kind: "tissue",
    corners: [
      [0.1, 0.62, 0.42, 0.33, 0],
      [0.18, 0.8, 0.59, 0.48, 0.4],
      [0.3, 0.87, 0.67, 0.55, 0.9],
    ],
    shading: 0.9,
    shine: 0.18,
    stride: 0.75,
  },
  vessels: {
    kind: "tissue",
    corners: [
      [0.5, 0.5, 0.08, 0.06, 0],
      [0.66, 0.85, 0.25, 0.16, 0.2],
      [1, 0.98, 0.75, 0.6, 0.7],
    ],
    shading: 0.85,
    shine: 0.3,
    stride: 0.75,
  },
  mip: { kind: "brightest", corners: ramp(0.05, 1), shading: 0, shine: 0, stride: 1 },
  minip: { kind: "darkest", corners: ramp(0, 0.6), shading: 0, shine: 0, stride: 1 },
} as const satisfies Partial<Record<VolumePreset, Look>>;

/** Presets that mean something for images of a unit, in the order they are offered. */
export function presetsOf(unit: string | undefined): readonly VolumePreset[] {
  return unit === ucum.hounsfield ? volumePresets : relativeNames;
}

const relativeNames = volumePresets.filter((preset) => preset in relativePresets);

/**
 * How values lie on the texture's bytes. Hounsfield units are told apart most finely where soft tissue, contrast and the edge of bone are (5 HU
 * a byte), so that one texture serves every preset.
 */
export function domainOf(unit: string, spread: { readonly low: number; readonly high: number }): Domain {
  return unit === ucum.hounsfield ? hounsfieldDomain : evenDomain(spread.low, spread.high);
}

const hounsfieldDomain: Domain = [
  [-1024, 0],
  [-850, 0.11],
  [-450, 0.25],
  [-150, 0.37],
  [350, 0.76],
  [700, 0.88],
  [1500, 0.97],
  [3071, 1],
];

/** A preset in the values of the images, moved, stretched about its middle and made more or less opaque as the reader wishes. */
export function presetFor(
  name: VolumePreset,
  unit: string,
  spread: { readonly low: number; readonly high: number },
  { shift, stretch, opacity }: Pick<Rendering, "shift" | "stretch" | "opacity">,
): Preset {
  const look = unit === ucum.hounsfield ? hounsfieldPresets[name] : placed(relativeLook(name), spread);
  const [first, last] = [(look.corners[0] as Corner)[0], (look.corners.at(-1) as Corner)[0]];
  const middle = (first + last) / 2;
  const corners = look.corners.map(([value, ...rest]): Corner => [middle + (value - middle) * stretch + shift, ...rest]);
  return { ...look, corners, opacity };
}

function relativeLook(name: VolumePreset): Look {
  return name in relativePresets ? relativePresets[name as keyof typeof relativePresets] : relativePresets["soft-tissue"];
}

function placed(look: Look, { low, high }: { readonly low: number; readonly high: number }): Look {
  const corners = look.corners.map(([share, ...rest]): Corner => [low + share * (high - low), ...rest]);
  return { ...look, corners };
}

/** Modality units of a drag across a thousand pixels: about as far as the preset reaches. */
export function lookReach(name: VolumePreset, unit: string, spread: { readonly low: number; readonly high: number }): number {
  const { corners } = presetFor(name, unit, spread, { shift: 0, stretch: 1, opacity: 1 });
  return Math.max(1e-6, (corners.at(-1) as Corner)[0] - (corners[0] as Corner)[0]);
}
