import { fork } from "node:child_process";
import { Worker } from "node:worker_threads";
import type { FromWorker, TaskLimits, ToWorker } from "./types.ts";

/** A worker process as the pool sees it; Electron gives one made of utilityProcess. */
export interface TaskProcess {
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

/** `limits`: of the first task it gets. */
export type SpawnTaskProcess = (limits?: TaskLimits) => TaskProcess;

/** Forks the worker under this Node; messages are structured clones, so pixels cross without text. */
export function forkTaskProcess(entry: string | URL, limits?: TaskLimits): TaskProcess {
  // As large as all its memory: so that it is the guard, which can say why, that ends it first.
  const heap = limits ? [`--max-old-space-size=${Math.ceil(limits.memoryBytes / 2 ** 20)}`] : [];
  const child = fork(entry, {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: ["--disable-warning=ExperimentalWarning", ...heap],
  });
  return {
    post: (message) => {
      if (child.connected) child.send(message);
    },
    onMessage: (listener) => child.on("message", (message) => listener(message as FromWorker)),
    onExit: (listener) => {
      child.on("exit", listener);
      child.on("error", () => listener(null));
    },
    kill: () => child.kill("SIGKILL"),
  };
}

/**
 * Runs the worker in a thread of this process, for tasks without native code: what it gives is handed over instead of copied through a
 * pipe, and memory can be shared with it. A thread that hangs or runs out of its memory is ended like a process.
 */
export function startTaskThread(entry: string | URL): TaskProcess {
  const worker = new Worker(entry, { execArgv: ["--disable-warning=ExperimentalWarning"], stdout: true });
  worker.stdout.resume();
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.on("message", (message) => listener(message as FromWorker)),
    onExit: (listener) => {
      worker.on("exit", listener);
      // It ends the thread, whose exit is told after.
      worker.on("error", (error) => void process.stderr.write(`${error instanceof Error ? error.stack : error}\n`));
    },
    kill: () => void worker.terminate(),
  };
}
