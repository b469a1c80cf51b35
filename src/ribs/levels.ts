import type { RibTrail } from "./trails.ts";

/** The ribs of one vertebra, from the head down; a side on which none was found is absent. */
export interface RibLevel {
  readonly levelMm: number;
  /** Height of the ribs' heads. */
  readonly headMm: number;
  readonly R?: RibTrail | undefined;
  readonly L?: RibTrail | undefined;
}

/** What leaving a rib without its partner costs against how far the two may lie apart, millimetres. */
const ALONE_MM = 8;

/**
 * Pairs the ribs of both sides, which are ordered from the head down: the pairing with the smallest distances along the spine, in which
 * a rib may stay alone. A constant difference between the sides (a turned or bent patient) is taken out first.
 */
export function pairSides(trails: readonly RibTrail[]): readonly RibLevel[] {
  const right = trails.filter(({ side }) => side === "R");
  const left = trails.filter(({ side }) => side === "L");
  let offset = 0;
  let pairs = align(right, left, offset);
  for (let n = 0; n < 2; n++) {
    const differences = pairs.flatMap(([r, l]) => (r && l ? [r.levelMm - l.levelMm] : [])).sort((a, b) => a - b);
    offset = differences[differences.length >> 1] ?? 0;
    pairs = align(right, left, offset);
  }
  return pairs.map(([r, l]) => {
    const heights = [...(r ? [r.levelMm - offset / 2] : []), ...(l ? [l.levelMm + offset / 2] : [])];
    const heads = [...(r ? [r.headMm] : []), ...(l ? [l.headMm] : [])];
    return { R: r, L: l, levelMm: mean(heights), headMm: mean(heads) };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

type Pair = readonly [RibTrail | undefined, RibTrail | undefined];

/** The cheapest way through both lists; `cost` of having come to rib r of the right and l of the left, row by row. */
function align(right: readonly RibTrail[], left: readonly RibTrail[], offset: number): readonly Pair[] {
  const width = left.length + 1;
  const cost = new Float64Array((right.length + 1) * width).fill(Infinity);
  cost[0] = 0;
  const come = (r: number, l: number) => (r < 0 || l < 0 ? Infinity : (cost[r * width + l] as number));
  const ways = (r: number, l: number) => [
    come(r - 1, l - 1) + apart(right[r - 1], left[l - 1], offset),
    come(r - 1, l) + ALONE_MM,
    come(r, l - 1) + ALONE_MM,
  ];
  for (let at = 1; at < cost.length; at++) cost[at] = Math.min(...ways(Math.floor(at / width), at % width));
  const pairs: Pair[] = [];
  let r = right.length;
  let l = left.length;
  while (r > 0 || l > 0) {
    const costs = ways(r, l);
    const way = costs.indexOf(Math.min(...costs));
    pairs.unshift([way === 2 ? undefined : right[--r], way === 1 ? undefined : left[--l]]);
  }
  return pairs;
}

function apart(r: RibTrail | undefined, l: RibTrail | undefined, offset: number): number {
  return r && l ? Math.abs(r.levelMm - l.levelMm - offset) : Infinity;
}
