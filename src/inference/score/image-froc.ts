import { type Estimate, resampled, shareOf } from "./interval.ts";
import type { MatchedImage } from "./match-boxes.ts";

/** False positives an image at which radiographs' detectors are compared. */
export const imageLevels = [0.1, 0.3, 1] as const;

/** The share of boxes found at each level of false positives an image, with its interval over images. */
export function imageFroc(
  images: readonly MatchedImage[],
): readonly { readonly perImage: number; readonly sensitivity: Estimate }[] {
  const of = sensitivityOf(images);
  return imageLevels.map((perImage) => ({
    perImage,
    sensitivity: resampled(images.length, (counts) => of(counts, perImage)),
  }));
}

/** What reaches a threshold that was applied before: the share of boxes found, and false positives an image. */
export function imagesAsTheyAre(images: readonly MatchedImage[]): {
  readonly sensitivity: Estimate;
  readonly falsePositives: Estimate;
} {
  const hits = images.flatMap(({ truth }) => truth);
  const others = images.map(({ marks }) => marks.filter(({ isRight }) => !isRight).length);
  return {
    sensitivity: shareOf(hits.filter((score) => score !== null).length, hits.length),
    falsePositives: resampled(images.length, (counts) => {
      const [sum, all] = [0, 1].map((what) =>
        others.reduce((total, other, at) => total + (counts[at] ?? 0) * (what === 0 ? other : 1), 0),
      ) as [number, number];
      return sum / all;
    }),
  };
}

/**
 * The share of boxes found at so many false positives an image: the best of all thresholds that allow no more. Marks of the very same
 * score come and go together. NaN where nothing is there to be found.
 */
function sensitivityOf(images: readonly MatchedImage[]): (counts: ArrayLike<number>, perImage: number) => number {
  const others = images
    .flatMap(({ marks }, image) => marks.flatMap(({ score, isRight }) => (isRight ? [] : [{ score, image }])))
    .sort((a, b) => b.score - a.score);
  const hits = images.flatMap(({ truth }, image) => truth.map((score) => ({ score, image })));
  return (counts, perImage) => {
    const count = (image: number) => counts[image] ?? 0;
    const length = images.reduce((sum, _, image) => sum + count(image), 0);
    let allowed = Math.floor(perImage * length + 1e-9);
    let limit = Number.NEGATIVE_INFINITY;
    for (const { score, image } of others) {
      allowed -= count(image);
      if (allowed >= 0) continue;
      // A threshold above the first one too many.
      limit = score;
      break;
    }
    let [found, all] = [0, 0];
    for (const { score, image } of hits) {
      all += count(image);
      if (score !== null && score > limit) found += count(image);
    }
    return all === 0 ? Number.NaN : found / all;
  };
}
