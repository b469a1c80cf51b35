/**
 * Scores the lung-nodule package and prints the numbers of its card, each with its 95 % interval.
 *
 * node models/lung-nodule/evaluate.ts [--json] [--phantoms N] [--insert N] [--seed S] [--processes N] [--fresh]
 * node models/lung-nodule/evaluate.ts --images DIR [--truth JSON] [--insert N] [--seed S] [--json]
 *
 * Without --images: every real CT that is on this machine by the second stage that was fitted without it (train/folds), as it is and
 * with simulated nodules (--insert, 100 each), and generated thoraces that took no part in fitting (--phantoms, 50).
 * With --images: the network of the package on the one CT series of that folder, against a JSON of truth
 * ([{"centerPatient": [x, y, z], "diameterMm": d}], LPS, millimetres), with simulated nodules beside it where --insert asks for them.
 *
 * Results are kept in dist/models-evaluate until code, model or scan change; --fresh makes them anew.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openCache } from "./evaluate/cache.ts";
import { readTruth } from "./evaluate/folder-truth.ts";
import { runAll } from "./evaluate/pool.ts";
import { cardProtocol, type Protocol, timeRows } from "./evaluate/protocol.ts";
import { curveRows, plainRows } from "./evaluate/rows.ts";
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

interface FolderOptions {
  readonly images: string;
  readonly truth: string | undefined;
  readonly insert: number;
  readonly seed: number;
}

function folderProtocol({ images, truth, insert, seed }: FolderOptions): Protocol {
  const known = truth === undefined ? [] : readTruth(resolve(truth));
  const scan = { kind: "folder", directory: resolve(images), truth: known, insert, seed } as const;
  return {
    tasks: [{ packageFolder: PACKAGE, scan, without: null }],
    missing: [],
    rows: ([result], threshold) => {
      if (!result) return [];
      const curve = result.hits.length === 0 ? [] : curveRows("this scan", [result], threshold);
      return [...curve, ...plainRows("this scan", result, threshold), ...timeRows([result])];
    },
  };
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
  const protocol =
    given.images === undefined
      ? cardProtocol({
          packageFolder: PACKAGE,
          phantoms: Number(given.phantoms),
          insert: Number(given.insert ?? "100"),
          seed,
        })
      : folderProtocol({ images: given.images, truth: given.truth, insert: Number(given.insert ?? "0"), seed });
  for (const name of protocol.missing) say(`left out: ${name}; HOUNSFIELD_DATA names the folder of real studies`);
  const results = await resultsOf(protocol.tasks, Number(given.processes), given.fresh);
  const rows = protocol.rows(results, thresholdOfPackage());
  if (given.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else
    for (const { name, value, unit, target, met } of rows) {
      const goal = target === null ? "" : `  (${target}: ${met ? "met" : "not met"})`;
      process.stdout.write(`${name.padEnd(112)} ${Number(value.toFixed(3))} ${unit === "1" ? "" : unit}${goal}\n`);
    }
}

await main();
