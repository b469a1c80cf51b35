/**
 * Scores the fracture package and prints the numbers of its card, each with its 95 % interval.
 *
 * node models/fracture/evaluate.ts [--data DIR] [--json] [--marks FILE] [--looks FILE] [--every N]
 * node models/fracture/evaluate.ts --images DIR --labels TSV [--split NAME] [--json]
 *
 * Without --images: the radiographs of DIR (HOUNSFIELD_DATA, else ../shared/data; in it radiographs/images and radiographs/labels.tsv), the
 * validation split by the networks of the package, and the training split in five folds, each image by the network that was fitted without it
 * (train/folds). With --images: the package over any folder that is labelled in the same way.
 *
 * --marks keeps what the networks said, and is read again where it is there; --looks lists what was missed and what was wrong at the
 * balanced point, for somebody who looks at the images; --every takes each Nth image alone.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { scoreCases } from "../../src/cli/evaluate/score-cases.ts";
import { type ModelManifest, operatingPointOf } from "../../src/inference/index.ts";
import { looksOf } from "./evaluate/looks.ts";
import { pointsOf } from "./evaluate/points.ts";
import { networkRows, pointRows, type Row, type RunSet, setRows, sizeRows } from "./evaluate/rows.ts";
import { type Asked, runCrossValidation, runInt8, runOver, runValidation, truthOf } from "./evaluate/run-sets.ts";

const packageFolder = fileURLToPath(new URL(".", import.meta.url));
const say = (text: string) => void process.stderr.write(`${text}\n`);

function readManifest(): ModelManifest {
  const path = join(packageFolder, "manifest.json");
  if (!existsSync(path)) {
    say("The package was not made yet: train/README.md says how.");
    process.exit(2);
  }
  return JSON.parse(readFileSync(path, "utf8")) as ModelManifest;
}

async function overFolder(asked: Asked, split: string | undefined): Promise<readonly Row[]> {
  const manifest = readManifest();
  const truth = truthOf(asked, split);
  const cases = await runOver(asked, truth, packageFolder, "images");
  const thresholds = operatingPointOf(manifest)?.thresholds ?? {};
  return scoreCases(cases, { kind: "images", cases: truth }, { findings: manifest.findings, thresholds });
}

/** Sets that were run before, by the names of their files' marks. */
type Kept = Readonly<Record<string, RunSet["cases"]>>;

async function overSets(asked: Asked, files: { readonly marks?: string; readonly looks?: string }): Promise<readonly Row[]> {
  const manifest = readManifest();
  // Marks that were kept say nothing of the network: their numbers are for looking, not for a card.
  const kept: Kept = files.marks && existsSync(files.marks) ? JSON.parse(readFileSync(files.marks, "utf8")) : {};
  const again = async (name: string, split: string, run: () => Promise<RunSet | undefined>) => {
    const cases = kept[name];
    return cases === undefined ? run() : { name, cases, isGoal: !name.endsWith("int8"), truth: truthOf(asked, split) };
  };
  const validation = await again("validation", "valid", () => runValidation(asked));
  const int8 = await again("validation, int8", "valid", () => runInt8(asked));
  const folds = await again("cross-validation", "train", () => runCrossValidation(asked));
  const sets = [folds, validation, int8].filter((set) => set !== undefined);
  if (files.marks) writeFileSync(files.marks, JSON.stringify(Object.fromEntries(sets.map(({ name, cases }) => [name, cases]))));
  // Where to look at a score is decided on images that its network was fitted without.
  const chosenOn = folds ?? (validation as RunSet);
  const points = pointsOf(chosenOn.cases, chosenOn.truth);
  if (files.looks) writeFileSync(files.looks, looksOf(sets, points));
  return [
    ...pointRows(chosenOn.name, points),
    ...sets.flatMap(networkRows),
    ...sets.flatMap((set) => setRows(set === int8 ? together(set) : set, points, manifest)),
    ...(folds ? sizeRows(folds) : []),
  ];
}

const together = (set: RunSet): RunSet => ({
  ...set,
  truth: new Map([...set.truth].map(([name, one]) => [name, { ...one, regions: [], hardware: undefined }])),
});

async function main(): Promise<void> {
  const { values: given } = parseArgs({
    options: {
      data: { type: "string", default: process.env.HOUNSFIELD_DATA ?? join(packageFolder, "..", "..", "..", "shared", "data") },
      images: { type: "string" },
      labels: { type: "string" },
      truth: { type: "string" },
      split: { type: "string" },
      json: { type: "boolean", default: false },
      marks: { type: "string" },
      looks: { type: "string" },
      every: { type: "string", default: "1" },
    },
  });
  const folder = join(given.data, "radiographs");
  const asked: Asked = {
    ...{ packageFolder, every: Math.max(1, Number(given.every)), say },
    images: resolve(given.images ?? join(folder, "images")),
    labels: resolve(given.labels ?? given.truth ?? join(folder, "labels.tsv")),
  };
  const rows = given.images === undefined ? await overSets(asked, given) : await overFolder(asked, given.split);
  if (given.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else
    for (const { name, value, unit, target, met } of rows) {
      const goal = target === null ? "" : `  (${target}: ${met ? "met" : "not met"})`;
      process.stdout.write(`${name.padEnd(112)} ${Number(value.toFixed(4))} ${unit === "1" ? "" : unit}${goal}\n`);
    }
}

await main();
