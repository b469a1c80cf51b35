import { add, distanceToPlaneMm, dot, type ImagePlane, planeNormal, scale, type Vec3 } from "../../../src/geometry/index.ts";
import { isSameAxis } from "../../stores/viewport/link-state.ts";
import { sliceCentre } from "../plane/slice.ts";

export function isParallel(a: ImagePlane, b: ImagePlane): boolean {
  return isSameAxis(planeNormal(a), planeNormal(b));
}

/** The normal of a plane, turned so that along its main axis it goes to the patient's left, back or head: offsets have one sign. */
export function axisOf(plane: ImagePlane): Vec3 {
  const normal = planeNormal(plane);
  const main = normal.reduce((best, part) => (Math.abs(part) > Math.abs(best) ? part : best), 0);
  return main < 0 ? scale(normal, -1) : normal;
}

/** How far along an axis the middle of a plane lies, millimetres. */
export function positionMm(plane: ImagePlane, axis: Vec3): number {
  return dot(sliceCentre(plane), axis);
}

/** Slices in order, of which some may have no place in the patient. */
interface Slices {
  readonly count: number;
  planeAt(index: number): ImagePlane | undefined;
}

export interface Nearest {
  readonly index: number;
  /** How far the slice lies from where it was looked for, millimetres. */
  readonly awayMm: number;
}

/**
 * Of the slices that are parallel to a plane, the one nearest to it; undefined where none is.
 *
 * @param shiftMm how far along the plane's axis (`axisOf`) the same anatomy lies among these slices
 */
export function nearestParallel(slices: Slices, plane: ImagePlane, shiftMm = 0): Nearest | undefined {
  const point = add(sliceCentre(plane), scale(axisOf(plane), shiftMm));
  let best: Nearest | undefined;
  for (let index = 0; index < slices.count; index++) {
    const own = slices.planeAt(index);
    if (own === undefined || !isParallel(own, plane)) continue;
    const awayMm = Math.abs(distanceToPlaneMm(own, point));
    if (best === undefined || awayMm < best.awayMm) best = { index, awayMm };
  }
  return best;
}
