import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { realCaseFolder } from "./real-cases.ts";
import type { CaseResult } from "./score-case.ts";
import { foldFile } from "./score-case.ts";
import type { Task } from "./worker.ts";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
/** What a result depends on, beside the model and the scan. */
const SOURCES = ["src/inference", "src/phantom", "src/geometry", "src/volume", "models/lung-nodule/evaluate"] as const;
/** Build outputs lie here and are ignored by git. */
const FOLDER = join(REPOSITORY, "dist", "models-evaluate");

/** Results of earlier runs, kept as long as neither the code, the model nor the scan has changed. */
export interface ResultCache {
  get(task: Task): CaseResult | null;
  put(task: Task, result: CaseResult): void;
}

export function openCache(): ResultCache {
  const code = hashOf(SOURCES.flatMap((folder) => sourcesIn(join(REPOSITORY, folder))).map((path) => readFileSync(path)));
  const pathOf = (task: Task) => {
    const key = createHash("sha256")
      .update(code)
      .update(JSON.stringify({ ...task.scan, instances: [] }))
      .update(modelKey(task))
      .update(scanKey(task));
    return join(FOLDER, `${key.digest("hex").slice(0, 32)}.json`);
  };
  return {
    get: (task) => {
      const path = pathOf(task);
      return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as CaseResult) : null;
    },
    put: (task, result) => {
      mkdirSync(FOLDER, { recursive: true });
      const path = pathOf(task);
      writeFileSync(`${path}.new`, JSON.stringify(result));
      renameSync(`${path}.new`, path);
    },
  };
}

function hashOf(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !/(rows|statistics|cache|pool)\.ts$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

interface Stage {
  readonly network: { readonly variants: readonly { readonly file: string }[] };
}

/** The pipeline of the manifest and the networks that take part: a fold stands in for the second stage of the package. */
function modelKey({ packageFolder, without }: Task): string {
  const { pipeline } = JSON.parse(readFileSync(join(packageFolder, "manifest.json"), "utf8")) as {
    pipeline: { readonly candidates: Stage; readonly classifier?: Stage };
  };
  const stages = without === null && pipeline.classifier ? [pipeline.candidates, pipeline.classifier] : [pipeline.candidates];
  const files = stages.flatMap(({ network }) => network.variants.map(({ file }) => join(packageFolder, file)));
  if (without !== null) files.push(foldFile(packageFolder, without));
  return `${JSON.stringify(pipeline)} ${hashOf(files.map((path) => readFileSync(path)))} ${without ?? ""}`;
}

/** Names, sizes and times of the files that a scan is read from; of any other series, what its images are, wherever they lie. */
function scanKey({ scan }: Task): string {
  if (scan.kind === "generated") return "";
  if (scan.kind === "series") return scan.instances.map(({ sopInstanceUid, sha256 }) => `${sopInstanceUid} ${sha256}`).join("\n");
  const folder = realCaseFolder(scan.name);
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join("\n");
}
