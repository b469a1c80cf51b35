import { join } from "node:path";
import type { Disposable, Log } from "../../base/index.ts";
import type { QueuedAnalysis } from "../jobs/analyse.ts";
import { runsAtOnce } from "../tasks/capacity.ts";
import type { TaskRunner } from "../tasks/types.ts";
import { type Attention, createAttention } from "./attention.ts";
import { type Engine, openEngine } from "./engine.ts";
import { type AnalysisJournal, openAnalysisJournal } from "./journal.ts";
import { type AnalysisQueue, createAnalysisQueue } from "./queue.ts";

/** Everything the runs of models share: the queue and its journal, what goes on, what readers look at, what this computer can do. */
export interface Analyses extends Disposable {
  readonly queue: AnalysisQueue;
  readonly journal: AnalysisJournal;
  /** By id: those that wait and those that go on. */
  readonly running: Map<string, QueuedAnalysis>;
  readonly attention: Attention;
  readonly engine: Engine;
}

export interface AnalysesOptions {
  readonly dataDirectory: string;
  readonly tasks: TaskRunner;
  readonly log: Log;
  readonly now: () => Date;
}

export function openAnalyses({ dataDirectory, tasks, log, now }: AnalysesOptions): Analyses {
  const directory = join(dataDirectory, "analyses");
  const journal = openAnalysisJournal(directory);
  const attention = createAttention();
  const queue = createAnalysisQueue(runsAtOnce(), attention.looked);
  return {
    queue,
    journal,
    running: new Map(),
    attention,
    engine: openEngine({ directory, tasks, log, now }),
    dispose() {
      queue.close();
      journal.dispose();
    },
  };
}
