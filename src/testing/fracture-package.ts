import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { greyImage, writeImagePackage } from "./image-package.ts";
import { buildOnnx } from "./onnx-network.ts";

/** Rows and columns of the tensor. */
const SIZE = [256, 192] as const;
const STRIDE = 16;
/** A gap along the bone is at most so high. */
const GAP = 11;
/** Grey that is missing in a gap times this is the score. */
const GAIN = 3.5;
/** Edge of a box. */
const BOX = 40;

/**
 * A network that is written, not learned, and sees what `drawLimb` breaks: a gap in an upright bone is what a vertical closing fills. Output
 * `boxes` as a v8 head has them, `image` the largest score of all.
 */
function gapDetector(): Uint8Array {
  const [rows, columns] = SIZE;
  const [down, across] = [rows / STRIDE, columns / STRIDE];
  const cells = down * across;
  const places = new Float32Array(4 * cells);
  for (let cell = 0; cell < cells; cell++) {
    places[cell] = ((cell % across) + 0.5) * STRIDE;
    places[cells + cell] = (Math.floor(cell / across) + 0.5) * STRIDE;
    places.fill(BOX, 2 * cells + cell, 2 * cells + cell + 1);
    places.fill(BOX, 3 * cells + cell, 3 * cells + cell + 1);
  }
  const closing = { kernel_shape: [GAP, 1], strides: [1, 1], pads: [(GAP - 1) / 2, 0, (GAP - 1) / 2, 0] };
  return buildOnnx({
    inputs: [{ name: "images", shape: [1, 1, ...SIZE] }],
    outputs: [
      { name: "boxes", shape: [1, 5, cells] },
      { name: "image", shape: [1, 1] },
    ],
    nodes: [
      { op: "MaxPool", inputs: ["images"], outputs: ["raised"], attributes: closing },
      { op: "Neg", inputs: ["raised"], outputs: ["turned"] },
      { op: "MaxPool", inputs: ["turned"], outputs: ["lowered"], attributes: closing },
      { op: "Add", inputs: ["images", "lowered"], outputs: ["missing"] },
      { op: "Mul", inputs: ["missing", "gain"], outputs: ["gap"] },
      {
        op: "MaxPool",
        inputs: ["gap"],
        outputs: ["cells"],
        attributes: { kernel_shape: [STRIDE, STRIDE], strides: [STRIDE, STRIDE] },
      },
      { op: "Min", inputs: ["cells", "one"], outputs: ["shares"] },
      { op: "Reshape", inputs: ["shares", "row"], outputs: ["scores"] },
      { op: "Concat", inputs: ["places", "scores"], outputs: ["boxes"], attributes: { axis: 1 } },
      { op: "GlobalMaxPool", inputs: ["shares"], outputs: ["most"] },
      { op: "Flatten", inputs: ["most"], outputs: ["image"], attributes: { axis: 1 } },
    ],
    constants: [
      { name: "gain", shape: [1], data: Float32Array.of(-GAIN) },
      { name: "one", shape: [1], data: Float32Array.of(1) },
      { name: "places", shape: [1, 4, cells], data: places },
      { name: "row", shape: [3], data: BigInt64Array.of(1n, 1n, BigInt(cells)) },
    ],
  });
}

const LIMBS = [
  ...["shoulder", "upper-arm", "elbow", "forearm", "wrist", "hand"],
  ...["hip", "thigh", "knee", "lower-leg", "ankle", "foot"],
];

/**
 * Writes a package `fractures` whose one network sees the gaps of drawn limbs, made as a trained one would be. At a threshold of 0.4 it takes
 * the end of a wide bone at the edge of an image for one too. `ofImage`: the threshold of the image as a whole.
 */
export async function writeFracturePackage(directory: string, threshold = 0.65, ofImage = threshold): Promise<void> {
  await writeImagePackage(directory, {
    stages: [
      {
        ...{ id: "boxes", network: gapDetector(), tensors: ["boxes", "image"] },
        inputs: [{ name: "images", shape: [1, 1, ...SIZE], recipe: greyImage("images", SIZE, { field: "collimated" }) }],
        outputs: [
          {
            ...{ decoder: "yolo", head: "v8", tensor: "boxes", layout: "values-first", coordinates: "xywh" },
            ...{ normalised: false, labels: ["fracture"], threshold: 0.1, iou: 0.1, maxCandidates: 20 },
          },
          { decoder: "classification", tensor: "image", activation: "none", labels: ["image-fracture"] },
        ],
      },
    ],
    findings: { fracture: { geometry: "box" }, "image-fracture": { geometry: "image" } },
    thresholds: { fracture: threshold, "image-fracture": ofImage },
    accepts: { modality: ["DX", "CR", "SC"], bodyRegion: LIMBS },
    explanation: { kind: "occlusion", stage: "boxes", size: [16, 16], stride: [8, 8], fill: 0.4 },
  });
  const path = join(directory, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  const code = { value: "125605004", scheme: "SCT", meaning: "Fracture of bone" };
  const title = { en: "Fracture", "zh-CN": "骨折" };
  for (const label of Object.keys(manifest.findings)) Object.assign(manifest.findings[label], { code, title });
  Object.assign(manifest, { id: "fractures", title: { en: "Gaps in drawn bones", "zh-CN": "模拟骨折检出" } });
  Object.assign(manifest.operatingPoints[0], {
    sensitivity: { value: 0.82, low: 0.74, high: 0.88 },
    falsePositives: { value: 0.3, per: "image" },
    title: { en: "Balanced", "zh-CN": "均衡" },
    meaning: {
      en: "Finds about four in five fractures of the test's own pictures.",
      "zh-CN": "约可检出测试图像中五分之四的骨折。",
    },
  });
  writeFileSync(path, JSON.stringify(manifest));
}
