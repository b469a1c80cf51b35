import { add, cross, dot, normalize, patientMmToIndex, scale, subtract, type Vec3 } from "../geometry/index.ts";
import { pointsEvery } from "./points-every.ts";
import type { HuVolume } from "./types.ts";
import { createSampler } from "./work-volume.ts";

/** A cut at right angles to a rib's middle line: its middle and three unit directions at right angles to each other, LPS+ millimetres. */
export interface Section {
  readonly centre: Vec3;
  /** Along the rib, away from the spine. */
  readonly along: Vec3;
  readonly u: Vec3;
  readonly v: Vec3;
}

/** Distance from section to section. */
export const SECTION_MM = 2;
/** Rays from a section's middle, the first along `u`, the next towards `v`. */
export const RAYS = 32;
export const RAY_STEP_MM = 0.4;
/** Samples of a ray, the first at the middle: no rib is wider than twice as much. */
export const RAY_SAMPLES = 32;
/** The direction of a section is that over so much of the line to either side. */
const REACH = 3;

/** Sections of a line; their `u` and `v` turn no more from one to the next than the line does. */
export function sectionsOf(points: readonly Vec3[]): readonly Section[] {
  const centres = pointsEvery(points, SECTION_MM);
  const last = centres.length - 1;
  let u: Vec3 = [0, 0, 1];
  return centres.map((centre, n) => {
    const along = normalize(subtract(centres[Math.min(last, n + REACH)] as Vec3, centres[Math.max(0, n - REACH)] as Vec3));
    const across = subtract(u, scale(along, dot(u, along)));
    u = normalize(Math.hypot(...across) > 0.1 ? across : cross(along, [1, 0, 0]));
    return { centre, along, u, v: cross(along, u) };
  });
}

/** HU along the rays of each section, trilinear: sample s of ray r of section n at s + RAY_SAMPLES * (r + RAYS * n). */
export function sampleRays({ grid, values }: HuVolume, sections: readonly Section[]): Float32Array {
  const sample = createSampler(values, grid.dimensions);
  const zero = patientMmToIndex(grid, [0, 0, 0]);
  const toIndex = (direction: Vec3) => subtract(patientMmToIndex(grid, direction), zero);
  const out = new Float32Array(sections.length * RAYS * RAY_SAMPLES);
  let to = 0;
  for (const { centre, u, v } of sections) {
    const [x, y, z] = patientMmToIndex(grid, centre);
    for (let ray = 0; ray < RAYS; ray++) {
      const angle = (2 * Math.PI * ray) / RAYS;
      const way = add(scale(u, Math.cos(angle) * RAY_STEP_MM), scale(v, Math.sin(angle) * RAY_STEP_MM));
      const [dx, dy, dz] = toIndex(way);
      for (let s = 0; s < RAY_SAMPLES; s++) out[to++] = sample(x + s * dx, y + s * dy, z + s * dz);
    }
  }
  return out;
}
