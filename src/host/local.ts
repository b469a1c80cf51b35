import { join } from "node:path";
import type { Log } from "../base/index.ts";
import { createTaskRunner } from "./tasks/runner.ts";
import type { SpawnTaskProcess } from "./tasks/task-process.ts";
import { openWorkstation, type Workstation } from "./workstation.ts";

/** Where the product's own files lie: beside the sources, or where a package put them. */
export interface ProductDirectories {
  readonly models: string;
  readonly templates: string;
  readonly renderer: string;
}

export function productDirectories(root = join(import.meta.dirname, "..", "..")): ProductDirectories {
  return {
    models: join(root, "models"),
    templates: join(root, "assets", "report-templates"),
    renderer: join(root, "dist", "renderer"),
  };
}

export interface LocalOptions {
  readonly dataDirectory: string;
  readonly log: Log;
  readonly product?: ProductDirectories;
  readonly spawn?: SpawnTaskProcess;
}

/** The workstation on this computer's disks and worker processes, with the product's own models and templates. */
export function openLocalWorkstation({ dataDirectory, log, product = productDirectories(), spawn }: LocalOptions): Workstation {
  return openWorkstation({
    dataDirectory,
    modelDirectories: [product.models],
    templateDirectory: product.templates,
    tasks: createTaskRunner(spawn ? { log, spawn } : { log }),
    log,
  });
}
