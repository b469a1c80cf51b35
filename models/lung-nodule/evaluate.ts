/**
 * Scores the lung-nodule package and prints the numbers of its card.
 *
 * node models/lung-nodule/evaluate.ts [--json] [--phantoms N] [--insert N] [--seed S]
 *
 * Generated thoraces are none of those used in fitting. For each real CT that is on this machine, the second stage that was fitted
 * without that CT is used where it is kept in train/folds, and both are told apart in the names of the rows.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  analyse,
  type LoadedModel,
  loadModel,
  openNetwork,
  operatingPointOf,
  type Proposal,
  prepareChest,
} from "../../src/inference/index.ts";
import type { Volume } from "../../src/volume/index.ts";
import { asVolume } from "./evaluate/as-volume.ts";
import { atThreshold, interval, median, type ScoredScan, scoreScan, sensitivityAt } from "./evaluate/froc.ts";
import { insertNodules } from "./evaluate/insert.ts";
import { KNOWN_LESIONS } from "./evaluate/known-lesions.ts";
import { phantomCase } from "./evaluate/phantom-cases.ts";
import { createRandom } from "./evaluate/random.ts";
import { REAL_CASES, readRealCase } from "./evaluate/real-cases.ts";

const PACKAGE = fileURLToPath(new URL(".", import.meta.url));
/** Fitting starts at 90000. */
const FIRST_PHANTOM_SEED = 70_000;
const FALSE_POSITIVES_PER_SCAN = [0.125, 0.25, 0.5, 1, 2, 4, 8] as const;

/** One number, as the benchmarks print theirs. */
interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

function lungNodules({ manifest }: LoadedModel) {
  if (manifest.pipeline.kind !== "lung-nodules") throw new Error("This package is none of lung nodules.");
  return manifest.pipeline;
}

function thresholdOf(model: LoadedModel): number {
  return operatingPointOf(model.manifest)?.thresholds[lungNodules(model).label] ?? 1;
}

/** The model with a threshold low enough for the whole curve. */
function wideOpen(model: LoadedModel): LoadedModel {
  const { manifest } = model;
  const pipeline = lungNodules(model);
  const operatingPoints = manifest.operatingPoints.map((point) => ({ ...point, thresholds: { [pipeline.label]: 0.1 } }));
  const limits = { ...pipeline.limits, maxProposals: 50 };
  return { ...model, manifest: { ...manifest, operatingPoints, pipeline: { ...pipeline, limits } } };
}

/** The model with the second stage that never saw this CT, or null where none is kept. */
async function foldWithout(model: LoadedModel, name: string, threads: number): Promise<LoadedModel | null> {
  const path = join(PACKAGE, "train", "folds", `without-${name}.onnx`);
  const file = lungNodules(model).classifier?.network.variants[0]?.file;
  if (!file || !existsSync(path)) return null;
  const network = await openNetwork(readFileSync(path), file, { threads });
  return { ...model, networks: new Map([...model.networks, [file, network]]), dispose: () => network.dispose() };
}

function curveRows(name: string, scans: readonly ScoredScan[], threshold: number): Row[] {
  const point = atThreshold(scans, threshold);
  const [low, high] = interval(point.sensitivity, point.nodules);
  const levels = FALSE_POSITIVES_PER_SCAN.map((perScan) => ({ perScan, sensitivity: sensitivityAt(scans, perScan) }));
  const errors = scans.flatMap(({ hits }) =>
    hits.flatMap(({ score, diameterErrorMm }) =>
      score !== null && score >= threshold && diameterErrorMm !== null ? [Math.abs(diameterErrorMm)] : [],
    ),
  );
  return [
    { name: `${name}: scans`, value: scans.length, unit: "1" },
    { name: `${name}: nodules`, value: point.nodules, unit: "1" },
    { name: `${name}: sensitivity at the operating point`, value: point.sensitivity, unit: "1" },
    { name: `${name}: sensitivity, 95 % from`, value: low, unit: "1" },
    { name: `${name}: sensitivity, 95 % to`, value: high, unit: "1" },
    { name: `${name}: false positives per scan at the operating point`, value: point.perScan, unit: "1" },
    ...groupRows(name, scans, threshold),
    ...levels.map(({ perScan, sensitivity }) => ({
      name: `${name}: sensitivity at ${perScan} false positives per scan`,
      value: sensitivity,
      unit: "1",
    })),
    {
      name: `${name}: mean of these sensitivities`,
      value: levels.reduce((sum, { sensitivity }) => sum + sensitivity, 0) / levels.length,
      unit: "1",
    },
    { name: `${name}: median diameter error`, value: median(errors), unit: "mm" },
  ];
}

function groupRows(name: string, scans: readonly ScoredScan[], threshold: number): Row[] {
  const groups: readonly (readonly [string, (hit: ScoredScan["hits"][number]) => boolean])[] = [
    ["under 6 mm", ({ nodule }) => nodule.diameterMm < 6],
    ["6 to 10 mm", ({ nodule }) => nodule.diameterMm >= 6 && nodule.diameterMm < 10],
    ["10 mm and over", ({ nodule }) => nodule.diameterMm >= 10],
    ["solid", ({ nodule }) => nodule.kind === "solid" || nodule.kind === "calcified"],
    ["part-solid", ({ nodule }) => nodule.kind === "part-solid"],
    ["ground-glass", ({ nodule }) => nodule.kind === "ground-glass"],
  ];
  return groups.flatMap(([group, belongs]) => {
    const part = scans.map((scan) => ({ ...scan, hits: scan.hits.filter(belongs) }));
    const { sensitivity, nodules } = atThreshold(part, threshold);
    return nodules === 0 ? [] : [{ name: `${name}: sensitivity, ${group} (${nodules})`, value: sensitivity, unit: "1" }];
  });
}

/** As it is: what is proposed, and whether the marked lesion is among it. */
function plainRows(
  name: string,
  proposals: readonly Proposal[],
  lesions: (typeof KNOWN_LESIONS)[string],
  threshold: number,
): Row[] {
  const scored = scoreScan(proposals, [], lesions);
  const over = (scores: readonly number[]) => scores.filter((score) => score >= threshold).length;
  const marked = lesions.filter(({ source }) => source === "marked");
  const ranks = marked.flatMap(({ centerPatient }) => {
    const rank = proposals.findIndex(
      ({ geometry }) =>
        geometry.kind === "sphere" &&
        Math.hypot(...geometry.centerPatient.map((value, axis) => value - (centerPatient[axis] as number))) < 8,
    );
    const provenance = proposals[rank]?.provenance;
    const score = provenance?.by === "model" ? provenance.score : 0;
    return [
      { name: `${name}: rank of the marked lesion (0: not found)`, value: rank + 1, unit: "1" },
      { name: `${name}: score of the marked lesion`, value: score, unit: "1" },
    ];
  });
  return [
    { name: `${name}: proposals on places known or seen to be lesions`, value: over(scored.known), unit: "1" },
    { name: `${name}: other proposals`, value: over(scored.falsePositives), unit: "1" },
    ...ranks,
  ];
}

interface Settings {
  readonly phantoms: number;
  readonly insert: number;
  readonly seed: number;
  readonly say: (text: string) => void;
}

async function scorePhantoms(model: LoadedModel, { phantoms, say }: Settings): Promise<ScoredScan[]> {
  const scans: ScoredScan[] = [];
  for (let n = 0; n < phantoms; n++) {
    const { volume, truth } = await phantomCase(FIRST_PHANTOM_SEED + n, 8);
    const { proposals } = await analyse(asVolume(volume), model);
    scans.push(scoreScan(proposals, truth, []));
    say(`generated thorax ${n + 1} of ${phantoms}`);
  }
  return scans;
}

async function scoreInserted(model: LoadedModel, volume: Volume, name: string, settings: Settings): Promise<ScoredScan> {
  const ignored = KNOWN_LESIONS[name] ?? [];
  const random = createRandom(settings.seed * 100 + (REAL_CASES as readonly string[]).indexOf(name));
  const chest = await prepareChest(volume, 1);
  const { values, truth } = insertNodules(volume, chest, { count: settings.insert, random, keepOut: ignored });
  const { proposals } = await analyse({ ...volume, values }, model);
  return scoreScan(proposals, truth, ignored);
}

async function main(): Promise<void> {
  const { values: given } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      phantoms: { type: "string", default: "12" },
      insert: { type: "string", default: "30" },
      seed: { type: "string", default: "5" },
    },
  });
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const settings = { phantoms: Number(given.phantoms), insert: Number(given.insert), seed: Number(given.seed), say };
  const shipped = await loadModel(PACKAGE, { threads: 2 });
  const threshold = thresholdOf(shipped);
  const rows: Row[] = curveRows("generated thoraces", await scorePhantoms(wideOpen(shipped), settings), threshold);
  const pooled: Record<"shipped" | "unseen", ScoredScan[]> = { shipped: [], unseen: [] };
  for (const name of REAL_CASES) {
    const volume = await readRealCase(name);
    if (!volume) {
      say(`skipped: ${name} is not here; set HOUNSFIELD_DATA to the folder of real studies`);
      continue;
    }
    const unseen = await foldWithout(shipped, name, 2);
    for (const [which, model] of [
      ["shipped", shipped],
      ["unseen", unseen],
    ] as const) {
      if (!model) continue;
      const { proposals } = await analyse(volume, wideOpen(model));
      rows.push(...plainRows(`${name} as it is (${which})`, proposals, KNOWN_LESIONS[name] ?? [], threshold));
      pooled[which].push(await scoreInserted(wideOpen(model), volume, name, settings));
      say(`${name} (${which})`);
    }
    await unseen?.dispose();
  }
  if (pooled.shipped.length > 0) rows.push(...curveRows("nodules inserted in real CTs (shipped)", pooled.shipped, threshold));
  if (pooled.unseen.length > 0) rows.push(...curveRows("nodules inserted in real CTs (unseen)", pooled.unseen, threshold));
  await shipped.dispose();
  if (given.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else
    for (const { name, value, unit } of rows)
      process.stdout.write(`${name.padEnd(78)} ${Number(value.toFixed(3))} ${unit === "1" ? "" : unit}\n`);
}

await main();
