import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distance, indexToPatientMm, pixelToPatientMm, type Vec3, type VolumeGrid } from "../../../src/geometry/index.ts";
import type { PlaneName, Slab } from "../../stores/viewport/viewport-store.ts";
import { planeAxes } from "./axes.ts";
import { planeCount, planeOf } from "./reformat.ts";
import { SlabFolder, slabSpan } from "./slab.ts";

const upright: VolumeGrid["directions"] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const names = ["AXIAL", "SAGITTAL", "CORONAL"] as const;
const modes = ["MIP", "MINIP", "MEAN"] as const;

function filled(grid: VolumeGrid, valueAt: (pointPatient: Vec3) => number): Int16Array {
  const [columns, rows, slices] = grid.dimensions;
  const out = new Int16Array(columns * rows * slices);
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++) out[at++] = Math.round(valueAt(indexToPatientMm(grid, [i, j, k])));
  return out;
}

/** Every pixel of a slab with its place in the patient. */
function slabOf(grid: VolumeGrid, values: Int16Array, name: PlaneName, index: number, slab: Slab) {
  const axes = planeAxes(grid, name);
  const plane = planeOf(grid, axes, index);
  const out = new Int16Array(plane.rows * plane.columns);
  const volume = { values, grid, shifts: undefined, padding: undefined, isLoaded: () => true };
  new SlabFolder(volume, axes).fold(index, slab, -9999, out);
  return [...out].map((value, at) => ({
    value,
    pointPatient: pixelToPatientMm(plane, at % plane.columns, Math.floor(at / plane.columns)),
  }));
}

const through = { AXIAL: 2, CORONAL: 1, SAGITTAL: 0 } as const;

describe("a slab of an analytic phantom", () => {
  const grid: VolumeGrid = {
    dimensions: [60, 50, 40],
    spacingMm: [0.5, 0.5, 0.5],
    originPatient: [-15, -12, -10],
    directions: upright,
  };
  const middle = (name: PlaneName) => Math.floor(planeCount(grid, planeAxes(grid, name)) / 2);

  it.each(names)("%s: the mean of a ramp is its value in the middle, to 1 HU, whatever the thickness", (name) => {
    const ramp = ([x, y, z]: Vec3) => 40 * x - 25 * y + 60 * z;
    const values = filled(grid, ramp);
    for (const thicknessMm of [0.5, 1, 1.7, 3, 7.3]) {
      for (const { value, pointPatient } of slabOf(grid, values, name, middle(name), { mode: "MEAN", thicknessMm }))
        expect(Math.abs(value - ramp(pointPatient))).toBeLessThanOrEqual(1);
    }
  });

  it.each(names)("%s: the brightest and darkest of a ramp are those at the faces of the slab", (name) => {
    const slope = 60;
    const axis = through[name];
    const values = filled(grid, (point) => slope * point[axis]);
    const at = (mode: Slab["mode"]) => slabOf(grid, values, name, middle(name), { mode, thicknessMm: 6 });
    for (const { value, pointPatient } of at("MIP"))
      expect(Math.abs(value - slope * (pointPatient[axis] + 3))).toBeLessThanOrEqual(1);
    for (const { value, pointPatient } of at("MINIP"))
      expect(Math.abs(value - slope * (pointPatient[axis] - 3))).toBeLessThanOrEqual(1);
  });

  it.each(names)("%s: a rod that runs aslant through the slab is seen whole, as bright as it is", (name) => {
    const axis = through[name];
    const [u, v] = ([0, 1, 2] as const).filter((other) => other !== axis) as [0 | 1 | 2, 0 | 1 | 2];
    // Along u, rising a third through the slab; a round profile whose brightest line lies on the axis.
    const rod = (point: Vec3) => 900 * Math.exp(-((point[axis] - point[u] / 3) ** 2 + point[v] ** 2) / 8) - 100;
    const values = filled(grid, rod);
    const index = middle(name);
    const depth = indexToPatientMm(grid, [index, index, index].map((n, at) => (at === axis ? n : 0)) as unknown as Vec3)[axis];
    for (const { value, pointPatient } of slabOf(grid, values, name, index, { mode: "MIP", thicknessMm: 8 })) {
      // The reference: brightest of the function itself along the line of sight, at the places that were measured.
      let wanted = Number.NEGATIVE_INFINITY;
      for (let n = -8; n <= 8; n++) {
        const point = [...pointPatient] as [number, number, number];
        point[axis] = depth + n * 0.5;
        wanted = Math.max(wanted, rod(point));
      }
      expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1);
    }
  });

  it("the mean of a soft ball is what its density comes to along the line of sight, to 1 HU", () => {
    const ball = (point: Vec3) => 1000 * Math.exp(-(distance(point, [0, 0, 0]) ** 2) / 18);
    const values = filled(grid, ball);
    const thicknessMm = 16;
    for (const { value, pointPatient } of slabOf(grid, values, "AXIAL", 20, { mode: "MEAN", thicknessMm })) {
      let sum = 0;
      for (let z = -8 + 0.005; z < 8; z += 0.01) sum += ball([pointPatient[0], pointPatient[1], z]) * 0.01;
      expect(Math.abs(value - sum / thicknessMm)).toBeLessThanOrEqual(1);
    }
  });
});

describe("planes of a slab", () => {
  it("are weighed by how much of them lies in it, or taken whole where their centres do", () => {
    expect(slabSpan({ mode: "MEAN", thicknessMm: 10 }, 1)).toEqual({ reach: 4, edge: 0.5 });
    expect(slabSpan({ mode: "MEAN", thicknessMm: 5 }, 1)).toEqual({ reach: 2, edge: 0 });
    expect(slabSpan({ mode: "MEAN", thicknessMm: 0.4 }, 1)).toEqual({ reach: 0, edge: 0 });
    expect(slabSpan({ mode: "MIP", thicknessMm: 10 }, 1)).toEqual({ reach: 5, edge: 0 });
    expect(slabSpan({ mode: "MIP", thicknessMm: 3.9 }, 2)).toEqual({ reach: 0, edge: 0 });
  });
});

/** Straight from the definition, pixel by pixel. */
function reference(
  values: readonly number[],
  [columns, rows, slices]: Vec3,
  axis: 0 | 1 | 2,
  index: number,
  slab: Slab,
  spacing: number,
  isLeftOut: (i: number, j: number, k: number, value: number) => boolean,
): Map<string, number | undefined> {
  const out = new Map<string, number | undefined>();
  const counts = [columns, rows, slices];
  const place: [number, number, number] = [0, 0, 0];
  const [u, v] = [0, 1, 2].filter((other) => other !== axis) as [number, number];
  for (place[v] = 0; place[v]! < counts[v]!; place[v]!++) {
    for (place[u] = 0; place[u]! < counts[u]!; place[u]!++) {
      let [sum, weights, high, low] = [0, 0, -Infinity, Infinity];
      for (let n = 0; n < counts[axis]!; n++) {
        place[axis] = n;
        const value = values[place[0] + columns * (place[1] + rows * place[2])]!;
        if (isLeftOut(place[0], place[1], place[2], value)) continue;
        const [from, to] = [index - slab.thicknessMm / spacing / 2, index + slab.thicknessMm / spacing / 2];
        const part = Math.max(0, Math.min(to, n + 0.5) - Math.max(from, n - 0.5));
        // A slab thinner than a plane is the plane.
        const weight = slab.thicknessMm <= spacing ? Number(n === index) : part;
        sum += value * weight;
        weights += weight;
        if (n >= from - 1e-6 && n <= to + 1e-6) [high, low] = [Math.max(high, value), Math.min(low, value)];
      }
      place[axis] = 0;
      const found = slab.mode === "MIP" ? high : slab.mode === "MINIP" ? low : sum / weights;
      out.set(`${place[u]} ${place[v]}`, Number.isFinite(found) ? found : undefined);
    }
  }
  return out;
}

describe("slabs of any volume", () => {
  it("are what the definition says, moved on, with what is missing and what is no tissue left out", () => {
    const size = fc.integer({ min: 3, max: 22 });
    const run = fc.record({
      dimensions: fc.tuple(size, size, size),
      name: fc.constantFrom(...names),
      mode: fc.constantFrom(...modes),
      thicknessMm: fc.double({ min: 0.2, max: 30, noNaN: true }),
      seed: fc.integer(),
      hasPadding: fc.boolean(),
      // Below all tissue, among it, and above it.
      paddingValue: fc.constantFrom(-2000, 0, 3000),
      moves: fc.array(fc.integer({ min: 0, max: 21 }), { minLength: 1, maxLength: 4 }),
      missing: fc.array(fc.integer({ min: 0, max: 21 }), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(run, ({ dimensions, name, mode, thicknessMm, seed, hasPadding, paddingValue, moves, missing }) => {
        const grid: VolumeGrid = { dimensions, spacingMm: [1, 1.5, 2.5], originPatient: [0, 0, 0], directions: upright };
        const values = randomValues(seed, dimensions[0] * dimensions[1] * dimensions[2], hasPadding ? paddingValue : undefined);
        const axes = planeAxes(grid, name);
        const { axis } = axes.through;
        const isLoaded = (slice: number) => !missing.includes(slice);
        const padding = hasPadding ? ([paddingValue, paddingValue] as const) : undefined;
        const isPaddingDarkest = hasPadding && paddingValue === -2000;
        const folder = new SlabFolder({ values, grid, shifts: undefined, padding, isPaddingDarkest, isLoaded }, axes);
        for (const move of moves) {
          const index = move % dimensions[axis];
          const plane = planeOf(grid, axes, index);
          const out = new Int16Array(plane.rows * plane.columns);
          folder.fold(index, { mode, thicknessMm }, -9999, out);
          const isLeftOut = (_i: number, _j: number, k: number, value: number) =>
            !isLoaded(k) || (hasPadding && value === paddingValue);
          const wanted = reference([...values], dimensions, axis, index, { mode, thicknessMm }, grid.spacingMm[axis], isLeftOut);
          const [u, v] = [0, 1, 2].filter((other) => other !== axis) as [number, number];
          for (let at = 0; at < out.length; at++) {
            const place = [0, 0, 0];
            const [column, row] = [at % plane.columns, Math.floor(at / plane.columns)];
            place[axes.right.axis] = axes.right.sign === 1 ? column : plane.columns - 1 - column;
            place[axes.down.axis] = axes.down.sign === 1 ? row : plane.rows - 1 - row;
            const value = wanted.get(`${place[u]} ${place[v]}`);
            // The darkest padding of all may stay in a brightest slab: it is drawn as the nothing that it is.
            if (value === undefined)
              expect([-9999, ...(isPaddingDarkest && mode === "MIP" ? [paddingValue] : [])]).toContain(out[at]);
            else expect(Math.abs(out[at]! - value)).toBeLessThanOrEqual(mode === "MEAN" ? 0.501 : 0);
          }
        }
      }),
      { numRuns: 120 },
    );
  });
});

function randomValues(seed: number, count: number, padding: number | undefined): Int16Array {
  let state = seed | 1;
  return Int16Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    if (padding !== undefined && state >>> 30 === 0) return padding;
    return ((state >>> 16) % 3000) - 1024;
  });
}

describe("a slab of a tilted gantry", () => {
  /** Frames that lie j voxels further down with every slice: the grid at right angles is what they are looked at on. */
  const dimensions: Vec3 = [14, 30, 9];
  const lean = 0.75;
  const grid: VolumeGrid = { dimensions, spacingMm: [1, 1, 2], originPatient: [0, 0, 0], directions: upright };
  const shifts = Array.from({ length: dimensions[2] }, (_, k): readonly [number, number] => [0, k * lean]);
  const fieldAt = (i: number, j: number, k: number) => 20 * i + 30 * j + 50 * k;
  const values = new Int16Array(14 * 30 * 9);
  for (let k = 0, at = 0; k < 9; k++)
    for (let j = 0; j < 30; j++) for (let i = 0; i < 14; i++) values[at++] = Math.round(fieldAt(i, j + k * lean, k));

  it.each(names)("%s: looks at right angles through its frames, each where it lies", (name) => {
    const axes = planeAxes(grid, name);
    const index = name === "CORONAL" ? 14 : 4;
    const plane = planeOf(grid, axes, index);
    const out = new Int16Array(plane.rows * plane.columns);
    const volume = { values, grid, shifts, padding: undefined, isLoaded: () => true };
    new SlabFolder(volume, axes).fold(index, { mode: "MEAN", thicknessMm: name === "AXIAL" ? 6 : 3 }, -9999, out);
    let seen = 0;
    for (let at = 0; at < out.length; at++) {
      const [column, row] = [at % plane.columns, Math.floor(at / plane.columns)];
      const [i, j, k] = patientPlace(name, index, column, row);
      // In its own plane the middle frame's rows begin where it lies; a frame beside it ends a little earlier or later.
      const here = name === "AXIAL" ? j + index * lean : j;
      const isWhole = name === "AXIAL" ? j > 1 && j < 28 : here > k * lean + 1.5 && here < 28 + k * lean;
      if (!isWhole) continue;
      seen += 1;
      expect(Math.abs(out[at]! - fieldAt(i, here, k))).toBeLessThanOrEqual(1);
    }
    expect(seen).toBeGreaterThan(50);
  });

  function patientPlace(name: PlaneName, index: number, column: number, row: number): Vec3 {
    if (name === "AXIAL") return [column, row, index];
    if (name === "CORONAL") return [column, index, 8 - row];
    return [index, column, 8 - row];
  }
});
