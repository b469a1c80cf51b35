import { sin, smoothMin } from "./mathematics.ts";
import { type WristBone, wristBones } from "./wrist-bones.ts";

/** A bone as seen from the points of one horizontal line: distance and thickness of the cortex. */
export interface BoneProbe {
  distance: number;
  cortex: number;
}

interface Cone {
  readonly au: number;
  readonly av: number;
  readonly aw: number;
  readonly du: number;
  readonly dv: number;
  readonly dw: number;
  readonly inverse: number;
  readonly radius: number;
  readonly grow: number;
  readonly cortex: number;
  readonly thicken: number;
}

/** A bone ready to be measured, with its neighbours. */
export interface PreparedBone {
  readonly bone: WristBone;
  readonly rows: readonly (readonly Cone[])[];
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
  readonly neighbours: PreparedBone[];
}

/** Width of a joint's cartilage on a radiograph, millimetres. */
const JOINT_MM = 1.5;

/** Cones by row of a bone. */
type ConeRows = readonly (readonly Cone[])[];

export function prepareBones(): readonly PreparedBone[] {
  const prepared = wristBones.map(prepare);
  for (const one of prepared) {
    const touches = (other: PreparedBone) =>
      other !== one &&
      [0, 1, 2].every((i) => other.low[i as 0] < one.high[i as 0] + 1 && other.high[i as 0] > one.low[i as 0] - 1);
    one.neighbours.push(...prepared.filter((other) => touches(other) && other.bone.rank >= one.bone.rank));
  }
  return prepared;
}

function prepare(bone: WristBone): PreparedBone {
  const all = bone.rows.flat();
  const edge = (i: 0 | 1 | 2, sign: 1 | -1) =>
    Math.max(...all.map((p) => sign * p[i] + p[3] * (i === 2 ? Math.max(1, bone.flat) : 1))) * sign;
  return {
    bone,
    rows: bone.rows.map((row) => row.slice(1).map((to, i) => coneOf(bone, row[i] as typeof to, to))),
    low: [edge(0, -1) - 1, edge(1, -1) - 1, edge(2, -1) - 1],
    high: [edge(0, 1) + 1, edge(1, 1) + 1, edge(2, 1) + 1],
    neighbours: [],
  };
}

/** Flat bones are measured in a space where they are round. */
function coneOf(bone: WristBone, from: WristBone["rows"][number][number], to: typeof from): Cone {
  const [du, dv, dw] = [to[0] - from[0], to[1] - from[1], (to[2] - from[2]) / bone.flat];
  return {
    au: from[0],
    av: from[1],
    aw: from[2] / bone.flat,
    du,
    dv,
    dw,
    inverse: 1 / (du * du + dv * dv + dw * dw || 1),
    radius: from[3],
    grow: to[3] - from[3],
    cortex: from[4],
    thicken: to[4] - from[4],
  };
}

/** The cones of a bone that matter for points at height v (all others are more than `reach` away). */
export function conesNear(prepared: PreparedBone, v: number, reach: number): ConeRows {
  return prepared.rows
    .map((row) =>
      row.filter((cone) => {
        const radius = Math.max(cone.radius, cone.radius + cone.grow) + reach;
        return Math.min(cone.av, cone.av + cone.dv) - radius < v && Math.max(cone.av, cone.av + cone.dv) + radius > v;
      }),
    )
    .filter((row) => row.length > 0);
}

/** Measures a bone alone, by its cones near the line. */
export function probeBone(rows: ConeRows, flat: number, u: number, v: number, w: number, out: BoneProbe): void {
  const flatW = w / flat;
  let distance = 99;
  let nearest = 99;
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r] as readonly Cone[];
    let rowDistance = 99;
    for (let i = 0; i < row.length; i++) {
      const cone = row[i] as Cone;
      const pu = u - cone.au;
      const pv = v - cone.av;
      const pw = flatW - cone.aw;
      const t = Math.min(1, Math.max(0, (pu * cone.du + pv * cone.dv + pw * cone.dw) * cone.inverse));
      const qu = pu - t * cone.du;
      const qv = pv - t * cone.dv;
      const qw = pw - t * cone.dw;
      const here = Math.sqrt(qu * qu + qv * qv + qw * qw) - cone.radius - t * cone.grow;
      rowDistance = Math.min(rowDistance, here);
      if (here < nearest) {
        nearest = here;
        out.cortex = cone.cortex + t * cone.thicken;
      }
    }
    distance = smoothMin(distance, rowDistance, 2.5);
  }
  out.distance = distance;
}

/** A neighbour's cones near a line. */
export interface NearNeighbour {
  readonly rows: ConeRows;
  readonly flat: number;
  /** Whether both bones give way alike. */
  readonly shared: boolean;
}

/** The neighbours that can hollow a bone at height v. */
export function neighboursNear(prepared: PreparedBone, v: number): readonly NearNeighbour[] {
  return prepared.neighbours
    .map((other) => ({ rows: conesNear(other, v, 4), flat: other.bone.flat, shared: other.bone.rank === prepared.bone.rank }))
    .filter((other) => other.rows.length > 0);
}

/** Hollows a bone where a neighbour of its rank or higher lies: a joint of constant width. */
export function carveJoints(
  near: readonly NearNeighbour[],
  u: number,
  v: number,
  w: number,
  out: BoneProbe,
  spare: BoneProbe,
): void {
  for (let i = 0; i < near.length; i++) {
    const other = near[i] as NearNeighbour;
    probeBone(other.rows, other.flat, u, v, w, spare);
    const inside = other.shared ? (out.distance - spare.distance + JOINT_MM) / 2 : JOINT_MM - spare.distance;
    if (inside > out.distance) {
      out.distance = inside;
      out.cortex = 0.65;
    }
  }
}

/** Height v of the fracture of the radius at (u, w): a wavy line just above the joint surface. */
export function fractureLine(u: number, w: number): number {
  return (
    25.5 + 0.2 * (u - 14) - 0.12 * w + 0.55 * sin(u * 0.55 + 1) + 0.3 * sin(u * 1.7 + w * 0.9) + 0.16 * sin(u * 3.9 - w * 1.3)
  );
}
