import { clamp, profile, smoothMin } from "./mathematics.ts";
import { noiseCube } from "./texture.ts";
import {
  type BoneProbe,
  carveJoints,
  conesNear,
  fractureLine,
  neighboursNear,
  type PreparedBone,
  prepareBones,
  probeBone,
} from "./wrist-bone-field.ts";
import { fingers, trunkSections } from "./wrist-bones.ts";
import type { WristRecipe } from "./wrist-recipe.ts";

export type WristView = "PA" | "LATERAL";

/** Where the pixels of a radiograph lie in the wrist's frame (already divided by the magnification). */
export interface DetectorGrid {
  readonly columns: number;
  readonly rows: number;
  readonly pixelMm: number;
  /** Horizontal and vertical place of the first pixel's centre, millimetres. */
  readonly left: number;
  readonly top: number;
}

/** Attenuation per millimetre at the mean energy of 52 kV; of bone what it has over soft tissue. */
const CORTEX_PER_MM = 0.092;
const MARROW_PER_MM = 0.0165;
const SOFT_PER_MM = 0.0232;
const STEP_MM = 0.7;
/** Deeper in a bone no joint reaches. */
const CARVED_TO_MM = -4.5;
const CUBE = 64;

/** Line integrals of attenuation through the wrist along the view's direction, by pixel. */
export function projectWrist(recipe: WristRecipe, view: WristView, grid: DetectorGrid): Float32Array {
  const picture = new Float32Array(grid.columns * grid.rows);
  addSoftTissue(picture, view, grid);
  const texture = noiseCube(recipe.seed, "trabeculae", 1);
  for (const prepared of prepareBones()) {
    const broken = recipe.fracture && prepared.bone.name === "radius";
    addBone(picture, prepared, view, grid, texture, broken);
  }
  return picture;
}

/** Adds one bone's line integrals. */
function addBone(
  picture: Float32Array,
  prepared: PreparedBone,
  view: WristView,
  grid: DetectorGrid,
  texture: Float32Array,
  broken: boolean,
): void {
  const { low, high } = prepared;
  const horizontal = view === "PA" ? 0 : 2;
  const depth = view === "PA" ? 2 : 0;
  const first = Math.max(0, Math.ceil((low[horizontal] - grid.left) / grid.pixelMm));
  const last = Math.min(grid.columns - 1, Math.floor((high[horizontal] - grid.left) / grid.pixelMm));
  const top = Math.max(0, Math.ceil((low[1] - grid.top) / grid.pixelMm));
  const bottom = Math.min(grid.rows - 1, Math.floor((high[1] - grid.top) / grid.pixelMm));
  const jump = Math.min(1, prepared.bone.flat);
  for (let row = top; row <= bottom; row++) {
    const line = createLine(prepared, grid.top + row * grid.pixelMm, texture, broken);
    for (let column = first; column <= last; column++) {
      const across = grid.left + column * grid.pixelMm;
      let sum = 0;
      let at = low[depth];
      while (at < high[depth]) {
        sum += view === "PA" ? line.density(across, at) : line.density(at, across);
        // Far outside, the ray may jump to where the bone can begin.
        at += line.probe.distance > 1.5 ? (line.probe.distance - 0.5) * jump : STEP_MM;
      }
      const index = row * grid.columns + column;
      picture[index] = (picture[index] as number) + sum * STEP_MM;
    }
  }
}

/** Densities of a bone along one horizontal line of the detector. */
interface Line {
  readonly probe: BoneProbe;
  density(u: number, w: number): number;
}

function createLine(prepared: PreparedBone, v: number, texture: Float32Array, broken: boolean): Line {
  const probe: BoneProbe = { distance: 0, cortex: 0 };
  const spare: BoneProbe = { distance: 0, cortex: 0 };
  const rows = conesNear(prepared, v, 4);
  const near = neighboursNear(prepared, v);
  const whole = (u: number, height: number, w: number): number => {
    probeBone(rows, prepared.bone.flat, u, height, w, probe);
    if (probe.distance > 0.4) return 0;
    if (probe.distance > CARVED_TO_MM) carveJoints(near, u, height, w, probe, spare);
    const share = clamp(0.5 - probe.distance / 0.5, 0, 1);
    if (share === 0) return 0;
    const inner = clamp(0.5 - (probe.distance + probe.cortex) / 0.6, 0, 1);
    return share * (CORTEX_PER_MM + (trabeculae(texture, u, height, w, probe.distance) - CORTEX_PER_MM) * inner);
  };
  if (!broken || v > 36) return { probe, density: (u, w) => whole(u, v, w) };
  return {
    probe,
    density: (u, w) => {
      // The joint's side of the fracture is tilted back and pushed in a little.
      const above = fractureLine(u, w) - v;
      if (above < 0) return whole(u, v, w) * (above > -1.8 ? 1.1 : 1);
      const density = whole(u + 0.55, v - 0.3, w - 0.7 - above * 0.03);
      return above < 0.55 ? density * 0.42 : density * (above < 2.4 ? 1.12 : 1);
    },
  };
}

/** Spongy bone: a mesh along the bone, dense near the joints and the cortex, wide towards the marrow of the shaft. */
function trabeculae(texture: Float32Array, u: number, v: number, w: number, distance: number): number {
  const at = (scale: number, stretch: number) => {
    const i = Math.floor(u * scale + 640) & (CUBE - 1);
    const j = Math.floor(v * scale * stretch + 640) & (CUBE - 1);
    const k = Math.floor(w * scale + 640) & (CUBE - 1);
    return texture[i + CUBE * (j + CUBE * k)] as number;
  };
  const mesh = 1 + 0.55 * at(3.1, 0.4) + 0.5 * at(5.2, 0.8);
  const depth = clamp(1 + (distance + 5) / 9, 0.4, 1.3);
  return Math.max(0, MARROW_PER_MM * mesh * depth);
}

function addSoftTissue(picture: Float32Array, view: WristView, grid: DetectorGrid): void {
  const knots = (i: 1 | 2 | 3 | 4) => trunkSections.map((section) => [section[0], section[i]] as const);
  const middle = knots(view === "PA" ? 1 : 2);
  const across = knots(view === "PA" ? 3 : 4);
  const along = knots(view === "PA" ? 4 : 3);
  for (let row = 0; row < grid.rows; row++) {
    const v = grid.top + row * grid.pixelMm;
    const [centre, half, depth] = [profile(middle, v), profile(across, v), v < -95 ? 0 : profile(along, v)];
    for (let column = 0; column < grid.columns; column++) {
      const h = grid.left + column * grid.pixelMm;
      const x = (h - centre) / half;
      let thickness = x * x < 1 ? 2 * depth * Math.sqrt(Math.sqrt(1 - x * x * x * x) * (1 - x * x)) : 0;
      for (const finger of fingers) thickness = blendedMaximum(thickness, chord(finger, view, h, v));
      // Skin and fat absorb a little less than muscle.
      picture[row * grid.columns + column] = thickness * SOFT_PER_MM * (0.86 + 0.14 * clamp(thickness / 30, 0, 1));
    }
  }
}

function blendedMaximum(a: number, b: number): number {
  return -smoothMin(-a, -b, Math.min(8, Math.max(a, b) * 0.6));
}

/** Length of a ray through a chain of round cones, at (h, v) of the view: the longest over its stretches. */
function chord(finger: (typeof fingers)[number], view: WristView, h: number, v: number): number {
  const axis = view === "PA" ? 0 : 2;
  let longest = 0;
  for (let i = 0; i + 1 < finger.length; i++) {
    const a = finger[i] as (typeof finger)[number];
    const b = finger[i + 1] as (typeof finger)[number];
    const [dh, dv] = [b[axis] - a[axis], b[1] - a[1]];
    const t = clamp(((h - a[axis]) * dh + (v - a[1]) * dv) / (dh * dh + dv * dv), 0, 1);
    const radius = a[3] + t * (b[3] - a[3]);
    const [qh, qv] = [h - a[axis] - t * dh, v - a[1] - t * dv];
    const off = (qh * qh + qv * qv) / (radius * radius);
    if (off < 1) longest = Math.max(longest, 1.85 * radius * Math.sqrt(1 - off));
  }
  return longest;
}
