import { describe, expect, it } from "vitest";
import { type PlantedHead, plantedDetector, plantedStride } from "../../testing/planted-detector.ts";
import type { YoloDecoder } from "../contract/decoder.ts";
import { openNetwork } from "../engine/network.ts";
import type { Outputs } from "./tensor-view.ts";
import { decodeYolo } from "./yolo.ts";

const SIZE = [64, 96] as const;
/** [width, height] */
const BOX = [20, 12] as const;

const decoder = (change: Partial<YoloDecoder>): YoloDecoder => ({
  ...{ decoder: "yolo", head: "v8", tensor: "boxes", layout: "values-first", coordinates: "xywh", normalised: false },
  ...{ labels: ["fracture"], threshold: 0.25, iou: 0.5, maxCandidates: 100 },
  ...change,
});

const levels = [{ tensor: "boxes", stride: plantedStride, anchors: [[BOX[0], BOX[1]] as [number, number]] }];
const HEADS: Readonly<Record<PlantedHead, YoloDecoder>> = {
  v5: decoder({ head: "v5", layout: "boxes-first" }),
  "v5-maps": decoder({ head: "v5", tensor: undefined, levels }),
  "v5-apart": decoder({ head: "v5", tensor: undefined, levels }),
  v8: decoder({}),
  "v8-turned": decoder({ layout: "boxes-first" }),
  v10: decoder({ head: "v10", layout: "boxes-first", coordinates: "xyxy", iou: 1 }),
};

const values = (data: readonly number[], ...shape: number[]): Outputs => ({ boxes: { data: Float32Array.from(data), shape } });

describe("a YOLO head", () => {
  it.each(Object.entries(HEADS))("%s gives back the boxes that were planted", async (head, of) => {
    const network = await openNetwork(plantedDetector(head as PlantedHead, SIZE, BOX), "planted.onnx", { threads: 1 });
    const image = new Float32Array(SIZE[0] * SIZE[1]);
    image[9 * 96 + 18] = 0.75;
    image[57 * 96 + 90] = 0.5625;
    image[30 * 96 + 50] = 0.125;
    const outputs = await network.run({ images: { data: image, shape: [1, 1, ...SIZE] } });
    await network.dispose();
    const found = decodeYolo(of, outputs, 0, SIZE);
    const raw = head.startsWith("v5-");
    const score = (share: number) => (raw ? 1 / (1 + Math.exp(-20 * (share - 0.5))) : share);
    // Cells (column 2, row 1) and (11, 7): their middles with 10 x 6 pixels to each side.
    expect(found.map(({ min, max, label }) => ({ min, max, label }))).toEqual([
      { min: [6, 10], max: [18, 30], label: "fracture" },
      { min: [54, 82], max: [66, 102], label: "fracture" },
    ]);
    for (const [n, share] of [0.75, 0.5625].entries()) expect(found[n]?.score).toBeCloseTo(score(share), 5);
  });

  it("takes shares of the input for pixels where they are", () => {
    const [box] = decodeYolo(decoder({ normalised: true }), values([0.5, 0.25, 0.5, 0.5, 0.875], 1, 5, 1), 0, [40, 80]);
    expect(box).toEqual({ label: "fracture", score: 0.875, min: [0, 20], max: [20, 60] });
  });

  it("multiplies the class by the objectness, each class for itself", () => {
    const head = decoder({ head: "v5", layout: "boxes-first", labels: ["cyst", null, "mass"] });
    const found = decodeYolo(head, values([10, 10, 4, 4, 0.5, 1, 1, 0.75], 1, 1, 8), 0, [40, 80]);
    expect(found.map(({ label, score }) => [label, score])).toEqual([
      ["cyst", 0.5],
      ["mass", 0.375],
    ]);
  });

  it("suppresses what overlaps within a label alone", () => {
    const two = decoder({ layout: "boxes-first", labels: ["cyst", "mass"] });
    const table = [10, 10, 8, 8, 0.5, 0, 10, 10, 8, 8, 0.75, 0, 10, 11, 8, 8, 0, 0.625];
    const found = decodeYolo(two, values(table, 1, 3, 6), 0, [40, 80]);
    expect(found.map(({ label, score }) => [label, score])).toEqual([
      ["cyst", 0.75],
      ["mass", 0.625],
    ]);
  });

  it("reads the item of a batch, and drops what is no box", () => {
    const nan = Number.NaN;
    const batch = values([0, 0, 0, 0, 1, nan, 5, 2, 2, 1, 5, 5, 2, 2, nan, 5, 5, 2, 2, 1], 2, 2, 5);
    const head = decoder({ layout: "boxes-first" });
    expect(decodeYolo(head, batch, 0, [40, 80])).toEqual([]);
    expect(decodeYolo(head, batch, 1, [40, 80])).toEqual([{ label: "fracture", score: 1, min: [4, 4], max: [6, 6] }]);
  });

  it("stays quick where every box of a network is over the floor", () => {
    const count = 20_000;
    const table = Float32Array.from({ length: count * 5 }, (_, p) => [p % 640, (p * 7) % 640, 9, 9, (p % 97) / 97][p % 5] ?? 0);
    const outputs: Outputs = { boxes: { data: table, shape: [1, count, 5] } };
    const found = decodeYolo(decoder({ layout: "boxes-first", threshold: 0, maxCandidates: 300 }), outputs, 0, [640, 640]);
    expect(found.length).toBeLessThanOrEqual(300);
    expect(found[0]?.score).toBeGreaterThan(0.98);
  });

  it.each([
    ["another number of classes", decoder({ labels: ["cyst", "mass"] })],
    ["values where boxes should be", decoder({ layout: "boxes-first", labels: ["a", "b", "c"] })],
    ["levels of other anchors", decoder({ head: "v5", tensor: undefined, levels })],
  ])("refuses %s", (_, of) => {
    expect(() => decodeYolo(of, values(new Array(10).fill(0), 1, 5, 2), 0, [40, 80])).toThrowError(/another shape/);
  });
});
