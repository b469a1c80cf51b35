import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { silentLog } from "../../../src/base/index.ts";
import { casesIn, readText, runCases } from "../../../src/cli/evaluate/cases.ts";
import type { ProposedCase } from "../../../src/cli/evaluate/score-cases.ts";
import { parseTruth } from "../../../src/cli/evaluate/truth.ts";
import type { TrueImage } from "../../../src/cli/evaluate/truth-images.ts";
import type { ModelManifest } from "../../../src/inference/index.ts";
import { parseFolds } from "./folds.ts";
import { type OtherNetwork, withNetwork } from "./one-network.ts";
import type { RunSet } from "./rows.ts";

export interface Asked {
  readonly packageFolder: string;
  /** The folder of images and the list of what they show. */
  readonly images: string;
  readonly labels: string;
  /** Every so manieth image alone: to try the evaluation, not the model. */
  readonly every: number;
  readonly say: (text: string) => void;
}

/** What images of a split show; every so manieth of them. @throws CliError for a list that cannot be used */
export function truthOf({ labels, every }: Pick<Asked, "labels" | "every">, split: string | undefined): RunSet["truth"] {
  const truth = parseTruth(readText(labels), split);
  if (truth.kind !== "images") throw new Error("The list of labels names no images.");
  return new Map([...truth.cases].filter((_, n) => n % every === 0));
}

/** Runs a network over images by their names, through the whole of the program as an import does. */
export async function runOver(asked: Asked, truth: ReadonlyMap<string, TrueImage>, directory: string, what: string) {
  const cases = casesIn(asked.images, new Set(truth.keys()));
  const tellEvery = Math.max(1, Math.floor(cases.length / 10));
  const outcomes = await runCases(
    cases,
    { directory, takesImages: true },
    {
      ...{ log: silentLog, signal: new AbortController().signal },
      onDone: (done) => {
        if (done % tellEvery === 0 || done === cases.length) asked.say(`${what}: ${done} of ${cases.length}`);
      },
    },
  );
  const missing = truth.size - cases.length;
  if (missing > 0) asked.say(`${what}: ${missing} images of the list are not in the folder`);
  return outcomes.flatMap(([name, outcome]): ProposedCase[] => {
    if (!("error" in outcome)) return [{ name, ...outcome }];
    asked.say(`not taken: ${name} (${outcome.error.details.reason ?? outcome.error.code})`);
    return [];
  });
}

/** The published validation split by the network of the package. @throws Error where the network was replaced meanwhile */
export async function runValidation(asked: Asked): Promise<RunSet> {
  const truth = truthOf(asked, "valid");
  const network = networkOf(asked.packageFolder);
  const cases = await runOver(asked, truth, asked.packageFolder, "validation");
  if (networkOf(asked.packageFolder) !== network)
    throw new Error("The package was replaced while it was scored. Score it again.");
  return { name: "validation", isGoal: true, truth, cases, network };
}

/** SHA-256 of the package's network of full precision. */
function networkOf(packageFolder: string): string {
  const { pipeline } = JSON.parse(readFileSync(join(packageFolder, "manifest.json"), "utf8")) as ModelManifest;
  const file = pipeline.kind === "stages" ? pipeline.stages[0]?.network.variants[0]?.file : undefined;
  if (file === undefined) throw new Error("The package is no pipeline of stages.");
  return createHash("sha256")
    .update(readFileSync(join(packageFolder, file)))
    .digest("hex");
}

/** The same by the variant in eight bits; nothing where the package has none. */
export async function runInt8(asked: Asked): Promise<RunSet | undefined> {
  const { pipeline } = JSON.parse(readFileSync(join(asked.packageFolder, "manifest.json"), "utf8")) as ModelManifest;
  const variants = pipeline.kind === "stages" ? (pipeline.stages[0]?.network.variants ?? []) : [];
  const file = variants.find(({ precision }) => precision === "int8")?.file;
  if (file === undefined) return undefined;
  const truth = truthOf(asked, "valid");
  const network: OtherNetwork = { path: join(asked.packageFolder, file), precision: "int8" };
  const cases = await withNetwork(asked.packageFolder, network, (directory) =>
    runOver(asked, truth, directory, "validation, int8"),
  );
  return { name: "validation, int8", isGoal: false, truth, cases };
}

/** Every image of the training split by the network that was fitted without it; nothing where a fold's network is not there. */
export async function runCrossValidation(asked: Asked): Promise<RunSet | undefined> {
  const folder = join(asked.packageFolder, "train", "folds");
  const folds = parseFolds(readText(join(folder, "folds.tsv")));
  const truth = truthOf(asked, "train");
  const strangers = [...truth.keys()].filter((name) => !folds.has(name));
  if (strangers.length > 0) throw new Error(`${strangers.length} training images belong to no fold.`);
  const cases: ProposedCase[] = [];
  for (const fold of new Set([...folds.values()].sort())) {
    const path = join(folder, `fold${fold}.onnx`);
    if (!existsSync(path)) {
      asked.say(`cross-validation left out: ${path} is not there`);
      return undefined;
    }
    const own = new Map([...truth].filter(([name]) => folds.get(name) === fold));
    const network: OtherNetwork = { path, precision: "fp32" };
    cases.push(
      ...(await withNetwork(asked.packageFolder, network, (directory) => runOver(asked, own, directory, `fold ${fold}`))),
    );
  }
  return { name: "cross-validation", isGoal: true, truth, cases };
}
