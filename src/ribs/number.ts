import type { RibLevel } from "./levels.ts";
import type { RibTrail } from "./trails.ts";
import type { Numbering, NumberingReason } from "./types.ts";

/** A level with its rib's number, or null where nobody can say. */
export interface NumberedLevel extends RibLevel {
  readonly number: number | null;
}

/** What else the scan shows of where the chest begins and ends; along the spinal axis, millimetres. */
export interface ChestEnds {
  /** Top of the lungs; null where they are cut off. */
  readonly lungTopMm: number | null;
  /** Lowest place of the spine in view. */
  readonly spineBottomMm: number;
}

/** The first rib is so much shorter and narrower than the second; further down neighbours are nearly alike. */
const FIRST_RATIO = 0.785;
/** A first rib goes at least so far around the chest, and is no longer than this. */
const FIRST_AROUND_DEGREES = 85;
const FIRST_MAX_MM = 175;
/** The first rib's head lies above the lungs' top, less this; the second's under it. */
const APEX_MM = 4;
/** So much of the spine without ribs, in distances between the last ones, ends the chest. */
const EMPTY_LEVELS = 1.3;
/** A distance between ribs of so many times its neighbours' has lost some. */
const GAP = 1.6;
const END_GAP = 1.85;
const MIN_GAP_MM = 28;
const MAX_RIBS = 13;

/**
 * Numbers the levels from the first rib where it is seen: short and narrow, its head above the top of the lungs. Where the chest's upper
 * end is not in the volume and its lower one is, the last rib is taken for the twelfth and that is said; where neither is, nothing is numbered.
 */
export function numberLevels(
  found: readonly RibLevel[],
  ends: ChestEnds,
): { levels: readonly NumberedLevel[]; numbering: Numbering } {
  const levels = withoutStrays(found);
  const reasons: NumberingReason[] = [];
  const steps = stepsBetween(levels);
  if (steps.some((step) => step !== 1)) reasons.push("gap");
  const first = findFirst(levels, ends, reasons);
  const last = findLast(levels, ends);
  const at = (index: number) => steps.slice(0, index).reduce((sum, step) => sum + step, 0);
  const count = levels.length === 0 ? 0 : at(levels.length - 1) + 1 - (first === null ? 0 : at(first));
  const numbered = (offset: number | null) =>
    levels.map((level, index): NumberedLevel => {
      const number = offset === null ? null : at(index) + offset;
      return { ...level, number: number !== null && number >= 1 && number <= MAX_RIBS ? number : null };
    });
  if (first !== null) {
    if (last && count !== 12) reasons.push("not-twelve");
    const isSure = !reasons.includes("gap") && !reasons.includes("first-doubtful");
    const isConfirmed = last && count === 12;
    return {
      levels: numbered(1 - at(first)),
      numbering: {
        certainty: isSure || (isConfirmed && !reasons.includes("gap")) ? "certain" : "likely",
        from: isConfirmed ? "both" : "first",
        reasons,
      },
    };
  }
  if (last && levels.length >= 4) {
    reasons.push("first-not-seen");
    return { levels: numbered(12 - at(levels.length - 1)), numbering: { certainty: "likely", from: "last", reasons } };
  }
  reasons.push("no-end-seen");
  return { levels: numbered(null), numbering: { certainty: "uncertain", from: "none", reasons } };
}

/** Takes out a level of one side that lies between two others where there is no room for it. */
function withoutStrays(levels: readonly RibLevel[]): readonly RibLevel[] {
  const middle = medianStep(levels);
  return levels.filter((level, index) => {
    if (level.R && level.L) return true;
    const above = levels[index - 1];
    const below = levels[index + 1];
    const room = Math.min(above ? above.levelMm - level.levelMm : Infinity, below ? level.levelMm - below.levelMm : Infinity);
    return room > middle * 0.4;
  });
}

function medianStep(levels: readonly RibLevel[]): number {
  const steps = levels.slice(1).map((level, index) => (levels[index] as RibLevel).levelMm - level.levelMm);
  return steps.sort((a, b) => a - b)[steps.length >> 1] ?? 20;
}

/**
 * How many ribs further down each level is than the one before: 1, or more where some are missing, which the distances between the
 * heads and those beside the transverse processes both have to show. The first and the last distance differ from the others anyway.
 */
function stepsBetween(levels: readonly RibLevel[]): readonly number[] {
  const beside = distances(levels.map(({ levelMm }) => levelMm));
  const ofHeads = distances(levels.map(({ headMm }) => headMm));
  return beside.map((step, index) => {
    const isEnd = index === 0 || index === beside.length - 1;
    const ratio = Math.min(step / usualAt(beside, index), (ofHeads[index] as number) / usualAt(ofHeads, index));
    return step > MIN_GAP_MM && ratio > (isEnd ? END_GAP : GAP) ? Math.max(2, Math.round(ratio)) : 1;
  });
}

function distances(heights: readonly number[]): readonly number[] {
  return heights.slice(1).map((height, index) => (heights[index] as number) - height);
}

/** Mean of the distances next to one; endless where there are too few. */
function usualAt(steps: readonly number[], index: number): number {
  const near = [steps[index - 2], steps[index - 1], steps[index + 1], steps[index + 2]].filter((step) => step !== undefined);
  if (near.length < 2) return Infinity;
  return near.reduce((sum, step) => sum + step, 0) / near.length;
}

/** Index of the first rib's level; null where it is not seen. */
function findFirst(levels: readonly RibLevel[], { lungTopMm }: ChestEnds, reasons: NumberingReason[]): number | null {
  for (const index of [0, 1]) {
    const level = levels[index];
    const next = levels[index + 1];
    if (level === undefined || next === undefined) return null;
    const isShaped = hasFirstShape(level, next);
    const isAtApex = lungTopMm !== null && level.headMm >= lungTopMm - APEX_MM && next.headMm < lungTopMm + APEX_MM * 2;
    if (isShaped && isAtApex) return index;
    if (index === 0 && (isShaped || isAtApex) && lungTopMm !== null) {
      reasons.push("first-doubtful");
      return index;
    }
  }
  return null;
}

function hasFirstShape(level: RibLevel, next: RibLevel): boolean {
  const ratios = (["R", "L"] as const).flatMap((side) => {
    const first = level[side];
    const second = next[side];
    if (!first || !second || !isWhole(first)) return [];
    return [(first.asideMm / second.asideMm + first.lengthMm / second.lengthMm) / 2];
  });
  return ratios.length > 0 && Math.min(...ratios) < FIRST_RATIO;
}

function isWhole(trail: RibTrail): boolean {
  return !trail.isCut && trail.aroundDegrees >= FIRST_AROUND_DEGREES && trail.lengthMm <= FIRST_MAX_MM;
}

/** Whether the lowest level is the chest's last: the spine goes on under it, without ribs. */
function findLast(levels: readonly RibLevel[], { spineBottomMm }: ChestEnds): boolean {
  const last = levels[levels.length - 1];
  const before = levels[levels.length - 2];
  if (last === undefined || before === undefined) return false;
  const step = Math.min(40, Math.max(24, before.levelMm - last.levelMm));
  return last.headMm - spineBottomMm > step * EMPTY_LEVELS;
}
