/**
 * Makes the crops that the second stage is fitted on, by the pipeline itself: simulated nodules and things that look like nodules
 * are put into the real CTs (each time varied in dose, kernel, thickness and size) and into generated thoraces, the first stage
 * runs, and what it finds is cut out with its label.
 *
 * node export-crops.ts OUTPUT ROUNDS_PER_CT PHANTOMS [PART/OF]
 * Rounds and phantoms are a count, or FIRST-END (END not made) to add to what an earlier call made; each has its own seed.
 * Writes OUTPUT/crops.u8 (near and far channels of one crop after the other) and OUTPUT/crops.jsonl. With
 * PART/OF (from 0) only every so many-th round is made, so that several processes share the work; each needs its own OUTPUT.
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
import { away, type Ball, insertNodules, type TrueNodule } from "../evaluate/insert.ts";
import { KNOWN_LESIONS } from "../evaluate/known-lesions.ts";
import { insertLookalikes } from "../evaluate/lookalikes.ts";
import { phantomCase } from "../evaluate/phantom-cases.ts";
import { createRandom, type Random } from "../evaluate/random.ts";
import { REAL_CASES, readRealCase } from "../evaluate/real-cases.ts";
import { measureScan, type ScanCharacter } from "../evaluate/scan-character.ts";
import { drawVariation, UNCHANGED, vary } from "../evaluate/vary.ts";

type Point = readonly [number, number, number];
type Pixels = Pick<Volume, "grid" | "values">;

/** Wider than the network's input, so that training can turn, scale and shift it. */
const NEAR: CropInput = {
  name: "near",
  orientation: "LPS",
  spacingMm: 1,
  sizeVoxels: 30,
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
const NODULES_PER_ROUND = 30;
const LOOKALIKES_PER_ROUND = 14;
const NEGATIVES_PER_ROUND = 240;
const PHANTOM_SPACINGS_MM = [0.8, 1, 1.25, 2, 3, 5] as const;

interface Sink {
  write(chest: PreparedChest, centerPatient: Point, row: Record<string, string | number>): void;
}

function openSink(directory: string): Sink {
  mkdirSync(directory, { recursive: true });
  const crops = openSync(join(directory, "crops.u8"), "w");
  const rows = openSync(join(directory, "crops.jsonl"), "w");
  const buffer = new Float32Array(cropLength(NEAR) + cropLength(FAR));
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

interface Round {
  readonly source: string;
  readonly volume: Pixels;
  readonly truth: readonly TrueNodule[];
  /** Where something really is: neither nodule nor not. */
  readonly ignored: readonly Ball[];
  /** Where something was put that is no nodule. */
  readonly lookalikes: readonly Ball[];
}

async function exportRound(model: LoadedModel, round: Round, random: Random, sink: Sink): Promise<void> {
  const { source, truth, ignored, lookalikes } = round;
  const { chest, candidates } = await detectCandidates(round.volume, model);
  for (const nodule of truth) {
    const { diameterMm, kind, attachment } = nodule;
    const row = { source, label: 1, diameterMm, kind, attachment };
    const hits = candidates.filter((found) => away(found.centerPatient, nodule.centerPatient) < Math.max(2.5, diameterMm * 0.4));
    for (const hit of hits.slice(0, 2)) sink.write(chest, hit.centerPatient, { ...row, response: hit.response });
    const spread = Math.max(0.5, diameterMm * 0.08);
    const jittered = nodule.centerPatient.map((value) => value + random.normal() * spread) as unknown as Point;
    sink.write(chest, jittered, { ...row, response: hits[0]?.response ?? 0 });
  }
  const inside = (at: Point, balls: readonly Ball[]) => balls.some((ball) => away(at, ball.centerPatient) <= ball.radiusMm);
  const negatives = candidates.filter(
    (found) =>
      truth.every((nodule) => away(found.centerPatient, nodule.centerPatient) > nodule.diameterMm * 0.75 + 4) &&
      !inside(found.centerPatient, ignored),
  );
  const planted = negatives.filter((found) => inside(found.centerPatient, lookalikes));
  const others = negatives.filter((found) => !inside(found.centerPatient, lookalikes));
  for (const found of [...planted, ...thinned(others, NEGATIVES_PER_ROUND, random)]) {
    const kind = planted.includes(found) ? "lookalike" : "found";
    sink.write(chest, found.centerPatient, {
      source,
      label: 0,
      kind,
      diameterMm: found.diameterMm,
      response: found.response,
    });
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

/** The scan's own blur, a little off: no measurement is exact. */
function blurred(scan: ScanCharacter, random: Random): ScanCharacter {
  const factor = random.range(0.85, 1.2);
  return { ...scan, inPlaneMm: scan.inPlaneMm * factor, throughMm: scan.throughMm * factor };
}

async function realRound(name: string, original: Volume, round: number): Promise<{ round: Round; random: Random }> {
  const random = createRandom(1000 * ((REAL_CASES as readonly string[]).indexOf(name) + 1) + round);
  const variation = round === 0 ? UNCHANGED : drawVariation(random, original.grid.spacingMm[2]);
  const base = vary(original, variation, random);
  const ignored = (KNOWN_LESIONS[name] ?? []).map(({ centerPatient, radiusMm }) => ({
    centerPatient: centerPatient.map((value) => value * variation.zoom) as unknown as Point,
    radiusMm: radiusMm * variation.zoom,
  }));
  const chest = await prepareChest(base, 1);
  const scan = blurred(measureScan(base), random);
  const { values, truth } = insertNodules(base, chest, { count: NODULES_PER_ROUND, random, keepOut: ignored, scan });
  const taken = [...ignored, ...truth.map((nodule) => ({ ...nodule, radiusMm: nodule.diameterMm * 0.75 + 4 }))];
  const count = LOOKALIKES_PER_ROUND;
  const lookalikes = insertLookalikes(base, values, chest, { count, random, keepOut: taken, scan });
  return { round: { source: name, volume: { grid: base.grid, values }, truth, ignored, lookalikes }, random };
}

/** From "8" 0 to 7, from "8-20" 8 to 19. */
function numbers(range: string): readonly number[] {
  const [first, end] = range.includes("-") ? range.split("-").map(Number) : [0, Number(range)];
  return Array.from({ length: (end as number) - (first as number) }, (_, n) => (first as number) + n);
}

async function main(): Promise<void> {
  const [output = "crops", rounds = "8", phantoms = "14", share = "0/1"] = process.argv.slice(2);
  const [part, of] = share.split("/").map(Number) as [number, number];
  const isMine = (n: number) => n % of === part;
  const model = withoutSecondLook(await loadModel(fileURLToPath(new URL("..", import.meta.url)), { threads: 1 }));
  const sink = openSink(output);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  for (const name of REAL_CASES) {
    const original = await readRealCase(name);
    if (!original) continue;
    for (const n of numbers(rounds)) {
      if (!isMine(n)) continue;
      const { round, random } = await realRound(name, original, n);
      await exportRound(model, round, random, sink);
      say(`${name} round ${n}: ${round.truth.length} nodules, ${round.lookalikes.length} lookalikes`);
    }
  }
  for (const n of numbers(phantoms)) {
    if (!isMine(n)) continue;
    const random = createRandom(90_000 + n);
    const { volume, truth } = await phantomCase(90_000 + n, 12, PHANTOM_SPACINGS_MM[n % PHANTOM_SPACINGS_MM.length]);
    await exportRound(model, { source: "phantom", volume, truth, ignored: [], lookalikes: [] }, random, sink);
    say(`phantom ${n}: ${truth.length} nodules`);
  }
  await model.dispose();
}

await main();
