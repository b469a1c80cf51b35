import { add, scale, subtract, type Vec3 } from "../geometry/index.ts";
import type { Frame } from "./frame.ts";
import { clamp, smoothstep, unit } from "./mathematics.ts";
import type { ChestRecipe, RibFractureRecipe, StudyName } from "./recipe.ts";
import { FIRST_RIB, type RibPlan, ribPlans } from "./rib-plans.ts";
import { type Bone, blade, capsule } from "./solid.ts";
import { cagePoint, sectionAt, spineY } from "./thorax.ts";

/** The middle line of one rib from its head to its cartilage, in patient space. */
export interface RibCourse {
  readonly side: "R" | "L";
  readonly rib: number;
  readonly points: readonly Vec3[];
  /** Outward direction at each point. */
  readonly outward: readonly Vec3[];
  /** Where the costal cartilage meets the sternum or the cartilage above; absent for floating ribs. */
  readonly cartilage: readonly Vec3[];
  readonly fracture: { readonly index: number; readonly point: Vec3; readonly direction: Vec3 } | null;
}

const STEPS = 44;
const START_AZIMUTH = 163;
/** Where the first rib meets the manubrium. */
const MANUBRIUM_Z = 32;

export function ribCourses(recipe: ChestRecipe, study: StudyName, frame: Frame): readonly RibCourse[] {
  return ribPlans(recipe.shape.ribPairs).flatMap((plan, index) =>
    (["R", "L"] as const).map((side) => {
      const fracture = recipe.fracture;
      const here = fracture !== null && fracture.rib === index + 1 && fracture.side === side && fracture.studies.includes(study);
      return ribCourse(recipe, frame, plan, side, index + 1, here ? fracture : null);
    }),
  );
}

function ribCourse(
  recipe: ChestRecipe,
  frame: Frame,
  plan: RibPlan,
  side: "R" | "L",
  rib: number,
  fracture: RibFractureRecipe | null,
): RibCourse {
  const sign = side === "R" ? -1 : 1;
  const place = (x: number, y: number, z: number) => frame.toPatient([sign * x, y, z]);
  const onCage = (azimuth: number, z: number, out: number): Vec3 => {
    const section = sectionAt(recipe.shape, z);
    const [x, y] = cagePoint(section, azimuth);
    const away = unit([x, y - section.cage.centreY, 0]);
    return [x + away[0] * out, y + away[1] * out, z];
  };
  const heightAt = (azimuth: number) => {
    const [, backY] = cagePoint(sectionAt(recipe.shape, plan.head), START_AZIMUTH);
    const [, frontY] = cagePoint(sectionAt(recipe.shape, plan.end), plan.endAzimuth);
    const t = clamp((START_AZIMUTH - azimuth) / (START_AZIMUTH - plan.endAzimuth), 0, 1);
    const [, y] = cagePoint(sectionAt(recipe.shape, plan.head + t * (plan.end - plan.head)), azimuth);
    const byDepth = clamp((backY - y) / Math.max(1, backY - frontY), 0, 1);
    return plan.head - 7 + (plan.end - plan.head + 7) * (0.35 * t + 0.65 * byDepth);
  };
  const local = rib === 1 && recipe.shape.ribPairs !== undefined ? firstRib(recipe, plan) : arch(plan, onCage, heightAt);
  const points = smoothed(local).map(([x, y, z]) => place(x, y, z));
  const outward = points.map((p, i) => outwardAt(points, frame, i, p, rib));
  const broken = fracture === null ? null : breakRib(points, outward, fracture.along);
  return { side, rib, points, outward, cartilage: cartilageOf(recipe, plan, local, place), fracture: broken };
}

type OnCage = (azimuth: number, z: number, out: number) => Vec3;

function arch(plan: RibPlan, onCage: OnCage, heightAt: (azimuth: number) => number): readonly Vec3[] {
  const y0 = spineY(plan.head);
  const first = onCage(START_AZIMUTH, plan.head - 7, 5.5);
  const local: Vec3[] = [
    [18, y0 + 11, plan.head - 1],
    [25, y0 + 22, plan.head - 2],
    [(25 + first[0]) / 2 + 3, (y0 + 22 + first[1]) / 2 + 2, plan.head - 4],
  ];
  for (let step = 0; step <= STEPS; step++) {
    const t = step / STEPS;
    const azimuth = START_AZIMUTH + t * (plan.endAzimuth - START_AZIMUTH);
    local.push(onCage(azimuth, heightAt(azimuth), 6.2 - plan.inset * smoothstep(0, 0.3, t)));
  }
  return local;
}

/** As many points as an arch has, on straight lines between those of the table; smoothing rounds them. */
function firstRib(recipe: ChestRecipe, plan: RibPlan): readonly Vec3[] {
  const { cage } = sectionAt(recipe.shape, MANUBRIUM_Z);
  const backY = spineY(plan.head);
  const frontY = cage.centreY - cage.front - 4;
  const count = STEPS + 3;
  return Array.from({ length: count + 1 }, (_, n): Vec3 => {
    const at = (n / count) * (FIRST_RIB.length - 1);
    const index = Math.min(FIRST_RIB.length - 2, Math.floor(at));
    const mix = (column: 0 | 1 | 2) => {
      const a = (FIRST_RIB[index] as (typeof FIRST_RIB)[number])[column];
      const b = (FIRST_RIB[index + 1] as (typeof FIRST_RIB)[number])[column];
      return a + (b - a) * (at - index);
    };
    return [mix(0), backY + (frontY - backY) * mix(1), plan.head + (MANUBRIUM_Z - plan.head) * mix(2)];
  });
}

/** Rounds the angle between neck and shaft. */
function smoothed(points: readonly Vec3[]): readonly Vec3[] {
  let current = points;
  for (let pass = 0; pass < 2; pass++) {
    current = current.map((p, i) => {
      const before = current[i - 1];
      const after = current[i + 1];
      return before === undefined || after === undefined ? p : add(scale(p, 0.5), scale(add(before, after), 0.25));
    });
  }
  return current;
}

function outwardAt(points: readonly Vec3[], frame: Frame, i: number, p: Vec3, rib: number): Vec3 {
  const before = points[Math.max(0, i - 1)] as Vec3;
  const after = points[Math.min(points.length - 1, i + 1)] as Vec3;
  const along = unit(subtract(after, before));
  const [cx, cy] = frame.toPatient([0, 10, 0]);
  const away: Vec3 = rib === 1 ? [0, -0.35, 0.94] : [p[0] - cx, p[1] - cy, rib === 2 ? 45 : 8];
  const overlap = away[0] * along[0] + away[1] * along[1] + away[2] * along[2];
  return unit(subtract(away, scale(along, overlap)));
}

/** Steps the front part outwards by less than a cortex's width: a fracture that is easy to miss. */
function breakRib(points: readonly Vec3[], outward: readonly Vec3[], along: number): RibCourse["fracture"] {
  const index = Math.round(3 + along * STEPS);
  const target = points as Vec3[];
  const point = scale(add(points[index] as Vec3, points[index + 1] as Vec3), 0.5);
  const direction = unit(subtract(points[index + 1] as Vec3, points[index] as Vec3));
  for (let i = index + 1; i < points.length; i++) {
    const fade = 1 - smoothstep(index + 1, index + 16, i);
    target[i] = add(points[i] as Vec3, scale(outward[i] as Vec3, 1.7 * fade));
  }
  return { index, point, direction };
}

function cartilageOf(
  recipe: ChestRecipe,
  plan: RibPlan,
  local: readonly Vec3[],
  place: (x: number, y: number, z: number) => Vec3,
): readonly Vec3[] {
  if (plan.joins === null) return [];
  const from = local[local.length - 1] as Vec3;
  const section = sectionAt(recipe.shape, plan.joins);
  const [x, y] = cagePoint(section, plan.joins < -100 ? 20 + (-plan.joins - 100) * 0.55 : 11);
  const to: Vec3 = [x, y - 6.5, plan.joins];
  return Array.from({ length: 9 }, (_, i) => {
    const t = i / 8;
    const z = from[2] + (to[2] - from[2]) * t - (plan.joins !== null && plan.joins < -50 ? 12 * t * (1 - t) : 0);
    const bowed = sectionAt(recipe.shape, z);
    const mixX = from[0] + (to[0] - from[0]) * t;
    const front = frontOf(bowed, mixX) - 6.4;
    return place(mixX, i === 0 ? from[1] : front, z);
  });
}

/** y of the inner front wall at |x|. */
function frontOf(section: ReturnType<typeof sectionAt>, x: number): number {
  let low = 2;
  let high = 90;
  for (let i = 0; i < 18; i++) {
    const middle = (low + high) / 2;
    if (cagePoint(section, middle)[0] < x) low = middle;
    else high = middle;
  }
  return cagePoint(section, low)[1];
}

export function ribBones(courses: readonly RibCourse[], frame: Frame): readonly Bone[] {
  const s = frame.scale;
  return courses.flatMap((course) => {
    const last = course.points.length - 2;
    const size = course.rib === 1 ? 0.85 : course.rib >= 11 ? 0.8 : 1;
    const at = (i: number): readonly [thin: number, tall: number] => {
      const t = i / last;
      return [(3.5 + 0.3 * t) * size * s, (5 + 1.6 * smoothstep(0.05, 0.3, t) + 0.8 * smoothstep(0.8, 1, t)) * size * s];
    };
    const shaft = course.points.slice(1).flatMap((b, i) => {
      if (course.fracture?.index === i) return [];
      const [thinA, tallA] = at(i);
      const [thinB, tallB] = at(i + 1);
      return [blade(course.points[i] as Vec3, b, course.outward[i] as Vec3, [thinA, thinB], [tallA, tallB])];
    });
    const bone: Bone = { parts: shaft, cortexMm: 1.3, cortexHu: 1280, marrowHu: 130, textureHu: 36 };
    const cartilage = course.cartilage
      .slice(1)
      .map((b, i) => capsule(course.cartilage[i] as Vec3, b, (course.rib > 5 ? 5 : 5.6) * s, (course.rib > 5 ? 4.8 : 5.4) * s));
    return cartilage.length === 0
      ? [bone]
      : [{ parts: cartilage, cortexMm: 1.1, cortexHu: 135, marrowHu: 88, textureHu: 14 } satisfies Bone, bone];
  });
}
