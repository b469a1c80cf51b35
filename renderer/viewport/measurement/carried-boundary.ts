import {
  ballMask,
  type Finding,
  maskWithin,
  measureMask,
  nearestFrame,
  type SegmentMask,
  shiftMask,
} from "../../../src/findings/index.ts";
import { distance, subtract, type Vec3 } from "../../../src/geometry/index.ts";
import type { Home } from "./home.ts";
import type { Revised } from "./measured.ts";

/** What became of a boundary: moved along as it is; found anew; that of the ball; or none, as nobody knows the voxels. */
export type Carried = "moved" | "found" | "ball" | "none";

/**
 * A ball that was moved or made larger or smaller, with the boundary that it then has. One moved by no more than its radius keeps its form;
 * elsewhere, or of another size, it is found anew inside the ball, and is that of the ball where nothing stands out. The numbers are always
 * those of what is shown. Undefined for what had no boundary.
 */
export function carryBoundary(
  { geometry, segment }: Finding,
  revised: Revised,
  home: Home | undefined,
): { readonly revised: Revised; readonly how: Carried } | undefined {
  const ball = revised.geometry;
  if (segment === undefined || geometry.kind !== "sphere" || ball.kind !== "sphere") return undefined;
  if (home === undefined) return { revised, how: "none" };
  const byMm = subtract(ball.centerPatient, geometry.centerPatient);
  const isSameSize = Math.abs(ball.diameterMm - geometry.diameterMm) < 1e-6;
  const isNear = distance(ball.centerPatient, geometry.centerPatient) <= geometry.diameterMm / 2;
  const made = (isSameSize && isNear && kept(segment, home, byMm)) || anew(ball, home);
  if (made === undefined) return { revised, how: "none" };
  const { mask, how } = made;
  const measured = measureMask(mask, home.grid, home.values);
  const middle = measured.geometry.kind === "sphere" ? measured.geometry.centerPatient : ball.centerPatient;
  const reference = nearestFrame(home.detail.frames, middle)?.reference ?? revised.reference;
  return { revised: { ...revised, ...measured, segment: mask, reference }, how };
}

interface Made {
  readonly mask: SegmentMask;
  readonly how: Carried;
}

function kept(segment: SegmentMask, { grid }: Home, byMm: Vec3): Made | undefined {
  const mask = shiftMask(segment, grid, byMm);
  return mask && { mask, how: "moved" };
}

function anew(
  { centerPatient, diameterMm }: { readonly centerPatient: Vec3; readonly diameterMm: number },
  { grid, values }: Home,
): Made | undefined {
  const found = values && maskWithin(grid, values, centerPatient, diameterMm);
  if (found !== undefined) return { mask: found, how: "found" };
  const mask = ballMask(grid, centerPatient, diameterMm);
  return mask && { mask, how: "ball" };
}
