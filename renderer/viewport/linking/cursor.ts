import type { SeriesDetail } from "../../../src/contract/index.ts";
import { sliceSpacingMm, type Vec3 } from "../../../src/geometry/index.ts";
import type { Slice } from "../plane/slice.ts";

/** A place in the patient as it is read: how far to the left or right, back or front, head or foot, millimetres from the origin. */
export function positionLetters(pointPatient: Vec3): string {
  const letters = [
    ["L", "R"],
    ["P", "A"],
    ["H", "F"],
  ] as const;
  const parts = pointPatient.map((part, axis) => {
    const tenths = Math.abs(part).toFixed(1);
    return `${letters[axis]?.[part < 0 && tenths !== "0.0" ? 1 : 0]} ${tenths}`;
  });
  return `${parts.join("  ")} mm`;
}

/** How far from a slice's plane a point still counts as on it: half the way to the next slice, or half its thickness where that is more. */
export function cursorReachMm(detail: SeriesDetail, { frame, isAcquired, spacing, reducedBy }: Slice): number {
  const { grid } = detail.geometry;
  const betweenSlices = grid === undefined ? 0 : sliceSpacingMm(grid) * (reducedBy?.[2] ?? 1);
  if (!isAcquired) return Math.max(betweenSlices, ...spacing) / 2 + SLACK_MM;
  return Math.max(betweenSlices, frame.sliceThicknessMm ?? (grid === undefined ? LONE_SLICE_MM : 0)) / 2 + SLACK_MM;
}

const LONE_SLICE_MM = 5;
/** Points between two slices belong to both. */
const SLACK_MM = 0.01;
