import { describe, expect, it } from "vitest";
import { buildOnnx } from "../../testing/onnx-network.ts";
import type { AnchorsDecoder } from "../contract/decoder.ts";
import { openNetwork } from "../engine/network.ts";
import { decodeAnchors } from "./anchors.ts";
import type { Outputs } from "./tensor-view.ts";

const SIZE = [32, 48] as const;
const STRIDES = [8, 16] as const;
/** [y, x] of each anchor, as torchvision's AnchorGenerator lists them: sizes for each ratio. */
const ANCHORS = [
  [
    [12, 12],
    [9, 17],
  ],
  [
    [24, 24],
    [17, 34],
  ],
] as const;

/** Two boxes of the truth: level, anchor and cell that shall say them, class, corners [x0, y0, x1, y1]. */
const TRUTH = [
  { level: 0, anchor: 1, cell: [2, 3], label: 0, score: 0.9, box: [17.25, 10, 36.5, 21.5] },
  { level: 1, anchor: 0, cell: [1, 1], label: 1, score: 0.7, box: [6, 8.5, 30.75, 29] },
] as const;

const decoder: AnchorsDecoder = {
  decoder: "anchors",
  ...{ classes: ["scores"], boxes: ["deltas"], layout: "flat", activation: "sigmoid", centre: "corner" },
  levels: STRIDES.map((stride, n) => ({ stride: [stride, stride], anchors: (ANCHORS[n] ?? []).map((anchor) => [...anchor]) })),
  coding: { kind: "deltas", order: "xyz", weights: [10, 10, 5, 5], clip: Math.log(1000 / 16) },
  ...{ labels: ["fracture", "hardware"], threshold: 0.5, iou: 0.5, topK: 100, maxCandidates: 10 },
};

const rowsOf = (stride: number) => Math.ceil(SIZE[0] / stride);
const columnsOf = (stride: number) => Math.ceil(SIZE[1] / stride);

/** Row of an anchor in the flat output: level by level, y, x, anchors fastest. */
function rowOf({ level, anchor, cell }: (typeof TRUTH)[number]): number {
  const before = STRIDES.slice(0, level).reduce((sum, stride) => sum + rowsOf(stride) * columnsOf(stride) * 2, 0);
  return before + (cell[0] * columnsOf(STRIDES[level]) + cell[1]) * 2 + anchor;
}

/** Shifts and scales of a box by torchvision's BoxCoder: centres in anchors' widths, sizes as logarithms, times the weights. */
function encoded({ level, anchor, cell, box }: (typeof TRUTH)[number]): readonly number[] {
  const [height, width] = (ANCHORS[level]?.[anchor] ?? [1, 1]) as readonly [number, number];
  const [x0, y0, x1, y1] = box;
  const [ax, ay] = [cell[1] * STRIDES[level], cell[0] * STRIDES[level]];
  const [w, h] = [x1 - x0, y1 - y0];
  return [
    (10 * ((x0 + x1) / 2 - ax)) / width,
    (10 * ((y0 + y1) / 2 - ay)) / height,
    5 * Math.log(w / width),
    5 * Math.log(h / height),
  ];
}

/** A network whose outputs do not depend on its input: boxes that are planted in the anchors' own coding. */
async function plantedOutputs(): Promise<Outputs> {
  const count = STRIDES.reduce((sum, stride) => sum + rowsOf(stride) * columnsOf(stride) * 2, 0);
  const scores = new Float32Array(count * 2).fill(-12);
  const deltas = new Float32Array(count * 4);
  for (const planted of TRUTH) {
    scores[rowOf(planted) * 2 + planted.label] = Math.log(planted.score / (1 - planted.score));
    deltas.set(encoded(planted), rowOf(planted) * 4);
  }
  const file = buildOnnx({
    inputs: [{ name: "image", shape: [1, 1, ...SIZE] }],
    outputs: [
      { name: "scores", shape: [1, count, 2] },
      { name: "deltas", shape: [1, count, 4] },
    ],
    nodes: [
      { op: "Identity", inputs: ["s"], outputs: ["scores"] },
      { op: "Identity", inputs: ["d"], outputs: ["deltas"] },
    ],
    constants: [
      { name: "s", shape: [1, count, 2], data: scores },
      { name: "d", shape: [1, count, 4], data: deltas },
    ],
  });
  const network = await openNetwork(file, "anchors.onnx", { threads: 1 });
  const outputs = await network.run({ image: { data: new Float32Array(SIZE[0] * SIZE[1]), shape: [1, 1, ...SIZE] } });
  await network.dispose();
  return outputs;
}

describe("anchor boxes of an image", () => {
  it("give back boxes that were planted in torchvision's coding", async () => {
    const found = decodeAnchors(decoder, await plantedOutputs(), 0, SIZE);
    expect(found.map(({ label }) => label)).toEqual(["fracture", "hardware"]);
    for (const [n, { box, score }] of TRUTH.entries()) {
      const [x0, y0, x1, y1] = box;
      expect(found[n]?.score).toBeCloseTo(score, 5);
      for (const [axis, low] of [y0, x0].entries()) expect(found[n]?.min[axis]).toBeCloseTo(low, 4);
      for (const [axis, high] of [y1, x1].entries()) expect(found[n]?.max[axis]).toBeCloseTo(high, 4);
    }
  });

  it("are put together class by class", async () => {
    const outputs = await plantedOutputs();
    const same = decodeAnchors({ ...decoder, iou: 0.01 }, outputs, 0, SIZE);
    // They overlap, but are of two labels.
    expect(same).toHaveLength(2);
    expect(decodeAnchors({ ...decoder, labels: ["fracture", "fracture"], iou: 0.01 }, outputs, 0, SIZE)).toHaveLength(1);
  });
});
