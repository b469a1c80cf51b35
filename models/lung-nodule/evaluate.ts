/**
 * Scores the lung-nodule package and prints the numbers of its card, each with its 95 % interval.
 *
 * node models/lung-nodule/evaluate.ts [--json] [--phantoms N] [--insert N] [--seed S] [--processes N] [--fresh]
 * node models/lung-nodule/evaluate.ts --images DIR [--truth JSON] [--insert N] [--seed S] [--json]
 *
 * Without --images: every real CT that is on this machine by the second stage that was fitted without it (train/folds), as it is and
 * with simulated nodules (--insert, 100 each), and generated thoraces that took no part in fitting (--phantoms, 50).
 * With --images: the network of the package on the CTs of any folder (of each study the series that it takes best), against a JSON of
 * truth ([{"centre": [x, y, z], "diameter": d}], LPS, millimetres; see evaluate/folder-truth.ts), and on copies of them with simulated
 * nodules where --insert asks for them. Scans of which nothing is known are told as they are.
 *
 * Results are kept in dist/models-evaluate until code, model or scan change; --fresh makes them anew.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { ModelManifest } from "../../src/inference/index.ts";
import { openCache } from "./evaluate/cache.ts";
import { folderProtocol } from "./evaluate/folder-protocol.ts";
import { openFolderScans } from "./evaluate/folder-scans.ts";
import { readTruth } from "./evaluate/folder-truth.ts";
import { runAll } from "./evaluate/pool.ts";
import { cardProtocol, type Protocol } from "./evaluate/protocol.ts";
import type { CaseResult } from "./evaluate/score-case.ts";
import type { Task } from "./evaluate/worker.ts";

const PACKAGE = fileURLToPath(new URL(".", import.meta.url));

const say = (text: string) => process.stderr.write(`${text}\n`);

/** The score of the point that the package works at. */
function thresholdOfPackage(): number {
  const manifest = JSON.parse(readFileSync(join(PACKAGE, "manifest.json"), "utf8")) as {
    defaultOperatingPoint: string;
    operatingPoints: readonly { id: string; thresholds: Readonly<Record<string, number>> }[];
    pipeline: { label: string };
  };
  const point = manifest.operatingPoints.find(({ id }) => id === manifest.defaultOperatingPoint);
  return point?.thresholds[manifest.pipeline.label] ?? 1;
}

interface Asked {
  readonly images: string;
  readonly truth: string | undefined;
  readonly insert: number;
  readonly seed: number;
}

/** Takes a folder in, has its scans scored and takes away what was taken in. */
async function overFolder<T>({ images, truth, insert, seed }: Asked, score: (protocol: Protocol) => Promise<T>): Promise<T> {
  const known = truth === undefined ? new Map() : readTruth(resolve(truth));
  const manifest = JSON.parse(readFileSync(join(PACKAGE, "manifest.json"), "utf8")) as Pick<ModelManifest, "accepts">;
  const { scans, refused, dispose } = await openFolderScans(resolve(images), manifest, new Set(known.keys()));
  try {
    say(`${scans.length} scans taken, ${refused.length} studies without a series that the model takes.`);
    for (const [n, { seriesInstanceUid }] of scans.entries()) say(`scan ${n + 1}: series ${seriesInstanceUid}`);
    if (scans.length === 0) throw new Error("The folder holds no CT that the model takes.");
    return await score(folderProtocol({ packageFolder: PACKAGE, scans, truth: known, insert, seed }));
  } finally {
    await dispose();
  }
}

async function resultsOf(tasks: readonly Task[], processes: number, fresh: boolean): Promise<readonly CaseResult[]> {
  const cache = openCache();
  const kept = tasks.map((task) => (fresh ? null : cache.get(task)));
  const open = tasks.flatMap((task, n) => (kept[n] ? [] : [{ task, n }]));
  if (open.length < tasks.length) say(`${tasks.length - open.length} of ${tasks.length} scans were scored before.`);
  let done = 0;
  const made = await runAll(
    open.map(({ task }) => task),
    processes,
    (index, result) => {
      cache.put((open[index] as { task: Task }).task, result);
      done++;
      say(`${done} of ${open.length} scans, ${result.seconds.toFixed(0)} s`);
    },
  );
  const results = [...kept];
  for (const [index, { n }] of open.entries()) results[n] = made[index] ?? null;
  return results.filter((result) => result !== null);
}

async function main(): Promise<void> {
  const { values: given } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      phantoms: { type: "string", default: "50" },
      insert: { type: "string" },
      seed: { type: "string", default: "5" },
      processes: { type: "string", default: "2" },
      fresh: { type: "boolean", default: false },
      images: { type: "string" },
      truth: { type: "string" },
    },
  });
  const seed = Number(given.seed);
  const score = async (protocol: Protocol) => {
    for (const name of protocol.missing) say(`left out: ${name}; HOUNSFIELD_DATA names the folder of real studies`);
    return protocol.rows(await resultsOf(protocol.tasks, Number(given.processes), given.fresh), thresholdOfPackage());
  };
  const rows =
    given.images === undefined
      ? await score(
          cardProtocol({
            packageFolder: PACKAGE,
            phantoms: Number(given.phantoms),
            insert: Number(given.insert ?? "100"),
            seed,
          }),
        )
      : await overFolder({ images: given.images, truth: given.truth, insert: Number(given.insert ?? "0"), seed }, score);
  if (given.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else
    for (const { name, value, unit, target, met } of rows) {
      const goal = target === null ? "" : `  (${target}: ${met ? "met" : "not met"})`;
      process.stdout.write(`${name.padEnd(112)} ${Number(value.toFixed(3))} ${unit === "1" ? "" : unit}${goal}\n`);
    }
}

await main();
