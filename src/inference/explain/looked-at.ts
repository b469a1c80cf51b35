import type { ModelProvenance } from "../../findings/index.ts";
import { distance, type Vec3 } from "../../geometry/index.ts";
import type { Explanation } from "../contract/explanation.ts";
import type { Found } from "../decode/found.ts";
import type { ImageSpacing } from "../pipeline/image-space.ts";

/** A second look lies on the candidate, a finding on what was measured: never farther from each other than a large nodule. */
const FARTHEST_MM = 40;

/**
 * Where a second look was taken, patient space in mm (LPS+), as a parameter of the proposal: the score is that place's. Elsewhere, also at
 * the middle of the measured boundary, the network would say something else.
 */
export function lookedAtParameter(point: Vec3): { readonly lookedAtMm: string } {
  return { lookedAtMm: written(point) };
}

/** The same on an image that has no patient space: column and row, pixel centres from 0, 0. `point` is in image space. */
export function lookedAtPixelParameter(point: Vec3, [x, y]: ImageSpacing): { readonly lookedAtPixel: string } {
  return { lookedAtPixel: written([point[0] / x, point[1] / y]) };
}

/**
 * What `lookedAtParameter` wrote; undefined where nothing was written, or something that is nowhere near: farther than a large nodule, or
 * than the finding itself reaches.
 */
export function readLookedAt({ parameters }: Pick<ModelProvenance, "parameters">, near: Vec3, reachMm = 0): Vec3 | undefined {
  const [x = Number.NaN, y = Number.NaN, z = Number.NaN] = numbersIn(parameters.lookedAtMm);
  const point: Vec3 = [x, y, z];
  return distance(point, near) <= Math.max(FARTHEST_MM, reachMm) ? point : undefined;
}

/** What `lookedAtPixelParameter` wrote, in image space; undefined where nothing was written, or something outside an image of this size. */
export function readLookedAtPixel(
  { parameters }: Pick<ModelProvenance, "parameters">,
  [x, y]: ImageSpacing,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Vec3 | undefined {
  const [column = Number.NaN, row = Number.NaN] = numbersIn(parameters.lookedAtPixel);
  const isInside = column >= -0.5 && row >= -0.5 && column <= columns - 0.5 && row <= rows - 0.5;
  return isInside ? [column * x, row * y, 0] : undefined;
}

/** Where the stage that a model explains looked at something; undefined where that stage sees the whole series, or there is none. */
export function lookedAtOf({ lookedAt }: Pick<Found, "lookedAt">, explanation: Explanation): Vec3 | undefined {
  return explanation.kind === "none" ? undefined : lookedAt?.get(explanation.stage);
}

function written(point: readonly number[]): string {
  return point.map((value) => value.toFixed(2)).join(" ");
}

function numbersIn(parameter: unknown): readonly number[] {
  return String(parameter ?? "")
    .split(" ")
    .map(Number);
}
