import { angleDegrees, distance, normalize, subtract, type Vec3 } from "../geometry/index.ts";
import { evenLine } from "./even-line.ts";
import { findSeeds, type Seed } from "./seeds.ts";
import { smoothLine } from "./smooth-line.ts";
import type { SpinalAxis } from "./spine.ts";
import { createTracer, STEP_MM, type TraceManner, type Tracer } from "./trace.ts";
import type { Side } from "./types.ts";
import { WORK_MM } from "./work-volume.ts";

/** A bone that runs from the spine around the chest, in voxels of the work volume. */
export interface RibTrail {
  readonly side: Side;
  /** From the spine to the front. */
  readonly points: readonly Vec3[];
  /** How much bone was there at each point; 0 where a gap was passed over. */
  readonly masses: readonly number[];
  /** Whether the volume ends before the rib does. */
  readonly isCut: boolean;
  readonly lengthMm: number;
  /** Largest distance from the spine to its side. */
  readonly asideMm: number;
  /** How far around the chest its end lies: 0 behind, 180 in front. */
  readonly aroundDegrees: number;
  /** Height along the spinal axis beside the transverse processes, where ribs follow each other most evenly. */
  readonly levelMm: number;
  /** Height of the spinal end along the spinal axis, as high as the canal at its side. */
  readonly headMm: number;
}

/** Lines end at the spine here: the rib's head, under the vertebra's edge. */
const HEAD_MM = 20;
/** Levels are compared so far aside. */
const LEVEL_MM = 38;
/** Farther from the canal than this (aside, in front, behind) no rib begins. */
const HEAD_LIMIT_MM = { aside: 32, front: 32, back: 38 } as const;
/** Transverse processes do not reach so far; the shortest of last ribs do. */
const MIN_ASIDE_MM = 42;
const MIN_LENGTH_MM = 26;
/** Lumbar transverse processes reach so far in large patients; they run level where a short rib goes down. */
const PROCESS_MM = 55;
const RIB_DESCENT = 0.3;
/** Two lines nearer than this are of one rib. */
const SAME_MM = 8;
/** A line this near to the midline in front has come to the sternum. */
const STERNUM_MM = 24;
/** Ribs do not come back to the spine: a line that does has gone over to another bone. */
const RETURN_MM = 16;

/** The usual manner first; the others part a rib from a shoulder blade or a neighbour that touches it. */
const MANNERS: readonly TraceManner[] = [
  { sigmaMm: 5, floor: 0, outwards: 0.6 },
  { sigmaMm: 3.4, floor: 0, outwards: 0.6 },
  { sigmaMm: 2.4, floor: 0, outwards: 0.6 },
  { sigmaMm: 3, floor: 0.45, outwards: 0.6 },
  { sigmaMm: 2.2, floor: 0.6, outwards: 0.6 },
  { sigmaMm: 3.4, floor: 0, outwards: 0.15 },
];
/** A line that has come so far is not doubted. */
const AROUND_DEGREES = 125;
/** Another manner is believed when its line comes so much farther around the chest. */
const FARTHER_DEGREES = 15;
/** Ribs bend so much within a centimetre and a half; what bends more has leapt to another bone. */
const FREE_BEND_DEGREES = 38;
const BEND_COST = 1.5;
/** A line with such a score is not followed again from another seed. */
const SURE_SCORE = AROUND_DEGREES - 5;
/** Middle of the chest in front of the canal. */
const MIDDLE_MM = 75;
/** How a line that was followed is put into the middle of its bone. */
const REFINING: TraceManner = { sigmaMm: 4, floor: 0, outwards: 1 };
const REFINING_PASSES = 15;
/** Every so many passes the line is evened, over so far to either side; what stands out as far is a bump. */
const EVEN_EVERY = 5;
const EVEN_MM = 40;
const BUMP_MM = 3.5;
/** Share of bone (of 255) that cortex has in the work volume. */
const CORTEX = 200;
/** A tail of a line on another rib is that rib's, from so many points on. */
const SHARED_POINTS = 3;
const SHARED_MM = 5;
/** Less bone than this beside a cut-off tail was on the way to the other rib. */
const THIN_MASS = 0.25;

/** All ribs that can be followed from beside the spine, from the head down. */
export function findTrails(share: Uint8Array, dimensions: Vec3, axis: SpinalAxis): readonly RibTrail[] {
  const tracers = MANNERS.map((manner) => createTracer(share, dimensions, manner));
  const isCortical = createCortexCheck(share, dimensions);
  const found: Scored[] = [];
  for (const seed of findSeeds(share, dimensions, axis)) {
    const known = found.findIndex(
      ({ trail }) => trail.side === seed.side && trail.points.some((p) => isNear(p, seed.pointIndex)),
    );
    if (known >= 0 && (found[known] as Scored).score >= SURE_SCORE) continue;
    const better = bestTrail(seed, tracers, axis, found[known]);
    if (better === undefined || better === found[known] || !isCortical(better.trail)) continue;
    const same = found.findIndex(({ trail }) => isSame(better.trail, trail));
    if (same < 0) found.push(better);
    else if (better.score > (found[same] as Scored).score + FARTHER_DEGREES) found[same] = better;
  }
  const finest = createTracer(share, dimensions, REFINING);
  return partedTails(found.map(({ trail }) => ({ ...trail, points: centred(trail.points, finest) }))).sort(
    (a, b) => b.levelMm - a.levelMm,
  );
}

/**
 * A line moved into the middle of its bone, which following it may lag behind in a bend, and freed of the bumps that a shoulder blade on
 * it makes; points where there is no bone follow the others.
 */
function centred(points: readonly Vec3[], tracer: Tracer): readonly Vec3[] {
  const reach = Math.round(Math.min(EVEN_MM, (points.length * STEP_MM) / 7) / STEP_MM);
  let line = points;
  for (let pass = 0; pass < REFINING_PASSES; pass++) {
    const moved = line.map((point, at) => {
      const along = subtract(line[Math.min(line.length - 1, at + 3)] as Vec3, line[Math.max(0, at - 3)] as Vec3);
      const found = tracer.middle(point, normalize(along));
      return found.mass < THIN_MASS / 2 ? point : found.point;
    });
    line =
      pass % EVEN_EVERY === EVEN_EVERY - 1 && reach >= 4
        ? evenLine(moved, { reach, outlier: BUMP_MM / WORK_MM })
        : smoothLine(moved, 1);
  }
  return line;
}

interface Scored {
  readonly trail: RibTrail;
  readonly score: number;
}

/** The line of all manners that comes far around the chest without a sharp bend; earlier manners where there is little between them. */
function bestTrail(seed: Seed, tracers: readonly Tracer[], axis: SpinalAxis, known: Scored | undefined): Scored | undefined {
  let best = known;
  for (const tracer of tracers) {
    const trail = trailOf(seed, tracer, axis);
    if (trail === undefined) continue;
    const score =
      Math.min(AROUND_DEGREES, trail.aroundDegrees) - BEND_COST * Math.max(0, sharpestBend(trail.points) - FREE_BEND_DEGREES);
    if (best === undefined || score > best.score + FARTHER_DEGREES) best = { trail, score };
    if (best.score >= SURE_SCORE) break;
  }
  return best;
}

/** Largest angle between the directions before and after a point of a line, each over some 8 mm; degrees. */
function sharpestBend(points: readonly Vec3[]): number {
  let most = 0;
  for (let at = 4; at + 4 < points.length; at++) {
    const here = points[at] as Vec3;
    most = Math.max(most, angleDegrees(subtract(here, points[at - 4] as Vec3), subtract(points[at + 4] as Vec3, here)));
  }
  return most;
}

function trailOf(seed: Seed, tracer: Tracer, axis: SpinalAxis): RibTrail | undefined {
  const out = seed.side === "R" ? -1 : 1;
  const offset = (point: Vec3) => {
    const [ci, cj] = axis.at(point[2]);
    return { aside: (point[0] - ci) * out * WORK_MM, back: (point[1] - cj) * WORK_MM };
  };
  const isAtHead = (point: Vec3) => offset(point).aside < HEAD_MM;
  let frontmost = Infinity;
  /** At the sternum, or on the way back along another bone. */
  const isPastEnd = (point: Vec3) => {
    const { aside, back } = offset(point);
    frontmost = Math.min(frontmost, back);
    return (aside < STERNUM_MM && back < -30) || back > frontmost + RETURN_MM;
  };
  const direction = tracer.directionAt(seed.pointIndex, [out, 0, -0.2]);
  const sense = seed.side === "R" ? 1 : -1;
  const inwards: Vec3 = [-direction[0], -direction[1], -direction[2]];
  const medial = tracer.follow(seed.pointIndex, inwards, sense === 1 ? -1 : 1, isAtHead);
  const head = medial.points[medial.points.length - 1] as Vec3;
  const { aside, back } = offset(head);
  const isAtSpine = medial.isCut || (aside < HEAD_LIMIT_MM.aside && back > -HEAD_LIMIT_MM.front && back < HEAD_LIMIT_MM.back);
  if (!isAtSpine || (medial.points.length - 1) * STEP_MM > 1.6 * (seed.asideMm - HEAD_MM) + 10) return undefined;
  const lateral = tracer.follow(seed.pointIndex, direction, sense, isPastEnd);
  const points = [...medial.points.slice(1).reverse(), ...lateral.points];
  const masses = [...medial.masses.slice(1).reverse(), ...lateral.masses];
  const asideMm = points.reduce((most, point) => Math.max(most, offset(point).aside), 0);
  const lengthMm = (points.length - 1) * STEP_MM;
  const end = points[points.length - 1] as Vec3;
  const descent = ((head[2] - end[2]) * WORK_MM) / lengthMm;
  // What rises is a process too, from whose end the line has gone over to the last rib.
  const isProcess = descent < (asideMm < PROCESS_MM ? RIB_DESCENT : 0) && !lateral.isCut;
  if (asideMm < MIN_ASIDE_MM || lengthMm < MIN_LENGTH_MM || isProcess) return undefined;
  const ending = offset(end);
  const aroundDegrees = (Math.atan2(ending.aside, ending.back + MIDDLE_MM) * 180) / Math.PI;
  const levelMm = axis.along(points.find((point) => offset(point).aside >= LEVEL_MM) ?? head);
  const headMm = axis.along([head[0], axis.at(head[2])[1], head[2]]);
  return {
    side: seed.side,
    points,
    masses,
    isCut: lateral.isCut || medial.isCut,
    lengthMm,
    asideMm,
    aroundDegrees,
    levelMm,
    headMm,
  };
}

/** Cuts off where a line has leapt to another rib: the end of the one lies on the middle of the other. */
function partedTails(trails: readonly RibTrail[]): RibTrail[] {
  return trails.map((trail) => {
    const others = trails.filter((other) => other !== trail && other.side === trail.side);
    const isShared = (p: Vec3) => others.some((other) => other.lengthMm > trail.lengthMm && other.points.some((q) => isOn(p, q)));
    let end = trail.points.length;
    while (end > 1 && isShared(trail.points[end - 1] as Vec3)) end--;
    if (trail.points.length - end < SHARED_POINTS) return trail;
    while (end > 2 && (trail.masses[end - 1] as number) < THIN_MASS) end--;
    return { ...trail, points: trail.points.slice(0, end), lengthMm: (end - 1) * STEP_MM, isCut: false };
  });
}

function isOn(a: Vec3, b: Vec3): boolean {
  return distance(a, b) * WORK_MM < SHARED_MM;
}

/** Bone has cortex somewhere in each of its cuts; a kidney full of contrast medium has none. */
function createCortexCheck(share: Uint8Array, [ni, nj, nk]: Vec3): (trail: RibTrail) => boolean {
  const reach = Math.round(4.5 / WORK_MM);
  const brightest = (point: Vec3) => {
    const [i, j, k] = point.map(Math.round) as unknown as Vec3;
    let most = 0;
    for (let c = Math.max(0, k - reach); c <= Math.min(nk - 1, k + reach); c++) {
      for (let b = Math.max(0, j - reach); b <= Math.min(nj - 1, j + reach); b++) {
        for (let a = Math.max(0, i - reach); a <= Math.min(ni - 1, i + reach); a++) {
          most = Math.max(most, share[a + ni * (b + nj * c)] as number);
        }
      }
    }
    return most;
  };
  return ({ points }) => {
    const values = points
      .filter((_, n) => n % 3 === 0)
      .map(brightest)
      .sort((a, b) => a - b);
    return (values[values.length >> 1] as number) >= CORTEX;
  };
}

function isNear(a: Vec3, b: Vec3): boolean {
  return distance(a, b) * WORK_MM < SAME_MM;
}

/** Whether most of the shorter line lies on the other. */
function isSame(a: RibTrail, b: RibTrail): boolean {
  if (a.side !== b.side) return false;
  const [short, long] = a.points.length < b.points.length ? [a, b] : [b, a];
  const shared = short.points.filter((p) => long.points.some((q) => isNear(p, q))).length;
  return shared > short.points.length * 0.5;
}
