import type { Frame } from "../../../src/contract/index.ts";
import type { Point2 } from "./affine.ts";
import type { Slice } from "./slice.ts";

/** How long pixels are where something is measured, and who says so. */
export interface Lengths {
  /** [between rows, between columns]. */
  readonly spacingMm: readonly [number, number];
  readonly source: Exclude<Frame["pixelSpacingSource"], "none">;
}

/**
 * The lengths that hold for all of these pixels: of the ultrasound region that holds them (PS3.3 C.8.5.5), else of the slice. Undefined
 * outside of regions, across two of them, and where nothing is known.
 */
export function lengthsAt(slice: Slice, points: readonly Point2[]): Lengths | undefined {
  const { frame, plane, spacing, isCalibrated } = slice;
  if (plane !== undefined) return { spacingMm: plane.pixelSpacing, source: "patient" };
  const regions = frame.ultrasoundRegions;
  if (regions !== undefined) {
    // Half a pixel: its square belongs to the region as much as its centre.
    const regionAt = ([x, y]: Point2) =>
      regions.find(({ left, top, right, bottom }) => x >= left - 0.5 && x <= right + 0.5 && y >= top - 0.5 && y <= bottom + 0.5);
    const [region, ...others] = points.map(regionAt);
    const spacingMm = others.every((other) => other === region) ? region?.spacingMm : undefined;
    return spacingMm && { spacingMm, source: "calibrated" };
  }
  const { pixelSpacingSource: source } = frame;
  return isCalibrated && source !== "none" ? { spacingMm: spacing, source } : undefined;
}

/**
 * The spacing at which a line is as long as it is known to be; pixels keep their proportions. Undefined for a line of no length.
 *
 * @param spacing [between rows, between columns] of now, or the pixels' proportions
 */
export function calibratedSpacing(
  spacing: readonly [number, number],
  from: Point2,
  to: Point2,
  knownMm: number,
): readonly [number, number] | undefined {
  const length = Math.hypot((to[0] - from[0]) * spacing[1], (to[1] - from[1]) * spacing[0]);
  if (!(length > 0) || !(knownMm > 0)) return undefined;
  return [(spacing[0] * knownMm) / length, (spacing[1] * knownMm) / length];
}
