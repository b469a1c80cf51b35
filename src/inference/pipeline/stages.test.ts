import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { maskVoxelCount, unpackMask } from "../../findings/index.ts";
import { distance, indexToPatientMm, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import { SIMPLE_LUNG_CENTRES, simpleChest, simpleChestGrid } from "../../testing/simple-chest.ts";
import { spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import type { Volume } from "../../volume/index.ts";
import { analyse } from "../analyse.ts";
import { type ModelManifest, manifestSchema } from "../contract/manifest.ts";
import type { Stage, StagesPipeline } from "../contract/pipeline.ts";
import type { Network, Tensor } from "../engine/network.ts";
import { loadModel } from "../model.ts";
import type { Proposal } from "../types.ts";
import { maskOnSeries } from "./mask-on-series.ts";
import { runStages } from "./stages.ts";

const inRight: Vec3 = [SIMPLE_LUNG_CENTRES.right[0] - 8, 12, -15];
const inLeft: Vec3 = [SIMPLE_LUNG_CENTRES.left[0] + 6, -10, 20];
const nodules = [
  { centerPatient: inRight, diameterMm: 14, hu: 60 },
  { centerPatient: inLeft, diameterMm: 10, hu: 30 },
];

/** A network of one output that is computed here, value by value. */
function networkOf(output: string, of: (input: Tensor) => Tensor): Network {
  return {
    provider: "cpu",
    run: async (inputs) => ({ [output]: of(Object.values(inputs)[0] as Tensor) }),
    dispose: async () => undefined,
  };
}

const hu = [{ of: "value" as const, clip: [-1000, 1000] as [number, number], map: { kind: "none" as const } }];

/** Everything over -300 HU, in slices, as candidates. */
const dense: Stage = {
  ...{ id: "dense", on: "series", network: { variants: [{ file: "a.onnx", precision: "fp32" }] } },
  inputs: [
    {
      ...{
        kind: "slices",
        name: "in",
        layout: "NCHW",
        plane: "axial",
        neighbours: 1,
        spacingMm: "native",
        betweenSlicesMm: "native",
      },
      ...{ channels: hu, size: "native", edge: "repeat", outside: -1000, batch: 3 },
    },
  ],
  outputs: [
    {
      ...{ decoder: "segmentation", tensor: "out", activation: "none", labels: ["dense"], pick: "threshold", threshold: 0.5 },
      components: { as: "candidates", connectivity: 26, score: "max", maxCandidates: 20 },
    },
  ],
};
/** 1 where the middle slice of three is over -300 HU. */
const denseNetwork = networkOf("out", ({ data, shape }) => {
  const [count = 0, channels = 0, rows = 0, columns = 0] = shape;
  const area = rows * columns;
  const out = Float32Array.from({ length: count * area }, (_, p) => {
    const value = data[Math.floor(p / area) * channels * area + area + (p % area)] as number;
    return value > -300 ? 1 : 0;
  });
  return { data: out, shape: [count, 1, rows, columns] };
});

/** How bright the middle of a crop is: 40 HU is 0.5, each 100 HU a tenth. */
const bright: Stage = {
  ...{ id: "bright", on: { candidatesOf: "dense" }, score: "product", network: dense.network },
  inputs: [
    {
      ...{ kind: "crops", name: "crop", size: [5, 5, 5], spacingMm: [1, 1, 1], orientation: "RAS", channels: hu },
      ...{ outside: -1000, batch: 2 },
    },
  ],
  outputs: [{ decoder: "classification", tensor: "out", activation: "none", labels: [null, "bright"] }],
};
const brightNetwork = networkOf("out", ({ data, shape }) => {
  const scores = Array.from({ length: shape[0] ?? 0 }, (_, n) => 0.5 + ((data[n * 125 + 62] as number) - 40) / 1000);
  return { data: Float32Array.from(scores.flatMap((score) => [1 - score, score])), shape: [scores.length, 2] };
});

function manifestOf(pipeline: StagesPipeline, thresholds: Record<string, number>): ModelManifest {
  const labels = [
    ...new Set(pipeline.stages.flatMap(({ outputs }) => outputs.flatMap((each) => ("labels" in each ? each.labels : [])))),
  ];
  const finding = spotManifest().findings.spot;
  const findings = Object.fromEntries(
    labels.filter((label) => label !== null).map((label) => [label, { ...finding, measure: "nodule" }]),
  );
  const [point] = spotManifest().operatingPoints;
  return { ...spotManifest(), pipeline, findings, operatingPoints: [{ ...point, thresholds }] } as unknown as ModelManifest;
}

function run(
  volume: Volume,
  pipeline: StagesPipeline,
  thresholds: Record<string, number>,
  options: {
    signal?: AbortSignal;
    onPartial?: (proposals: readonly Proposal[]) => void;
    onProgress?: (p: { fraction: number }) => void;
  } = {},
) {
  const manifest = manifestOf(pipeline, thresholds);
  return runStages(volume, {
    ...{ manifest, pipeline, ...options },
    operatingPoint: manifest.operatingPoints[0] as ModelManifest["operatingPoints"][number],
    networkOf: ({ id }) => (id === "dense" ? denseNetwork : brightNetwork),
    provenance: { modelId: "m", modelVersion: "1.0.0", weightsSha256: "0".repeat(64), analysisId: "a" },
  });
}

const near = (proposals: readonly Proposal[], point: Vec3) =>
  proposals.find(({ geometry }) => geometry.kind === "sphere" && distance(geometry.centerPatient, point) < 1);
const scoreOf = (proposal: Proposal | undefined) => (proposal?.provenance.by === "model" ? proposal.provenance.score : 0);

describe("stages over a chest", () => {
  const volume = simpleChest({ nodules });
  const pipeline: StagesPipeline = { kind: "stages", within: "lungs", stages: [dense, bright] };
  const partial: number[] = [];
  let result: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    result = await run(volume, pipeline, { bright: 0.4 }, { onPartial: (some) => partial.push(some.length) });
  });

  it("propose what lies in the lungs, looked at twice, with score, segment, measures and origin", async () => {
    const partial: number[] = [];
    const pipeline: StagesPipeline = { kind: "stages", within: "lungs", stages: [dense, bright] };
    const { proposals, timingsMs } = await run(
      volume,
      pipeline,
      { bright: 0.4 },
      { onPartial: (some) => partial.push(some.length) },
    );
    expect(proposals).toHaveLength(2);
    const right = near(proposals, inRight);
    const left = near(proposals, inLeft);
    expect(scoreOf(right)).toBeCloseTo(0.52, 2);
    expect(scoreOf(left)).toBeCloseTo(0.49, 2);
    expect([right?.laterality?.value, left?.laterality?.value]).toEqual(["24028007", "7771000"]);
    expect(right?.provenance).toMatchObject({ operatingPoint: "only", parameters: { threshold: 0.4, within: "lungs" } });
    // A ball of 14 mm, cut into voxels of 9 mm³ at the middle of its edge.
    const volumes = right?.measurements.filter(({ unit }) => unit === "mm3").map(({ value }) => value);
    expect((volumes?.[0] ?? 0) / ((Math.PI / 6) * 14 ** 3)).toBeCloseTo(1, 0.7);
    expect(maskVoxelCount(right?.segment as NonNullable<Proposal["segment"]>) * 1.9 * 1.9 * 2.5).toBeCloseTo(
      volumes?.[0] ?? 0,
      -2.5,
    );
    expect(partial.at(-1)).toBe(2);
    expect(Object.keys(timingsMs)).toEqual(["lungs", "network", "candidates", "measure"]);
  });

  it("leave out what is under the operating point or has no threshold, and what an earlier stage alone found", async () => {
    const { proposals } = await run(volume, pipeline, { bright: 0.5, dense: 0 });
    expect(proposals.map(scoreOf).map((score) => Number(score.toFixed(2)))).toEqual([0.52]);
  });

  it("find the body alone as they find the lungs: what is dense outside it is not proposed", async () => {
    const all = await run(volume, { kind: "stages", within: "body", stages: [dense] }, { dense: 0.5 });
    expect(all.proposals.length).toBeGreaterThanOrEqual(3);
    expect(near(all.proposals, inRight)).toBeDefined();
  });

  it("find the same in series that lie otherwise", async () => {
    const grid = simpleChestGrid();
    const last = indexToPatientMm(grid, [grid.dimensions[0] - 1, 0, grid.dimensions[2] - 1]);
    const turned: VolumeGrid = {
      ...grid,
      originPatient: last,
      directions: [
        [-1, 0, 0],
        [0, 1, 0],
        [0, 0, -1],
      ],
    };
    const { proposals } = await run(simpleChest({ nodules, grid: turned }), pipeline, { bright: 0.4 });
    const straight = result;
    for (const point of [inRight, inLeft]) {
      expect(scoreOf(near(proposals, point))).toBeCloseTo(scoreOf(near(straight.proposals, point)), 6);
      expect(near(proposals, point)?.laterality).toEqual(near(straight.proposals, point)?.laterality);
    }
  });

  it("stop when they are cancelled, once the network is at rest", async () => {
    const controller = new AbortController();
    const running = run(
      volume,
      { kind: "stages", stages: [dense] },
      { dense: 0.5 },
      {
        signal: controller.signal,
        onProgress: ({ fraction }) => {
          if (fraction > 0.3) controller.abort();
        },
      },
    );
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("a mask on its series", () => {
  it("has the voxels it had, where the region's axes are the series' turned round", () => {
    const series: VolumeGrid = {
      ...{ dimensions: [20, 18, 12], spacingMm: [1, 1.5, 2], originPatient: [5, -4, 3] },
      directions: [
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, -1],
      ],
    };
    // x of the region runs along j, y along i, z against k.
    const region: VolumeGrid = {
      ...{ dimensions: [3, 2, 4], spacingMm: [1.5, 1, 2], originPatient: indexToPatientMm(series, [7, 5, 9]) },
      directions: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    };
    const mask = Uint8Array.from({ length: 24 }, (_, p) => (p % 5 === 0 ? 1 : 0));
    const on = maskOnSeries(series, { grid: region, mask }, [0, 0, 0]);
    const set: string[] = [];
    unpackMask(on).forEach((value, p) => {
      const at = [p % on.size[0], Math.floor(p / on.size[0]) % on.size[1], Math.floor(p / (on.size[0] * on.size[1]))];
      if (value) set.push(at.map((part, axis) => part + (on.minIndex[axis] as number)).join(" "));
    });
    const expected: string[] = [];
    mask.forEach((value, p) => {
      if (value) expected.push(`${7 + (Math.floor(p / 3) % 2)} ${5 + (p % 3)} ${9 - Math.floor(p / 6)}`);
    });
    expect(set.sort()).toEqual(expected.sort());
  });
});

describe("the example package", () => {
  let directory = "";
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it("runs as it stands: patches, a centre heatmap, a sphere for each bright spot", async () => {
    directory = mkdtempSync(join(tmpdir(), "hounsfield-spots-"));
    const manifest = manifestSchema.parse(spotManifest());
    writeFiles(directory, new Map([...spotFiles(), ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))]]));
    const model = await loadModel(directory, { threads: 1 });
    const grid = { ...simpleChestGrid(), dimensions: [60, 50, 40] as const };
    const spots = [
      { centerPatient: [-62, -50, -60] as Vec3, diameterMm: 8, hu: 900 },
      { centerPatient: [-85, -30, -40] as Vec3, diameterMm: 8, hu: 900 },
    ];
    const { proposals, provider } = await analyse(simpleChest({ grid, nodules: spots }), model, {
      about: { bodyPartExamined: "CHEST" },
    });
    await model.dispose();
    expect(provider).toBe("cpu");
    expect(proposals).toHaveLength(2);
    for (const { centerPatient } of spots) {
      const found = proposals.find(
        ({ geometry }) => geometry.kind === "sphere" && distance(geometry.centerPatient, centerPatient) < 2,
      );
      expect(found?.geometry).toMatchObject({ kind: "sphere", diameterMm: expect.closeTo(5, 5) });
      expect(found?.provenance).toMatchObject({
        modelId: "bright-spots",
        operatingPoint: "only",
        variants: [{ stage: "spots" }],
      });
    }
  });
});
