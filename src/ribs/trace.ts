import { add, dot, normalize, scale, subtract, type Vec3 } from "../geometry/index.ts";
import { createSampler, WORK_MM } from "./work-volume.ts";

/** A line followed through bone, in voxels of the work volume, `STEP_MM` from point to point. */
export interface Trail {
  readonly points: readonly Vec3[];
  /** How much bone was there at each point; 0 where a gap was passed over. */
  readonly masses: readonly number[];
  /** Whether the volume ended before the bone did. */
  readonly isCut: boolean;
}

export const STEP_MM = 2;
const STEP = STEP_MM / WORK_MM;
/** Half the width of the cut that is looked at. */
const REACH_MM = 9;
const SAMPLE_MM = 1.4;
/** Weighted share of bone in the cut under which there is no bone. */
const MIN_MASS = 0.13;
/** A crack, a thin place or a gap in the marrow that is passed over. */
const BRIDGE_MM = 12;
const MAX_SHIFT_MM = 1.6;
const MAX_STEPS = 260;

/** How bone is told from what touches it. */
export interface TraceManner {
  /** How sharply the middle of the cut counts, millimetres. */
  readonly sigmaMm: number;
  /** Shares of bone (0 to 1) up to this one are none. */
  readonly floor: number;
  /** How much of a step to the outside of the chest is believed, and half as much of a bend that way: a shoulder blade lies outside. */
  readonly outwards: number;
}

/** The offsets of a cut's samples with their weights. */
function cutSamples(sigmaMm: number): readonly (readonly [u: number, v: number, weight: number])[] {
  const samples: (readonly [number, number, number])[] = [];
  const reach = Math.floor(REACH_MM / SAMPLE_MM);
  for (let a = -reach; a <= reach; a++) {
    for (let b = -reach; b <= reach; b++) {
      const mm2 = (a * a + b * b) * SAMPLE_MM * SAMPLE_MM;
      if (mm2 > REACH_MM * REACH_MM) continue;
      samples.push([(a * SAMPLE_MM) / WORK_MM, (b * SAMPLE_MM) / WORK_MM, Math.exp(-0.5 * (mm2 / (sigmaMm * sigmaMm)))]);
    }
  }
  return samples;
}

/** Two directions at right angles to `along` and to each other. */
function crossways(along: Vec3): readonly [Vec3, Vec3] {
  const aside: Vec3 = Math.abs(along[2]) < 0.8 ? [0, 0, 1] : [0, 1, 0];
  const u = normalize(subtract(aside, scale(along, dot(aside, along))));
  const v: Vec3 = [along[1] * u[2] - along[2] * u[1], along[2] * u[0] - along[0] * u[2], along[0] * u[1] - along[1] * u[0]];
  return [u, v];
}

/** Follows bone. */
export interface Tracer {
  /** The direction that bone around a point runs in, on the side of `hint`. */
  directionAt(point: Vec3, hint: Vec3): Vec3;
  /** The middle of the bone's cut at right angles to `along`, and how much of the cut is bone. */
  middle(point: Vec3, along: Vec3): { readonly point: Vec3; readonly mass: number };
  /**
   * From a point in a direction until the bone ends, `stop` says so, or the volume does. `sense` is the way in which the line bends as
   * seen from the head, 1 counter-clockwise: a rib bends around the chest; what bends away from it is another bone.
   */
  follow(start: Vec3, direction: Vec3, sense: 1 | -1, stop?: (point: Vec3) => boolean): Trail;
}

export function createTracer(share: Uint8Array, dimensions: Vec3, { sigmaMm, floor, outwards }: TraceManner): Tracer {
  const sample = createSampler(share, dimensions);
  const bone = (x: number, y: number, z: number) => Math.max(0, sample(x, y, z) / 255 - floor) / (1 - floor);
  const cut = cutSamples(sigmaMm);
  const whole = cut.reduce((sum, [, , weight]) => sum + weight, 0);
  const inside = (p: Vec3) => p.every((value, axis) => value >= 1 && value <= (dimensions[axis] as number) - 2);

  const middle = (point: Vec3, along: Vec3) => {
    const [u, v] = crossways(along);
    let mass = 0;
    let su = 0;
    let sv = 0;
    for (const [a, b, weight] of cut) {
      const w = weight * bone(point[0] + a * u[0] + b * v[0], point[1] + a * u[1] + b * v[1], point[2] + a * u[2] + b * v[2]);
      mass += w;
      su += w * a;
      sv += w * b;
    }
    if (mass === 0) return { point, mass: 0 };
    return { point: add(point, add(scale(u, su / mass), scale(v, sv / mass))), mass: mass / whole };
  };

  const directionAt = (point: Vec3, hint: Vec3): Vec3 => {
    const reach = Math.round(9 / WORK_MM);
    let direction = hint;
    // The direction in which bone is spread widest: the power method on its second moments.
    const moments = [0, 0, 0, 0, 0, 0] as [number, number, number, number, number, number];
    for (let k = -reach; k <= reach; k++) {
      for (let j = -reach; j <= reach; j++) {
        for (let i = -reach; i <= reach; i++) {
          const mm2 = (i * i + j * j + k * k) * WORK_MM * WORK_MM;
          if (mm2 > 100) continue;
          const w = bone(point[0] + i, point[1] + j, point[2] + k) * Math.exp(-mm2 / 60);
          moments[0] += w * i * i;
          moments[1] += w * j * j;
          moments[2] += w * k * k;
          moments[3] += w * i * j;
          moments[4] += w * i * k;
          moments[5] += w * j * k;
        }
      }
    }
    const [xx, yy, zz, xy, xz, yz] = moments;
    for (let n = 0; n < 12; n++) {
      const [x, y, z] = direction;
      direction = normalize([xx * x + xy * y + xz * z, xy * x + yy * y + yz * z, xz * x + yz * y + zz * z]);
    }
    return dot(direction, hint) < 0 ? scale(direction, -1) : direction;
  };

  /** The bone's middle near a guess, found twice: the first cut may lie on its edge. */
  const seek = (guess: Vec3, ahead: Vec3) => {
    const first = middle(guess, ahead);
    return first.mass < MIN_MASS ? first : middle(first.point, ahead);
  };

  const follow = (start: Vec3, direction: Vec3, sense: 1 | -1, stop?: (point: Vec3) => boolean): Trail => {
    const points: Vec3[] = [start];
    const masses: number[] = [1];
    let heading: Heading = { along: direction, turn: [0, 0, 0] };
    let good = 1;
    let isCut = false;
    while (points.length < MAX_STEPS && (points.length - good) * STEP_MM <= BRIDGE_MM) {
      const ahead = bent(normalize(add(heading.along, heading.turn)), heading.along, sense);
      const guess = add(points[points.length - 1] as Vec3, scale(ahead, STEP));
      if (!inside(guess)) {
        isCut = points.length - good < 4;
        break;
      }
      const found = seek(guess, ahead);
      if (found.mass < MIN_MASS) {
        heading = { along: ahead, turn: scale(heading.turn, 0.8) };
        points.push(guess);
        masses.push(0);
        continue;
      }
      const next = add(guess, limited(inwards(subtract(found.point, guess), ahead, sense, outwards)));
      heading = steered(heading, ahead, subtract(next, points[Math.max(0, points.length - 3)] as Vec3), sense, outwards / 2);
      points.push(next);
      masses.push(found.mass);
      good = points.length;
      if (stop?.(next)) break;
    }
    return { points: points.slice(0, good), masses: masses.slice(0, good), isCut };
  };
  return { directionAt, middle, follow };
}

/** The chest is nowhere flatter than a circle of this radius. */
const FLATTEST_MM = 300;

/** `ahead`, or `along` turned about the patient's axis as much as the chest is bent at least. */
function bent(ahead: Vec3, along: Vec3, sense: 1 | -1): Vec3 {
  const least = STEP_MM / FLATTEST_MM;
  const across = Math.hypot(along[0], along[1]);
  if (across < 0.3) return ahead;
  const has = (sense * (along[0] * ahead[1] - along[1] * ahead[0])) / across;
  if (has >= least) return ahead;
  const more = sense * (least - has);
  return normalize([ahead[0] - more * ahead[1], ahead[1] + more * ahead[0], ahead[2]]);
}

/** A shift of which what leads away from the chest is taken with reserve. */
function inwards(shift: Vec3, ahead: Vec3, sense: 1 | -1, outwards: number): Vec3 {
  const across = Math.hypot(ahead[0], ahead[1]);
  if (across < 0.3) return shift;
  const outward: Vec3 = [(sense * ahead[1]) / across, (-sense * ahead[0]) / across, 0];
  const out = dot(shift, outward);
  return out > 0 ? subtract(shift, scale(outward, out * (1 - outwards))) : shift;
}

/** Where a line goes, and how it turns from step to step. */
interface Heading {
  readonly along: Vec3;
  readonly turn: Vec3;
}

/** Half of what was expected, half of what was seen; `away` as much of it where that leads away from the chest. */
function steered({ along, turn }: Heading, ahead: Vec3, gone: Vec3, sense: 1 | -1, away: number): Heading {
  const seen = normalize(gone);
  const isAway = sense * (ahead[0] * seen[1] - ahead[1] * seen[0]) < 0;
  const wanted = normalize(add(ahead, scale(seen, isAway ? away : 1)));
  return { along: wanted, turn: add(scale(turn, 0.7), scale(subtract(wanted, along), 0.25)) };
}

function limited(shift: Vec3): Vec3 {
  const size = Math.hypot(...shift);
  const limit = MAX_SHIFT_MM / WORK_MM;
  return scale(shift, size > limit ? (0.7 * limit) / size : 0.7);
}
