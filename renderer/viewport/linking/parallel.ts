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

interface Nearest {
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

/** A slice that stands alone is said to reach so far, millimetres. */
const LONE_SLICE_MM = 5;

/**
 * How far a place lies outside of the slices, millimetres, where the nearest of them is an outermost one and it is further away than half
 * the way between slices.
 */
export function beyondEndMm(slices: Slices, { index, awayMm }: Nearest): number | undefined {
  const [plane, beside] = [slices.planeAt(index), slices.planeAt(index === 0 ? 1 : index - 1)];
  if (plane === undefined || (index !== 0 && index !== slices.count - 1)) return undefined;
  const spacingMm = beside === undefined ? LONE_SLICE_MM : Math.abs(distanceToPlaneMm(plane, beside.imagePositionPatient));
  return awayMm > spacingMm * 0.55 ? awayMm : undefined;
}
