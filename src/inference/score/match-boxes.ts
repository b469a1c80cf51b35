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

/** An image after each box found took the true one it belongs to: the best score of each that is there, and every mark, the best first. */
export interface MatchedImage {
  readonly truth: readonly (number | null)[];
  readonly marks: readonly { readonly score: number; readonly isRight: boolean }[];
}

/** How well a box found lies on a true one: the higher the better; undefined where it does not. */
export type Fit = (found: Box, truth: Box) => number | undefined;

/** What COCO looks at of an image. */
const MOST_FOUND = 100;

/** Intersection over union of two boxes; 0 of two that have no area. */
export function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const area = ([left, top, right, bottom]: Box) => Math.max(0, right - left) * Math.max(0, bottom - top);
  const both = Math.max(0, width) * Math.max(0, height);
  const either = area(a) + area(b) - both;
  return either <= 0 ? 0 : both / either;
}

/** At least half of the area of both together is common to both. */
export const overlapsHalf: Fit = (found, truth) => {
  const shared = overlapOf(found, truth);
  return shared >= 0.5 ? shared : undefined;
};

/** The middle of what was found lies in the true box: it points at the right place, whatever its size. */
export const pointsInto: Fit = (found, truth) => {
  const [x, y] = [(found[0] + found[2]) / 2, (found[1] + found[3]) / 2];
  if (x < truth[0] || x > truth[2] || y < truth[1] || y > truth[3]) return undefined;
  return overlapOf(found, truth);
};

/**
 * Of the best 100 of a label, highest score first, each takes the true box that it fits best of those left (as COCO does). A label of
 * undefined stands for all.
 */
export function matchImage({ truth, found }: ScoredImage, label: string | undefined, closeness: Fit): MatchedImage {
  const isMeant = (box: TrueBox) => label === undefined || box.label === label;
  const there = truth.filter(isMeant);
  const best: (number | null)[] = there.map(() => null);
  const marks = found
    .filter(isMeant)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_FOUND)
    .map(({ box, score, label: own }) => {
      let taken = -1;
      let most = Number.NEGATIVE_INFINITY;
      for (const [index, one] of there.entries()) {
        if (best[index] !== null || one.label !== own) continue;
        const shared = closeness(box, one.box);
        if (shared !== undefined && shared >= most) [taken, most] = [index, shared];
      }
      if (taken >= 0) best[taken] = score;
      return { score, isRight: taken >= 0 };
    });
  return { truth: best, marks };
}
