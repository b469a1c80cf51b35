import { bootstrap, type Estimate, shareOf } from "./interval.ts";

/** Something that is there: a centre in patient mm and a diameter. */
export interface TrueLesion {
  readonly centrePatient: readonly [number, number, number];
  readonly diameterMm: number;
}

/** Something that a model found. */
export interface FoundLesion {
  readonly centrePatient: readonly [number, number, number];
  readonly score: number;
}

/** A scan: for each lesion that is there the best score it was found with (null: not found), and the scores of what is none. */
export interface ScoredScan {
  readonly hits: readonly (number | null)[];
  readonly falsePositives: readonly number[];
}

/** Levels of the LUNA16 score (Setio 2017). */
export const falsePositiveLevels = [0.125, 0.25, 0.5, 1, 2, 4, 8] as const;

/**
 * What of a scan's findings lies on what is there: within the radius of it, or 2 mm where it is smaller than 4. A finding counts for the
 * nearest it lies on. What is found twice is no false positive (LUNA16).
 */
export function scoreScan(truth: readonly TrueLesion[], found: readonly FoundLesion[]): ScoredScan {
  const hits: (number | null)[] = truth.map(() => null);
  const falsePositives: number[] = [];
  for (const { centrePatient, score } of found) {
    const nearest = nearestOf(truth, centrePatient);
    if (nearest === undefined) falsePositives.push(score);
    else hits[nearest] = Math.max(hits[nearest] ?? Number.NEGATIVE_INFINITY, score);
  }
  return { hits, falsePositives };
}

function nearestOf(truth: readonly TrueLesion[], centre: FoundLesion["centrePatient"]): number | undefined {
  let best: { readonly index: number; readonly away: number } | undefined;
  for (const [index, { centrePatient, diameterMm }] of truth.entries()) {
    const away = Math.hypot(...centrePatient.map((value, axis) => value - (centre[axis] ?? 0)));
    if (away <= Math.max(2, diameterMm / 2) && (best === undefined || away < best.away)) best = { index, away };
  }
  return best?.index;
}

/** At a threshold: the share of what is there that was found, and how much else was, each scan. */
export function atThreshold(scans: readonly ScoredScan[], threshold: number) {
  const hits = scans.flatMap((scan) => scan.hits);
  const found = hits.filter((score) => score !== null && score >= threshold).length;
  const others = scans.reduce((sum, scan) => sum + scan.falsePositives.filter((score) => score >= threshold).length, 0);
  return { sensitivity: shareOf(found, hits.length), lesions: hits.length, falsePositives: others / Math.max(1, scans.length) };
}

/**
 * The share found at so many false positives a scan: the best of all thresholds that allow no more. 0 where none does; NaN where nothing
 * is there to be found.
 */
export function sensitivityAt(scans: readonly ScoredScan[], perScan: number): number {
  const hits = scans.flatMap((scan) => scan.hits);
  if (hits.length === 0) return Number.NaN;
  const others = scans.flatMap((scan) => scan.falsePositives).sort((a, b) => b - a);
  const allowed = Math.floor(perScan * scans.length + 1e-9);
  // A threshold above the first one too many; findings of the very same score come and go together.
  const limit = others[allowed] ?? Number.NEGATIVE_INFINITY;
  return hits.filter((score) => score !== null && score > limit).length / hits.length;
}

/** Mean of the sensitivities at the levels. */
export function meanSensitivity(scans: readonly ScoredScan[]): number {
  return falsePositiveLevels.reduce((sum, level) => sum + sensitivityAt(scans, level), 0) / falsePositiveLevels.length;
}

/** The curve at its levels and their mean, with intervals over scans. */
export function frocOf(scans: readonly ScoredScan[]): {
  readonly levels: readonly { readonly perScan: number; readonly sensitivity: Estimate }[];
  readonly mean: Estimate;
} {
  const levels = falsePositiveLevels.map((perScan) => ({
    perScan,
    sensitivity: bootstrap(scans, (sample) => sensitivityAt(sample, perScan)),
  }));
  return { levels, mean: bootstrap(scans, meanSensitivity) };
}
