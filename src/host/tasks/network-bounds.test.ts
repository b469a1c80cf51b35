import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { buildOnnx, type OnnxGraph } from "../../testing/onnx-network.ts";
import { listed, spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import { createTaskRunner } from "./runner.ts";
import { forkTaskProcess, type TaskProcess } from "./task-process.ts";
import type { TaskRunner } from "./types.ts";

const shape = ["n", 1, "d", "h", "w"];

/** A network of the example's form whose second output first makes a square of so many rows, and multiplies it so often with itself. */
function heavyNetwork(rows: number, products: number): Uint8Array {
  const nodes: OnnxGraph["nodes"] = [
    { op: "ReduceMax", inputs: ["image"], outputs: ["most"], attributes: { keepdims: 0 } },
    { op: "Expand", inputs: ["most", "square"], outputs: ["product0"] },
    ...Array.from({ length: products }, (_, n) => ({
      op: "MatMul",
      inputs: [`product${n}`, `product${n}`],
      outputs: [`product${n + 1}`],
    })),
    { op: "ReduceMax", inputs: [`product${products}`], outputs: ["last"], attributes: { keepdims: 0 } },
    { op: "Add", inputs: ["image", "last"], outputs: ["diameter"] },
    { op: "Identity", inputs: ["image"], outputs: ["spots"] },
  ];
  const constants = [{ name: "square", shape: [2], data: BigInt64Array.of(BigInt(rows), BigInt(rows)) }];
  const outputs = [
    { name: "spots", shape },
    { name: "diameter", shape },
  ];
  return buildOnnx({ inputs: [{ name: "image", shape }], outputs, nodes, constants });
}

function writePackage(directory: string, network: Uint8Array): string {
  const files = new Map([...spotFiles(), ["spots.onnx", network]]);
  const manifest = { ...spotManifest(), files: listed(files) };
  writeFiles(directory, new Map([...files, ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))]]));
  return directory;
}

const mebibytes = (count: number) => count * 2 ** 20;

describe("a network in its worker process", () => {
  let directory: string;
  let tasks: TaskRunner;
  const processes: TaskProcess[] = [];
  const run = (name: string, limits: { seconds: number; memoryBytes: number }) =>
    tasks.run("measure-provider", { modelDirectory: join(directory, name), provider: "cpu", threads: 1 }, { limits });

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "network-bounds-"));
    // 2 x 4096^3 x 1000 operations: hours.
    writePackage(join(directory, "endless"), heavyNetwork(4096, 1000));
    // 6.4 GB of float32.
    writePackage(join(directory, "large"), heavyNetwork(40_000, 0));
    writePackage(join(directory, "plain"), spotFiles().get("spots.onnx") as Uint8Array);
    const entry = new URL("worker-main.ts", import.meta.url);
    tasks = createTaskRunner({
      log: silentLog,
      spawn: (limits) => {
        const started = forkTaskProcess(entry, limits);
        processes.push(started);
        return started;
      },
    });
  });
  afterAll(async () => {
    await tasks.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  it("that does not end is ended, one that takes all memory too, one that is killed is named; the next runs", async () => {
    await expect(run("endless", { seconds: 4, memoryBytes: mebibytes(2000) })).rejects.toMatchObject({
      code: "task-timed-out",
    });
    await expect(run("large", { seconds: 60, memoryBytes: mebibytes(600) })).rejects.toMatchObject({
      code: "task-out-of-memory",
      details: { megabytes: 600 },
    });
    const killed = run("endless", { seconds: 60, memoryBytes: mebibytes(2000) });
    processes.at(-1)?.kill();
    await expect(killed).rejects.toMatchObject({ code: "task-crashed" });
    const { measurements } = await run("plain", { seconds: 60, memoryBytes: mebibytes(2000) });
    expect(measurements).toMatchObject([{ outcome: "ok", provider: "cpu", file: "spots.onnx" }]);
  }, 120_000);
});
