import { availableParallelism } from "node:os";
import type { Log } from "../../base/index.ts";
import { runsAtOnce } from "./capacity.ts";
import { TaskPool } from "./pool.ts";
import { forkTaskProcess, type SpawnTaskProcess, startTaskThread } from "./task-process.ts";
import type { RunOptions, TaskName, TaskRunner, Tasks } from "./types.ts";

/** Which lane a task runs in: pixels never wait behind an import or a network. */
const laneOf: Readonly<Record<TaskName, "pixels" | "files" | "network">> = {
  "decode-frame": "pixels",
  "decode-frames": "pixels",
  overlay: "pixels",
  "series-frames": "pixels",
  "video-stream": "pixels",
  thumbnail: "pixels",
  "read-object": "pixels",
  "object-graphics": "pixels",
  "read-content": "pixels",
  "read-waveform": "pixels",
  "slide-picture": "pixels",
  import: "files",
  recompress: "files",
  verify: "files",
  rebuild: "files",
  demo: "files",
  // Short, and must not wait behind a run; so are ribs.
  "try-model": "files",
  ribs: "files",
  analyse: "network",
  explain: "network",
  "measure-provider": "network",
  "score-images": "network",
};

export interface TaskRunnerOptions {
  readonly log: Log;
  /** How a worker process is started; by default a fork of worker-main under this Node, for pixels a thread of it. */
  readonly spawn?: SpawnTaskProcess;
}

/** The workstation's worker processes, in three lanes. Memory and time of each are bounded by the lane. */
export function createTaskRunner({ log, spawn: given }: TaskRunnerOptions): TaskRunner {
  const spawn: SpawnTaskProcess = given ?? ((limits) => forkTaskProcess(workerEntry(), limits));
  const spawnForPixels = given ?? (() => startTaskThread(workerEntry()));
  const cores = availableParallelism();
  const lanes = {
    pixels: new TaskPool({ spawn: spawnForPixels, size: Math.min(4, cores), silenceMs: 60_000, cancelGraceMs: 10_000, log }),
    files: new TaskPool({ spawn, size: 2, silenceMs: 300_000, cancelGraceMs: 10_000, log }),
    network: new TaskPool({ spawn, size: runsAtOnce(), silenceMs: 300_000, cancelGraceMs: 3_000, ownProcess: true, log }),
  };
  return {
    run<K extends TaskName>(task: K, input: Tasks[K]["input"], options?: RunOptions<K>): Promise<Tasks[K]["output"]> {
      return lanes[laneOf[task]].run(task, input, options);
    },
    warm: () => lanes.pixels.warm(),
    async dispose() {
      await Promise.all(Object.values(lanes).map((lane) => lane.dispose()));
    },
  };
}

/** The worker's file beside this one: TypeScript from the sources, JavaScript when bundled. */
function workerEntry(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./worker-main.ts" : "./worker-main.js", import.meta.url);
}
