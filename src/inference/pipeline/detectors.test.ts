import { describe, expect, it } from "vitest";
import { distance, type Vec3 } from "../../geometry/index.ts";
import { buildOnnx } from "../../testing/onnx-network.ts";
import { plantedDetector } from "../../testing/planted-detector.ts";
import { simpleChest, simpleChestGrid } from "../../testing/simple-chest.ts";
import { spotManifest } from "../../testing/spot-package.ts";
import { type ModelManifest, manifestSchema } from "../contract/manifest.ts";
import type { Stage, StagesPipeline } from "../contract/pipeline.ts";
import { openNetwork } from "../engine/network.ts";
import type { Proposal } from "../types.ts";
import { runStages } from "./stages.ts";

/** Each in the middle of a cell of 8 mm of the slices below. */
const spots: readonly Vec3[] = [
  [-60.5, -47.5, -60],
  [-84.5, -31.5, -38],
];
const volume = simpleChest({
  grid: { ...simpleChestGrid(), dimensions: [60, 50, 40] },
  nodules: spots.map((centerPatient) => ({ centerPatient, diameterMm: 7, hu: 1000 })),
});
const unit = [{ of: "value" as const, clip: [0, 1000] as [number, number], map: { kind: "unit" as const } }];

/** One network over the volume; what it finds as boxes. */
async function boxesOf(bytes: Uint8Array, inputs: Stage["inputs"], outputs: Stage["outputs"]): Promise<readonly Proposal[]> {
  const network = await openNetwork(bytes, "built.onnx", { threads: 1 });
  const pipeline: StagesPipeline = {
    kind: "stages",
    stages: [{ id: "spots", on: "series", network: { variants: [{ file: "spots.onnx", precision: "fp32" }] }, inputs, outputs }],
  };
  const base = spotManifest();
  const manifest: ModelManifest = manifestSchema.parse({
    ...base,
    pipeline,
    findings: { spot: { ...base.findings.spot, geometry: "box", measure: "extent" } },
  });
  const { proposals } = await runStages(volume, {
    ...{
      manifest,
      pipeline,
      operatingPoint: { ...(manifest.operatingPoints[0] as ModelManifest["operatingPoints"][number]), thresholds: { spot: 0.3 } },
    },
    networkOf: () => network,
    provenance: { modelId: "m", modelVersion: "1.0.0", weightsSha256: "0".repeat(64), analysisId: "a" },
  });
  await network.dispose();
  return proposals;
}

/** Middle and edges, along x and y of the patient, of a box along its axes. */
function drawn({ geometry }: Proposal): { readonly middle: Vec3; readonly edges: readonly number[] } {
  if (geometry.kind !== "box") throw new Error("no box");
  const [a, b, c, d] = geometry.pointsPatient;
  return { middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2], edges: [distance(a, b), distance(c, d)] };
}

describe("detectors that were built for the test", () => {
  it("RetinaNet in three dimensions: anchors where a cell is bright, over windows that overlap", async () => {
    const shape = ["n", 1, "d", "h", "w"];
    // The mean of each cell of 4 x 4 x 4 mm is its score; its box is the anchor, a quarter longer along x.
    const network = buildOnnx({
      inputs: [{ name: "image", shape }],
      outputs: [
        { name: "scores", shape },
        { name: "shifts", shape: ["n", 6, "d", "h", "w"] },
      ],
      nodes: [
        {
          op: "AveragePool",
          inputs: ["image"],
          outputs: ["scores"],
          attributes: { kernel_shape: [4, 4, 4], strides: [4, 4, 4] },
        },
        { op: "Mul", inputs: ["scores", "nothing"], outputs: ["zero"] },
        { op: "Add", inputs: ["zero", "longer"], outputs: ["scale"] },
        { op: "Concat", inputs: ["zero", "zero", "zero", "scale", "zero", "zero"], outputs: ["shifts"], attributes: { axis: 1 } },
      ],
      constants: [
        { name: "nothing", shape: [1], data: Float32Array.of(0) },
        { name: "longer", shape: [1], data: Float32Array.of(Math.log(1.25)) },
      ],
    });
    const proposals = await boxesOf(
      network,
      [
        {
          ...{ kind: "patches", name: "image", layout: "NCDHW", orientation: "RAS", spacingMm: [1, 1, 1], channels: unit },
          ...{ patch: [32, 32, 32], overlap: 0.5, blend: "gaussian", outside: -1000, batch: 2 },
        },
      ],
      [
        {
          ...{ decoder: "anchors", classes: ["scores"], boxes: ["shifts"], layout: "maps", activation: "none", centre: "middle" },
          levels: [{ stride: [4, 4, 4], anchors: [[9, 10, 8]] }],
          coding: { kind: "deltas", order: "xyz", weights: [1, 1, 1, 1, 1, 1], clip: 4 },
          ...{ labels: ["spot"], threshold: 0.3, iou: 0.1, topK: 100, maxCandidates: 20 },
        },
      ],
    );
    expect(proposals).toHaveLength(2);
    for (const spot of spots) {
      const found = proposals.map(drawn).find(({ middle }) => distance(middle, spot) < 4);
      expect(found?.edges).toEqual([expect.closeTo(10, 3), expect.closeTo(10, 3)]);
    }
    expect(proposals[0]?.measurements.map(({ value }) => value)).toEqual([10, 10]);
  });

  it("YOLO on slices: one box for each thing through all slices that show it", async () => {
    const size: [number, number] = [96, 112];
    const proposals = await boxesOf(
      plantedDetector("v8", size, [14, 12]),
      [
        {
          ...{
            kind: "slices",
            name: "images",
            layout: "NCHW",
            plane: "axial",
            neighbours: 0,
            spacingMm: [1, 1],
            betweenSlicesMm: "native",
          },
          ...{ channels: unit, size, fit: "crop", edge: "repeat", outside: -1000, batch: 1 },
        },
      ],
      [
        {
          ...{ decoder: "yolo", head: "v8", tensor: "boxes", layout: "values-first", coordinates: "xywh", normalised: false },
          ...{ labels: ["spot"], threshold: 0.7, iou: 0.1, maxCandidates: 50 },
        },
      ],
    );
    expect(proposals).toHaveLength(2);
    for (const spot of spots) {
      const found = proposals.map(drawn).find(({ middle }) => distance(middle, spot) < 1.5);
      expect(found?.edges).toEqual([expect.closeTo(14, 3), expect.closeTo(12, 3)]);
    }
  });
});
