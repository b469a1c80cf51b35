import type { ViewPlace } from "../../../src/contract/index.ts";
import { add, cross, dot, normalize, scale, subtract, type Vec3 } from "../../../src/geometry/index.ts";
import type { ViewSide } from "../../stores/viewport/rendering.ts";
import type { Point2 } from "../plane/affine.ts";
import type { ViewSize } from "../plane/camera.ts";

/** A parallel view of a volume: which patient directions go right and down on the screen, what is in the middle, how large. */
export interface Orbit {
  readonly right: Vec3;
  readonly down: Vec3;
  readonly centrePatient: Vec3;
  /** CSS pixels of a millimetre. */
  readonly viewScale: number;
}

/** From the front, head up: patient's left on the right of the screen. */
export function frontOrbit(centrePatient: Vec3, extentMm: number, size: ViewSize): Orbit {
  return {
    right: [1, 0, 0],
    down: [0, 0, -1],
    centrePatient,
    viewScale: Math.max(1e-6, Math.min(size.width, size.height) / extentMm),
  };
}

/** The same view, apart from the size of its viewport: as it is kept. */
export function keptOrbit({ right, down, centrePatient, viewScale }: Orbit, size: ViewSize): NonNullable<ViewPlace["orbit"]> {
  return { right, down, centrePatient, extentMm: Math.min(size.width, size.height) / viewScale };
}

/** A kept view in a viewport; its directions are made square where they are not, and undefined where they lead nowhere. */
export function restoredOrbit(kept: NonNullable<ViewPlace["orbit"]>, size: ViewSize): Orbit | undefined {
  const right = normalize(kept.right);
  const across = subtract(kept.down, scale(right, dot(right, kept.down)));
  const isTold = Math.hypot(...kept.right) > 0.5 && Math.hypot(...across) > 0.5;
  const { centrePatient, extentMm } = kept;
  if (!isTold) return undefined;
  return { right, down: normalize(across), centrePatient, viewScale: Math.min(size.width, size.height) / extentMm };
}

/** Right and down on the screen for each side that is looked from; head up, and face up where the head or the feet are. LPS+. */
const sides: Readonly<Record<ViewSide, { readonly right: Vec3; readonly down: Vec3 }>> = {
  A: { right: [1, 0, 0], down: [0, 0, -1] },
  P: { right: [-1, 0, 0], down: [0, 0, -1] },
  L: { right: [0, 1, 0], down: [0, 0, -1] },
  R: { right: [0, -1, 0], down: [0, 0, -1] },
  H: { right: [-1, 0, 0], down: [0, 1, 0] },
  F: { right: [1, 0, 0], down: [0, 1, 0] },
};

/** Looked at from a side, about the same middle and as large as before. */
export function viewedFrom(orbit: Orbit, side: ViewSide): Orbit {
  return { ...orbit, ...sides[side] };
}

/** Patient direction that a side lies in. */
export function sideDirection(side: ViewSide): Vec3 {
  const { right, down } = sides[side];
  return scale(cross(right, down), -1);
}

/** Into the screen. */
export function forward({ right, down }: Orbit): Vec3 {
  return cross(right, down);
}

const RADIANS_PER_PIXEL = 0.0075;

/** Turned by a drag: the side towards the eye follows the pointer. */
export function turned(orbit: Orbit, [byRight, byDown]: Point2): Orbit {
  const about = (axis: Vec3, angle: number, vector: Vec3): Vec3 =>
    add(
      add(scale(vector, Math.cos(angle)), scale(cross(axis, vector), Math.sin(angle))),
      scale(axis, dot(axis, vector) * (1 - Math.cos(angle))),
    );
  const right = about(orbit.down, byRight * RADIANS_PER_PIXEL, orbit.right);
  const down = about(right, -byDown * RADIANS_PER_PIXEL, orbit.down);
  const straight = normalize(subtract(down, scale(right, dot(right, down))));
  return { ...orbit, right: normalize(right), down: straight };
}

export function shifted(orbit: Orbit, [byRight, byDown]: Point2): Orbit {
  const back = add(scale(orbit.right, -byRight / orbit.viewScale), scale(orbit.down, -byDown / orbit.viewScale));
  return { ...orbit, centrePatient: add(orbit.centrePatient, back) };
}

export function enlarged(orbit: Orbit, factor: number): Orbit {
  return { ...orbit, viewScale: Math.min(200, Math.max(0.02, orbit.viewScale * factor)) };
}

/** Where a point in the patient is on the view, CSS pixels. */
export function project(orbit: Orbit, size: ViewSize, pointPatient: Vec3): Point2 {
  const offset = subtract(pointPatient, orbit.centrePatient);
  return [
    size.width / 2 + dot(offset, orbit.right) * orbit.viewScale,
    size.height / 2 + dot(offset, orbit.down) * orbit.viewScale,
  ];
}
