import type { Proposal } from "../../../src/inference/index.ts";
import type { TrueNodule } from "./insert.ts";

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
  /** Highest score of the proposals in the nodule; null where there is none. */
  readonly score: number | null;
  /** Of that proposal: measured minus true, of the ball of the same volume. */
  readonly diameterErrorMm: number | null;
}

/** A proposal hits a nodule when its centre lies within the nodule's radius, 2.5 mm at least. */
export function scoreScan(
  proposals: readonly Proposal[],
  truth: readonly TrueNodule[],
  ignored: readonly { readonly centerPatient: Point; readonly radiusMm: number }[],
): ScoredScan {
  const found = proposals.flatMap(({ geometry, provenance }) =>
    geometry.kind === "sphere" && provenance.by === "model"
      ? [{ centerPatient: geometry.centerPatient, diameterMm: geometry.diameterMm, score: provenance.score }]
      : [],
  );
  const inside = (at: Point, nodule: TrueNodule) => away(at, nodule.centerPatient) <= Math.max(2.5, nodule.diameterMm / 2);
  const hits = truth.map((nodule): NoduleHit => {
    const [best] = found.filter(({ centerPatient }) => inside(centerPatient, nodule)).sort((a, b) => b.score - a.score);
    return { nodule, score: best?.score ?? null, diameterErrorMm: best ? best.diameterMm - nodule.diameterMm : null };
  });
  const rest = found.filter(({ centerPatient }) => !truth.some((nodule) => inside(centerPatient, nodule)));
  const isKnown = (at: Point) => ignored.some((ball) => away(at, ball.centerPatient) <= ball.radiusMm);
  return {
    hits,
    falsePositives: rest.filter(({ centerPatient }) => !isKnown(centerPatient)).map(({ score }) => score),
    known: rest.filter(({ centerPatient }) => isKnown(centerPatient)).map(({ score }) => score),
  };
}

function away(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
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

/** Highest sensitivity at no more than this many false positives per scan (free-response ROC). */
export function sensitivityAt(scans: readonly ScoredScan[], perScan: number): number {
  const scores = scans.flatMap((scan) => scan.hits.flatMap(({ score }) => (score === null ? [] : [score])));
  let best = 0;
  for (const threshold of scores) {
    const point = atThreshold(scans, threshold);
    if (point.perScan <= perScan) best = Math.max(best, point.sensitivity);
  }
  return best;
}

/** Wilson interval, 95 %. */
export function interval(share: number, of: number): readonly [number, number] {
  if (of === 0) return [0, 1];
  const z = 1.96;
  const middle = share + (z * z) / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
