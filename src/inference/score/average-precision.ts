import { bootstrap, type Estimate } from "./interval.ts";

/** Left, top, right, bottom in pixels. */
export type Box = readonly [number, number, number, number];

export interface TrueBox {
  readonly label: string;
  readonly box: Box;
}

export interface FoundBox extends TrueBox {
  readonly score: number;
}

export interface ScoredImage {
  readonly truth: readonly TrueBox[];
  readonly found: readonly FoundBox[];
}

/** What COCO looks at of an image. */
const MOST_FOUND = 100;
const RECALLS = 101;

/** Intersection over union of two boxes; 0 of two that have no area. */
export function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const area = ([left, top, right, bottom]: Box) => Math.max(0, right - left) * Math.max(0, bottom - top);
  const both = Math.max(0, width) * Math.max(0, height);
  const either = area(a) + area(b) - both;
  return either <= 0 ? 0 : both / either;
}

/**
 * Average precision of one label at an overlap, as COCO counts it: of the best 100 of each image, highest score first, each takes the
 * true box that it overlaps most of those left; precision at 101 recalls, each the best at that recall or above. NaN where there is none.
 */
export function averagePrecision(images: readonly ScoredImage[], label: string, overlap = 0.5): number {
  const matched = images.flatMap((image) => matchImage(image, label, overlap)).sort((a, b) => b.score - a.score);
  const there = images.reduce((sum, { truth }) => sum + truth.filter((box) => box.label === label).length, 0);
  if (there === 0) return Number.NaN;
  const precisions: number[] = [];
  const recalls: number[] = [];
  let right = 0;
  matched.forEach(({ isRight }, index) => {
    if (isRight) right++;
    precisions.push(right / (index + 1));
    recalls.push(right / there);
  });
  for (let at = precisions.length - 1; at > 0; at--) precisions[at - 1] = Math.max(precisions[at - 1] ?? 0, precisions[at] ?? 0);
  let [sum, at] = [0, 0];
  for (let step = 0; step < RECALLS; step++) {
    while (at < recalls.length && (recalls[at] ?? 0) < step / (RECALLS - 1)) at++;
    sum += precisions[at] ?? 0;
  }
  return sum / RECALLS;
}

function matchImage({ truth, found }: ScoredImage, label: string, overlap: number) {
  const left = new Set(truth.filter((box) => box.label === label));
  const best = found
    .filter((box) => box.label === label)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_FOUND);
  return best.map(({ box, score }) => {
    let taken: TrueBox | undefined;
    let most = overlap;
    for (const one of left) {
      const shared = overlapOf(box, one.box);
      if (shared >= most) [taken, most] = [one, shared];
    }
    if (taken) left.delete(taken);
    return { score, isRight: taken !== undefined };
  });
}

/** Mean over the labels that are there of the average precision at half overlap (mAP50), with its interval over images. */
export function meanAveragePrecision(images: readonly ScoredImage[]): Estimate {
  return bootstrap(images, meanOverLabels);
}

function meanOverLabels(images: readonly ScoredImage[]): number {
  const labels = [...new Set(images.flatMap(({ truth }) => truth.map(({ label }) => label)))];
  return labels.reduce((sum, label) => sum + averagePrecision(images, label), 0) / labels.length;
}
