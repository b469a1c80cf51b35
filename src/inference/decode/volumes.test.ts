import { describe, expect, it } from "vitest";
import type { Vec3 } from "../../geometry/index.ts";
import type { AnchorsDecoder, HeatmapDecoder, SegmentationDecoder } from "../contract/decoder.ts";
import type { PatchesRecipe } from "../contract/recipe.ts";
import { planWindows, type WindowPlan } from "../recipe/window-plan.ts";
import { activated } from "./activation.ts";
import { decodeAnchors } from "./anchors.ts";
import { type Connectivity, createPartCollector } from "./components.ts";
import { alignmentOf, createHeatmapDecoder } from "./heatmap.ts";
import { linkSlices } from "./link-slices.ts";
import { createPeakFinder, type Peak } from "./peaks.ts";
import { decodeClassification, decodeRegression, overAll } from "./said.ts";
import { createSegmentationDecoder, type LabelledPart } from "./segmentation.ts";
import { createBoxCollector } from "./window-boxes.ts";

/** Numbers from 0 to 1 that are the same in every run (Park and Miller's minimal standard). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const grid = (dimensions: Vec3) => ({
  ...{ dimensions, spacingMm: [1, 1, 1] as Vec3, originPatient: [0, 0, 0] as Vec3 },
  directions: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const,
});

function planOf(dimensions: Vec3, change: Partial<PatchesRecipe>, align: Vec3 = [1, 1, 1]): WindowPlan {
  const voxels = dimensions[0] * dimensions[1] * dimensions[2];
  const recipe: PatchesRecipe = {
    ...{ kind: "patches", name: "in", layout: "NCDHW", orientation: "LPS", spacingMm: "native", patch: "whole", overlap: 0.4 },
    ...{ channels: [{ of: "value", map: { kind: "none" } }], blend: "gaussian", outside: 0, batch: 1 },
    ...change,
  };
  return planWindows({ volume: { grid: grid(dimensions), values: new Float32Array(voxels) } }, recipe, align);
}

describe("scores", () => {
  it("run over the classes of each place", () => {
    const raw = Float32Array.of(1, 2, 3, 4, 0, -1);
    const soft = activated(raw, "softmax", { classes: 3, step: 2, places: 2 });
    const sums = [Math.exp(1) + Math.exp(3) + 1, Math.exp(2) + Math.exp(4) + Math.exp(-1)];
    for (const [p, value] of raw.entries()) expect(soft[p]).toBeCloseTo(Math.exp(value) / (sums[p % 2] as number), 6);
    expect(activated(raw, "sigmoid", { from: 2, classes: 1, step: 2, places: 2 })[0]).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
  });

  it("of crops and numbers of series are read by index", () => {
    const outputs = { prob: { data: Float32Array.of(0.2, 0.8, 0.9, 0.1), shape: [2, 2] } };
    const classes = { decoder: "classification", tensor: "prob", activation: "none", labels: [null, "nodule"] } as const;
    expect([...decodeClassification({ ...classes, labels: [...classes.labels] }, outputs, 1)]).toEqual([
      ["nodule", expect.closeTo(0.1, 6)],
    ]);
    const years = { decoder: "regression", tensor: "prob", index: 1, label: "age", scale: 10, offset: -2, unit: "a" } as const;
    expect(decodeRegression(years, outputs, 0)).toEqual({ label: "age", value: expect.closeTo(6, 5), unit: "a" });
    expect(() => decodeRegression({ ...years, index: 2 }, outputs, 0)).toThrow(/another shape/);
    expect([overAll([1, 5, 3], "max"), overAll([1, 5, 3], "mean"), overAll([], "max")]).toEqual([5, 3, 0]);
  });
});

describe("peaks", () => {
  it.each([
    [1, 1],
    [2, 2],
    [1, 0],
  ])("are what a search over every window finds, reach %d, between planes %d", (reach, reachZ) => {
    const next = dice(11 + reach);
    const [width, height, depth] = [13, 9, 11];
    const values = Float32Array.from({ length: width * height * depth }, () => Math.floor(next() * 12) / 12);
    const found: Peak[] = [];
    const finder = createPeakFinder({
      ...{ width, height, labels: 1, channels: 1, threshold: 0.5, reach, reachZ },
      onPeak: (peak) => found.push(peak),
    });
    for (let z = 0; z < depth; z++) finder.push(values.subarray(z * width * height, (z + 1) * width * height));
    finder.end();
    const expected: string[] = [];
    for (let p = 0; p < values.length; p++) {
      const [x, y, z] = [p % width, Math.floor(p / width) % height, Math.floor(p / (width * height))];
      const score = values[p] as number;
      let best = score >= 0.5;
      for (let q = 0; best && q < values.length; q++) {
        const [u, v, w] = [q % width, Math.floor(q / width) % height, Math.floor(q / (width * height))];
        const near = Math.abs(u - x) <= reach && Math.abs(v - y) <= reach && Math.abs(w - z) <= reachZ;
        if (near && ((values[q] as number) > score || ((values[q] as number) === score && q < p))) best = false;
      }
      if (best) expected.push(`${x} ${y} ${z}`);
    }
    expect(found.map(({ x, y, z }) => `${x} ${y} ${z}`)).toEqual(expected);
  });
});

/** A map whose peak lies in a ball's cell, with its diameter and where in the cell its centre is. */
function heatOf(
  balls: readonly { readonly at: Vec3; readonly diameter: number; readonly score: number }[],
  min: Vec3,
  cells: Vec3,
  stride: number,
) {
  const places = cells[0] * cells[1] * cells[2];
  const heat = new Float32Array(places).fill(-20);
  const size = new Float32Array(places).fill(-3);
  const offset = new Float32Array(3 * places).fill(0.5);
  for (const { at, diameter, score } of balls) {
    const inWindow = at.map((part, axis) => (part - (min[axis] as number)) / stride);
    const cell = inWindow.map(Math.floor);
    if (cell.some((part, axis) => part < 0 || part >= (cells[axis] as number))) continue;
    const p = (cell[0] as number) + cells[0] * ((cell[1] as number) + cells[1] * (cell[2] as number));
    heat[p] = Math.log(score / (1 - score));
    size[p] = Math.log(diameter);
    for (const axis of [0, 1, 2]) offset[(2 - axis) * places + p] = (inWindow[axis] as number) - (cell[axis] as number);
  }
  const shape = cells.toReversed();
  return {
    heat: { data: heat, shape: [1, 1, ...shape] },
    size: { data: size, shape: [1, 1, ...shape] },
    offset: { data: offset, shape: [1, 3, ...shape] },
  };
}

describe("a centre heatmap", () => {
  const decoder: HeatmapDecoder = {
    ...{ decoder: "heatmap", heatmap: { tensor: "heat", activation: "sigmoid" } },
    ...{ size: { tensor: "size", channels: 1, unit: "voxels", log: true }, offset: { tensor: "offset" } },
    ...{ stride: [4, 4, 4], labels: ["nodule"], threshold: 0.3, peak: 3, maxCandidates: 10 },
  };
  const balls = [
    { at: [10.3, 20.7, 15.2] as Vec3, diameter: 9, score: 0.9 },
    { at: [40.1, 5.6, 30.9] as Vec3, diameter: 14, score: 0.6 },
  ];

  it.each(["gaussian", "uniform", "centre"] as const)("gives balls back where they are, over windows, blend %s", (blend) => {
    const plan = planOf([50, 41, 37], { patch: [24, 24, 24], blend }, alignmentOf(decoder.stride));
    expect(plan.windows.every((min) => min.every((part) => part % 4 === 0))).toBe(true);
    const reader = createHeatmapDecoder(decoder, plan);
    for (const min of plan.windows) {
      reader.take(min, heatOf(balls, min, [6, 6, 6], 4), 0);
    }
    const found = reader.finish();
    expect(found.map(({ score }) => Number(score.toFixed(4)))).toEqual([0.9, 0.6]);
    for (const [n, { min, max }] of found.entries()) {
      for (const axis of [0, 1, 2]) {
        const ball = balls[n] as (typeof balls)[number];
        expect(((min[axis] as number) + (max[axis] as number)) / 2).toBeCloseTo(ball.at[axis] as number, 3);
        expect((max[axis] as number) - (min[axis] as number)).toBeCloseTo(ball.diameter, 3);
      }
    }
  });

  it("says the middle of the cell without an offset, and sizes in millimetres", () => {
    const plan = planOf([24, 24, 24], {});
    const { offset: _, ...rest } = decoder;
    const reader = createHeatmapDecoder({ ...rest, size: { tensor: "size", channels: 1, unit: "mm", log: true } }, plan);
    reader.take([0, 0, 0], heatOf(balls.slice(0, 1), [0, 0, 0], [6, 6, 6], 4), 0);
    expect(reader.finish()[0]?.min.map((low, axis) => (low + (reader.finish()[0]?.max[axis] ?? 0)) / 2)).toEqual([10, 22, 14]);
  });
});

describe("anchors in three dimensions", () => {
  const levels = [
    {
      stride: [2, 4, 4],
      anchors: [
        [6, 8, 8],
        [4, 12, 10],
      ],
    },
    { stride: [4, 8, 8], anchors: [[12, 20, 18]] },
  ];
  const size = [16, 32, 40];
  const base = {
    ...{ decoder: "anchors" as const, activation: "softmax" as const, labels: [null, "cyst", "mass"] },
    ...{ levels, threshold: 0.4, iou: 0.2, topK: 50, maxCandidates: 20 },
  };
  const cellsOf = (level: number) => size.map((voxels, axis) => Math.ceil(voxels / (levels[level]?.stride[axis] ?? 1)));
  const product = (sizes: readonly number[]) => sizes.reduce((all, each) => all * each, 1);

  /** Encodes a box against an anchor of a cell, as its decoding is defined. */
  function encode(
    box: { centre: number[]; extent: number[] },
    anchor: number[],
    at: number[],
    order: "xyz" | "zyx",
    weights: number[],
  ) {
    const place = (axis: number) => (order === "xyz" ? 2 - axis : axis);
    const values = new Array<number>(6).fill(0);
    for (const axis of [0, 1, 2]) {
      const extent = anchor[axis] as number;
      values[place(axis)] = (((box.centre[axis] as number) - (at[axis] as number)) / extent) * (weights[place(axis)] as number);
      values[3 + place(axis)] = Math.log((box.extent[axis] as number) / extent) * (weights[3 + place(axis)] as number);
    }
    return values;
  }

  it.each([
    ["flat", "xyz", "corner"],
    ["flat", "zyx", "middle"],
    ["maps", "xyz", "middle"],
    ["maps", "zyx", "corner"],
  ] as const)("decode to the boxes that were encoded, %s, %s, %s", (layout, order, centre) => {
    const next = dice(5);
    const weights = [1, 2, 3, 4, 5, 6];
    const decoder: AnchorsDecoder = {
      ...{ ...base, classes: layout === "flat" ? ["c"] : ["c0", "c1"], layout, centre },
      boxes: layout === "flat" ? ["b"] : ["b0", "b1"],
      coding: { kind: "deltas", order, weights, clip: 4 },
    };
    const planted = [
      { level: 0, anchor: 1, cell: [3, 2, 5], label: 1, logit: 4 },
      { level: 1, anchor: 0, cell: [2, 3, 1], label: 2, logit: 6 },
    ].map((each) => {
      const extent = [3, 6, 7].map((mm) => mm * (1 + next()));
      const { stride } = levels[each.level] as (typeof levels)[number];
      const at = each.cell.map((cell, axis) => (cell + (centre === "middle" ? 0.5 : 0)) * (stride[axis] as number));
      const box = { centre: at.map((part) => part + next() * 2 - 1), extent };
      const values = encode(box, levels[each.level]?.anchors[each.anchor] as number[], at, order, weights);
      return { ...each, box, values };
    });
    const outputs: Record<string, { data: Float32Array; shape: number[] }> = {};
    const counts = levels.map(({ anchors }, n) => product(cellsOf(n)) * anchors.length);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const classes = levels.map((_, n) => new Float32Array((counts[n] as number) * 3));
    const boxes = levels.map((_, n) => new Float32Array((counts[n] as number) * 6));
    for (const { level, anchor, cell, label, logit, values } of planted) {
      const [, ny = 1, nx = 1] = cellsOf(level);
      const anchors = levels[level]?.anchors.length ?? 1;
      const at = (cell[2] as number) + nx * ((cell[1] as number) + ny * (cell[0] as number));
      const places = product(cellsOf(level));
      const index = (value: number, of: number) =>
        layout === "flat" ? (at * anchors + anchor) * of + value : (anchor * of + value) * places + at;
      (classes[level] as Float32Array)[index(label, 3)] = logit;
      values.forEach((value, v) => {
        (boxes[level] as Float32Array)[index(v, 6)] = value;
      });
    }
    if (layout === "flat") {
      outputs.c = { data: Float32Array.from(classes.flatMap((each) => [...each])), shape: [1, total, 3] };
      outputs.b = { data: Float32Array.from(boxes.flatMap((each) => [...each])), shape: [1, total, 6] };
    } else {
      for (const [n, { anchors }] of levels.entries()) {
        outputs[`c${n}`] = { data: classes[n] as Float32Array, shape: [1, anchors.length * 3, ...cellsOf(n)] };
        outputs[`b${n}`] = { data: boxes[n] as Float32Array, shape: [1, anchors.length * 6, ...cellsOf(n)] };
      }
    }
    const found = decodeAnchors(decoder, outputs, 0, size);
    expect(found.map(({ label }) => label)).toEqual(["mass", "cyst"]);
    for (const [n, { min, max, score }] of found.entries()) {
      const { box, logit } = planted[1 - n] as (typeof planted)[number];
      expect(score).toBeCloseTo(Math.exp(logit) / (Math.exp(logit) + 2), 5);
      for (const axis of [0, 1, 2]) {
        expect(((min[axis] as number) + (max[axis] as number)) / 2).toBeCloseTo(box.centre[axis] as number, 3);
        expect((max[axis] as number) - (min[axis] as number)).toBeCloseTo(box.extent[axis] as number, 3);
      }
    }
    expect(() => decodeAnchors(decoder, outputs, 1, size)).toThrow(/another shape/);
  });

  it("of windows that overlap leave one box for each thing, that of the window that sees it best", () => {
    const plan = planOf([60, 50, 40], { patch: [20, 24, 28], overlap: 0.5 });
    const things = [
      [12, 10, 8],
      [30, 25, 20],
      [47, 38, 31],
    ] as const;
    const collector = createBoxCollector(
      plan,
      (outputs) => {
        const min = [...(outputs.min?.data ?? [])];
        return things.flatMap((thing) => {
          const inWindow = thing.map((part, axis) => part - (min[axis] as number));
          const margin = Math.min(...inWindow.map((part, axis) => Math.min(part, (plan.size[axis] as number) - part)));
          if (margin <= 0) return [];
          // A box that the window cuts is seen shorter, and shifted.
          const edges = inWindow
            .map((part, axis) => [Math.max(0, part - 4), Math.min(plan.size[axis] as number, part + 4)])
            .toReversed();
          return [
            { label: "cyst", score: 0.9, min: edges.map(([low]) => low as number), max: edges.map(([, high]) => high as number) },
          ];
        });
      },
      { iou: 0.3, maxCandidates: 10 },
    );
    for (const min of plan.windows) collector.take(min, { min: { data: Float32Array.from(min), shape: [3] } }, 0);
    const found = collector.finish().toSorted((a, b) => (a.min[0] as number) - (b.min[0] as number));
    expect(found.map(({ min, max }) => min.map((low, axis) => (low + (max[axis] as number)) / 2))).toEqual(things);
  });
});

/** Connected parts by flooding from each voxel. */
function flooded(mask: Uint8Array, [nx, ny, nz]: Vec3, connectivity: Connectivity): string[] {
  const seen = new Uint8Array(mask.length);
  const parts: string[] = [];
  const planar = connectivity === 4 || connectivity === 8;
  const most = { 4: 1, 8: 2, 6: 1, 18: 2, 26: 3 }[connectivity];
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || seen[start]) continue;
    const part: number[] = [];
    const stack = [start];
    seen[start] = 1;
    for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
      part.push(p);
      const [x, y, z] = [p % nx, Math.floor(p / nx) % ny, Math.floor(p / (nx * ny))];
      for (let q = 0; q < mask.length; q++) {
        const d = [
          Math.abs((q % nx) - x),
          Math.abs((Math.floor(q / nx) % ny) - y),
          Math.abs(Math.floor(q / (nx * ny)) - z),
        ] as const;
        const near = Math.max(...d) <= 1 && d[0] + d[1] + d[2] <= most && (!planar || d[2] === 0);
        if (near && mask[q] && !seen[q]) {
          seen[q] = 1;
          stack.push(q);
        }
      }
    }
    parts.push(part.sort((a, b) => a - b).join(" "));
  }
  expect(nz).toBeGreaterThan(0);
  return parts.sort();
}

describe("connected parts", () => {
  it.each([4, 8, 6, 18, 26] as const)("are those of a flood, connectivity %d", (connectivity) => {
    const dimensions: Vec3 = [9, 8, 7];
    for (let seed = 1; seed < 6; seed++) {
      const next = dice(seed * 97);
      const mask = Uint8Array.from({ length: 504 }, () => (next() < 0.35 ? 1 : 0));
      const collector = createPartCollector(dimensions, connectivity);
      for (let z = 0; z < 7; z++) collector.push(z, Float32Array.from(mask.subarray(z * 72, (z + 1) * 72)));
      const parts = collector.finish().map(({ voxels }) => [...voxels].sort((a, b) => a - b).join(" "));
      expect(parts.sort()).toEqual(flooded(mask, dimensions, connectivity));
    }
  });
});

describe("a segmentation", () => {
  const dimensions: Vec3 = [30, 26, 22];
  const decoder: SegmentationDecoder = {
    ...{ decoder: "segmentation", tensor: "mask", activation: "none", labels: ["cyst"], pick: "threshold", threshold: 0.5 },
    components: { as: "candidates", connectivity: 26, score: "max", maxCandidates: 10 },
  };
  const balls = [
    { at: [8, 9, 10], radius: 5, score: 0.9 },
    { at: [21, 15, 12], radius: 6, score: 0.7 },
  ];
  const scoreAt = (x: number, y: number, z: number) =>
    Math.max(
      0,
      ...balls.map(({ at, radius, score }) =>
        Math.hypot(x - (at[0] as number), y - (at[1] as number), z - (at[2] as number)) <= radius ? score : 0,
      ),
    );

  function run(change: Partial<SegmentationDecoder>, of = scoreAt, step = 1): readonly LabelledPart[] {
    // Coarse cells of windows that begin at odd voxels would lie across each other.
    const plan = planOf(dimensions, step > 1 ? {} : { patch: [12, 14, 16], overlap: 0.5 });
    const reader = createSegmentationDecoder(
      { ...decoder, ...change },
      { dimensions, voxelMm3: 2, pixelMm2: 1, axes: 3, windowSize: plan.size, blend: plan.blend },
    );
    const cells = plan.size.map((voxels) => voxels / step) as unknown as Vec3;
    for (const min of plan.windows) {
      const data = new Float32Array(cells[0] * cells[1] * cells[2]);
      for (let p = 0; p < data.length; p++) {
        const at = [p % cells[0], Math.floor(p / cells[0]) % cells[1], Math.floor(p / (cells[0] * cells[1]))];
        const [x = 0, y = 0, z = 0] = at.map((cell, axis) => (min[axis] as number) + cell * step);
        data[p] = of(x, y, z);
      }
      reader.take(min, { mask: { data, shape: [1, 1, ...cells.toReversed()] } }, 0);
    }
    return reader.finish();
  }

  const counted = (n: number, of = scoreAt) => {
    let count = 0;
    for (let z = 0; z < dimensions[2]; z++)
      for (let y = 0; y < dimensions[1]; y++)
        for (let x = 0; x < dimensions[0]; x++) if (of(x, y, z) === balls[n]?.score) count++;
    return count;
  };

  it("stitched from windows is the one that was cut into them, with its parts", () => {
    const parts = run({});
    expect(parts.map(({ voxels }) => voxels.length)).toEqual([counted(0), counted(1)]);
    expect(parts.map(({ score }) => Number(score.toFixed(3)))).toEqual([0.9, 0.7]);
    parts.forEach(({ centre }, n) => {
      for (const axis of [0, 1, 2] as const) expect(centre[axis]).toBeCloseTo(balls[n]?.at[axis] as number, 6);
    });
  });

  it("leaves out what is too small, and joins the rest where it is one mask", () => {
    const least = (counted(0) + 1) * 2;
    const components = { ...decoder.components, as: "mask", minVolumeMm3: least } as SegmentationDecoder["components"];
    expect(run({ components }).map(({ voxels }) => voxels.length)).toEqual([counted(1)]);
    const whole = run({ components: { ...decoder.components, as: "mask" } as SegmentationDecoder["components"] });
    expect(whole.map(({ voxels, as }) => [voxels.length, as])).toEqual([[counted(0) + counted(1), "mask"]]);
  });

  it("tells parts that barely touch apart when they are worn down, and gives them their layer back", () => {
    const bridged = (x: number, y: number, z: number) => {
      const inBridge = x > 12 && x < 16 && y >= 11 && y <= 12 && z === 11;
      return Math.max(scoreAt(x, y, z), inBridge ? 0.6 : 0);
    };
    expect(run({}, bridged)).toHaveLength(1);
    const apart = run({ components: { ...decoder.components, erode: 1 } as SegmentationDecoder["components"] }, bridged);
    expect(apart).toHaveLength(2);
    apart.forEach(({ centre, voxels }, n) => {
      for (const axis of [0, 1, 2] as const) expect(Math.abs(centre[axis] - (balls[n]?.at[axis] ?? 0))).toBeLessThan(0.1);
      // A ball of voxels has single ones at its poles, which a worn-down one does not reach again.
      expect(Math.abs(voxels.length / counted(n) - 1)).toBeLessThan(0.06);
    });
  });

  it("of fewer cells stands for as many voxels", () => {
    const halved = run({}, (x, y, z) => (x >= 8 && x < 16 && y >= 6 && y < 14 && z >= 4 && z < 10 ? 0.8 : 0), 2);
    expect(halved.map(({ voxels }) => voxels.length)).toEqual([8 * 8 * 6]);
  });

  it("gives each voxel to the highest class where it is asked to", () => {
    const reader = createSegmentationDecoder(
      { ...decoder, labels: [null, "cyst", "mass"], activation: "softmax", pick: "argmax", threshold: 0 },
      { dimensions: [3, 1, 1], voxelMm3: 1, pixelMm2: 1, axes: 3, windowSize: [3, 1, 1], blend: "uniform" },
    );
    reader.take([0, 0, 0], { mask: { data: Float32Array.of(5, 0, 0, 0, 5, 0, 0, 0, 5), shape: [1, 3, 1, 1, 3] } }, 0);
    expect(reader.finish().map(({ label, voxels }) => [label, [...voxels]])).toEqual([
      ["cyst", [1]],
      ["mass", [2]],
    ]);
  });
});

describe("boxes of slices", () => {
  const box = (z: number, x: number, score: number, label = "cyst") => ({
    label,
    score,
    min: [x, 10, z],
    max: [x + 8, 18, z + 1],
  });
  it("become one thing through the slices that show it, one missing, and no more", () => {
    const linked = linkSlices([
      ...[3, 4, 6].map((z) => box(z, 20 + z * 0.2, 0.5 + z / 20)),
      box(10, 20, 0.95),
      box(4, 40, 0.6),
      box(5, 20.5, 0.7, "mass"),
    ]);
    const spans = linked.map(({ label, min, max, score }) => [label, min[2], max[2], score]);
    expect(spans.sort((a, b) => Number(a[3]) - Number(b[3]))).toEqual([
      ["cyst", 4, 5, 0.6],
      ["mass", 5, 6, 0.7],
      ["cyst", 3, 7, 0.8],
      ["cyst", 10, 11, 0.95],
    ]);
  });
});
