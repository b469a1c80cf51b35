import { dot, indexToPatientMm, patientMmToIndex, subtract, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import { RAYS, type Section } from "./sections.ts";

/** Said of each voxel inside: how deep it lies, 0 in the middle line to 1 on the surface. */
export type Visit = (voxel: number, depth: number) => void;

/** A number for each voxel (i, j, k): its value at (0, 0, 0) and what it changes by along i, j and k. */
type Linear = readonly [at: number, i: number, j: number, k: number];

/** Visits the voxels of a grid whose middles lie within a surface of radii (millimetres) around sections, one slab between two of them after another. */
export function fillSurface(grid: VolumeGrid, sections: readonly Section[], radii: Float32Array, visit: Visit): void {
  for (let n = 0; n + 1 < sections.length; n++) {
    const [a, b] = [sections[n] as Section, sections[n + 1] as Section];
    fillSlab(grid, a, b, radii.subarray(n * RAYS, (n + 2) * RAYS), visit);
  }
}

function fillSlab(grid: VolumeGrid, a: Section, b: Section, radii: Float32Array, visit: Visit): void {
  const reachMm = radii.reduce((most, radius) => Math.max(most, radius), 0) + 0.5;
  const box = boxAround(grid, [a.centre, b.centre], reachMm);
  const [wa, xa, ya] = formsOf(grid, a);
  const [wb, xb, yb] = formsOf(grid, b);
  const [columns, rows] = grid.dimensions;
  const at = (form: Linear, i: number, j: number, k: number) => form[0] + form[1] * i + form[2] * j + form[3] * k;
  for (let k = box.low[2]; k <= box.high[2]; k++) {
    for (let j = box.low[1]; j <= box.high[1]; j++) {
      for (let i = box.low[0]; i <= box.high[0]; i++) {
        const behind = at(wa, i, j, k);
        const before = at(wb, i, j, k);
        if (behind < 0 || before >= 0) continue;
        const share = behind / (behind - before);
        const x = (1 - share) * at(xa, i, j, k) + share * at(xb, i, j, k);
        const y = (1 - share) * at(ya, i, j, k) + share * at(yb, i, j, k);
        const depth = Math.hypot(x, y) / radiusAt(radii, share, x, y);
        if (depth <= 1) visit(i + columns * (j + rows * k), depth);
      }
    }
  }
}

/** The surface's radius in a direction, between two sections and two rays. */
function radiusAt(radii: Float32Array, share: number, x: number, y: number): number {
  const turn = ((Math.atan2(y, x) / (2 * Math.PI) + 1) % 1) * RAYS;
  const ray = Math.floor(turn) % RAYS;
  const next = (ray + 1) % RAYS;
  const part = turn - Math.floor(turn);
  const on = (section: 0 | 1) =>
    (radii[section * RAYS + ray] as number) * (1 - part) + (radii[section * RAYS + next] as number) * part;
  return on(0) * (1 - share) + on(1) * share;
}

/** How far a voxel lies along a section's rib, and along its `u` and `v`, from its middle; millimetres. */
function formsOf(grid: VolumeGrid, { centre, along, u, v }: Section): readonly [Linear, Linear, Linear] {
  const origin = indexToPatientMm(grid, [0, 0, 0]);
  const steps = (
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const
  ).map((step) => subtract(indexToPatientMm(grid, step), origin));
  const form = (way: Vec3): Linear => {
    const [i, j, k] = steps.map((step) => dot(way, step)) as [number, number, number];
    return [dot(way, subtract(origin, centre)), i, j, k];
  };
  return [form(along), form(u), form(v)];
}

/** Voxels that may lie within a distance of points. */
function boxAround(grid: VolumeGrid, points: readonly Vec3[], reachMm: number): { readonly low: Vec3; readonly high: Vec3 } {
  const corners = points.flatMap((point) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => {
      const shift = (axis: 0 | 1 | 2) => point[axis] + (bits & (1 << axis) ? reachMm : -reachMm);
      return patientMmToIndex(grid, [shift(0), shift(1), shift(2)]);
    }),
  );
  const edge = (axis: 0 | 1 | 2, pick: (...values: number[]) => number, round: (value: number) => number) =>
    Math.min(grid.dimensions[axis] - 1, Math.max(0, round(pick(...corners.map((corner) => corner[axis])))));
  return {
    low: [edge(0, Math.min, Math.floor), edge(1, Math.min, Math.floor), edge(2, Math.min, Math.floor)],
    high: [edge(0, Math.max, Math.ceil), edge(1, Math.max, Math.ceil), edge(2, Math.max, Math.ceil)],
  };
}
