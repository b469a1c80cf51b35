/** A box along the axes of a tensor, from edge to edge, in its voxels: voxel 0 reaches from 0 to 1. Axes in any order, two or three. */
export interface Box {
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** A box with what a network says of it. */
export interface ScoredBox extends Box {
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
}

/** Intersection over union of two boxes of the same axes, 0 to 1; 0 where either is empty. */
export function intersectionOverUnion(a: Box, b: Box): number {
  let common = 1;
  let sizeA = 1;
  let sizeB = 1;
  for (let axis = 0; axis < a.min.length; axis++) {
    const [a0, a1, b0, b1] = [a.min[axis], a.max[axis], b.min[axis], b.max[axis]] as [number, number, number, number];
    common *= Math.max(0, Math.min(a1, b1) - Math.max(a0, b0));
    sizeA *= Math.max(0, a1 - a0);
    sizeB *= Math.max(0, b1 - b0);
  }
  const union = sizeA + sizeB - common;
  return union > 0 ? common / union : 0;
}

/**
 * Non-maximum suppression in two or three dimensions: of two of a label that overlap by more than `iou` the one of higher rank stays.
 * An `iou` of 1 keeps all. Best first; `rank` is the score where it is not given.
 */
export function suppressOverlaps<T extends ScoredBox>(
  boxes: readonly T[],
  iou: number,
  rank: (box: T) => number = ({ score }) => score,
): T[] {
  const ordered = boxes.toSorted((a, b) => rank(b) - rank(a));
  if (iou >= 1) return ordered;
  const kept = new Map<string, T[]>();
  return ordered.filter((box) => {
    const others = kept.get(box.label) ?? [];
    if (others.some((other) => intersectionOverUnion(other, box) > iou)) return false;
    others.push(box);
    kept.set(box.label, others);
    return true;
  });
}

/** Of those that lie within each other's reach the one of the highest score stays, best first. */
export function suppressNear<T extends { readonly score: number; readonly label: string }>(
  found: readonly T[],
  isNear: (a: T, b: T) => boolean,
): T[] {
  const kept: T[] = [];
  for (const each of found.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some((other) => other.label === each.label && isNear(other, each))) kept.push(each);
  }
  return kept;
}
