import { type Estimate, resampled } from "./interval.ts";
import { type MatchedImage, matchImage, overlapsHalf, type ScoredImage } from "./match-boxes.ts";

const RECALLS = 101;

/**
 * Average precision of one label at half overlap, as COCO counts it: of the best 100 of each image, highest score first, each takes the
 * true box that it overlaps most of those left; precision at 101 recalls, each the best at that recall or above. NaN where there is none.
 */
export function averagePrecision(images: readonly ScoredImage[], label: string): number {
  return precisionOf(images.map((image) => matchImage(image, label, overlapsHalf)))(images.map(() => 1));
}

/** Mean over the labels that are there of the average precision at half overlap (mAP50), with its interval over images. */
export function meanAveragePrecision(images: readonly ScoredImage[]): Estimate {
  const labels = [...new Set(images.flatMap(({ truth }) => truth.map(({ label }) => label)))];
  const each = labels.map((label) => precisionOf(images.map((image) => matchImage(image, label, overlapsHalf))));
  return resampled(images.length, (counts) => {
    // A sample may hold none of a label.
    const values = each.map((of) => of(counts)).filter((value) => !Number.isNaN(value));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/** The average precision of a sample in which image n is `counts[n]` times: sorted once, whatever number of samples is asked for. */
function precisionOf(images: readonly MatchedImage[]): (counts: ArrayLike<number>) => number {
  const marks = images
    .flatMap(({ marks: own }, image) => own.map(({ score, isRight }) => ({ score, isRight, image })))
    .sort((a, b) => b.score - a.score);
  const there = images.map(({ truth }) => truth.length);
  const curve = { precisions: new Float64Array(marks.length), recalls: new Float64Array(marks.length), length: 0 };
  return (counts) => {
    const all = there.reduce((sum, count, image) => sum + count * (counts[image] ?? 0), 0);
    if (all === 0) return Number.NaN;
    let [right, told] = [0, 0];
    curve.length = 0;
    for (const { isRight, image } of marks) {
      // An image that is drawn twice is two images: one mark after the other, of which the last alone bends the curve.
      const times = counts[image] ?? 0;
      if (times === 0) continue;
      told += times;
      if (isRight) right += times;
      curve.precisions[curve.length] = right / told;
      curve.recalls[curve.length++] = right / all;
    }
    return meanPrecision(curve);
  };
}

interface Curve {
  readonly precisions: Float64Array;
  readonly recalls: Float64Array;
  length: number;
}

/** The mean over 101 recalls of the best precision at that recall or above. The precisions are changed on the way. */
function meanPrecision({ precisions, recalls, length }: Curve): number {
  for (let at = length - 1; at > 0; at--) precisions[at - 1] = Math.max(precisions[at - 1] ?? 0, precisions[at] ?? 0);
  let [sum, at] = [0, 0];
  for (let step = 0; step < RECALLS; step++) {
    while (at < length && (recalls[at] ?? 0) < step / (RECALLS - 1)) at++;
    if (at === length) break;
    sum += precisions[at] ?? 0;
  }
  return sum / RECALLS;
}
