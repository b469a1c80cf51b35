import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildOnnx } from "./onnx-network.ts";

/** Edge of the self-test's cube. */
const EDGE = 8;

/** The files of the example in models/README.md but its manifest: a network that marks bright spots, its card and self-test. */
export function spotFiles(): ReadonlyMap<string, Uint8Array> {
  const shape = ["n", 1, "d", "h", "w"];
  const network = buildOnnx({
    inputs: [{ name: "image", shape }],
    outputs: [
      { name: "spots", shape },
      { name: "diameter", shape },
    ],
    nodes: [
      {
        op: "AveragePool",
        inputs: ["image"],
        outputs: ["spots"],
        attributes: { kernel_shape: [3, 3, 3], strides: [1, 1, 1], pads: [1, 1, 1, 1, 1, 1] },
      },
      { op: "Mul", inputs: ["image", "nothing"], outputs: ["zero"] },
      { op: "Add", inputs: ["zero", "five"], outputs: ["diameter"] },
    ],
    constants: [
      { name: "nothing", shape: [1], data: Float32Array.of(0) },
      { name: "five", shape: [1], data: Float32Array.of(5) },
    ],
  });
  const image = new Float32Array(EDGE ** 3);
  const spots = new Float32Array(EDGE ** 3);
  // One voxel of 1: the mean of each 3 x 3 x 3 around it is 1/27.
  const at = (x: number, y: number, z: number) => x + EDGE * (y + EDGE * z);
  image[at(4, 3, 2)] = 1;
  for (const z of [1, 2, 3]) for (const y of [2, 3, 4]) for (const x of [3, 4, 5]) spots[at(x, y, z)] = 1 / 27;
  return new Map([
    ["CARD.md", new TextEncoder().encode("# Bright spots\n\nAn example. Not a medical device; nothing was measured.\n")],
    ["self-test/diameter.f32", stored(new Float32Array(EDGE ** 3).fill(5))],
    ["self-test/image.f32", stored(image)],
    ["self-test/spots.f32", stored(spots)],
    ["spots.onnx", network],
  ]);
}

/** The entry of each file in a manifest's `files`. */
export function listed(files: ReadonlyMap<string, Uint8Array>): { path: string; sha256: string; bytes: number }[] {
  return [...files].map(([path, bytes]) => ({
    path,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bytes: bytes.length,
  }));
}

/** Writes a package's files into a folder, making what folders it needs. */
export function writeFiles(directory: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of files) {
    const to = join(directory, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, bytes);
  }
}

/** Little-endian float32, as every computer this runs on has it. */
function stored(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer);
}

/** The manifest of the example. */
export function spotManifest() {
  const text = (en: string, zh: string) => ({ en, "zh-CN": zh });
  const cube = [1, 1, EDGE, EDGE, EDGE];
  return {
    contract: "hounsfield-model/2",
    id: "bright-spots",
    version: "1.0.0",
    title: text("Bright spots on CT", "CT 高密度小灶"),
    intendedUse: text("Shows how a package is made. For nobody's care.", "用于演示模型包的制作，不得用于诊疗。"),
    regulatoryStatus: text("Not a medical device.", "非医疗器械。"),
    scored: text("Nothing was measured.", "未作评测。"),
    licence: "Apache-2.0",
    publisher: { name: "Example" },
    modelCard: { en: "CARD.md" },
    training: { summary: text("The network is written, nothing in it is learned.", "网络为人工设计，未经训练。"), data: [] },
    accepts: {
      modality: ["CT"],
      of: "volume",
      bodyRegion: ["chest", "abdomen"],
      contrast: "any",
      minSlices: 10,
      maxSliceSpacingMm: 5,
    },
    findings: {
      spot: {
        code: { value: "52988006", scheme: "SCT", meaning: "Lesion" },
        title: text("Bright spot", "高密度小灶"),
        geometry: "sphere",
      },
    },
    pipeline: {
      kind: "stages",
      stages: [
        {
          id: "spots",
          on: "series",
          network: { variants: [{ file: "spots.onnx", precision: "fp32" }] },
          inputs: [
            {
              kind: "patches",
              name: "image",
              layout: "NCDHW",
              orientation: "LPS",
              spacingMm: [1, 1, 1],
              channels: [{ of: "value", clip: [-1000, 1000], map: { kind: "unit" } }],
              patch: [64, 64, 64],
              overlap: 0.25,
              blend: "centre",
              outside: -1000,
              batch: 1,
            },
          ],
          outputs: [
            {
              decoder: "heatmap",
              heatmap: { tensor: "spots", activation: "none" },
              size: { tensor: "diameter", channels: 1, unit: "mm", log: false },
              stride: [1, 1, 1],
              labels: ["spot"],
              threshold: 0.6,
              peak: 5,
              maxCandidates: 100,
            },
          ],
        },
      ],
    },
    operatingPoints: [
      {
        id: "only",
        title: text("The only one", "唯一工作点"),
        thresholds: { spot: 0.7 },
        meaning: text("Mean of 27 voxels at 400 HU or more.", "27 个体素的均值不低于 400 HU。"),
        measuredOn: text("Nothing.", "未作评测。"),
      },
    ],
    defaultOperatingPoint: "only",
    explanation: { kind: "none" },
    selfTest: [
      {
        stage: "spots",
        inputs: { image: { path: "self-test/image.f32", shape: cube } },
        outputs: {
          spots: { path: "self-test/spots.f32", shape: cube },
          diameter: { path: "self-test/diameter.f32", shape: cube },
        },
        tolerance: { fp32: 0.00001 },
      },
    ],
    files: listed(spotFiles()),
  };
}
