import {
  atThreshold,
  FALSE_POSITIVES_PER_SCAN,
  meanSensitivity,
  type NoduleHit,
  type ScoredScan,
  scoreForFalsePositives,
  sensitivityAt,
  shareOver,
} from "./froc.ts";
import type { CaseResult } from "./score-case.ts";
import { bootstrap, type Interval, median, wilson } from "./statistics.ts";

/** One number, in the form in which the benchmarks print theirs. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: null;
  readonly peerValue: null;
  readonly ratio: null;
  readonly target: string | null;
  readonly met: boolean | null;
}

interface Goal {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export function row(name: string, value: number, unit = "1", { atLeast, atMost }: Goal = {}): Row {
  const target = atLeast !== undefined ? `>= ${atLeast}` : atMost !== undefined ? `<= ${atMost}` : null;
  const met = target === null ? null : value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
  return { name, value, unit, peer: null, peerValue: null, ratio: null, target, met };
}

/** A number and its 95 % interval. */
function withInterval(name: string, value: number, [low, high]: Interval, unit = "1", goal: Goal = {}): Row[] {
  return [row(name, value, unit, goal), row(`${name}, 95 % from`, low, unit), row(`${name}, 95 % to`, high, unit)];
}

const isSmall = ({ nodule }: NoduleHit) => nodule.diameterMm < 6;

const GROUPS: readonly (readonly [string, (hit: NoduleHit) => boolean])[] = [
  ["6 to 10 mm", ({ nodule }) => nodule.diameterMm >= 6 && nodule.diameterMm < 10],
  ["10 mm and over", ({ nodule }) => nodule.diameterMm >= 10],
  ["solid", ({ nodule }) => nodule.kind === "solid" || nodule.kind === "calcified"],
  ["part-solid", ({ nodule }) => nodule.kind === "part-solid"],
  ["ground-glass", ({ nodule }) => nodule.kind === "ground-glass"],
  ["isolated", ({ nodule }) => nodule.attachment === "isolated"],
  ["on a vessel", ({ nodule }) => nodule.attachment.startsWith("v")],
  ["on the pleura", ({ nodule }) => nodule.attachment.startsWith("p")],
  ["on a fissure", ({ nodule }) => nodule.attachment === "fissural"],
];

/** What a set of scans says: the curve, sensitivity by size, density and attachment, errors of size, and where nodules were lost. */
export function curveRows(set: string, scans: readonly ScoredScan[], threshold: number): Row[] {
  const hits = scans.flatMap((scan) => scan.hits);
  const oneEach = scoreForFalsePositives(scans, 1);
  const point = atThreshold(scans, threshold);
  const share = (name: string, of: readonly NoduleHit[], goal: Goal = {}) => {
    if (of.length === 0) return [];
    const value = shareOver(of, oneEach);
    return withInterval(
      `${set}: sensitivity at 1 FP per scan, ${name} (${of.length})`,
      value,
      wilson(value, of.length),
      "1",
      goal,
    );
  };
  return [
    row(`${set}: scans`, scans.length),
    row(`${set}: nodules`, hits.length),
    ...withInterval(
      `${set}: sensitivity at the operating point ${threshold}`,
      point.sensitivity,
      wilson(point.sensitivity, point.nodules),
    ),
    row(`${set}: false positives per scan at the operating point ${threshold}`, point.perScan),
    ...FALSE_POSITIVES_PER_SCAN.flatMap((perScan) => {
      const name = `${set}: sensitivity at ${perScan} FP per scan`;
      return withInterval(
        name,
        sensitivityAt(scans, perScan),
        bootstrap(scans, (drawn) => sensitivityAt(drawn, perScan)),
      );
    }),
    ...withInterval(`${set}: mean of these seven`, meanSensitivity(scans), bootstrap(scans, meanSensitivity)),
    row(`${set}: score over which there is 1 FP per scan`, oneEach),
    ...share(
      "6 mm and over",
      hits.filter((hit) => !isSmall(hit)),
      { atLeast: 0.9 },
    ),
    ...share("4 to 6 mm", hits.filter(isSmall), { atLeast: 0.8 }),
    ...GROUPS.flatMap(([name, belongs]) => share(name, hits.filter(belongs))),
    ...lossRows(set, hits, oneEach),
    ...sizeRows(set, scans, oneEach),
  ];
}

/** Where a nodule that is not found at 1 FP per scan was lost. */
function lossRows(set: string, hits: readonly NoduleHit[], score: number): Row[] {
  const count = Math.max(1, hits.length);
  const candidates = hits.filter(({ candidateScore }) => candidateScore !== null);
  const passed = candidates.filter(({ candidateScore }) => (candidateScore ?? 0) > score);
  const kept = passed.filter((hit) => hit.score !== null && hit.score > score);
  return [
    row(`${set}: nodules the first stage finds`, candidates.length / count),
    row(`${set}: nodules the second stage scores too low`, (candidates.length - passed.length) / count),
    row(`${set}: nodules dropped for size or shape`, (passed.length - kept.length) / count),
  ];
}

interface SizeError {
  readonly kind: string;
  readonly diameterMm: number;
  readonly volume: number;
}

function errorsOf(scans: readonly ScoredScan[], score: number): SizeError[] {
  return scans.flatMap(({ hits }) =>
    hits.flatMap((hit) =>
      hit.score !== null && hit.score > score && hit.diameterMm !== null
        ? [
            {
              kind: hit.nodule.kind,
              diameterMm: hit.diameterMm - hit.nodule.diameterMm,
              volume: (hit.diameterMm / hit.nodule.diameterMm) ** 3 - 1,
            },
          ]
        : [],
    ),
  );
}

/** Of what is found at 1 FP per scan: how far the measured size is from the true one. */
function sizeRows(set: string, scans: readonly ScoredScan[], score: number): Row[] {
  const absolute = (of: readonly SizeError[], pick: (error: SizeError) => number) =>
    median(of.map((error) => Math.abs(pick(error))));
  const all = errorsOf(scans, score);
  const diameter = (drawn: readonly ScoredScan[]) => absolute(errorsOf(drawn, score), (error) => error.diameterMm);
  const volume = (drawn: readonly ScoredScan[]) => absolute(errorsOf(drawn, score), (error) => error.volume);
  const kinds = ["solid", "part-solid", "ground-glass"].filter((kind) => all.some((error) => error.kind === kind));
  return [
    ...withInterval(`${set}: median diameter error`, diameter(scans), bootstrap(scans, diameter), "mm", { atMost: 0.5 }),
    ...withInterval(`${set}: median volume error`, volume(scans), bootstrap(scans, volume), "1", { atMost: 0.1 }),
    row(`${set}: median of measured minus true diameter`, median(all.map((error) => error.diameterMm)), "mm"),
    ...kinds.flatMap((kind) => {
      const part = all.filter((error) => error.kind === kind);
      return [
        row(
          `${set}: median diameter error, ${kind} (${part.length})`,
          absolute(part, (error) => error.diameterMm),
          "mm",
        ),
        row(
          `${set}: median volume error, ${kind} (${part.length})`,
          absolute(part, (error) => error.volume),
        ),
        row(`${set}: median of measured minus true diameter, ${kind}`, median(part.map((error) => error.diameterMm)), "mm"),
      ];
    }),
    ...densityRows(set, scans, score),
  ];
}

function densityRows(set: string, scans: readonly ScoredScan[], score: number): Row[] {
  const found = scans.flatMap(({ hits }) =>
    hits.filter((hit) => hit.nodule.kind !== "" && hit.score !== null && hit.score > score),
  );
  const right = found.filter(({ nodule, density }) => density === (nodule.kind === "calcified" ? "solid" : nodule.kind));
  return found.length === 0 ? [] : [row(`${set}: density class right`, right.length / found.length)];
}

/** A scan as it is: what is proposed, and whether the marked lesion is among it. */
export function plainRows(name: string, result: CaseResult, threshold: number): Row[] {
  const over = (scores: readonly number[]) => scores.filter((score) => score >= threshold).length;
  return [
    row(`${name}: proposals on places known or seen to be lesions`, over(result.known)),
    row(`${name}: other proposals`, over(result.falsePositives)),
    ...result.marked.flatMap(({ rank, score }, n) => {
      const lesion = result.marked.length === 1 ? "the marked lesion" : `marked lesion ${n + 1}`;
      return [
        { ...row(`${name}: rank of ${lesion} (0: not found)`, rank), target: "1 to 3", met: rank >= 1 && rank <= 3 },
        row(`${name}: score of ${lesion}`, score),
      ];
    }),
    row(`${name}: seconds`, result.seconds, "s"),
  ];
}
