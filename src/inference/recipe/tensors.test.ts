import { describe, expect, it } from "vitest";
import { distance, indexToPatientMm, type Vec3, type VolumeGrid, voxelCount } from "../../geometry/index.ts";
import type { CropsRecipe, PatchesRecipe, SlicesRecipe } from "../contract/recipe.ts";
import { planCrops } from "./crops.ts";
import { directionsOf } from "./tensor-space.ts";
import { planWindows, windowStarts } from "./window-plan.ts";

/** Series of one patient place in every way a scanner may lay its axes, and two whose gantry was tilted. */
function seriesGrid(letters: string, lean = 0): VolumeGrid {
  const directions = directionsOf(letters);
  const dimensions: Vec3 = [44, 40, 36];
  const spacingMm: Vec3 = [0.9, 1.1, 1.6];
  const leaning: Vec3 = [directions[2][0], directions[2][1], directions[2][2]].map(
    (part, axis) => part * Math.cos(lean) + (directions[1][axis] as number) * Math.sin(lean),
  ) as unknown as Vec3;
  const grid = {
    dimensions,
    spacingMm,
    originPatient: [0, 0, 0] as Vec3,
    directions: [directions[0], directions[1], leaning] as const,
  };
  const middle = indexToPatientMm(grid, [21.5, 19.5, 17.5]);
  return { ...grid, originPatient: [-middle[0], -middle[1], -middle[2]] };
}

function painted(grid: VolumeGrid, of: (point: Vec3) => number): Float32Array {
  const [ni, nj, nk] = grid.dimensions;
  const values = new Float32Array(voxelCount(grid));
  let p = 0;
  for (let k = 0; k < nk; k++)
    for (let j = 0; j < nj; j++) for (let i = 0; i < ni; i++) values[p++] = of(indexToPatientMm(grid, [i, j, k]));
  return values;
}

const centre: Vec3 = [2.3, -3.1, 1.7];
/** A ball of 7 mm with a soft rim: its centre of mass is its centre on any grid. */
const ball = (point: Vec3) => 100 * Math.min(1, Math.max(0, (8 - distance(point, centre)) / 3));
const ramp = ([x, y, z]: Vec3) => 3 * x - 2 * y + z + 5;
const value = [{ of: "value" as const, map: { kind: "none" as const } }];

function patches(change: Partial<PatchesRecipe>): PatchesRecipe {
  return {
    ...{ kind: "patches", name: "in", layout: "NCDHW", orientation: "LPS", spacingMm: "native", channels: value },
    ...{ patch: "whole", overlap: 0.25, blend: "uniform", outside: 0, batch: 1 },
    ...change,
  };
}

/** Centre of mass of a whole tensor in patient millimetres. */
function massCentre(grid: VolumeGrid, size: Vec3, tensor: Float32Array): Vec3 {
  const sum: [number, number, number] = [0, 0, 0];
  let mass = 0;
  tensor.forEach((weight, p) => {
    const at = [p % size[0], Math.floor(p / size[0]) % size[1], Math.floor(p / (size[0] * size[1]))] as const;
    mass += weight;
    for (const axis of [0, 1, 2] as const) sum[axis] += weight * at[axis];
  });
  return indexToPatientMm(grid, [sum[0] / mass, sum[1] / mass, sum[2] / mass]);
}

const orientations = ["LPS", "RAI", "PSL", "SLP", "AIR", "LSA"];

describe("patches of a series", () => {
  it.each(orientations)("have a ball where it is, from a series stored as %s, native and resampled", (stored) => {
    for (const lean of [0, 0.3]) {
      const grid = seriesGrid(stored, lean);
      const subject = { volume: { grid, values: painted(grid, ball) } };
      for (const orientation of ["LPS", "RAS", "ILA"]) {
        for (const spacingMm of ["native", [1.2, 0.8, 1]] as const) {
          const plan = planWindows(
            subject,
            patches({ orientation, spacingMm: spacingMm === "native" ? spacingMm : [...spacingMm] }),
          );
          const tensor = new Float32Array(plan.length);
          plan.fill([0, 0, 0], tensor);
          expect(distance(massCentre(plan.grid, plan.size, tensor), centre)).toBeLessThan(0.08);
          const wanted = directionsOf(orientation);
          for (const axis of [0, 1, 2] as const) {
            const along = plan.grid.directions[axis].reduce((sum, part, n) => sum + part * (wanted[axis][n] as number), 0);
            expect(along).toBeGreaterThan(0.9);
          }
        }
      }
    }
  });

  it("are the series' own voxels where they are native, and exact on a ramp where they are not", () => {
    const grid = seriesGrid("AIR");
    const values = painted(grid, ramp);
    const native = planWindows({ volume: { grid, values } }, patches({ orientation: "RAS" }));
    const own = new Float32Array(native.length);
    native.fill([0, 0, 0], own);
    expect([...own].sort((a, b) => a - b)).toEqual([...values].sort((a, b) => a - b));
    const fine = planWindows({ volume: { grid, values } }, patches({ orientation: "RAS", spacingMm: [0.7, 0.9, 1.3] }));
    const [nx, ny, nz] = fine.size;
    const tensor = new Float32Array(fine.length);
    fine.fill([0, 0, 0], tensor);
    const expected = painted({ ...fine.grid, dimensions: [nx, ny, nz] }, ramp);
    // The last voxel may lie beyond the last centre, where the edge is repeated.
    const worst = tensor.reduce((most, got, p) => {
      const inner = (p % nx) + 1 < nx && (Math.floor(p / nx) % ny) + 1 < ny && Math.floor(p / (nx * ny)) + 1 < nz;
      return inner ? Math.max(most, Math.abs(got - (expected[p] as number))) : most;
    }, 0);
    expect(worst).toBeLessThan(1e-3);
  });

  it("are filled up at their end, and alike whether cut out or whole", () => {
    const grid = seriesGrid("LPS");
    const subject = { volume: { grid, values: painted(grid, ramp) } };
    const whole = planWindows(subject, patches({ spacingMm: [1, 1, 1], multipleOf: 16, outside: -7 }));
    expect(whole.size.every((size) => size % 16 === 0)).toBe(true);
    const all = new Float32Array(whole.length);
    whole.fill([0, 0, 0], all);
    expect(all[whole.size[0] - 1]).toBe(-7);
    const cut = planWindows(subject, patches({ spacingMm: [1, 1, 1], patch: [10, 12, 14], overlap: 0.5, outside: -7 }));
    const seen = new Uint8Array(voxelCount(cut.grid));
    for (const min of cut.windows) {
      cut.release(min[2]);
      const part = new Float32Array(cut.length);
      cut.fill(min, part);
      for (let p = 0; p < part.length; p++) {
        const [x, y, z] = [min[0] + (p % 14), min[1] + (Math.floor(p / 14) % 12), min[2] + Math.floor(p / 168)];
        const inside = x < cut.grid.dimensions[0] && y < cut.grid.dimensions[1] && z < cut.grid.dimensions[2];
        if (!inside) continue;
        seen[x + cut.grid.dimensions[0] * (y + cut.grid.dimensions[1] * z)] = 1;
        if (part[p] !== all[x + whole.size[0] * (y + whole.size[1] * z)]) throw new Error(`another value at ${x} ${y} ${z}`);
      }
    }
    expect(seen.includes(0)).toBe(false);
  });

  it("map their channels as the contract says", () => {
    const grid = { ...seriesGrid("LPS"), dimensions: [4, 3, 2] as const };
    const values = Float32Array.from({ length: 24 }, (_, n) => n * 10 - 100);
    const clip: [number, number] = [-50, 50];
    const maps = [
      { kind: "none" },
      { kind: "unit" },
      { kind: "symmetric" },
      { kind: "affine", subtract: 20, divide: 4 },
      { kind: "zscore", over: "volume" },
      { kind: "zscore", over: "patch" },
    ] as const;
    const channels = maps.map((map) => ({ of: "value" as const, clip, map }));
    const plan = planWindows({ volume: { grid, values } }, patches({ channels }));
    const tensor = new Float32Array(plan.length);
    plan.fill([0, 0, 0], tensor);
    const cut = [...values].map((each) => Math.min(50, Math.max(-50, each)));
    const mean = cut.reduce((sum, each) => sum + each, 0) / 24;
    const deviation = Math.sqrt(cut.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 24);
    const score = (each: number) => (each - mean) / deviation;
    const expected = [
      (v: number) => v,
      (v: number) => (v + 50) / 100,
      (v: number) => v / 50,
      (v: number) => (v - 20) / 4,
      score,
      score,
    ];
    for (const [c, of] of expected.entries()) {
      for (let p = 0; p < 24; p++) expect(tensor[c * 24 + p]).toBeCloseTo(of(cut[p] as number), 5);
    }
  });

  it("cover any length with windows that share what they must, on the lattice they must", () => {
    for (const [length, size, overlap, align] of [
      [100, 30, 0.5, 1],
      [31, 30, 0, 1],
      [30, 30, 0.75, 4],
      [7, 30, 0.25, 4],
      [257, 64, 0.25, 16],
      [513, 96, 0.6, 8],
    ] as const) {
      const starts = windowStarts(length, size, overlap, align);
      expect(starts[0]).toBe(0);
      expect((starts.at(-1) as number) + size).toBeGreaterThanOrEqual(length);
      for (const [n, start] of starts.entries()) {
        expect(start % align).toBe(0);
        if (n > 0)
          expect(start - (starts[n - 1] as number)).toBeLessThanOrEqual(Math.max(align, Math.ceil(size * (1 - overlap))));
      }
    }
  });
});

function slices(change: Partial<SlicesRecipe>): SlicesRecipe {
  return {
    ...{
      kind: "slices",
      name: "in",
      layout: "NCHW",
      plane: "axial",
      neighbours: 0,
      spacingMm: "native",
      betweenSlicesMm: "native",
    },
    ...{ channels: value, size: "native", edge: "repeat", outside: -9, batch: 1 },
    ...change,
  };
}

describe("slices of a series", () => {
  const grid = seriesGrid("RPI");
  const values = painted(grid, ramp);
  const subject = { volume: { grid, values } };

  it("come with their neighbours, the edge repeated or outside", () => {
    for (const edge of ["repeat", "outside"] as const) {
      const plan = planWindows(subject, slices({ neighbours: 2, edge }));
      expect(plan.shape(3)).toEqual([3, 5, 40, 44]);
      for (const z of [0, 1, 17, 35]) {
        const tensor = new Float32Array(plan.length);
        plan.fill([0, 0, z], tensor);
        for (const n of [0, 1, 2, 3, 4]) {
          const k = edge === "repeat" ? Math.min(35, Math.max(0, z + n - 2)) : z + n - 2;
          const expected = k < 0 || k > 35 ? -9 : ramp(indexToPatientMm(plan.grid, [11, 7, k]));
          expect(tensor[n * 40 * 44 + 7 * 44 + 11]).toBeCloseTo(expected, 3);
        }
      }
    }
  });

  it("lie as a radiologist looks at them, and as acquired along rows x columns", () => {
    for (const [plane, letters] of [
      ["axial", "LPS"],
      ["coronal", "LIP"],
      ["sagittal", "PIL"],
    ] as const) {
      const plan = planWindows(subject, slices({ plane }));
      expect(plan.grid.directions.map((direction) => direction.map((part) => part + 0))).toEqual(directionsOf(letters));
    }
    const acquired = planWindows(subject, slices({ plane: "acquired" }));
    expect(acquired.grid.directions[0]).toEqual(grid.directions[0]);
    // Right x back is down: the series' own slices already ascend that way.
    expect(acquired.grid.directions[2].map((part) => part + 0)).toEqual(directionsOf("RPI")[2]);
    const turned = planWindows({ volume: { ...subject.volume, grid: seriesGrid("RPS") } }, slices({ plane: "acquired" }));
    expect(turned.grid.directions[2].map((part) => part + 0)).toEqual(directionsOf("RPI")[2]);
  });

  it.each([
    ["crop", [20, 60]],
    ["stretch", [20, 60]],
    ["letterbox", [64, 64]],
  ] as const)("get a size by %s with every pixel at its place", (fit, [height, width]) => {
    const plan = planWindows(subject, slices({ plane: "coronal", size: [height, width], fit }));
    expect(plan.shape(1)).toEqual([1, 1, height, width]);
    const tensor = new Float32Array(plan.length);
    plan.fill([0, 0, 12], tensor);
    let inside = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const got = tensor[y * width + x] as number;
        if (got === -9) continue;
        inside++;
        const near = Math.abs(got - ramp(indexToPatientMm(plan.grid, [x, y, 12])));
        // The outermost half pixel repeats the edge.
        expect(near).toBeLessThan(3);
      }
    }
    const middle = indexToPatientMm(plan.grid, [(width - 1) / 2, (height - 1) / 2, 17.5]);
    if (fit !== "crop") for (const axis of [0, 2] as const) expect(middle[axis]).toBeCloseTo(0, 6);
    const covered = { crop: 20 * 44, stretch: 20 * 60, letterbox: 64 * Math.round((36 * 64) / 44) }[fit];
    expect(inside).toBe(covered);
  });
});

describe("crops around places", () => {
  const grid = seriesGrid("PSL");
  const subject = { volume: { grid, values: painted(grid, ramp) } };
  const crops = (change: Partial<CropsRecipe>): CropsRecipe => ({
    ...{
      kind: "crops",
      name: "in",
      size: [6, 8, 10],
      spacingMm: "native",
      orientation: "LPS",
      channels: value,
      outside: -9,
      batch: 4,
    },
    ...change,
  });

  it("have the nearest native voxel at the middle index", () => {
    const plan = planCrops(subject, crops({}));
    const tensor = new Float32Array(plan.length);
    const where = plan.fill(centre, tensor);
    expect(plan.shape(2)).toEqual([2, 1, 6, 8, 10]);
    const middle = indexToPatientMm(where, [5, 4, 3]);
    for (const axis of [0, 1, 2] as const) expect(Math.abs((middle[axis] as number) - centre[axis])).toBeLessThan(0.81);
    expect(tensor[5 + 10 * (4 + 8 * 3)]).toBeCloseTo(ramp(middle), 3);
    expect(tensor[0]).toBeCloseTo(ramp(indexToPatientMm(where, [0, 0, 0])), 3);
  });

  it("lie evenly around the place where they are resampled, and outside is what was said", () => {
    const plan = planCrops(subject, crops({ spacingMm: [0.5, 0.6, 0.7], orientation: "RAS" }));
    const tensor = new Float32Array(plan.length);
    const where = plan.fill(centre, tensor);
    expect(distance(indexToPatientMm(where, [4.5, 3.5, 2.5]), centre)).toBeLessThan(1e-9);
    const expected = painted(where, ramp);
    expect(Math.max(...tensor.map((got, p) => Math.abs(got - (expected[p] as number))))).toBeLessThan(1e-3);
    plan.fill([500, 0, 0], tensor);
    expect(tensor.every((got) => got === -9)).toBe(true);
  });

  it("are one plane where they have two axes", () => {
    const plan = planCrops(subject, crops({ size: [8, 10], spacingMm: [0.5, 0.5], orientation: "LIP" }));
    const tensor = new Float32Array(plan.length);
    const where = plan.fill(centre, tensor);
    expect(plan.shape(1)).toEqual([1, 1, 8, 10]);
    expect(where.dimensions).toEqual([10, 8, 1]);
    expect(tensor[0]).toBeCloseTo(ramp(indexToPatientMm(where, [0, 0, 0])), 3);
    expect(indexToPatientMm(where, [0, 0, 0])[1]).toBeCloseTo(centre[1], 9);
  });
});
