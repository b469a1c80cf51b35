import type { ModelProvenance } from "../../findings/index.ts";
import { distance, type Vec3 } from "../../geometry/index.ts";

/** A second look lies on the candidate, a finding on what was measured: never farther from each other than a large nodule. */
const FARTHEST_MM = 40;

/**
 * Where a second look was taken, patient space in mm (LPS+), as a parameter of the proposal: the score is that place's. Elsewhere, also at
 * the middle of the measured boundary, the network would say something else.
 */
export function lookedAtParameter(point: Vec3): { readonly lookedAtMm: string } {
  return { lookedAtMm: point.map((mm) => mm.toFixed(2)).join(" ") };
}

/** What `lookedAtParameter` wrote; undefined where nothing was written, or something that is nowhere near. */
export function readLookedAt({ parameters }: Pick<ModelProvenance, "parameters">, near: Vec3): Vec3 | undefined {
  const [x = Number.NaN, y = Number.NaN, z = Number.NaN] = String(parameters.lookedAtMm ?? "")
    .split(" ")
    .map(Number);
  const point: Vec3 = [x, y, z];
  return distance(point, near) <= FARTHEST_MM ? point : undefined;
}
