/**
 * Makes the crops that the second stage is fitted on, by the pipeline itself: simulated nodules are put into the real CTs (each
 * time varied in noise, thickness, size and sharpness) and into generated thoraces, the first stage runs, and what it finds is
 * cut out with its label.
 *
 * node export-crops.ts OUTPUT ROUNDS_PER_CT PHANTOMS
 * Writes OUTPUT/crops.u8 (near and far channels of one crop after the other) and OUTPUT/crops.jsonl.
 */
import { mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type CropInput,
  cropLength,
  detectCandidates,
  fillCrop,
  type LoadedModel,
  loadModel,
  type PreparedChest,
  prepareChest,
} from "../../../src/inference/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { insertNodules, type TrueNodule } from "../evaluate/insert.ts";
import { KNOWN_LESIONS } from "../evaluate/known-lesions.ts";
import { phantomCase } from "../evaluate/phantom-cases.ts";
import { createRandom, type Random } from "../evaluate/random.ts";
import { REAL_CASES, readRealCase } from "../evaluate/real-cases.ts";
import { drawVariation, UNCHANGED, vary } from "../evaluate/vary.ts";

type Point = readonly [number, number, number];
type Pixels = Pick<Volume, "grid" | "values">;

/** Two voxels wider than the network's input, so that training can shift it. */
const NEAR: CropInput = {
  name: "near",
  orientation: "LPS",
  spacingMm: 1,
  sizeVoxels: 28,
  windowHu: [-1000, 400],
  channels: ["hu"],
};
const FAR: CropInput = {
  name: "far",
  orientation: "LPS",
  spacingMm: 2.5,
  sizeVoxels: 24,
  windowHu: [-1000, 400],
  channels: ["hu", "lung"],
};
const NODULES_PER_ROUND = 24;
const NEGATIVES_PER_ROUND = 320;

interface Sink {
  write(chest: PreparedChest, centerPatient: Point, row: Record<string, string | number>): void;
}

function openSink(directory: string): Sink {
  mkdirSync(directory, { recursive: true });
  const crops = openSync(join(directory, "crops.u8"), "w");
  const rows = openSync(join(directory, "crops.jsonl"), "w");
  const length = cropLength(NEAR) + cropLength(FAR);
  const buffer = new Float32Array(length);
  return {
    write(chest, centerPatient, row) {
      fillCrop(chest, { centerPatient }, NEAR, buffer, 0);
      fillCrop(chest, { centerPatient }, FAR, buffer, cropLength(NEAR));
      writeSync(
        crops,
        Uint8Array.from(buffer, (value) => Math.round(value * 255)),
      );
      writeSync(rows, `${JSON.stringify(row)}\n`);
    },
  };
}

async function exportRound(
  model: LoadedModel,
  volume: Pixels,
  truth: readonly TrueNodule[],
  ignored: readonly { readonly centerPatient: Point; readonly radiusMm: number }[],
  source: string,
  random: Random,
  sink: Sink,
): Promise<void> {
  const { chest, candidates } = await detectCandidates(volume, model);
  const away = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  for (const nodule of truth) {
    const row = { source, label: 1, diameterMm: nodule.diameterMm, kind: nodule.kind, attachment: nodule.attachment };
    const hits = candidates.filter(
      (found) => away(found.centerPatient, nodule.centerPatient) < Math.max(2.5, nodule.diameterMm * 0.4),
    );
    for (const hit of hits.slice(0, 2)) sink.write(chest, hit.centerPatient, { ...row, response: hit.response });
    const spread = Math.max(0.5, nodule.diameterMm * 0.08);
    const jittered = nodule.centerPatient.map((value) => value + random.normal() * spread) as unknown as Point;
    sink.write(chest, jittered, { ...row, response: hits[0]?.response ?? 0 });
  }
  const negatives = candidates.filter(
    (found) =>
      truth.every((nodule) => away(found.centerPatient, nodule.centerPatient) > nodule.diameterMm * 0.75 + 4) &&
      ignored.every((ball) => away(found.centerPatient, ball.centerPatient) > ball.radiusMm),
  );
  for (const found of thinned(negatives, NEGATIVES_PER_ROUND, random)) {
    sink.write(chest, found.centerPatient, { source, label: 0, diameterMm: found.diameterMm, response: found.response });
  }
}

/** The strongest half of the quota and a draw from the rest. */
function thinned<T extends { readonly response: number }>(all: readonly T[], quota: number, random: Random): readonly T[] {
  const order = all.toSorted((a, b) => b.response - a.response);
  const top = order.slice(0, quota / 2);
  const rest = order.slice(quota / 2);
  const share = quota / 2 / Math.max(1, rest.length);
  return [...top, ...rest.filter(() => random.unit() < share)];
}

/** The first stage alone, so that the crops do not depend on the weights they are made for. */
function withoutSecondLook(model: LoadedModel): LoadedModel {
  if (model.manifest.pipeline.kind !== "lung-nodules") throw new Error("This package is none of lung nodules.");
  const { classifier: _, ...pipeline } = model.manifest.pipeline;
  return { ...model, manifest: { ...model.manifest, pipeline } };
}

async function main(): Promise<void> {
  const [output = "crops", rounds = "5", phantoms = "8"] = process.argv.slice(2);
  const model = withoutSecondLook(await loadModel(fileURLToPath(new URL("..", import.meta.url)), { threads: 2 }));
  const sink = openSink(output);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  for (const name of REAL_CASES) {
    const original = await readRealCase(name);
    if (!original) continue;
    for (let round = 0; round < Number(rounds); round++) {
      const random = createRandom(1000 * (REAL_CASES.indexOf(name) + 1) + round);
      const variation = round === 0 ? UNCHANGED : drawVariation(random, original.grid.spacingMm[2]);
      const base = vary(original, variation, random);
      const ignored = (KNOWN_LESIONS[name] ?? []).map(({ centerPatient, radiusMm }) => ({
        centerPatient: centerPatient.map((value) => value * variation.zoom) as unknown as Point,
        radiusMm: radiusMm * variation.zoom,
      }));
      const chest = await prepareChest(base, 1);
      const blurMm = random.range(0.45, 0.8);
      const { values, truth } = insertNodules(base, chest, { count: NODULES_PER_ROUND, random, keepOut: ignored, blurMm });
      await exportRound(model, { grid: base.grid, values }, truth, ignored, name, random, sink);
      say(`${name} round ${round}: ${truth.length} nodules`);
    }
  }
  for (let n = 0; n < Number(phantoms); n++) {
    const random = createRandom(90_000 + n);
    const { volume, truth } = await phantomCase(90_000 + n, 10);
    await exportRound(model, volume, truth, [], "phantom", random, sink);
    say(`phantom ${n}: ${truth.length} nodules`);
  }
  await model.dispose();
}

await main();
