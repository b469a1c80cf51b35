import { add, dot, scale, subtract, type Vec3 } from "../geometry/index.ts";
import type { Tube } from "./chain.ts";
import { PhantomError } from "./errors.ts";
import { type Fields, sampleField } from "./fields.ts";
import { type LungTrees, lobeAt } from "./lung-trees.ts";
import { distanceBetween, unit } from "./mathematics.ts";
import { createRandom, type Random } from "./random.ts";
import type { ChestRecipe, NoduleMargin, NoduleRecipe } from "./recipe.ts";

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
  const thick = [...trees.arteries, ...trees.veins, ...trees.airways].filter((tube) => tube.toRadius > 1);
  for (const nodule of recipe.nodules) {
    const random = createRandom(recipe.seed, `nodule ${nodule.id}`);
    const wish = nodule.nearAnatomy;
    const near = wish === undefined ? thick : thick.filter((tube) => distanceBetween(tube.to, wish) < 60);
    const pointAnatomy = findPlace({ nodule, radius: largestRadius(nodule), fields, thick: near, placed }, random);
    placed.push({ recipe: nodule, pointAnatomy, ...drawSurface(nodule, random) });
  }
  return placed;
}

/** The largest radius of a nodule over the studies, millimetres. */
function largestRadius(nodule: NoduleRecipe): number {
  return Math.max(nodule.current?.diameterMm ?? 0, nodule.prior?.diameterMm ?? 0) / 2;
}

const TRIES = 240;

/** What a nodule's place is weighed against. */
interface Surroundings {
  readonly nodule: NoduleRecipe;
  readonly radius: number;
  readonly fields: Fields;
  /** Vessels and airways that a nodule keeps clear of, or hangs on. */
  readonly thick: readonly Tube[];
  readonly placed: readonly PlacedNodule[];
}

function findPlace(around: Surroundings, random: Random): Vec3 {
  const { nodule } = around;
  const wish = nodule.nearAnatomy;
  let best: Vec3 | null = null;
  let bestScore = 1e9;
  for (let i = 0; i < TRIES || (best === null && i < 40 * TRIES); i++) {
    const point = settle(around, drawCandidate(wish, i, random));
    if (point === null || !isFree(around, point)) continue;
    const far = wish === undefined ? 0 : distanceBetween(point, wish) * 0.25;
    const score = far + misfit(around, point, bestScore - far);
    if (score < bestScore) {
      bestScore = score;
      best = point;
    }
    if (wish === undefined && bestScore === 0) break;
  }
  if (best !== null) return best;
  const message = `Nodule ${nodule.id} has no room in lobe ${nodule.lobe}; choose another lobe or a smaller one.`;
  throw new PhantomError("no-place", message, { nodule: nodule.id, lobe: nodule.lobe });
}

function drawCandidate(wish: Vec3 | undefined, attempt: number, random: Random): Vec3 {
  if (wish === undefined) return [random.range(-135, 135), random.range(-100, 100), random.range(-180, 90)];
  const spread = attempt === 0 ? 0 : 2 + attempt * 0.06;
  return add(wish, scale([random.normal(), random.normal(), random.normal()], spread));
}

/** Whether a point lies in the nodule's lobe and away from the other nodules. */
function isFree({ nodule, radius, fields, placed }: Surroundings, point: Vec3): boolean {
  if (sampleField(fields, "lung", point) > -1 || lobeAt(fields, point) !== nodule.lobe) return false;
  return placed.every((other) => distanceBetween(other.pointAnatomy, point) > radius + largestRadius(other.recipe) + 8);
}

/** Moves a candidate to the pleura, a fissure or a vessel where the nodule hangs on one; null where it cannot lie there. */
function settle(around: Surroundings, candidate: Vec3): Vec3 | null {
  if (sampleField(around.fields, "lung", candidate) > -1) return null;
  switch (around.nodule.attachment) {
    case "isolated":
      return candidate;
    case "pleural":
      return ontoPleura(around, candidate);
    case "fissural":
      return ontoFissure(around, candidate);
    case "vascular":
      return ontoVessel(around, candidate);
  }
}

function ontoPleura({ radius, fields }: Surroundings, candidate: Vec3): Vec3 | null {
  const depth = -sampleField(fields, "lung", candidate);
  const wanted = radius * 0.86;
  if (depth > wanted + 25) return null;
  const point = add(candidate, scale(outwardDirection(fields, "lung", candidate), depth - wanted));
  // The ribs' pleura, not the heart's.
  if (sampleField(fields, "cage", point) < -radius - 6) return null;
  return Math.abs(-sampleField(fields, "lung", point) - wanted) < 1 ? point : null;
}

function ontoFissure({ radius, fields }: Surroundings, candidate: Vec3): Vec3 | null {
  const offset = sampleField(fields, "oblique", candidate);
  if (Math.abs(offset) > 25) return null;
  const side = offset > 0 ? 1 : -1;
  return add(candidate, scale(outwardDirection(fields, "oblique", candidate), side * radius * 0.95 - offset));
}

function ontoVessel({ radius, thick }: Surroundings, candidate: Vec3): Vec3 | null {
  let nearest: Tube | null = null;
  let least = 30;
  for (const tube of thick) {
    const away = tube.toRadius < 2.4 ? distanceBetween(tube.to, candidate) : 99;
    if (away < least) {
      least = away;
      nearest = tube;
    }
  }
  if (nearest === null) return null;
  const along = unit(subtract(nearest.to, nearest.from));
  const offset = subtract(candidate, nearest.to);
  const sideways = unit(subtract(offset, scale(along, dot(offset, along))));
  return add(nearest.to, scale(sideways, radius + nearest.toRadius * 0.4));
}

/** How badly a place fits: 0 is good; stops counting over `enough`. */
function misfit({ nodule, radius, fields, thick }: Surroundings, point: Vec3, enough: number): number {
  const { attachment } = nodule;
  const upperRight = nodule.lobe === "RUL" || nodule.lobe === "RML";
  let fault = 0;
  const want = (value: number, least: number) => {
    if (value < least) fault += least - value;
  };
  if (attachment !== "pleural") want(-sampleField(fields, "lung", point), radius + (attachment === "isolated" ? 5 : 2));
  if (attachment !== "fissural") want(Math.abs(sampleField(fields, "oblique", point)), radius + 3);
  if (upperRight) want(Math.abs(sampleField(fields, "horizontal", point)), radius + 3);
  if (attachment === "vascular" || attachment === "fissural") return fault;
  for (const tube of thick) {
    if (fault > enough) return fault;
    want(segmentDistance(point, tube) - tube.toRadius, radius + 1.2);
  }
  return fault;
}

function segmentDistance(point: Vec3, tube: Tube): number {
  const along = subtract(tube.to, tube.from);
  const t = Math.min(1, Math.max(0, dot(subtract(point, tube.from), along) / (dot(along, along) || 1)));
  return distanceBetween(point, add(tube.from, scale(along, t)));
}

function outwardDirection(fields: Fields, name: "lung" | "oblique", point: Vec3): Vec3 {
  const h = 3;
  const slope = (step: Vec3) => sampleField(fields, name, add(point, step)) - sampleField(fields, name, subtract(point, step));
  return unit([slope([h, 0, 0]), slope([0, h, 0]), slope([0, 0, h])]);
}

/** How many bumps a margin has, and how high they are as a share of the radius. */
const RELIEF: Readonly<Record<NoduleMargin, readonly [count: number, least: number, most: number]>> = {
  smooth: [5, 0.01, 0.07],
  lobulated: [8, 0.08, 0.24],
  spiculated: [16, 0.1, 0.4],
};

function drawSurface(nodule: NoduleRecipe, random: Random): Pick<PlacedNodule, "bumps" | "spicules"> {
  const direction = (): Vec3 => unit([random.normal(), random.normal(), random.normal()]);
  const [count, least, most] = RELIEF[nodule.margin];
  const bumps = Array.from({ length: count }, () => ({
    direction: direction(),
    height: random.range(least, most) * (random.unit() < 0.35 ? -0.7 : 1),
  }));
  const spicules = Array.from({ length: nodule.margin === "spiculated" ? 44 : 0 }, () => ({
    direction: direction(),
    length: random.range(0.4, 1.5),
    radiusMm: random.range(0.9, 1.5),
  }));
  return { bumps, spicules };
}
