import type { Vec3 } from "../geometry/index.ts";
import { distanceBetween } from "./mathematics.ts";

/** A branching point of a tree; the first node is the root, and a node's parent comes before it. */
export interface TreeNode {
  readonly point: Vec3;
  /** Index of the node before it; -1 at the root. */
  readonly parent: number;
  /** How many of the points lie at or beyond it. */
  readonly ends: number;
}

/** How much the way back to the root counts against a short link: 0 winds from point to point, 1 is a star. */
const DIRECTNESS = 0.38;
const OUTSIDE_COST_MM = 40;
const SMOOTHING_PASSES = 7;

/**
 * Grows a tree from `root` through every one of `points`: nearest points first, each linked where link and way back to the
 * root together are shortest (the wiring cost of Cuntz et al. 2010), then smoothed, thick branches most.
 *
 * @param inside whether a branch may pass through a point; outside is only crossed where there is no other way
 */
export function growTree(root: Vec3, points: readonly Vec3[], inside: (point: Vec3) => boolean): readonly TreeNode[] {
  const ordered = points
    .map((point, index) => ({ point, index, far: distanceBetween(point, root) }))
    .sort((a, b) => a.far - b.far || a.index - b.index);
  const places: Vec3[] = [root, ...ordered.map((entry) => entry.point)];
  const parents = new Int32Array(places.length).fill(-1);
  const way = new Float64Array(places.length);
  for (let i = 1; i < places.length; i++) link(places, parents, way, i, inside);
  const ends = new Int32Array(places.length).fill(1);
  for (let i = places.length - 1; i > 0; i--) {
    const parent = parents[i] as number;
    ends[parent] = (ends[parent] as number) + (ends[i] as number);
  }
  return smoothTree(places, parents, ends, inside).map((point, i) => ({
    point,
    parent: parents[i] as number,
    ends: ends[i] as number,
  }));
}

/** Links point i to the best of the points before it. */
function link(
  places: readonly Vec3[],
  parents: Int32Array,
  way: Float64Array,
  i: number,
  inside: (point: Vec3) => boolean,
): void {
  const [x, y, z] = places[i] as Vec3;
  let best = 0;
  let bestCost = 1e9;
  for (let n = 0; n < i; n++) {
    const toRoot = DIRECTNESS * (way[n] as number);
    if (toRoot > bestCost) continue;
    const at = places[n] as Vec3;
    const [dx, dy, dz] = [x - at[0], y - at[1], z - at[2]];
    const span = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const cost = span + toRoot;
    if (cost > bestCost) continue;
    const extra = turnCost(places[parents[n] as number], at, dx, dy, dz, span);
    if (cost + extra > bestCost) continue;
    const detour = n === 0 || inside([at[0] + dx / 2, at[1] + dy / 2, at[2] + dz / 2]) ? 0 : OUTSIDE_COST_MM;
    if (cost + extra + detour < bestCost) {
      bestCost = cost + extra + detour;
      best = n;
    }
  }
  parents[i] = best;
  way[i] = (way[best] as number) + distanceBetween(places[best] as Vec3, [x, y, z]);
}

/** What it costs that a branch turns back at a node. */
function turnCost(before: Vec3 | undefined, at: Vec3, dx: number, dy: number, dz: number, span: number): number {
  if (before === undefined) return 0;
  const [ux, uy, uz] = [at[0] - before[0], at[1] - before[1], at[2] - before[2]];
  const cosine = (dx * ux + dy * uy + dz * uz) / (span * Math.sqrt(ux * ux + uy * uy + uz * uz) + 1e-9);
  return cosine < 0.5 ? (0.5 - cosine) * span * 0.7 : 0;
}

function smoothTree(
  places: readonly Vec3[],
  parents: Int32Array,
  ends: Int32Array,
  inside: (point: Vec3) => boolean,
): readonly Vec3[] {
  const main = new Int32Array(places.length).fill(-1);
  for (let i = 1; i < places.length; i++) {
    const parent = parents[i] as number;
    const rival = main[parent] as number;
    if (rival < 0 || (ends[i] as number) > (ends[rival] as number)) main[parent] = i;
  }
  let current = places;
  for (let pass = 0; pass < SMOOTHING_PASSES; pass++) {
    current = current.map((point, i) => {
      const before = current[parents[i] as number];
      const after = current[main[i] as number];
      if (before === undefined || after === undefined) return point;
      // A branch follows its heaviest child: it bends where that child leaves, not at every twig.
      const share = 0.5 * Math.min(1, (ends[i] as number) / 4);
      const mix = (axis: 0 | 1 | 2) => point[axis] * (1 - share) + (share * (before[axis] + after[axis])) / 2;
      const moved: Vec3 = [mix(0), mix(1), mix(2)];
      return inside(moved) ? moved : point;
    });
  }
  return current;
}
