/** Scores one case after the other in a process of its own; started by pool.ts, which sends a task and waits for its result. */
import { type LoadedModel, loadModel } from "../../../src/inference/index.ts";
import type { ScanCase } from "./scan-case.ts";
import { type CaseResult, foldFile, scoreCase, withFold } from "./score-case.ts";

export interface Task {
  readonly packageFolder: string;
  readonly scan: ScanCase;
  /** The CT whose fold is to be used; null for the network of the package. */
  readonly without: string | null;
}

/** What a worker answers; an error is its message. */
export type Answer = { readonly result: CaseResult } | { readonly error: string };

/** Loaded once: by package and fold. */
const models = new Map<string, LoadedModel>();

async function modelOf({ packageFolder, without }: Task): Promise<LoadedModel> {
  const key = `${packageFolder} ${without ?? ""}`;
  const loaded = models.get(key);
  if (loaded) return loaded;
  const shipped = models.get(`${packageFolder} `) ?? (await loadModel(packageFolder, { threads: 1 }));
  models.set(`${packageFolder} `, shipped);
  const model = without === null ? shipped : await withFold(shipped, foldFile(packageFolder, without), 1);
  models.set(key, model);
  return model;
}

// Whoever started this is gone: nobody waits for what is still being scored.
process.on("disconnect", () => process.exit());
process.on("message", (task: Task) => {
  const answer = async (): Promise<Answer> => {
    try {
      return { result: await scoreCase(task.scan, await modelOf(task)) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  void answer().then((message) => process.send?.(message));
});
