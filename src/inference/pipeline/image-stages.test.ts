import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findingSchema, isOfImage } from "../../findings/index.ts";
import { type ImagePlane, patientMmToPixel } from "../../geometry/index.ts";
import { greyImage, type WrittenModel, type WrittenStage, writeImagePackage } from "../../testing/image-package.ts";
import { buildOnnx } from "../../testing/onnx-network.ts";
import {
  boxesModel as boxes,
  boxesStage as detector,
  digitalRadiograph as dx,
  radiograph as image,
  radiographInput as input,
  radiographSize,
  tensorPixel as SCALE,
  tensorSize as SIZE,
} from "../../testing/radiographs.ts";
import { loadModel } from "../model.ts";
import type { Proposal } from "../types.ts";
import type { SeriesImage } from "./image-stages.ts";
import { runModelOnImages } from "./run-model.ts";

const folder = mkdtempSync(join(tmpdir(), "hounsfield-image-stages-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [ROWS, COLUMNS] = radiographSize;
const inImage = (x: number, y: number) => [(x - 3) * SCALE[0] - 0.5, y * SCALE[1] - 0.5] as const;

let written = 0;
async function run(model: WrittenModel, images: readonly SeriesImage[], options: Parameters<typeof runModelOnImages>[2] = {}) {
  const directory = join(folder, String(written++));
  await writeImagePackage(directory, model);
  const loaded = await loadModel(directory, { threads: 1 });
  try {
    return await runModelOnImages(images, loaded, options);
  } finally {
    await loaded.dispose();
  }
}

const scores = (proposals: readonly Proposal[]) =>
  proposals.map(({ provenance }) => (provenance.by === "model" ? Number(provenance.score.toFixed(3)) : null));

/** One node of a network with one input and one output. */
const chain = (outShape: readonly (number | string)[], nodes: Parameters<typeof buildOnnx>[0]["nodes"], constants = {}) =>
  buildOnnx({
    inputs: [{ name: "images", shape: [1, 1, ...SIZE] }],
    outputs: [{ name: "out", shape: outShape }],
    nodes,
    ...constants,
  });

/** Brightest value of the whole input. */
const brightest = { op: "GlobalMaxPool", inputs: ["images"], outputs: ["most"] };
const flat = { op: "Flatten", inputs: ["most"], outputs: ["out"], attributes: { axis: 1 } };

describe("a model of stages on single images", () => {
  it("proposes boxes on the frame, where the network saw them", async () => {
    const { proposals, provider } = await run(
      boxes,
      [
        image([
          [100, 60, 0.75],
          [221, 140, 0.625],
          [40, 30, 0.375],
        ]),
      ],
      {
        analysisId: "a-1",
      },
    );
    expect(provider).toBe("cpu");
    expect(scores(proposals)).toEqual([0.75, 0.625]);
    // The cells of 8 pixels under the bright squares, their middles in the tensor, 10 x 6 pixels to each side.
    const [first] = proposals;
    const cell = [Math.floor((100 / SCALE[0] + 3) / 8) * 8 + 4, Math.floor(60 / SCALE[1] / 8) * 8 + 4] as const;
    const corners = [
      inImage(cell[0] - 10, cell[1] - 6),
      inImage(cell[0] + 10, cell[1] - 6),
      inImage(cell[0] + 10, cell[1] + 6),
      inImage(cell[0] - 10, cell[1] + 6),
    ];
    if (first?.geometry.kind !== "image" || first.geometry.shape !== "polygon") throw new Error("no rectangle");
    for (const [n, corner] of corners.entries()) {
      for (const axis of [0, 1] as const) {
        expect(Math.abs((first.geometry.pointsPixel[n]?.[axis] ?? NaN) - corner[axis])).toBeLessThan(0.01);
      }
    }
    expect(first.reference).toEqual({ sopClassUid: dx, sopInstanceUid: "2.25.7", frameNumber: 1 });
    // 20 x 12 tensor pixels at 0.25 and 0.5 mm; lengths at the detector.
    expect(first.measurements.map(({ value, unit }) => [value, unit])).toEqual([
      [12.5, "mm"],
      [10.4, "mm"],
    ]);
    expect(first.caveats).toEqual(["uncalibrated"]);
    if (first.provenance.by !== "model") throw new Error("nobody's");
    expect(first.provenance).toMatchObject({
      ...{ modelId: "written-image", operatingPoint: "only", analysisId: "a-1", provider: "cpu" },
      parameters: { threshold: 0.5 },
      variants: [{ stage: "boxes", file: "boxes.onnx", precision: "fp32" }],
    });
    for (const proposal of proposals) {
      const { geometry, measurements, provenance, caveats } = findingSchema.partial().parse(proposal);
      expect({ geometry, measurements, provenance, caveats }).toMatchObject({ geometry: proposal.geometry });
    }
  });

  it("puts them into patient space where the frame has a plane", async () => {
    const plane: ImagePlane = {
      ...{ imagePositionPatient: [-10, 20, 30], rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] },
      ...{ pixelSpacing: [0.5, 0.25], rows: ROWS, columns: COLUMNS },
    };
    const spot = [[100, 60, 0.75]] as const;
    const [[flatOne], [placed]] = [
      (await run(boxes, [image(spot)])).proposals,
      (await run(boxes, [image(spot, { plane, pixelSpacingSource: "patient" })])).proposals,
    ];
    if (flatOne?.geometry.kind !== "image" || placed?.geometry.kind !== "polygon") throw new Error("no rectangle");
    for (const [n, point] of placed.geometry.pointsPatient.entries()) {
      const at = patientMmToPixel(plane, point);
      for (const axis of [0, 1] as const) expect(at[axis]).toBeCloseTo(flatOne.geometry.pointsPixel[n]?.[axis] ?? NaN, 6);
    }
    expect(placed.caveats).toEqual([]);
  });

  it("says scores and numbers of the image as a whole in its middle", async () => {
    const stage: WrittenStage = {
      ...{ id: "whole", inputs: [input()], tensors: ["out"], network: chain([1, 1], [brightest, flat]) },
      outputs: [
        { decoder: "classification", tensor: "out", activation: "none", labels: ["fracture"] },
        { decoder: "regression", tensor: "out", index: 0, label: "age", scale: 100, offset: 3, unit: "a" },
      ],
    };
    const findings = { fracture: { geometry: "image" }, age: { geometry: "image" } } as const;
    const model = { stages: [stage], findings, thresholds: { fracture: 0.5, age: 0 } };
    const { proposals, imageScores } = await run(model, [image([[100, 60, 0.75]])]);
    const said = { sopInstanceUid: "2.25.7", frameNumber: 1, title: { en: "fracture", "zh-CN": "病灶" } };
    expect(imageScores).toEqual([{ ...said, score: 0.75, threshold: 0.5 }]);
    expect(proposals.every((proposal) => isOfImage(proposal))).toBe(true);
    expect(proposals.map(({ geometry }) => geometry)).toEqual([
      { kind: "image", shape: "point", pointsPixel: [[159.5, 99.5]] },
      { kind: "image", shape: "point", pointsPixel: [[159.5, 99.5]] },
    ]);
    expect(proposals.flatMap(({ measurements }) => measurements.map(({ value, unit }) => [value, unit]))).toEqual([[78, "a"]]);
    const below = await run({ ...model, thresholds: { fracture: 0.8 } }, [image([[100, 60, 0.75]])]);
    expect(below.proposals).toEqual([]);
    expect(below.imageScores).toEqual([{ ...said, score: 0.75, threshold: 0.8 }]);
  });

  it("draws a mask as the outline of each of its parts", async () => {
    const network = chain([1, 1, ...SIZE], [{ op: "Identity", inputs: ["images"], outputs: ["out"] }]);
    const stretched = input(greyImage("images", SIZE, { fit: "stretch" }));
    const stage: WrittenStage = {
      ...{ id: "mask", inputs: [stretched], tensors: ["out"], network },
      outputs: [
        {
          ...{ decoder: "segmentation", tensor: "out", activation: "none", labels: ["effusion"] },
          pick: "threshold",
          threshold: 0.4,
        },
      ],
    };
    const model: WrittenModel = {
      stages: [stage],
      findings: { effusion: { geometry: "mask", measure: "extent" } },
      thresholds: { effusion: 0.1 },
    };
    const { proposals } = await run(model, [
      image([
        [104, 60, 0.875],
        [240, 150, 0.75],
      ]),
    ]);
    expect(proposals).toHaveLength(2);
    const [first] = proposals;
    if (first?.geometry.kind !== "image") throw new Error("no outline");
    // 9 x 9 pixels from (99.5, 55.5) to (108.5, 64.5), as far as half a tensor pixel tells.
    const [xs, ys] = [0, 1].map((axis) =>
      first.geometry.kind === "image" ? first.geometry.pointsPixel.map((point) => point[axis] as number) : [],
    );
    expect(Math.abs(Math.min(...(xs ?? [])) - 99.5)).toBeLessThanOrEqual(1.1);
    expect(Math.abs(Math.max(...(xs ?? [])) - 108.5)).toBeLessThanOrEqual(1.1);
    expect(Math.abs(Math.min(...(ys ?? [])) - 55.5)).toBeLessThanOrEqual(1.1);
    expect(Math.abs(Math.max(...(ys ?? [])) - 64.5)).toBeLessThanOrEqual(1.1);
    const area = first.measurements.find(({ unit }) => unit === "mm2")?.value ?? 0;
    expect(area / (81 * 0.5 * 0.25)).toBeGreaterThan(0.75);
    expect(area / (81 * 0.5 * 0.25)).toBeLessThan(1.25);
  });

  it("finds centres with their sizes in millimetres, or refuses an image without any", async () => {
    const constants = [{ name: "diameter", shape: [1, 1, 12, 20], data: new Float32Array(240).fill(10) }];
    const network = buildOnnx({
      inputs: [{ name: "images", shape: [1, 1, ...SIZE] }],
      outputs: [
        { name: "map", shape: [1, 1, 12, 20] },
        { name: "size", shape: [1, 1, 12, 20] },
      ],
      nodes: [
        { op: "MaxPool", inputs: ["images"], outputs: ["map"], attributes: { kernel_shape: [8, 8], strides: [8, 8] } },
        { op: "Identity", inputs: ["diameter"], outputs: ["size"] },
      ],
      constants,
    });
    const stage: WrittenStage = {
      ...{ id: "centres", inputs: [input()], tensors: ["map", "size"], network },
      outputs: [
        {
          ...{ decoder: "heatmap", heatmap: { tensor: "map", activation: "none" }, stride: [8, 8], labels: ["nodule"] },
          ...{ size: { tensor: "size", channels: 1, unit: "mm", log: false }, threshold: 0.3, peak: 3, maxCandidates: 9 },
        },
      ],
    };
    const model: WrittenModel = { stages: [stage], findings: { nodule: { geometry: "sphere" } }, thresholds: { nodule: 0.5 } };
    const { proposals } = await run(model, [image([[100, 60, 0.75]])]);
    expect(proposals).toHaveLength(1);
    const geometry = proposals[0]?.geometry;
    if (geometry?.kind !== "image" || geometry.shape !== "circle") throw new Error("no circle");
    const [left, right, top, bottom] = geometry.pointsPixel as [number, number][] as [
      [number, number],
      [number, number],
      [number, number],
      [number, number],
    ];
    // 10 mm in pixels of 0.25 x 0.5 mm.
    expect(right[0] - left[0]).toBeCloseTo(40, 3);
    expect(bottom[1] - top[1]).toBeCloseTo(20, 3);
    const { pixelSpacingMm: _, ...bare } = image([]).header;
    const unknown = { ...image([[100, 60, 0.75]]), header: { ...bare, pixelSpacingSource: "none" as const } };
    await expect(run(model, [unknown])).rejects.toMatchObject({ code: "not-accepted", details: { reason: "pixel-spacing" } });
  });

  it("looks again at candidates in crops of the image's own pixels", async () => {
    const crop: WrittenStage = {
      id: "again",
      on: { candidatesOf: "boxes" },
      score: "product",
      network: buildOnnx({
        inputs: [{ name: "crop", shape: ["n", 1, 41, 41] }],
        outputs: [{ name: "out", shape: ["n", 1] }],
        nodes: [
          { op: "GlobalMaxPool", inputs: ["crop"], outputs: ["most"] },
          { op: "Flatten", inputs: ["most"], outputs: ["out"], attributes: { axis: 1 } },
        ],
      }),
      inputs: [
        {
          name: "crop",
          shape: [1, 1, 41, 41],
          recipe: {
            ...{ kind: "crops", name: "crop", size: [41, 41], spacingMm: "native", orientation: "image", outside: 0, batch: 4 },
            channels: [{ of: "value", map: { kind: "none" } }],
          },
        },
      ],
      tensors: ["out"],
      outputs: [{ decoder: "classification", tensor: "out", activation: "none", labels: ["fracture"] }],
    };
    const { proposals } = await run({ ...boxes, stages: [detector, crop], thresholds: { fracture: 0.3 } }, [
      image([
        [100, 60, 0.75],
        [221, 140, 0.625],
        [40, 30, 0.375],
      ]),
    ]);
    expect(scores(proposals)).toEqual([0.563, 0.391]);
  });
});
