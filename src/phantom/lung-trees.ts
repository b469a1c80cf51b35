import { add, cross, dot, scale, subtract, type Vec3 } from "../geometry/index.ts";
import { type Chain, chain, chainTubes, type Tube } from "./chain.ts";
import { type Fields, sampleField } from "./fields.ts";
import { exp, lengthOf, log, unit } from "./mathematics.ts";
import { createRandom, type Random } from "./random.ts";
import type { ChestRecipe, Lobe } from "./recipe.ts";
import { growTree, type TreeNode } from "./tree.ts";

export const LOBES: readonly Lobe[] = ["RUL", "RML", "RLL", "LUL", "LLL"];

export interface LungTrees {
  readonly arteries: readonly Tube[];
  readonly veins: readonly Tube[];
  /** Radii are those of the lumen. */
  readonly airways: readonly Tube[];
}

interface LobeRoots {
  /** Lobar bronchus, from its parent; radii of the lumen. */
  readonly bronchus: Chain;
  readonly artery: Chain;
  readonly vein: Chain;
}

const ROOTS: Readonly<Record<Lobe, LobeRoots>> = {
  RUL: {
    bronchus: chain("-15 16 -8 5.2; -27 17 -7 4.8; -38 18 -4 4.4"),
    artery: chain("-20 -2 -15 7; -32 4 -7 6; -40 10 0 5.4"),
    vein: chain("-34 -4 -36 6; -44 -10 -24 5.2; -50 -12 -12 4.6"),
  },
  RML: {
    bronchus: chain("-25 17 -34 3.8; -33 10 -42 3.3; -41 0 -49 3"),
    artery: chain("-35 4 -22 6; -42 6 -34 4.4; -47 0 -44 3.6"),
    vein: chain("-34 -4 -40 5; -42 -12 -46 3.8; -48 -18 -52 3.3"),
  },
  RLL: {
    bronchus: chain("-26 20 -36 5.2; -31 25 -48 4.8; -36 31 -60 4.4"),
    artery: chain("-32 1 -17 8; -40 13 -30 7; -43 26 -46 6.2; -45 34 -60 5.4"),
    vein: chain("-34 18 -63 6.6; -44 23 -67 5.8; -52 28 -72 5.2"),
  },
  LUL: {
    bronchus: chain("36 21 -21 5.2; 45 17 -19 4.8; 52 13 -15 4.4"),
    artery: chain("38 12 2 7; 48 12 3 5.6; 54 8 4 5"),
    vein: chain("40 -3 -30 6.4; 48 -6 -21 5.4; 53 -9 -13 4.8"),
  },
  LLL: {
    bronchus: chain("37 22 -22 5.2; 41 28 -36 4.8; 45 34 -50 4.4"),
    artery: chain("43 22 -5 8.4; 49 32 -20 7.2; 52 38 -36 6; 54 42 -50 5.2"),
    vein: chain("38 20 -58 6.6; 48 28 -62 5.6; 55 33 -68 5"),
  },
};

/** Trachea and main bronchi; radii of the lumen. */
const CENTRAL_AIRWAYS: readonly Chain[] = [
  chain("0 -16 122 8.6; -1 -9 92 8.6; -3 1 58 8.4; -5 8 34 8.3; -2 12 16 8.3; 0 14 4 8.6"),
  chain("0 14 3 7.6; -9 16 -4 7.2; -18 17 -12 6.6; -24 18 -24 5.8; -26 20 -36 5.4"),
  chain("0 14 3 7.2; 12 17 -7 6.6; 26 20 -16 6; 37 22 -22 5.6"),
];

/** Both lungs of the standard thorax without their rims. */
const LUNG_VOLUME_MM3 = 4_300_000;
const END_RADIUS_MM = 0.4;
const BRANCHING_POWER = 0.36;

/** Radius of a vessel that feeds so many ends (a power law in the spirit of Murray 1926). */
function vesselRadius(ends: number): number {
  return END_RADIUS_MM * exp(BRANCHING_POWER * log(ends));
}

/** Lobe of a point inside the lung, by the fissures. */
export function lobeAt(fields: Fields, point: Vec3): Lobe {
  const upper = sampleField(fields, "oblique", point) > 0;
  if (point[0] >= 0) return upper ? "LUL" : "LLL";
  if (!upper) return "RLL";
  return sampleField(fields, "horizontal", point) > 0 ? "RUL" : "RML";
}

/** Points spread evenly through both lungs, by lobe, a little away from pleura and fissures. */
function scatterEnds(fields: Fields, count: number, random: Random): Readonly<Record<Lobe, Vec3[]>> {
  const result: Record<Lobe, Vec3[]> = { RUL: [], RML: [], RLL: [], LUL: [], LLL: [] };
  const step = exp(log(LUNG_VOLUME_MM3 / count) / 3);
  const jitter = () => random.range(-0.45, 0.45) * step;
  for (let z = -196; z < 100; z += step) {
    for (let y = -120; y < 120; y += step) {
      for (let x = -150; x < 150; x += step) {
        const point: Vec3 = [x + jitter(), y + jitter(), z + jitter()];
        const lobe = roomyLobe(fields, point);
        if (lobe !== null) result[lobe].push(point);
      }
    }
  }
  return result;
}

/** Lobe of a point that is inside it and not at its rim, else null. */
function roomyLobe(fields: Fields, point: Vec3): Lobe | null {
  if (sampleField(fields, "lung", point) > -3.2) return null;
  if (Math.abs(sampleField(fields, "oblique", point)) < 1.6) return null;
  const lobe = lobeAt(fields, point);
  const upperRight = lobe === "RUL" || lobe === "RML";
  return upperRight && Math.abs(sampleField(fields, "horizontal", point)) < 1.6 ? null : lobe;
}

/** Grows airways, arteries beside them, and veins between them, for all five lobes. */
export function growLungTrees(recipe: ChestRecipe, fields: Fields): LungTrees {
  const arteries: Tube[] = [];
  const veins: Tube[] = [];
  const airways: Tube[] = CENTRAL_AIRWAYS.flatMap(chainTubes);
  const arterialEnds = scatterEnds(fields, recipe.shape.vesselEnds, createRandom(recipe.seed, "arterial ends"));
  const venousEnds = scatterEnds(fields, recipe.shape.vesselEnds, createRandom(recipe.seed, "venous ends"));
  for (const lobe of LOBES) {
    const roots = ROOTS[lobe];
    const inside = (point: Vec3) => sampleField(fields, "lung", point) < -1.5;
    const nodes = growTree(tipOf(roots.bronchus), arterialEnds[lobe], inside);
    airways.push(...chainTubes(roots.bronchus), ...airwayTubes(nodes));
    arteries.push(...chainTubes(roots.artery), ...vesselTubes(offsetNodes(nodes, tipOf(roots.artery))));
    veins.push(...chainTubes(roots.vein), ...vesselTubes(growTree(tipOf(roots.vein), venousEnds[lobe], inside)));
  }
  return { arteries, veins, airways };
}

function tipOf(chain: Chain): Vec3 {
  const [x, y, z] = chain[chain.length - 1] as Chain[number];
  return [x, y, z];
}

/** Moves the nodes of an airway tree sideways to where its artery runs; the root goes to `root`. */
function offsetNodes(nodes: readonly TreeNode[], root: Vec3): readonly TreeNode[] {
  return nodes.map((node, i) => {
    if (i === 0) return { ...node, point: root };
    const parent = nodes[node.parent] as TreeNode;
    const along = unit(subtract(node.point, parent.point));
    const lateral: Vec3 = [node.point[0] < 0 ? -0.5 : 0.5, -0.3, 0.85];
    const sideways = unit(subtract(lateral, scale(along, dot(lateral, along))));
    return { ...node, point: add(node.point, scale(sideways, vesselRadius(node.ends) * 1.75)) };
  });
}

function vesselTubes(nodes: readonly TreeNode[]): readonly Tube[] {
  const tubes: Tube[] = [];
  for (const node of nodes) {
    const parent = nodes[node.parent];
    if (parent === undefined) continue;
    const radius = vesselRadius(node.ends);
    const start = Math.min(vesselRadius(parent.ends), radius * 1.12);
    bend(tubes, nodes, parent, node, start, node.ends === 1 ? radius * 0.6 : radius);
  }
  return tubes;
}

/** Lumina of the airways that a CT can show. */
function airwayTubes(nodes: readonly TreeNode[]): readonly Tube[] {
  const tubes: Tube[] = [];
  for (const node of nodes) {
    const parent = nodes[node.parent];
    if (parent === undefined || node.ends < 8) continue;
    const radius = vesselRadius(node.ends) * 0.78;
    bend(tubes, nodes, parent, node, Math.min(vesselRadius(parent.ends) * 0.78, radius * 1.1), radius * 0.97);
  }
  return tubes;
}

/** A branch from parent to node that leaves the parent in its own direction and turns: two or three straight pieces. */
function bend(
  tubes: Tube[],
  nodes: readonly TreeNode[],
  parent: TreeNode,
  node: TreeNode,
  startRadius: number,
  endRadius: number,
): void {
  const before = nodes[parent.parent];
  const whole = subtract(node.point, parent.point);
  const span = lengthOf(whole);
  const pieces = span > 9 ? 4 : span > 4 ? 2 : 1;
  const lead = before === undefined ? unit(whole) : unit(subtract(parent.point, before.point));
  const side = cross(lead, unit(whole));
  const wave = scale(side, span * 0.08);
  const control = add(add(parent.point, scale(lead, span * 0.33)), wave);
  let from = parent.point;
  for (let i = 1; i <= pieces; i++) {
    const t = i / pieces;
    const to = add(add(scale(parent.point, (1 - t) * (1 - t)), scale(control, 2 * t * (1 - t))), scale(node.point, t * t));
    const at = (u: number) => startRadius + (endRadius - startRadius) * u;
    tubes.push({ from, to, fromRadius: at((i - 1) / pieces), toRadius: at(t) });
    from = to;
  }
}
