import type { ScoredModel } from "../../../src/cli/evaluate/labels.ts";
import { estimated, plain } from "../../../src/cli/evaluate/rows.ts";
import { type ProposedCase, scoreCases } from "../../../src/cli/evaluate/score-cases.ts";
import type { TrueImage } from "../../../src/cli/evaluate/truth-images.ts";
import { matchImage, overlapsHalf, shareOf } from "../../../src/inference/index.ts";
import { type Point, scoredImage } from "./points.ts";

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

/** A set of images that were run, and what they show. */
export interface RunSet {
  readonly name: string;
  readonly cases: readonly ProposedCase[];
  readonly truth: ReadonlyMap<string, TrueImage>;
  /** What was aimed at is told beside its numbers. */
  readonly isGoal: boolean;
  /** SHA-256 of the network that was run, where it is the package's own. */
  readonly network?: string;
}

/** So many digits of a network's SHA-256 tell it from all others. */
const DIGITS = 12;

/** Says which network a set was run by: numbers of another one must not come into a card. */
export function networkRows({ name, network }: Pick<RunSet, "name" | "network">): readonly Row[] {
  return network === undefined ? [] : plain(`${name}: network sha256 ${network.slice(0, DIGITS)}`, 1);
}

const GOALS: Readonly<Record<string, number>> = {
  "image AUC": 0.9,
  mAP50: 0.5,
  "sensitivity at 0.3 false positives per image": 0.8,
};
/** False positives an image at which boxes of different size are compared. */
const LEVEL = 0.3;
const AT = "at the operating point";
/** Of a box: the root of the share of the image that it covers. */
const SIZES = [
  ["smaller than 5 % of the image", 0, 0.05],
  ["of 5 to 8 %", 0.05, 0.08],
  ["larger than 8 %", 0.08, Number.POSITIVE_INFINITY],
] as const;

/** Everything of a set at the balanced point, by region, with and without hardware; at the others what depends on the point. */
export function setRows(set: RunSet, points: readonly Point[], { findings }: Pick<ScoredModel, "findings">): readonly Row[] {
  const modelOf = ({ box, image }: Point) => ({ findings, thresholds: { fracture: box, "image-fracture": image } });
  const together = new Map([...set.truth].map(([name, one]) => [name, { ...one, regions: [], hardware: undefined }]));
  const mainFirst = points.toSorted((a, b) => Number(b.id === "balanced") - Number(a.id === "balanced"));
  return mainFirst.flatMap((point) => {
    const isMain = point.id === "balanced";
    const truth = { kind: "images" as const, cases: isMain ? set.truth : together };
    return scoreCases(set.cases, truth, modelOf(point))
      .filter(({ name }) => isMain || name.includes(AT))
      .map((row) => (set.isGoal ? targeted(row) : row))
      .map((row) => ({ ...row, name: row.name.replace(AT, `${AT} ${point.id}`) }))
      .map((row) => ({ ...row, name: `${set.name}: ${row.name}` }));
  });
}

/** How large the box is decides most about whether it is found. */
export function sizeRows(set: RunSet): readonly Row[] {
  const images = set.cases.map((one) => scoredImage(one, set.truth));
  const matched = images.map((image) => matchImage(image, undefined, overlapsHalf));
  const wrong = matched.flatMap(({ marks }) => marks.flatMap(({ score, isRight }) => (isRight ? [] : [score])));
  const limit = wrong.toSorted((a, b) => b - a)[Math.floor(LEVEL * images.length + 1e-9)] ?? Number.NEGATIVE_INFINITY;
  return SIZES.flatMap(([name, from, to]) => {
    const scores = images.flatMap(({ truth }, at) =>
      truth.flatMap(({ box: [left, top, right, bottom] }, n) => {
        const size = Math.sqrt((right - left) * (bottom - top));
        return size >= from && size < to ? [matched[at]?.truth[n] ?? null] : [];
      }),
    );
    const found = scores.filter((score) => score !== null && score > limit).length;
    const of = `${set.name}: boxes ${name}`;
    return [
      ...plain(of, scores.length),
      ...estimated(`${of}, sensitivity at ${LEVEL} false positives per image`, shareOf(found, scores.length)),
    ];
  });
}

/** The thresholds themselves. */
export function pointRows(set: string, points: readonly Point[]): readonly Row[] {
  return points.flatMap(({ id, box, image }) => [
    ...plain(`${set}: score of a box from which it is shown, ${id}`, box),
    ...plain(`${set}: score of an image from which it is flagged, ${id}`, image),
  ]);
}

function targeted(row: Row): Row {
  const goal = GOALS[row.name];
  return goal === undefined ? row : { ...row, target: `>= ${goal}`, met: row.value >= goal };
}
