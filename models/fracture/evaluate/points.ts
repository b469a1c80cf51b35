import type { ProposedCase } from "../../../src/cli/evaluate/score-cases.ts";
import type { TrueImage } from "../../../src/cli/evaluate/truth-images.ts";
import { matchImage, overlapsHalf, type ScoredImage } from "../../../src/inference/index.ts";

/** What an operating point allows: boxes on nothing for each image, and the share of images without a fracture that are flagged. */
export interface PointRule {
  readonly id: "specific" | "balanced" | "sensitive";
  readonly perImage: number;
  readonly flagged: number;
}

export const pointRules: readonly PointRule[] = [
  { id: "specific", perImage: 0.1, flagged: 0.05 },
  { id: "balanced", perImage: 0.3, flagged: 0.1 },
  { id: "sensitive", perImage: 1, flagged: 0.2 },
];

export interface Point {
  readonly id: PointRule["id"];
  /** Of a box, and of the image as a whole: scores from 0 to 1, three decimals. */
  readonly box: number;
  readonly image: number;
}

export function scoredImage({ name, marks }: ProposedCase, truth: ReadonlyMap<string, TrueImage>): ScoredImage {
  const boxes = truth.get(name)?.boxes ?? [];
  return {
    truth: boxes.map(({ box }) => ({ label: "", box })),
    found: marks.flatMap(({ box, score }) => (box === undefined ? [] : [{ label: "", box, score }])),
  };
}

/** The lowest thresholds of three decimals at which these images allow no more than a point's rule does. */
export function pointsOf(cases: readonly ProposedCase[], truth: ReadonlyMap<string, TrueImage>): readonly Point[] {
  const wrong = cases
    .flatMap((one) => matchImage(scoredImage(one, truth), undefined, overlapsHalf).marks)
    .flatMap(({ score, isRight }) => (isRight ? [] : [score]));
  const whole = cases
    .filter(({ name }) => truth.get(name)?.isPositive === false)
    .map(({ marks }) => Math.max(0, ...marks.flatMap(({ box, score }) => (box === undefined ? [score] : []))));
  return pointRules.map(({ id, perImage, flagged }) => ({
    id,
    box: above(wrong, Math.floor(perImage * cases.length + 1e-9)),
    image: above(whole, Math.floor(flagged * whole.length + 1e-9)),
  }));
}

/** The lowest number of three decimals that no more than so many scores reach. */
function above(scores: readonly number[], allowed: number): number {
  const limit = scores.toSorted((a, b) => b - a)[allowed] ?? 0;
  return Math.min(1, Number((Math.floor(limit * 1000 + 1e-9) / 1000 + 0.001).toFixed(3)));
}
