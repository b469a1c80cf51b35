import { add, dot, length, normalize, scale, subtract, type Vec3 } from "../geometry/index.ts";
import type { Random } from "./random.ts";

/** A branching point of a tree; the first node is the root. */
export interface TreeNode {
  readonly point: Vec3;
  /** Index of the node before it; -1 at the root. */
  readonly parent: number;
  /** How many ends lie beyond it. */
  readonly ends: number;
}

/**
 * Grows a tree that reaches every one of `ends`, by splitting the points beyond each branch into two groups again and again
 * and growing a part of the way towards each group's centre (volume-filling branching after Tawhai et al. 2004).
 *
 * @param allowed whether a branch may end at a point (inside the lobe)
 */
export function growTree(
  root: Vec3,
  direction: Vec3,
  ends: readonly Vec3[],
  random: Random,
  allowed: (point: Vec3) => boolean,
): readonly TreeNode[] {
  const nodes: TreeNode[] = [{ point: root, parent: -1, ends: ends.length }];
  const grow = (parent: number, along: Vec3, group: readonly Vec3[], depth: number): void => {
    const from = (nodes[parent] as TreeNode).point;
    if (group.length === 1) {
      nodes.push({ point: group[0] as Vec3, parent, ends: 1 });
      return;
    }
    for (const half of splitGroup(from, along, group, random)) {
      if (half.length === 0) continue;
      const towards = subtract(centroid(half), from);
      const far = length(towards);
      const heading = limitAngle(normalize(towards), along, depth === 0 ? -0.2 : 0.25);
      let step = far * (half.length === 1 ? 0.5 : random.range(0.34, 0.46));
      let point = add(from, scale(heading, step));
      for (let attempt = 0; attempt < 3 && !allowed(point); attempt++) {
        step *= 0.5;
        point = add(from, scale(heading, step));
      }
      nodes.push({ point, parent, ends: half.length });
      grow(nodes.length - 1, heading, half, depth + 1);
    }
  };
  if (ends.length > 0) grow(0, normalize(direction), ends, 0);
  return nodes;
}

function centroid(points: readonly Vec3[]): Vec3 {
  let sum: Vec3 = [0, 0, 0];
  for (const point of points) sum = add(sum, point);
  return scale(sum, 1 / points.length);
}

/** Turns `heading` back towards `along` until their cosine is at least `cosine`. */
function limitAngle(heading: Vec3, along: Vec3, cosine: number): Vec3 {
  let result = heading;
  for (let i = 0; i < 6 && dot(result, along) < cosine; i++) result = normalize(add(result, scale(along, 0.35)));
  return result;
}

/** Two groups either side of a plane that holds the parent branch and lies across the group's longest spread. */
function splitGroup(from: Vec3, along: Vec3, group: readonly Vec3[], random: Random): readonly (readonly Vec3[])[] {
  const centre = centroid(group);
  const forward = normalize(add(along, normalize(subtract(centre, from))));
  let axis: Vec3 = normalize([random.normal(), random.normal(), random.normal()]);
  for (let pass = 0; pass < 5; pass++) {
    let sum: Vec3 = [0, 0, 0];
    for (const point of group) {
      const offset = subtract(point, centre);
      const flat = subtract(offset, scale(forward, dot(offset, forward)));
      sum = add(sum, scale(flat, dot(flat, axis)));
    }
    axis = normalize(sum);
  }
  const ranked = group.map((point, index) => ({ point, index, at: dot(subtract(point, centre), axis) }));
  ranked.sort((a, b) => a.at - b.at || a.index - b.index);
  const share = group.length < 6 ? 0.5 : random.range(0.26, 0.74);
  const cut = Math.min(group.length - 1, Math.max(1, Math.round(group.length * share)));
  const points = ranked.map((entry) => entry.point);
  return [points.slice(0, cut), points.slice(cut)];
}
