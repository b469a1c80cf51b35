import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { greyImage, type WrittenModel, type WrittenStage, writeImagePackage } from "../../testing/image-package.ts";
import { buildOnnx } from "../../testing/onnx-network.ts";
import { plantedDetector } from "../../testing/planted-detector.ts";
import type { FrameHeader } from "../../volume/index.ts";
import { loadModel } from "../model.ts";
import { runModelOnImages } from "../pipeline/run-model.ts";
import type { ImageSubject } from "../recipe/image.ts";
import { type ExplainOptions, explainInImage } from "./explain.ts";
import type { ExplanationMap, Target } from "./map.ts";
import { targetOf } from "./target.ts";

const folder = mkdtempSync(join(tmpdir(), "hounsfield-explain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 192 x 128 pixels into 96 x 64, half as large. */
const [ROWS, COLUMNS] = [128, 192];
const SIZE = [64, 96] as const;

const header: FrameHeader = {
  ...{ sopClassUid: "1.2.840.10008.5.1.4.1.1.1.1", sopInstanceUid: "2.25.7", frameNumber: 1, instanceNumber: 1 },
  ...{ rows: ROWS, columns: COLUMNS, samplesPerPixel: 1, valueType: "uint8", photometricInterpretation: "MONOCHROME2" },
  ...{ voi: [], unit: "1", pixelSpacingMm: [0.5, 0.25], pixelSpacingSource: "detector" },
};

/** An even grey with bright squares around the given pixels. */
function subject(grey: number, bright: readonly (readonly [number, number, number])[]): ImageSubject {
  const display = new Float32Array(ROWS * COLUMNS).fill(grey);
  for (const [x, y, value] of bright) {
    for (let j = y - 3; j <= y + 3; j++) display.fill(value, j * COLUMNS + x - 3, j * COLUMNS + x + 4);
  }
  const values = Uint8Array.from(display, (share) => 255 * share);
  return { rows: ROWS, columns: COLUMNS, samplesPerPixel: 1, values, display: () => display };
}

const input = { name: "images", shape: [1, 1, ...SIZE], recipe: greyImage("images", SIZE) };

async function loaded(model: WrittenModel, name: string) {
  const directory = join(folder, name);
  await writeImagePackage(directory, model);
  return loadModel(directory, { threads: 1 });
}

async function explained(model: WrittenModel, image: ImageSubject, target: Target, options: ExplainOptions = {}) {
  const opened = await loaded(model, `${Math.random()}`.slice(2));
  try {
    return await explainInImage({ header, subject: image }, opened, target, options);
  } finally {
    await opened.dispose();
  }
}

/** Pixel of the image in the middle of value n. */
function pixelOf({ placement, dimensions }: ExplanationMap, n: number): readonly [number, number] {
  if (placement.of !== "image") throw new Error("not on an image");
  const [a, b, c, d, e, f] = placement.pixelFromGrid;
  const [i, j] = [n % dimensions[0], Math.floor(n / dimensions[0])];
  return [a * i + c * j + e, b * i + d * j + f];
}

const boxes: WrittenModel = {
  stages: [
    {
      ...{ id: "boxes", network: plantedDetector("v8", SIZE, [20, 12]), inputs: [input], tensors: ["boxes"] },
      outputs: [
        {
          ...{ decoder: "yolo", head: "v8", tensor: "boxes", layout: "values-first", coordinates: "xywh", normalised: false },
          ...{ labels: ["fracture"], threshold: 0.1, iou: 0.3, maxCandidates: 50 },
        },
      ],
    },
  ],
  findings: { fracture: { geometry: "box" } },
  thresholds: { fracture: 0.5 },
  explanation: { kind: "occlusion", stage: "boxes", size: [8, 8], stride: [4, 4], fill: 0 },
};

/** Weights of a sensitive region (it speaks for) and of another (it speaks against), over the input's pixels. */
const WEIGHTS = new Float32Array(SIZE[0] * SIZE[1]);
for (let y = 16; y < 32; y++) WEIGHTS.fill(2, y * 96 + 64, y * 96 + 80);
for (let y = 40; y < 48; y++) WEIGHTS.fill(-1, y * 96 + 8, y * 96 + 24);

/** The score is the mean of the weighted image, times 4. `cam` is that map, cell by cell of 8 x 8 pixels. */
const whole: WrittenStage = {
  ...{ id: "whole", inputs: [input], tensors: ["out", "cam"] },
  network: buildOnnx({
    inputs: [{ name: "images", shape: [1, 1, ...SIZE] }],
    outputs: [
      { name: "out", shape: [1, 1] },
      { name: "cam", shape: [1, 1, 8, 12] },
    ],
    nodes: [
      { op: "Mul", inputs: ["images", "weights"], outputs: ["weighted"] },
      { op: "AveragePool", inputs: ["weighted"], outputs: ["cam"], attributes: { kernel_shape: [8, 8], strides: [8, 8] } },
      { op: "GlobalAveragePool", inputs: ["cam"], outputs: ["mean"] },
      { op: "Mul", inputs: ["mean", "four"], outputs: ["four-fold"] },
      { op: "Flatten", inputs: ["four-fold"], outputs: ["out"], attributes: { axis: 1 } },
    ],
    constants: [
      { name: "weights", shape: [1, 1, ...SIZE], data: WEIGHTS },
      { name: "four", shape: [1], data: Float32Array.of(4) },
    ],
  }),
  outputs: [{ decoder: "classification", tensor: "out", activation: "none", labels: ["fracture"] }],
};
const scored = (explanation: object): WrittenModel => ({
  ...{ stages: [whole], findings: { fracture: { geometry: "image" } }, thresholds: { fracture: 0 }, explanation },
});
const logOdds = (score: number) => Math.log(score / (1 - score));
const ofAll: Target = { label: "fracture", centerPatient: [0, 0, 0], extentMm: [0, 0, 0] };

describe("occlusion of an image", () => {
  it("shows what a box rests on, and nothing of another box", async () => {
    const model = await loaded(boxes, "boxes");
    const image = subject(0, [
      [72, 52, 0.75],
      [150, 90, 0.875],
    ]);
    const { proposals } = await runModelOnImages([{ header, about: {}, read: async () => image }], model, {});
    const found = proposals.find(({ provenance }) => provenance.by === "model" && provenance.score < 0.8);
    const target = found && targetOf(found, model.manifest, header);
    if (!target) throw new Error("not found again");
    const map = await explainInImage({ header, subject: image }, model, target);
    await model.dispose();
    expect(map.score).toBeCloseTo(0.75, 5);
    // Seven bright pixels around 72, 52: covers that hide them all. The widest cover is 1.3 times the box of 40 x 24 pixels.
    expect(map.lowest).toBe(0);
    const largest = Math.max(...map.values);
    expect(largest).toBeLessThanOrEqual(logOdds(0.75) - logOdds(0.005) + 1e-4);
    expect(largest).toBeGreaterThan(1.5);
    for (const [n, value] of map.values.entries()) {
      const [x, y] = pixelOf(map, n);
      const away = Math.max(Math.abs(x - 72), Math.abs(y - 52));
      if (value === largest) expect(away).toBeLessThanOrEqual(8);
      if (Math.abs(x - 72) > 60 || Math.abs(y - 52) > 40) expect([n, value]).toEqual([n, 0]);
    }
  });

  it("says how far the score falls or rises, part by part", async () => {
    const model = scored({ kind: "occlusion", stage: "whole", size: [8, 8], stride: [8, 8], fill: 0.25 });
    const map = await explained(model, subject(0.75, []), ofAll);
    expect(map.dimensions).toEqual([12, 8, 1]);
    const sum = (left: number, top: number) => {
      let weights = 0;
      for (let y = top; y < top + 8; y++) for (let x = left; x < left + 8; x++) weights += WEIGHTS[y * 96 + x] as number;
      return weights;
    };
    expect(map.score).toBeCloseTo((4 * 0.75 * (2 * 256 - 128)) / WEIGHTS.length, 5);
    for (const [n, value] of map.values.entries()) {
      const weights = sum((n % 12) * 8, Math.floor(n / 12) * 8);
      const left = map.score - (4 * 0.5 * weights) / WEIGHTS.length;
      expect(value).toBeCloseTo(logOdds(map.score) - logOdds(left), 4);
      expect(pixelOf(map, n)).toEqual([((n % 12) * 8 + 4) * 2 - 0.5, (Math.floor(n / 12) * 8 + 4) * 2 - 0.5]);
    }
    expect(Math.min(...map.values)).toBeLessThan(0);
  });

  it("covers no more parts than it may, and stops when it is cancelled", async () => {
    const fine = scored({ kind: "occlusion", stage: "whole", size: [1, 1], stride: [1, 1], fill: 0 });
    const told: number[] = [];
    const map = await explained(fine, subject(0.5, []), ofAll, { onFraction: (fraction) => told.push(fraction) });
    expect(map.values.length).toBeLessThanOrEqual(512);
    expect(told).toHaveLength(map.values.length);
    expect(told.at(-1)).toBe(1);
    const cancelling = new AbortController();
    const stopped = explained(fine, subject(0.5, []), ofAll, {
      signal: cancelling.signal,
      onFraction: () => cancelling.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("class activation of an image", () => {
  it("is the network's own map, relative to its largest value, where it belongs", async () => {
    const map = await explained(scored({ kind: "class-activation", stage: "whole", tensor: "cam" }), subject(0.75, []), ofAll);
    expect(map.kind).toBe("class-activation");
    expect(map.dimensions).toEqual([12, 8, 1]);
    for (const [n, value] of map.values.entries()) {
      const [x, y] = [(n % 12) * 8, Math.floor(n / 12) * 8];
      expect(value).toBeCloseTo((WEIGHTS[y * 96 + x] as number) / 2, 5);
      expect(pixelOf(map, n)).toEqual([(x + 4) * 2 - 0.5, (y + 4) * 2 - 0.5]);
    }
  });

  it("is refused where the model gives none", async () => {
    const none = scored({ kind: "none" });
    await expect(explained(none, subject(0.5, []), ofAll)).rejects.toMatchObject({ area: "inference", code: "run-failed" });
  });
});
