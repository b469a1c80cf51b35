import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type InferenceServer, startInferenceServer } from "../../testing/inference-server.ts";
import { buildOnnx } from "../../testing/onnx-network.ts";
import { listed, spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import { type ModelManifest, manifestSchema } from "../contract/manifest.ts";
import { type LoadedModel, loadModel } from "../model.ts";
import { type Measurement, measureProvider } from "./providers.ts";
import { usualInput } from "./usual-input.ts";
import { chooseVariants } from "./variants.ts";

const shape = ["n", 1, "d", "h", "w"];
const pool = { kernel_shape: [3, 3, 3], strides: [1, 1, 1], pads: [1, 1, 1, 1, 1, 1] };

/** The network of the example with half-precision input and outputs; `gain` 1 gives what it should. */
function halfNetwork(gain: number): Uint8Array {
  const half = { shape, type: "FLOAT16" } as const;
  return buildOnnx({
    inputs: [{ name: "image", ...half }],
    outputs: [
      { name: "spots", ...half },
      { name: "diameter", ...half },
    ],
    nodes: [
      { op: "Cast", inputs: ["image"], outputs: ["wide"], attributes: { to: 1 } },
      { op: "AveragePool", inputs: ["wide"], outputs: ["mean"], attributes: pool },
      { op: "Mul", inputs: ["mean", "gain"], outputs: ["scaled"] },
      { op: "Cast", inputs: ["scaled"], outputs: ["spots"], attributes: { to: 10 } },
      { op: "Mul", inputs: ["wide", "nothing"], outputs: ["zero"] },
      { op: "Add", inputs: ["zero", "five"], outputs: ["wideFive"] },
      { op: "Cast", inputs: ["wideFive"], outputs: ["diameter"], attributes: { to: 10 } },
    ],
    constants: [
      { name: "gain", shape: [1], data: Float32Array.of(gain) },
      { name: "nothing", shape: [1], data: Float32Array.of(0) },
      { name: "five", shape: [1], data: Float32Array.of(5) },
    ],
  });
}

/** The example with a half-precision variant that is right, one that is not, and one that loses too much. */
function packageWithVariants(): { readonly manifest: ModelManifest; readonly files: ReadonlyMap<string, Uint8Array> } {
  const files = new Map([
    ...spotFiles(),
    ["half.onnx", halfNetwork(1)] as const,
    ["wrong.onnx", halfNetwork(1.5)] as const,
    ["lossy.onnx", halfNetwork(1)] as const,
  ]);
  const plain = spotManifest();
  const [stage] = plain.pipeline.stages;
  const variants = [
    { file: "spots.onnx", precision: "fp32" },
    { file: "half.onnx", precision: "fp16", scoreLoss: 0.001 },
    { file: "wrong.onnx", precision: "fp16", scoreLoss: 0 },
    { file: "lossy.onnx", precision: "fp16", scoreLoss: 0.05, providers: ["cpu"] },
  ];
  const manifest = manifestSchema.parse({
    ...plain,
    pipeline: { ...plain.pipeline, stages: [{ ...stage, network: { variants } }] },
    selfTest: plain.selfTest.map((test) => ({ ...test, tolerance: { fp32: 1e-5, fp16: 1e-3 } })),
    files: listed(files),
  });
  return { manifest, files: new Map([...files, ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))]]) };
}

describe("variants of a network", () => {
  let directory: string;
  const { manifest, files } = packageWithVariants();
  const open: LoadedModel[] = [];
  const servers: InferenceServer[] = [];
  const load = async (options: Parameters<typeof loadModel>[1]) => {
    const model = await loadModel(directory, { threads: 1, ...options });
    open.push(model);
    return model;
  };
  const image = { data: Float32Array.from({ length: 512 }, (_, n) => (n % 7) / 7), shape: [1, 1, 8, 8, 8] };
  const first = ({ stages }: LoadedModel) => stages[0] as LoadedModel["stages"][number];

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "variants-"));
    writeFiles(directory, files);
  });
  afterEach(async () => {
    for (const model of open.splice(0)) await model.dispose();
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("are measured on each provider by their self-tests: right, wrong, not there", async () => {
    const { built, measurements } = await measureProvider(directory, "cpu", { threads: 1 });
    expect(built).toContain("cpu");
    expect(measurements.map(({ file, outcome }) => `${file} ${outcome}`)).toEqual([
      "spots.onnx ok",
      "half.onnx ok",
      "wrong.onnx wrong",
      "lossy.onnx ok",
    ]);
    expect(measurements[2]).toMatchObject({ error: { area: "inference", code: "self-test-failed" } });
    // CoreML and DirectML cannot both be in one edition.
    const missing = (["coreml", "dml"] as const).find((provider) => !built.includes(provider));
    if (missing === undefined) return;
    const { measurements: none } = await measureProvider(directory, missing, { threads: 1 });
    expect(new Set(none.map(({ outcome }) => outcome))).toEqual(new Set(["failed"]));
  });

  it("are timed on what the stage's recipe makes, but for sizes that the network fixes", () => {
    const fixed = { inputs: [{ name: "image", type: "float32", shape: [2, 1, "d", 24, 0] }] };
    const [stage] = manifest.pipeline.kind === "stages" ? manifest.pipeline.stages : [];
    const [recipe] = stage?.inputs ?? [];
    if (recipe?.kind !== "patches" || recipe.patch === "whole") throw new Error("another recipe");
    const [, , columns] = recipe.patch;
    const free = usualInput(manifest.pipeline, "spots", { inputs: [] });
    expect(free?.batch).toBe(recipe.batch);
    expect(free?.tensors(3).image?.shape).toEqual([3, 1, ...recipe.patch]);
    const held = usualInput(manifest.pipeline, "spots", fixed);
    expect(held?.batch).toBe(2);
    const { shape: heldShape, data } = held?.tensors(2).image ?? { shape: [], data: [] };
    expect(heldShape).toEqual([2, 1, recipe.patch[0], 24, columns]);
    expect(data.length).toBe(2 * recipe.patch[0] * 24 * columns);
    expect(data).toEqual(held?.tensors(2).image?.data);
    expect(usualInput(manifest.pipeline, "another", fixed)).toBeUndefined();
  });

  it("are chosen by time, as far as they pass, lose no more than they may and are meant for the provider", () => {
    const ran = (file: string, runMs: number, provider: Measurement["provider"] = "cpu"): Measurement => ({
      ...{ provider, stage: "spots", file, runMs },
      ...{ outcome: "ok", loadMs: 1 },
    });
    const choose = (measured: readonly Measurement[], loss?: number) => chooseVariants(manifest, measured, loss).spots;
    expect(choose([ran("spots.onnx", 100), ran("half.onnx", 50)])).toEqual({ file: "half.onnx", provider: "cpu" });
    expect(choose([ran("spots.onnx", 100), ran("half.onnx", 90)])).toEqual({ file: "spots.onnx", provider: "cpu" });
    expect(choose([ran("spots.onnx", 100), ran("spots.onnx", 5, "cuda"), ran("half.onnx", 50)])).toMatchObject({
      provider: "cuda",
    });
    const lossy = [ran("spots.onnx", 100), ran("lossy.onnx", 10)];
    expect(choose(lossy)).toMatchObject({ file: "spots.onnx" });
    expect(choose(lossy, 0.1)).toMatchObject({ file: "lossy.onnx" });
    expect(choose([ran("spots.onnx", 100), ran("lossy.onnx", 10, "webgpu")], 0.1)).toMatchObject({ file: "spots.onnx" });
    const error = { area: "inference", code: "self-test-failed", message: "", details: {} };
    const wrong: Measurement = { provider: "cpu", stage: "spots", file: "wrong.onnx", outcome: "wrong", error };
    expect(choose([ran("spots.onnx", 100), wrong])).toMatchObject({ file: "spots.onnx" });
    expect(choose([])).toBeUndefined();
  });

  it("run in half precision with float32 in and out", async () => {
    const reference = await first(await load({})).network.run({ image });
    const model = await load({ choices: { spots: { file: "half.onnx", provider: "cpu" } } });
    const { network, precision, file, sha256, spent } = first(model);
    const half = await network.run({ image });
    expect([precision, file, sha256.length]).toEqual(["fp16", "half.onnx", 64]);
    const off = half.spots?.data.map((value, n) => Math.abs(value - (reference.spots?.data[n] as number))) ?? [];
    expect(Math.max(...off)).toBeLessThan(5e-4);
    expect(Math.max(...off)).toBeGreaterThan(0);
    expect(spent().runs).toBe(1);
    expect(model.notes()).toEqual([]);
  });

  it.each([
    ["wrong.onnx", "cpu", "self-test-failed"],
    ["spots.onnx", "coreml", "load-failed"],
  ] as const)("give way to the reference where %s on %s does not do", async (file, provider, code) => {
    if (provider === "coreml" && process.platform === "darwin") return;
    const model = await load({ choices: { spots: { file, provider } } });
    expect(first(model)).toMatchObject({ file: "spots.onnx", precision: "fp32" });
    expect(first(model).network.provider).toBe("cpu");
    expect(model.notes()).toMatchObject([{ area: "inference", code }]);
  });

  it("run on an inference server that passes the self-test, and here once it fails", async () => {
    const local = first(await load({})).network;
    const spec = (name: string) => ({ name, datatype: "FP32", shape: [-1, 1, -1, -1, -1] });
    let asked = 0;
    let scale = 1;
    const server = await startInferenceServer({
      binary: true,
      models: {
        spots: {
          inputs: [spec("image")],
          outputs: [spec("spots"), spec("diameter")],
          infer: ([input]) => {
            asked++;
            return [
              { name: "spots", shape: input?.shape ?? [], values: meanOf(input?.values ?? []).map((value) => value * scale) },
              { name: "diameter", shape: input?.shape ?? [], values: (input?.values ?? []).map(() => 5) },
            ];
          },
        },
      },
      instead: (path, response) => {
        if (!path.endsWith("/infer") || asked < 2) return false;
        response.writeHead(500).end();
        return true;
      },
    });
    servers.push(server);
    const stage = { address: server.address, model: "spots", timeoutSeconds: 5 };
    const model = await load({ remote: { spots: stage } });
    const { network } = first(model);
    expect(network.provider).toBe("remote");
    const here = await local.run({ image });
    const close = (there: Awaited<ReturnType<typeof local.run>>) => {
      const off = there.spots?.data.map((value, n) => Math.abs(value - (here.spots?.data[n] as number))) ?? [];
      expect(Math.max(...off)).toBeLessThan(1e-5);
    };
    close(await network.run({ image }));
    close(await network.run({ image }));
    expect(network.provider).toBe("cpu");
    expect(model.notes()).toMatchObject([{ code: "remote-failed", details: { reason: "refused: 500" } }]);
    asked = 0;
    scale = 2;
    const other = await load({ remote: { spots: stage } });
    expect(first(other).network.provider).toBe("cpu");
    expect(other.notes()).toMatchObject([{ code: "self-test-failed" }]);
  });
});

/** Mean of 3 x 3 x 3 in a cube of 8, of what is inside: onnx's AveragePool leaves the padding out. */
function meanOf(values: readonly number[]): number[] {
  const steps = [-1, 0, 1];
  return values.map((_, p) => {
    const [x, y, z] = [p % 8, Math.floor(p / 8) % 8, Math.floor(p / 64)];
    let sum = 0;
    let count = 0;
    for (const dz of steps)
      for (const dy of steps)
        for (const dx of steps) {
          const [u, v, w] = [x + dx, y + dy, z + dz];
          if (u < 0 || v < 0 || w < 0 || u > 7 || v > 7 || w > 7) continue;
          sum += values[u + 8 * (v + 8 * w)] as number;
          count++;
        }
    return sum / count;
  });
}
