import { describe, expect, it } from "vitest";
import type { Vec3 } from "../../geometry/index.ts";
import { dice, planOf } from "../../testing/decoder-windows.ts";
import type { HeatmapDecoder } from "../contract/decoder.ts";
import { alignmentOf, createHeatmapDecoder } from "./heatmap.ts";
import { createPeakFinder, type Peak } from "./peaks.ts";

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
