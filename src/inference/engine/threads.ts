import { Worker } from "node:worker_threads";
import { type Disposable, type ErrorRecord, fromErrorRecord } from "../../base/index.ts";
import { InferenceError } from "../errors.ts";
import { type ThreadTasks, threadTasks } from "./thread-tasks.ts";

export type ToThread = {
  [K in keyof ThreadTasks]: { readonly id: number; readonly task: K; readonly input: ThreadTasks[K]["input"] };
}[keyof ThreadTasks];
export type FromThread = { readonly id: number; readonly output: unknown } | { readonly id: number; readonly error: ErrorRecord };

export interface ThreadRun {
  readonly signal?: AbortSignal | undefined;
  /** Buffers of the input that are handed over: the caller's are empty after. */
  readonly handOver?: readonly ArrayBufferLike[];
}

/**
 * Worker threads of one run. What they share lies in shared memory (`sharedInt16` and the like); what they give is handed over. Each task is
 * a pure function of its input, so that results are the same however many threads there are, none included.
 */
export interface Threads extends Disposable {
  /** 0: tasks run where they are asked for. */
  readonly count: number;
  /** Throws what the task throws; InferenceError out-of-memory, run-failed where its thread ends; the signal's reason. */
  run<K extends keyof ThreadTasks>(
    task: K,
    input: ThreadTasks[K]["input"],
    options?: ThreadRun,
  ): Promise<ThreadTasks[K]["output"]>;
}

/** Every task runs in this thread. */
export const noThreads: Threads = {
  count: 0,
  async run(task, input, { signal } = {}) {
    signal?.throwIfAborted();
    return threadTasks[task](input);
  },
  dispose: () => undefined,
};

interface Job {
  readonly isHandedOver: boolean;
  readonly runHere: () => void;
  readonly resolve: (output: never) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
  hasAnswered: boolean;
}

/** A thread's own heap; pixels lie outside it. */
const HEAP_MB = 256;

/** The entry beside this file: TypeScript from the sources, JavaScript when bundled. */
function threadEntry(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./thread-main.ts" : "./inference-thread.js", import.meta.url);
}

/**
 * Starts so many threads. Where a system does not let them start, their tasks run in this thread: slower, with the same results.
 * A task is handed to its thread at once, without waiting for those before it: this thread stands still while a network runs.
 */
export function startThreads(count: number, entry: URL = threadEntry()): Threads {
  if (count < 1) return noThreads;
  const threads = new Set<Thread>();
  let nextId = 1;
  const end = (thread: Thread, error: unknown) => {
    if (!threads.delete(thread)) return;
    void thread.worker.terminate();
    for (const job of thread.jobs.values()) {
      if (thread.hasAnswered || job.isHandedOver) job.reject(threadEnded(error));
      else job.runHere();
    }
    thread.jobs.clear();
  };
  for (let n = 0; n < count; n++) {
    const thread = startThread(entry);
    threads.add(thread);
    thread.worker.on("error", (error) => end(thread, error));
    thread.worker.on("exit", () => end(thread, undefined));
  }
  return {
    count,
    run(task, input, options = {}) {
      const { signal, handOver = [] } = options;
      if (signal?.aborted) return Promise.reject(signal.reason);
      const [idlest] = [...threads].toSorted((a, b) => a.jobs.size - b.jobs.size);
      if (!idlest) return noThreads.run(task, input, options);
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      const id = nextId++;
      const runHere = () => void noThreads.run(task, input, options).then((output) => resolve(output as never), reject);
      idlest.jobs.set(id, { isHandedOver: handOver.length > 0, runHere, resolve, reject });
      idlest.worker.ref();
      idlest.worker.postMessage({ id, task, input }, handOver as ArrayBuffer[]);
      const cancel = () => reject(signal?.reason);
      signal?.addEventListener("abort", cancel, { once: true });
      return promise.finally(() => signal?.removeEventListener("abort", cancel));
    },
    dispose() {
      for (const thread of [...threads]) {
        threads.delete(thread);
        void thread.worker.terminate();
        for (const { reject } of thread.jobs.values()) reject(threadEnded(undefined));
      }
    },
  };
}

function startThread(entry: URL): Thread {
  const worker = new Worker(entry, {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const thread: Thread = { worker, jobs: new Map(), hasAnswered: false };
  worker.on("message", (message: FromThread) => {
    thread.hasAnswered = true;
    const job = thread.jobs.get(message.id);
    thread.jobs.delete(message.id);
    // An idle thread keeps no program from ending.
    if (thread.jobs.size === 0) worker.unref();
    if ("error" in message) job?.reject(fromErrorRecord(message.error));
    else job?.resolve(message.output as never);
  });
  worker.unref();
  return thread;
}

function threadEnded(error: unknown): InferenceError {
  const isFull = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return isFull
    ? new InferenceError(
        "out-of-memory",
        "There was not enough memory to prepare the series for the model. The images and your findings are untouched; choose a smaller series.",
        { model: "", megabytes: HEAP_MB },
        error,
      )
    : new InferenceError(
        "run-failed",
        "A part of the analysis ended before its time. The images and your findings are untouched; start the analysis again.",
        { file: "" },
        error,
      );
}
