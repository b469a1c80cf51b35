import { openNetwork } from "../inference/index.ts";
import { listed, writeFiles } from "./spot-package.ts";

/** A stage of a written model on single images; recipes and decoders as a manifest has them. */
export interface WrittenStage {
  readonly id: string;
  readonly network: Uint8Array;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[]; readonly recipe: object }[];
  readonly outputs: readonly object[];
  /** Names of the network's outputs that the self-test holds. */
  readonly tensors: readonly string[];
  readonly on?: { readonly candidatesOf: string };
  readonly score?: "replace" | "product" | "mean";
}

export interface WrittenModel {
  readonly stages: readonly WrittenStage[];
  readonly findings: Readonly<
    Record<string, { readonly geometry: "box" | "sphere" | "mask" | "image"; readonly measure?: "extent" }>
  >;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly accepts?: object;
  readonly explanation?: object;
}

const text = (en: string, zh: string) => ({ en, "zh-CN": zh });

/** Recipe of a grey image of rows x columns as it is shown. */
export const greyImage = (name: string, size: readonly [number, number], change: object = {}) => ({
  ...{ kind: "image", name, layout: "NCHW", size, fit: "letterbox", pad: 0, colour: "grey", intensity: "display" },
  channels: [{ of: "value", map: { kind: "none" } }],
  ...change,
});

/** Writes a package of networks on radiographs, whose self-test is what they give here and now on an even image. */
export async function writeImagePackage(directory: string, model: WrittenModel): Promise<void> {
  const files = new Map<string, Uint8Array>([
    ["CARD.md", new TextEncoder().encode("# Written networks\n\nFor a test of the contract. Not a medical device.\n")],
  ]);
  const selfTest: object[] = [];
  for (const stage of model.stages) {
    files.set(`${stage.id}.onnx`, stage.network);
    selfTest.push(await selfTestOf(stage, files));
  }
  const manifest = { ...about, ...manifestOf(model), selfTest, files: listed(files) };
  writeFiles(directory, new Map([...files, ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))]]));
}

async function selfTestOf({ id, network, inputs, tensors }: WrittenStage, files: Map<string, Uint8Array>): Promise<object> {
  const opened = await openNetwork(network, `${id}.onnx`, { threads: 1 });
  const given = inputs.map(({ name, shape }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return [name, { shape, data: new Float32Array(length).fill(0.25) }] as const;
  });
  const results = await opened.run(Object.fromEntries(given));
  await opened.dispose();
  const stored = (way: string, name: string, { data, shape }: { data: Float32Array; shape: readonly number[] }) => {
    const path = `self-test/${id}.${way}.${name}.f32`;
    files.set(path, new Uint8Array(Float32Array.from(data).buffer));
    return [name, { path, shape: shape.length > 0 ? [...shape] : [1] }] as const;
  };
  return {
    stage: id,
    inputs: Object.fromEntries(given.map(([name, tensor]) => stored("in", name, tensor))),
    outputs: Object.fromEntries(
      tensors.map((name) => stored("out", name, results[name] ?? { data: new Float32Array(), shape: [] })),
    ),
    tolerance: { fp32: 0.001 },
  };
}

function manifestOf({ stages, findings, thresholds, accepts = {}, explanation = { kind: "none" } }: WrittenModel): object {
  const code = { value: "52988006", scheme: "SCT", meaning: "Lesion" };
  return {
    accepts: { modality: ["DX", "CR"], of: "image", bodyRegion: "any", contrast: "any", ...accepts },
    findings: Object.fromEntries(
      Object.entries(findings).map(([label, declared]) => [label, { code, title: text(label, "病灶"), ...declared }]),
    ),
    pipeline: {
      kind: "stages",
      stages: stages.map(({ id, inputs, outputs, on = "series", score }) => ({
        ...{ id, on, outputs, inputs: inputs.map(({ recipe }) => recipe) },
        network: { variants: [{ file: `${id}.onnx`, precision: "fp32" }] },
        ...(score ? { score } : {}),
      })),
    },
    operatingPoints: [
      {
        ...{ id: "only", title: text("The only one", "唯一工作点"), thresholds },
        meaning: text("As written.", "人工设定。"),
        measuredOn: text("Nothing.", "未作评测。"),
      },
    ],
    defaultOperatingPoint: "only",
    explanation,
  };
}

const about = {
  contract: "hounsfield-model/2",
  id: "written-image",
  version: "1.0.0",
  title: text("Written networks on radiographs", "平片人工网络"),
  intendedUse: text("Tests the contract. For nobody's care.", "用于测试，不得用于诊疗。"),
  regulatoryStatus: text("Not a medical device.", "非医疗器械。"),
  scored: text("Nothing was measured.", "未作评测。"),
  licence: "Apache-2.0",
  publisher: { name: "Example" },
  modelCard: { en: "CARD.md" },
  training: { summary: text("Written, not learned.", "人工设计，未经训练。"), data: [] },
};
