import { describe, expect, it } from "vitest";
import { dice, planOf } from "../../testing/decoder-windows.ts";
import type { AnchorsDecoder } from "../contract/decoder.ts";
import { decodeAnchors } from "./anchors.ts";
import { createBoxCollector } from "./window-boxes.ts";

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
