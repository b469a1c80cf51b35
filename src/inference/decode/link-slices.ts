import { intersectionOverUnion, type ScoredBox } from "./suppress.ts";

/** Share of overlap from which boxes of neighbouring slices are of one thing. */
const SAME = 0.3;

/**
 * Puts boxes of single slices together: those of a label in neighbouring slices (one may be missing) that overlap in the plane become one,
 * as deep as the slices it was seen in, in the plane where its best slice has it. Boxes are [x, y, z] from edge to edge, one slice deep.
 */
export function linkSlices(boxes: readonly ScoredBox[]): readonly ScoredBox[] {
  const chains: { readonly boxes: ScoredBox[]; last: ScoredBox }[] = [];
  for (const box of boxes.toSorted((a, b) => sliceOf(a) - sliceOf(b) || b.score - a.score)) {
    const near = chains
      .filter(({ last }) => last.label === box.label && sliceOf(box) > sliceOf(last) && sliceOf(box) - sliceOf(last) <= 2)
      .map((chain) => ({ chain, overlap: intersectionOverUnion(inPlane(chain.last), inPlane(box)) }))
      .filter(({ overlap }) => overlap >= SAME)
      .sort((a, b) => b.overlap - a.overlap)[0];
    if (!near) {
      chains.push({ boxes: [box], last: box });
      continue;
    }
    near.chain.boxes.push(box);
    near.chain.last = box;
  }
  return chains.map(({ boxes: chain }) => {
    const best = chain.reduce((most, box) => (box.score > most.score ? box : most));
    const [x0 = 0, y0 = 0] = best.min;
    const [x1 = 0, y1 = 0] = best.max;
    const from = Math.min(...chain.map(({ min }) => min[2] ?? 0));
    const to = Math.max(...chain.map(({ max }) => max[2] ?? 0));
    return { label: best.label, score: best.score, min: [x0, y0, from], max: [x1, y1, to] };
  });
}

const sliceOf = ({ min, max }: ScoredBox) => Math.floor(((min[2] ?? 0) + (max[2] ?? 0)) / 2);
const inPlane = ({ min, max }: ScoredBox) => ({ min: min.slice(0, 2), max: max.slice(0, 2) });
