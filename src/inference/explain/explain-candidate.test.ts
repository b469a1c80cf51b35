import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { distance, type Vec3 } from "../../geometry/index.ts";
import { greyImage, type WrittenModel, writeImagePackage } from "../../testing/image-package.ts";
import { buildOnnx } from "../../testing/onnx-network.ts";
import { boxesStage, radiograph, radiographInput, tensorSize } from "../../testing/radiographs.ts";
import { simpleChest } from "../../testing/simple-chest.ts";
import { spotManifest } from "../../testing/spot-package.ts";
import { type ModelManifest, manifestSchema } from "../contract/manifest.ts";
import type { Stage, StagesPipeline } from "../contract/pipeline.ts";
import type { Network } from "../engine/network.ts";
import type { LoadedModel } from "../model.ts";
import { loadModel } from "../model.ts";
import { runModelOnImages, runModelStages } from "../pipeline/run-model.ts";
import type { Proposal } from "../types.ts";
import { explainInImage, explainInVolume } from "./explain.ts";
import { lookedAtPixelParameter, readLookedAtPixel } from "./looked-at.ts";
import { targetOf } from "./target.ts";

const folder = mkdtempSync(join(tmpdir(), "hounsfield-explain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Voxels of a crop along each axis, and the middle one. */
const EDGE = 21;
const MIDDLE = 10;

function madeBy({ provenance }: Proposal) {
  if (provenance.by !== "model") throw new Error("nobody's");
  return provenance;
}

/**
 * A second stage whose score is the value in the middle of its crop, and whose mask is what is bright in the half towards larger x: what it
 * finds lies beside the place that it looked at.
 */
const second: Network = {
  provider: "cpu",
  run: async (inputs) => {
    const { data, shape } = inputs.crop as { data: Float32Array; shape: readonly number[] };
    const [count = 0] = shape;
    const length = EDGE ** 3;
    const out = Float32Array.from({ length: count }, (_, n) => (data[n * length + (length - 1) / 2] as number) / 1000);
    const mask = data.map((value, p) => (value > 100 && p % EDGE > MIDDLE ? 1 : 0));
    return { out: { data: out, shape: [count, 1] }, mask: { data: mask, shape } };
  },
  dispose: async () => undefined,
};
/** Marks all that is bright. */
const first: Network = {
  provider: "cpu",
  run: async (inputs) => {
    const { data, shape } = inputs.image as { data: Float32Array; shape: readonly number[] };
    return { out: { data: data.map((value) => (value > 100 ? 1 : 0)), shape } };
  },
  dispose: async () => undefined,
};

const plain = [{ of: "value" as const, map: { kind: "none" as const } }];
const parts = { decoder: "segmentation" as const, activation: "none" as const, pick: "threshold" as const, threshold: 0.5 };
const network = { variants: [{ file: "spots.onnx", precision: "fp32" as const }] };
const stages: readonly [Stage, Stage] = [
  {
    ...{ id: "first", on: "series", network },
    inputs: [
      {
        ...{ kind: "patches", name: "image", layout: "NCDHW", orientation: "LPS", spacingMm: "native", channels: plain },
        ...{ patch: "whole", overlap: 0, blend: "uniform", outside: -1000, batch: 1 },
      },
    ],
    outputs: [
      {
        ...parts,
        labels: ["spot"],
        tensor: "out",
        components: { as: "candidates", connectivity: 26, score: "max", maxCandidates: 9 },
      },
    ],
  },
  {
    ...{ id: "second", on: { candidatesOf: "first" }, score: "replace", network },
    inputs: [
      {
        ...{ kind: "crops", name: "crop", size: [EDGE, EDGE, EDGE], spacingMm: [1, 1, 1], orientation: "LPS", channels: plain },
        ...{ outside: -1000, batch: 2 },
      },
    ],
    outputs: [
      { decoder: "classification", tensor: "out", activation: "none", labels: ["spot"] },
      { ...parts, labels: ["spot"], tensor: "mask" },
    ],
  },
];

describe("the explanation of a second look", () => {
  it("is of the place that was scored, not of what was found there", async () => {
    const edge = 48;
    const values = new Int16Array(edge ** 3).fill(-1000);
    // A bar along x whose values grow from 200 to 880: every place has a score of its own.
    for (let k = 20; k <= 26; k++)
      for (let j = 20; j <= 26; j++) for (let i = 14; i <= 31; i++) values[i + edge * (j + edge * k)] = 200 + 40 * (i - 14);
    const volume = {
      ...simpleChest(),
      values,
      grid: {
        ...{ dimensions: [edge, edge, edge] as Vec3, spacingMm: [1, 1, 1] as Vec3, originPatient: [-20, -30, -40] as Vec3 },
        directions: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ] as const,
      },
    };
    const pipeline: StagesPipeline = { kind: "stages", stages: [...stages] };
    const spots = manifestSchema.parse(spotManifest());
    const manifest: ModelManifest = {
      ...spots,
      pipeline,
      operatingPoints: spots.operatingPoints.map((point) => ({ ...point, thresholds: { spot: 0.3 } })),
      explanation: { kind: "occlusion", stage: "second", size: [7, 7, 7], stride: [7, 7, 7], fill: -1000 },
    };
    const loaded = (id: string, of: Network) =>
      ({
        ...{ stage: id, file: "spots.onnx", sha256: "0".repeat(64), precision: "fp32", network: of },
        spent: () => ({ runs: 0, ms: 0 }),
      }) as LoadedModel["stages"][number];
    const model: LoadedModel = {
      ...{ manifest, weightsSha256: "0".repeat(64), networks: new Map(), notes: () => [], dispose: async () => undefined },
      stages: [loaded("first", first), loaded("second", second)],
    };
    const [found] = (await runModelStages(volume, model, pipeline, {})).proposals;
    const target = found && targetOf(found, manifest);
    if (!target || found.geometry.kind !== "sphere") throw new Error("not found");
    const { score, parameters } = madeBy(found);
    // The middle of the bar, between 520 and 560; its bright half towards larger x lies beside it.
    expect(score).toBeCloseTo(0.54, 2);
    const scored: Vec3 = [2.5, -7, -17];
    expect(distance(found.geometry.centerPatient, scored)).toBeGreaterThan(3);
    expect(parameters).toMatchObject({ lookedAtMm: "2.50 -7.00 -17.00" });
    expect((await explainInVolume(volume, model, target)).score).toBeCloseTo(score, 3);
    // Of a stage that sees the whole series there is no such place.
    const ofFirst = {
      ...model,
      manifest: { ...manifest, explanation: { ...manifest.explanation, stage: "first" } },
    } as LoadedModel;
    const [other] = (await runModelStages(volume, ofFirst, pipeline, {})).proposals;
    expect(other && madeBy(other).parameters.lookedAtMm).toBeUndefined();
  });

  it("is so on an image too, with the values that were looked at", async () => {
    const edge = 41;
    const unit = { channels: [{ of: "value", clip: [0, 1000], map: { kind: "unit" } }] };
    const ramp = Float32Array.from({ length: edge * edge }, (_, p) => ((p % edge) * edge * edge) / (edge * 81));
    const model: WrittenModel = {
      stages: [
        { ...boxesStage, inputs: [radiographInput(greyImage("images", tensorSize, { intensity: "modality", ...unit }))] },
        {
          ...{ id: "again", on: { candidatesOf: "boxes" }, score: "replace", tensors: ["out", "mask"] },
          network: buildOnnx({
            inputs: [{ name: "crop", shape: ["n", 1, edge, edge] }],
            outputs: [
              { name: "out", shape: ["n", 1] },
              { name: "mask", shape: ["n", 1, edge, edge] },
            ],
            nodes: [
              { op: "Mul", inputs: ["crop", "ramp"], outputs: ["weighted"] },
              { op: "GlobalAveragePool", inputs: ["weighted"], outputs: ["mean"] },
              { op: "Flatten", inputs: ["mean"], outputs: ["out"], attributes: { axis: 1 } },
              { op: "Identity", inputs: ["crop"], outputs: ["mask"] },
            ],
            constants: [{ name: "ramp", shape: [1, 1, edge, edge], data: ramp }],
          }),
          inputs: [
            {
              ...{ name: "crop", shape: [1, 1, edge, edge] },
              recipe: {
                ...{ kind: "crops", name: "crop", size: [edge, edge], spacingMm: "native", orientation: "image", outside: 0 },
                ...{ batch: 4, ...unit },
              },
            },
          ],
          outputs: [
            { decoder: "classification", tensor: "out", activation: "none", labels: ["fracture"] },
            { ...parts, tensor: "mask", labels: ["fracture"], threshold: 0.4 },
          ],
        },
      ],
      findings: { fracture: { geometry: "mask" } },
      thresholds: { fracture: 0.1 },
      explanation: { kind: "occlusion", stage: "again", size: [11, 11], stride: [10, 10], fill: 0 },
    };
    const directory = join(folder, "image");
    await writeImagePackage(directory, model);
    const loaded = await loadModel(directory, { threads: 1 });
    const image = radiograph([[104, 60, 0.75]]);
    const [found] = (await runModelOnImages([image], loaded, {})).proposals;
    const target = found && targetOf(found, loaded.manifest, image.header);
    if (!target) throw new Error("not found");
    // The box is that of a cell of the detector; the outline is the bright square's.
    const { score, parameters } = madeBy(found);
    expect(parameters.lookedAtPixel).toMatch(/^\d+\.\d\d \d+\.\d\d$/);
    expect(distance(target.lookedAtPatient as Vec3, target.centerPatient)).toBeGreaterThan(0.5);
    const map = await explainInImage({ header: image.header, subject: await image.read() }, loaded, target);
    await loaded.dispose();
    expect(score).toBeGreaterThan(0.2);
    expect(map.score).toBeCloseTo(score, 2);
  });
});

describe("a place on an image", () => {
  const size = { columns: 100, rows: 50 };
  it("is read as it was written, and from nowhere else", () => {
    const parameters = lookedAtPixelParameter([12.5, 10, 0], [0.5, 0.25]);
    expect(parameters).toEqual({ lookedAtPixel: "25.00 40.00" });
    expect(readLookedAtPixel({ parameters }, [0.5, 0.25], size)).toEqual([12.5, 10, 0]);
    for (const lookedAtPixel of ["", "25", "a b", "-1 5", "5 50", "1e9 5"])
      expect(readLookedAtPixel({ parameters: { lookedAtPixel } }, [1, 1], size)).toBeUndefined();
    expect(readLookedAtPixel({ parameters: {} }, [1, 1], size)).toBeUndefined();
  });
});
