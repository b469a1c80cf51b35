import type { Vec3 } from "../../../src/geometry/index.ts";
import type { PreparedChest } from "../../../src/inference/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { away, type Ball, drawPlace } from "./insert.ts";
import { orthonormal } from "./nodule-shape.ts";
import { paint, type Thing } from "./paint.ts";
import { type Random, randomDirection } from "./random.ts";
import type { ScanCharacter } from "./scan-character.ts";

type Pixels = Pick<Volume, "grid" | "values">;
type Direction = readonly [number, number, number];

/** What a reader tells from a nodule at a second glance. */
export type LookalikeKind = "vessel" | "fork" | "scar" | "airway";

/**
 * Puts things into `values` that are no nodules: bent vessels, forks of vessels, scars (plates and bands of lung tissue, thick
 * fissures), thick-walled airways. Returns where they are.
 */
export function insertLookalikes(
  volume: Pixels,
  values: Int16Array,
  chest: PreparedChest,
  options: { readonly count: number; readonly random: Random; readonly keepOut: readonly Ball[]; readonly scan: ScanCharacter },
): readonly Ball[] {
  const { random, scan } = options;
  const placed: Ball[] = [];
  for (let tries = 0; placed.length < options.count && tries < options.count * 20; tries++) {
    const kind = random.pick<LookalikeKind>(["vessel", "vessel", "fork", "fork", "scar", "airway"]);
    const thing = DRAW[kind](random);
    const center = drawPlace(chest, random.unit() < 0.6 ? "vessel" : "isolated", 3, random);
    if (!center) continue;
    const room = thing.reachMm + 3;
    if ([...options.keepOut, ...placed].some((ball) => away(ball.centerPatient, center) < ball.radiusMm + room)) continue;
    paint(volume, values, thing, center, scan);
    placed.push({ centerPatient: center, radiusMm: thing.reachMm });
  }
  return placed;
}

const DRAW: Readonly<Record<LookalikeKind, (random: Random) => Thing>> = {
  vessel: drawVessel,
  fork: drawFork,
  scar: drawScar,
  airway: drawAirway,
};

/** 0 outside to 1 inside over one step. */
const soft = (depthMm: number, stepMm: number) => Math.min(1, Math.max(0, 0.5 + depthMm / stepMm));

/** Distance from a point to a line of points, and how far along it the nearest lies, 0 to 1. */
function toPath(path: readonly Vec3[], x: number, y: number, z: number): { distance: number; along: number } {
  let distance = Infinity;
  let along = 0;
  for (let n = 1; n < path.length; n++) {
    const from = path[n - 1] as Vec3;
    const to = path[n] as Vec3;
    const d: Vec3 = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
    const p: Vec3 = [x - from[0], y - from[1], z - from[2]];
    const t = Math.min(1, Math.max(0, (p[0] * d[0] + p[1] * d[1] + p[2] * d[2]) / (d[0] ** 2 + d[1] ** 2 + d[2] ** 2)));
    const here = Math.hypot(p[0] - t * d[0], p[1] - t * d[1], p[2] - t * d[2]);
    if (here < distance) {
      distance = here;
      along = (n - 1 + t) / (path.length - 1);
    }
  }
  return { distance, along };
}

/** A bent line through the centre, `halfMm` to either side, of this radius of curvature. */
function arc(random: Random, halfMm: number, bendMm: number): readonly Vec3[] {
  const [a, b] = orthonormal(randomDirection(random), randomDirection(random));
  return Array.from({ length: 9 }, (_, n): Vec3 => {
    const s = (n / 4 - 1) * halfMm;
    const turn = s / bendMm;
    const [u, v] = [bendMm * Math.sin(turn), bendMm * (1 - Math.cos(turn))];
    return [a[0] * u + b[0] * v, a[1] * u + b[1] * v, a[2] * u + b[2] * v];
  });
}

function drawVessel(random: Random): Thing {
  const radius = random.range(1, 3.2);
  const half = random.range(9, 15);
  const path = arc(random, half, random.range(half * 0.45, half * 4));
  const hu = random.range(-60, 80);
  return {
    reachMm: half + radius,
    cover: (x, y, z, step) => {
      const { distance, along } = toPath(path, x, y, z);
      return soft(radius * (1.15 - 0.3 * along) - distance, step);
    },
    hu: () => hu,
  };
}

function drawFork(random: Random): Thing {
  const radius = random.range(1.2, 3);
  const length = random.range(9, 14);
  const stem = randomDirection(random);
  const spread = random.range(0.5, 1.1);
  const [, side] = orthonormal(stem, randomDirection(random));
  const branch = (sign: number): readonly Vec3[] => {
    const share = random.range(0.7, 1.1) * sign * Math.sin(spread);
    const on = Math.cos(spread) * length;
    return [
      [0, 0, 0],
      [0, 1, 2].map((axis) => (stem[axis] as number) * on + (side[axis] as number) * share * length) as unknown as Vec3,
    ];
  };
  const paths = [[[-stem[0] * length, -stem[1] * length, -stem[2] * length] as Vec3, [0, 0, 0] as Vec3], branch(1), branch(-1)];
  const radii = [radius, radius * random.range(0.65, 0.9), radius * random.range(0.65, 0.9)];
  const hu = random.range(-60, 80);
  return {
    reachMm: length * 1.3,
    cover: (x, y, z, step) =>
      paths.reduce((most, path, n) => Math.max(most, soft((radii[n] as number) - toPath(path, x, y, z).distance, step)), 0),
    hu: () => hu,
  };
}

/** A bent plate with an uneven rim: a scar, a band, a piece of a thick fissure. */
function drawScar(random: Random): Thing {
  const [normal, a, b] = orthonormal(randomDirection(random), randomDirection(random)) as [Direction, Direction, Direction];
  const [longMm, wideMm] = [random.range(7, 14), random.range(3, 10)];
  const thickMm = random.range(0.6, 2);
  const bend = random.range(-0.03, 0.03);
  const rim = random.range(0, 2 * Math.PI);
  const hu = random.range(-350, 40);
  return {
    reachMm: Math.max(longMm, wideMm) + 2,
    cover: (x, y, z, step) => {
      const u = x * a[0] + y * a[1] + z * a[2];
      const v = x * b[0] + y * b[1] + z * b[2];
      const w = x * normal[0] + y * normal[1] + z * normal[2] - bend * (u * u + v * v);
      const inside = 1 - Math.hypot(u / longMm, v / wideMm) + 0.15 * Math.sin(3 * Math.atan2(v, u) + rim);
      return soft(thickMm * Math.min(1, 3 * inside) - Math.abs(w), step) * (inside > 0 ? 1 : 0);
    },
    hu: () => hu,
  };
}

/** A tube of lung air with a thick wall. */
function drawAirway(random: Random): Thing {
  const inner = random.range(1, 3);
  const wall = random.range(0.8, 2);
  const half = random.range(9, 14);
  const path = arc(random, half, random.range(half, half * 5));
  return {
    reachMm: half + inner + wall,
    cover: (x, y, z, step) => {
      const { distance } = toPath(path, x, y, z);
      return Math.min(soft(inner + wall - distance, step), soft(distance - inner, step));
    },
    hu: () => -20,
  };
}
