import type { Proposal } from "../../../src/inference/index.ts";
import { away, type Ball, type TrueNodule } from "./insert.ts";

type Point = readonly [number, number, number];

/** One scan, scored: what was hit and with which score, and what was proposed where nothing is. */
export interface ScoredScan {
  readonly hits: readonly NoduleHit[];
  readonly falsePositives: readonly number[];
  /** Scores of proposals on places that are known and not asked for. */
  readonly known: readonly number[];
}

export interface NoduleHit {
  readonly nodule: TrueNodule;
  /** Highest score of the second stage among the first stage's candidates in the nodule; null where there is none. */
  readonly candidateScore: number | null;
  /** Highest score of the proposals in the nodule; null where there is none. */
  readonly score: number | null;
  /** Of that proposal: diameter of the ball of the same volume, and its density class; null where there is none. */
  readonly diameterMm: number | null;
  readonly density: string | null;
}

interface Scored {
  readonly centerPatient: Point;
  readonly score: number;
}

/** A proposal hits a nodule when its centre lies within the nodule's radius, 2.5 mm at least. */
export function scoreScan(
  proposals: readonly Proposal[],
  truth: readonly TrueNodule[],
  ignored: readonly Ball[],
  candidates: readonly Scored[] = [],
): ScoredScan {
  const found = proposals.flatMap(({ geometry, provenance }) =>
    geometry.kind === "sphere" && provenance.by === "model"
      ? [{ ...geometry, score: provenance.score, density: String(provenance.parameters.density ?? "") }]
      : [],
  );
  const inside = (at: Point, nodule: TrueNodule) => away(at, nodule.centerPatient) <= Math.max(2.5, nodule.diameterMm / 2);
  const bestIn = <T extends Scored>(of: readonly T[], nodule: TrueNodule): T | undefined =>
    of.filter(({ centerPatient }) => inside(centerPatient, nodule)).toSorted((a, b) => b.score - a.score)[0];
  const hits = truth.map((nodule): NoduleHit => {
    const best = bestIn(found, nodule);
    return {
      nodule,
      candidateScore: bestIn(candidates, nodule)?.score ?? null,
      score: best?.score ?? null,
      diameterMm: best?.diameterMm ?? null,
      density: best?.density ?? null,
    };
  });
  const rest = found.filter(({ centerPatient }) => !truth.some((nodule) => inside(centerPatient, nodule)));
  const isKnown = (at: Point) => ignored.some((ball) => away(at, ball.centerPatient) <= ball.radiusMm);
  return {
    hits,
    falsePositives: rest.filter(({ centerPatient }) => !isKnown(centerPatient)).map(({ score }) => score),
    known: rest.filter(({ centerPatient }) => isKnown(centerPatient)).map(({ score }) => score),
  };
}

/** Share of nodules with a score of at least the threshold, how many there are, and false positives per scan. */
export function atThreshold(
  scans: readonly ScoredScan[],
  threshold: number,
): { sensitivity: number; nodules: number; perScan: number } {
  const hits = scans.flatMap((scan) => scan.hits);
  const found = hits.filter(({ score }) => score !== null && score >= threshold).length;
  const wrong = scans.reduce((sum, scan) => sum + scan.falsePositives.filter((score) => score >= threshold).length, 0);
  return { sensitivity: found / Math.max(1, hits.length), nodules: hits.length, perScan: wrong / Math.max(1, scans.length) };
}

/** The score that proposals must exceed for no more than this many false positives per scan. */
export function scoreForFalsePositives(scans: readonly ScoredScan[], perScan: number): number {
  const wrong = scans.flatMap((scan) => scan.falsePositives).toSorted((a, b) => b - a);
  return wrong[Math.floor(perScan * scans.length + 1e-9)] ?? 0;
}

/** Share of the hits over a score. */
export function shareOver(hits: readonly NoduleHit[], score: number): number {
  return hits.filter((hit) => hit.score !== null && hit.score > score).length / Math.max(1, hits.length);
}

/** Highest sensitivity at no more than this many false positives per scan (free-response ROC). */
export function sensitivityAt(scans: readonly ScoredScan[], perScan: number): number {
  return shareOver(
    scans.flatMap(({ hits }) => hits),
    scoreForFalsePositives(scans, perScan),
  );
}

/** False positives per scan at which the LUNA16 score takes the sensitivity. */
export const FALSE_POSITIVES_PER_SCAN = [0.125, 0.25, 0.5, 1, 2, 4, 8] as const;

/** Mean sensitivity over those seven points (the LUNA16 score). */
export function meanSensitivity(scans: readonly ScoredScan[]): number {
  return FALSE_POSITIVES_PER_SCAN.reduce((sum, perScan) => sum + sensitivityAt(scans, perScan), 0) / 7;
}
