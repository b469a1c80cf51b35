import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexToPatientMm } from "../../geometry/index.ts";
import { dataRoot } from "../../testing/environment.ts";
import { simpleChest } from "../../testing/simple-chest.ts";
import { analyse } from "../analyse.ts";
import { type LoadedModel, loadModel } from "../model.ts";
import type { PeakJob } from "../patches.ts";
import { prepareChest } from "../prepare.ts";
import { buildLevels } from "../pyramid.ts";
import type { ResampleSlab } from "../resample.ts";
import { asShared, buffersOf } from "./shared.ts";
import { slabsOf } from "./slabs.ts";
import { noThreads, startThreads } from "./threads.ts";

const volume = simpleChest({
  nodules: [
    { centerPatient: [-70, 12, -15], diameterMm: 12, hu: 40 },
    { centerPatient: [107, 0, 5], diameterMm: 14, hu: 40 },
    { centerPatient: [50, 20, 30], diameterMm: 7, hu: -300 },
  ],
});

const data = dataRoot();
const realChest = data !== null && existsSync(join(data, "ct/lung-3mm")) ? join(data, "ct/lung-3mm") : null;

const hashOf = (values: ArrayBufferView) =>
  createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");

describe("worker threads of a run", () => {
  let model: LoadedModel;
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "threads-"));
    model = await loadModel(fileURLToPath(new URL("../../../models/lung-nodule", import.meta.url)), { threads: 1 });
  });
  afterAll(async () => {
    await model.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  const entry = (name: string, code: string): URL => {
    writeFileSync(join(directory, name), code);
    return pathToFileURL(join(directory, name));
  };
  const resultsIn = async (threads: typeof noThreads) => {
    const candidates: unknown[] = [];
    try {
      const { proposals } = await analyse(volume, model, { threads, onCandidates: (found) => candidates.push(...found) });
      return { proposals, candidates };
    } finally {
      threads.dispose();
    }
  };

  it("give the same as none, however many they are, and where they do not start", async () => {
    const expected = await resultsIn(noThreads);
    expect(expected.proposals.length).toBeGreaterThan(1);
    for (const count of [1, 2, 4]) expect(await resultsIn(startThreads(count))).toEqual(expected);
    expect(await resultsIn(startThreads(2, entry("absent.mjs", "throw new Error('no');")))).toEqual(expected);
  }, 120_000);

  it.skipIf(realChest === null)(
    "prepare a real chest number for number as none do",
    async () => {
      const { readFolder } = await import("../../../models/lung-nodule/evaluate/real-cases.ts");
      const source = await readFolder(realChest as string);
      const { pipeline } = model.manifest;
      if (pipeline.kind !== "lung-nodules" || !pipeline.classifier) throw new Error("another pipeline");
      const { spacingMm, outsideHu } = pipeline.candidates.input;
      const { inputs } = pipeline.classifier;
      const madeIn = async (threads: typeof noThreads) => {
        try {
          const chest = await prepareChest(source, spacingMm[0] as number, { threads });
          const { levels, until } = await buildLevels(chest, spacingMm.length, outsideHu, { threads });
          for (const [n, { volume: one }] of levels.entries()) await until(n, one.grid.dimensions[2] - 1);
          const { grid } = chest.hu;
          const middles = [0.3, 0.5, 0.7].map((share) =>
            indexToPatientMm(grid, grid.dimensions.map((size) => size * share) as never),
          );
          const crops = await threads.run("crops", {
            chest,
            inputs,
            candidates: middles.map((centerPatient) => ({ centerPatient })),
          });
          const outlines = middles.map((centerPatient) =>
            threads.run("outline", {
              source: {
                grid: source.grid,
                values: asShared(threads, source.values),
              },
              lungs: chest.lungs,
              centerPatient,
              diameterMm: 8,
            }),
          );
          return {
            voxels: [chest.hu.values, chest.lungWeight, chest.lungs.labels, chest.lungs.inside, ...crops].map(hashOf),
            levels: levels.map(({ volume: one, inLung }) => [hashOf(one.values), hashOf(inLung)]),
            outlines: (await Promise.all(outlines)).map((drawn) => drawn && [drawn.size, hashOf(drawn.outline.mask)]),
            volumeMl: chest.lungs.volumeMl,
          };
        } finally {
          threads.dispose();
        }
      };
      const expected = await madeIn(noThreads);
      expect(expected.volumeMl.right).toBeGreaterThan(500);
      for (const count of [1, 2, 4]) expect(await madeIn(startThreads(count))).toEqual(expected);
    },
    240_000,
  );

  it("pass on what a task throws, and work on", async () => {
    const threads = startThreads(1);
    try {
      const broken = { from: 0, to: 1 } as unknown as ResampleSlab;
      await expect(threads.run("resample", broken)).rejects.toMatchObject({ area: "base", code: "unexpected" });
      const side = { sides: new Uint8Array(8), dimensions: [2, 2, 2] as const, side: 1, radius: 1 };
      expect(await threads.run("close-side", side)).toBeNull();
    } finally {
      threads.dispose();
    }
  });

  it("stop with their run: when it is cancelled, when one ends, when they are ended", async () => {
    // Answers the first task and no other; ends at the third.
    const silent = entry(
      "silent.mjs",
      `import { parentPort } from "node:worker_threads";
       let asked = 0;
       parentPort.on("message", ({ id }) => { asked++; if (asked === 1) parentPort.postMessage({ id, output: null }); if (asked === 3) process.exit(1); });`,
    );
    const side = { sides: new Uint8Array(8), dimensions: [2, 2, 2] as const, side: 1, radius: 1 };
    const threads = startThreads(1, silent);
    await threads.run("close-side", side);
    const controller = new AbortController();
    const cancelled = threads.run("close-side", side, { signal: controller.signal });
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: "AbortError" });
    await expect(threads.run("close-side", side, { signal: controller.signal })).rejects.toMatchObject({ name: "AbortError" });
    await expect(threads.run("close-side", side)).rejects.toMatchObject({ area: "inference", code: "run-failed" });
    const other = startThreads(1, silent);
    await other.run("close-side", side);
    const left = other.run("close-side", side);
    other.dispose();
    await expect(left).rejects.toMatchObject({ area: "inference", code: "run-failed" });
  });

  it("hand buffers over that are nobody else's", async () => {
    const buffer = new Float32Array(4);
    expect(buffersOf({ data: buffer, more: [buffer, buffer.subarray(1)], shared: asShared({ count: 1 }, buffer) })).toEqual([
      buffer.buffer,
    ]);
    const threads = startThreads(1);
    try {
      const grid = volume.grid;
      const level = { volume: { grid, values: new Int16Array(8) }, inLung: new Uint8Array(8) };
      const box = { min: [0, 0, 0], size: [1, 1, 1] } as const;
      const blobs = new Float32Array(54);
      const job: PeakJob = { level, box, threshold: 1, outsideHu: 0, windowHu: [0, 1], marginVoxels: 1, blobs };
      const peaks = await threads.run("peaks", job, { handOver: buffersOf(blobs) });
      expect(peaks).toEqual([]);
      expect(blobs.length).toBe(0);
    } finally {
      threads.dispose();
    }
  });
});

describe("slabs", () => {
  it("cover every slice once, and begin where they have to", () => {
    for (const [slices, threads, multiple] of [
      [1, 0, 1],
      [275, 2, 4],
      [7, 3, 4],
      [1000, 0, 1],
    ] as const) {
      const slabs = slabsOf(slices, 100_000, threads, multiple);
      expect(slabs[0]?.from).toBe(0);
      expect(slabs.at(-1)?.to).toBe(slices);
      for (const [n, { from }] of slabs.entries()) {
        expect(from % multiple).toBe(0);
        expect(from).toBe(n === 0 ? 0 : slabs[n - 1]?.to);
      }
    }
  });
});
