import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openNetwork } from "../inference/index.ts";
import { listed, writeFiles } from "./spot-package.ts";

const text = (en: string, zh: string) => ({ en, "zh-CN": zh });
const slices = [1, 7, 64, 64];
const crop = [1, 1, 32, 48, 48];

/** Numbers from -1000 to 1000 that are the same everywhere. */
function fixedHu(shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length }, (_, n) => ((n * 2_654_435_761) % 2001) - 1000);
}

/**
 * Writes two networks that others trained (`dlwpt_seg_unet7.onnx`, `dlwpt_cls_nodule.onnx`) as one package of two stages: candidates in
 * slices of seven, each looked at again in a crop. The self-test is what the networks give here and now.
 */
export async function writeTwoStagePackage(directory: string, networks: string): Promise<void> {
  const files = new Map<string, Uint8Array>([
    ["CARD.md", new TextEncoder().encode("# Two stages by others\n\nFor a test of the contract. Not a medical device.\n")],
    ["candidates.onnx", readFileSync(join(networks, "dlwpt_seg_unet7.onnx"))],
    ["nodules.onnx", readFileSync(join(networks, "dlwpt_cls_nodule.onnx"))],
  ]);
  const selfTest = [
    await selfTestOf(files, { stage: "candidates", input: "slices7", shape: slices, output: "prob" }),
    await selfTestOf(files, { stage: "nodules", input: "crop", shape: crop, output: "prob" }),
  ];
  const manifest = { ...about, ...pipeline, selfTest, files: listed(files) };
  writeFiles(directory, new Map([...files, ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))]]));
}

async function selfTestOf(
  files: Map<string, Uint8Array>,
  { stage, input, shape, output }: { stage: string; input: string; shape: readonly number[]; output: string },
) {
  const data = fixedHu(shape);
  const network = await openNetwork(files.get(`${stage}.onnx`) ?? new Uint8Array(), stage, { threads: 1 });
  const results = await network.run({ [input]: { data, shape } });
  await network.dispose();
  const result = results[output] ?? { data: new Float32Array(), shape: [] };
  const [inputPath, outputPath] = [`self-test/${stage}.in.f32`, `self-test/${stage}.out.f32`];
  files.set(inputPath, new Uint8Array(data.buffer));
  files.set(outputPath, new Uint8Array(Float32Array.from(result.data).buffer));
  return {
    stage,
    inputs: { [input]: { path: inputPath, shape } },
    outputs: { [output]: { path: outputPath, shape: [...result.shape] } },
    tolerance: { fp32: 0.001 },
  };
}

const channels = [{ of: "value", clip: [-1000, 1000], map: { kind: "none" } }];
const lungNodule = { value: "786838002", scheme: "SCT", meaning: "Nodule of lung" };

const pipeline = {
  pipeline: {
    kind: "stages",
    within: "lungs",
    stages: [
      {
        id: "candidates",
        on: "series",
        network: { variants: [{ file: "candidates.onnx", precision: "fp32" }] },
        inputs: [
          {
            kind: "slices",
            name: "slices7",
            layout: "NCHW",
            plane: "axial",
            neighbours: 3,
            spacingMm: "native",
            betweenSlicesMm: "native",
            channels,
            size: "native",
            multipleOf: 16,
            edge: "repeat",
            outside: -1000,
            batch: 1,
          },
        ],
        outputs: [
          {
            decoder: "segmentation",
            tensor: "prob",
            activation: "none",
            labels: ["candidate"],
            pick: "threshold",
            threshold: 0.5,
            components: { as: "candidates", connectivity: 6, erode: 1, minVolumeMm3: 5, score: "max", maxCandidates: 500 },
          },
        ],
      },
      {
        id: "nodules",
        on: { candidatesOf: "candidates" },
        network: { variants: [{ file: "nodules.onnx", precision: "fp32" }] },
        inputs: [
          {
            kind: "crops",
            name: "crop",
            size: [32, 48, 48],
            spacingMm: "native",
            orientation: "LPS",
            channels,
            outside: -1000,
            batch: 8,
          },
        ],
        outputs: [{ decoder: "classification", tensor: "prob", activation: "none", labels: [null, "nodule"] }],
        score: "replace",
      },
    ],
  },
};

const about = {
  contract: "hounsfield-model/2",
  id: "two-stages",
  version: "1.0.0",
  title: text("Two stages by others", "他人训练的两级网络"),
  intendedUse: text("Shows that a package of others runs. For nobody's care.", "用于验证他人的模型包可以运行，不得用于诊疗。"),
  regulatoryStatus: text("Not a medical device.", "非医疗器械。"),
  scored: text("Nothing was measured.", "未作评测。"),
  licence: "LicenseRef-unknown",
  publisher: { name: "Test" },
  modelCard: { en: "CARD.md" },
  training: { summary: text("LUNA16, by others.", "由他人使用 LUNA16 训练。"), data: [] },
  accepts: { modality: ["CT"], of: "volume", bodyRegion: ["chest"], contrast: "any", minSlices: 20, maxSliceSpacingMm: 3.5 },
  findings: {
    candidate: { code: lungNodule, title: text("Candidate", "候选病灶"), geometry: "sphere" },
    nodule: { code: lungNodule, title: text("Nodule", "肺结节"), geometry: "sphere", measure: "nodule" },
  },
  operatingPoints: [
    {
      id: "even",
      title: text("Even", "均衡"),
      thresholds: { nodule: 0.5 },
      meaning: text("As likely a nodule as not.", "判为结节的概率不低于一半。"),
      measuredOn: text("Nothing.", "未作评测。"),
    },
    {
      id: "strict",
      title: text("Strict", "严格"),
      thresholds: { nodule: 0.97 },
      meaning: text("What the network is sure of.", "仅列出网络高度确信者。"),
      measuredOn: text("Nothing.", "未作评测。"),
    },
  ],
  defaultOperatingPoint: "even",
  explanation: { kind: "none" },
};
