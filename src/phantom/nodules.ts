import { add, distance, dot, normalize, scale, subtract, type Vec3 } from "../geometry/index.ts";
import { PhantomError } from "./errors.ts";
import { type Fields, sampleField } from "./fields.ts";
import { type LungTrees, lobeAt, type Tube } from "./lung-trees.ts";
import { createRandom, type Random } from "./random.ts";
import type { ChestRecipe, NoduleRecipe } from "./recipe.ts";

/** A nodule with its place (anatomy's frame) and its shape, the same in both studies but for its size. */
export interface PlacedNodule {
  readonly recipe: NoduleRecipe;
  readonly pointAnatomy: Vec3;
  /** Lobes on its surface: direction and height as a share of the radius. */
  readonly bumps: readonly { readonly direction: Vec3; readonly height: number }[];
  /** Spicules: direction, length as a share of the radius, radius in millimetres. */
  readonly spicules: readonly { readonly direction: Vec3; readonly length: number; readonly radiusMm: number }[];
}

/** Finds a place for every nodule of a recipe. @throws PhantomError `no-place` where a lobe has no room of the kind asked for */
export function placeNodules(recipe: ChestRecipe, fields: Fields, trees: LungTrees): readonly PlacedNodule[] {
  const placed: PlacedNodule[] = [];
  const thick = [...trees.arteries, ...trees.veins, ...trees.airways].filter((tube) => tube.toRadius > 0.75);
  for (const nodule of recipe.nodules) {
    const random = createRandom(recipe.seed, `nodule ${nodule.id}`);
    const pointAnatomy = findPlace(nodule, fields, thick, placed, random);
    placed.push({ recipe: nodule, pointAnatomy, ...drawSurface(nodule, random) });
  }
  return placed;
}

/** The largest radius of a nodule over the studies, millimetres. */
function largestRadius(nodule: NoduleRecipe): number {
  return Math.max(nodule.current?.diameterMm ?? 0, nodule.prior?.diameterMm ?? 0) / 2;
}

const TRIES = 900;

function findPlace(
  nodule: NoduleRecipe,
  fields: Fields,
  thick: readonly Tube[],
  placed: readonly PlacedNodule[],
  random: Random,
): Vec3 {
  const radius = largestRadius(nodule);
  let best: Vec3 | null = null;
  let bestScore = 1e9;
  for (let i = 0; i < TRIES; i++) {
    const wish = nodule.nearAnatomy;
    const candidate: Vec3 =
      wish !== undefined
        ? add(wish, scale([random.normal(), random.normal(), random.normal()], i === 0 ? 0 : 3 + i * 0.03))
        : [random.range(-135, 135), random.range(-100, 100), random.range(-180, 90)];
    const point = settle(nodule, candidate, radius, fields, thick);
    if (point === null || lobeAt(fields, point) !== nodule.lobe) continue;
    if (placed.some((other) => distance(other.pointAnatomy, point) < radius + largestRadius(other.recipe) + 8)) continue;
    const fault = misfit(nodule, point, radius, fields, thick);
    const score = fault + (wish === undefined ? 0 : distance(point, wish) * 0.25);
    if (score < bestScore) {
      bestScore = score;
      best = point;
    }
    if (wish === undefined && fault === 0) break;
  }
  if (best === null) {
    throw new PhantomError(
      "no-place",
      `Nodule ${nodule.id} has no room in lobe ${nodule.lobe}; choose another lobe or a smaller one.`,
      {
        nodule: nodule.id,
        lobe: nodule.lobe,
      },
    );
  }
  return best;
}

/** Moves a candidate to the pleura or to a vessel where the nodule hangs on one; null where it cannot lie there. */
function settle(nodule: NoduleRecipe, candidate: Vec3, radius: number, fields: Fields, thick: readonly Tube[]): Vec3 | null {
  const depth = -sampleField(fields, "lung", candidate);
  if (depth < 1) return null;
  if (nodule.attachment === "pleural") {
    const wanted = radius * 0.86;
    const point = add(candidate, scale(outwardDirection(fields, "lung", candidate), depth - wanted));
    // The ribs' pleura, not the heart's.
    if (depth > wanted + 25 || sampleField(fields, "cage", point) < -radius - 6) return null;
    return Math.abs(-sampleField(fields, "lung", point) - wanted) < 1 ? point : null;
  }
  if (nodule.attachment === "fissural") {
    const offset = sampleField(fields, "oblique", candidate);
    if (Math.abs(offset) > 25) return null;
    const side = offset > 0 ? 1 : -1;
    return add(candidate, scale(outwardDirection(fields, "oblique", candidate), side * radius * 0.95 - offset));
  }
  if (nodule.attachment === "vascular") {
    let nearest: Tube | null = null;
    let least = 30;
    for (const tube of thick) {
      const away = distance(tube.to, candidate);
      if (away < least && tube.toRadius < 2.2) {
        least = away;
        nearest = tube;
      }
    }
    if (nearest === null) return null;
    const along = normalize(subtract(nearest.to, nearest.from));
    const offset = subtract(candidate, nearest.to);
    const sideways = normalize(subtract(offset, scale(along, dot(offset, along))));
    return add(nearest.to, scale(sideways, radius + nearest.toRadius * 0.4));
  }
  return candidate;
}

/** How badly a place fits: 0 is good. */
function misfit(nodule: NoduleRecipe, point: Vec3, radius: number, fields: Fields, thick: readonly Tube[]): number {
  const depth = -sampleField(fields, "lung", point);
  const fissure = Math.abs(sampleField(fields, "oblique", point));
  const horizontal = point[0] < 0 && nodule.lobe !== "RLL" ? Math.abs(sampleField(fields, "horizontal", point)) : 99;
  let fault = 0;
  const want = (value: number, least: number) => {
    if (value < least) fault += least - value;
  };
  if (nodule.attachment !== "pleural") want(depth, radius + (nodule.attachment === "isolated" ? 5 : 2));
  if (nodule.attachment !== "fissural") want(fissure, radius + 3);
  want(horizontal, radius + 3);
  if (nodule.attachment === "isolated" || nodule.attachment === "pleural") {
    for (const tube of thick) want(segmentDistance(point, tube) - tube.toRadius, radius + 1.2);
  }
  return fault;
}

function segmentDistance(point: Vec3, tube: Tube): number {
  const along = subtract(tube.to, tube.from);
  const t = Math.min(1, Math.max(0, dot(subtract(point, tube.from), along) / (dot(along, along) || 1)));
  return distance(point, add(tube.from, scale(along, t)));
}

function outwardDirection(fields: Fields, name: "lung" | "oblique", point: Vec3): Vec3 {
  const h = 3;
  const slope = (step: Vec3) => sampleField(fields, name, add(point, step)) - sampleField(fields, name, subtract(point, step));
  return normalize([slope([h, 0, 0]), slope([0, h, 0]), slope([0, 0, h])]);
}

function drawSurface(nodule: NoduleRecipe, random: Random): Pick<PlacedNodule, "bumps" | "spicules"> {
  const direction = (): Vec3 => normalize([random.normal(), random.normal(), random.normal()]);
  const bumps = Array.from({ length: nodule.margin === "smooth" ? 0 : 7 }, () => ({
    direction: direction(),
    height: random.range(0.05, nodule.margin === "lobulated" ? 0.2 : 0.14) * (random.unit() < 0.3 ? -1 : 1),
  }));
  const spicules = Array.from({ length: nodule.margin === "spiculated" ? 20 : 0 }, () => ({
    direction: direction(),
    length: random.range(0.45, 1.1),
    radiusMm: random.range(0.35, 0.7),
  }));
  return { bumps, spicules };
}
