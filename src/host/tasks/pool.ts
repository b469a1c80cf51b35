import { fromErrorRecord, type Log, unreachable } from "../../base/index.ts";
import { HostError } from "../errors.ts";
import { createMemoryNote, type MemoryNote } from "./memory-note.ts";
import type { SpawnTaskProcess, TaskProcess } from "./task-process.ts";
import type { FromWorker, RunOptions, TaskLimits, TaskName, Tasks } from "./types.ts";

interface Job {
  readonly id: number;
  readonly task: TaskName;
  readonly input: unknown;
  readonly priority: number;
  readonly signal: AbortSignal | undefined;
  readonly waitsForCancelled: boolean;
  readonly limits: TaskLimits | undefined;
  readonly onProgress: ((progress: never) => void) | undefined;
  readonly resolve: (output: never) => void;
  readonly reject: (error: unknown) => void;
}

interface Worker {
  readonly process: TaskProcess;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Where the process leaves word that it ended itself over its memory. */
  note: MemoryNote | undefined;
}

export interface PoolOptions {
  readonly spawn: SpawnTaskProcess;
  readonly size: number;
  /** A task that is silent for longer is killed; every progress message starts the clock anew. */
  readonly silenceMs: number;
  /** How long a running task may take to heed a cancel before its process is killed. */
  readonly cancelGraceMs: number;
  /** Each task gets a process of its own, at a lower priority of the system, which ends with it: what it took is given back, whatever it was. */
  readonly ownProcess?: boolean;
  readonly log: Log;
}

/** One lane of worker processes: started when needed, one task each, replaced when they die. */
export class TaskPool {
  readonly #options: PoolOptions;
  readonly #workers = new Set<Worker>();
  readonly #waiting: Job[] = [];
  #nextId = 1;
  #disposed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  run<K extends TaskName>(task: K, input: Tasks[K]["input"], options: RunOptions<K> = {}): Promise<Tasks[K]["output"]> {
    if (this.#disposed)
      return Promise.reject(new HostError("shutting-down", "The workstation is closing; nothing new is started."));
    if (options.signal?.aborted) return Promise.reject(options.signal.reason);
    const { signal, onProgress, priority = 0, waitsForCancelled = false, limits } = options;
    const { promise, resolve, reject } = Promise.withResolvers<Tasks[K]["output"]>();
    const id = this.#nextId++;
    const job: Job = { id, task, input, priority, signal, waitsForCancelled, limits, onProgress, resolve, reject };
    const cancel = () => this.#cancel(job);
    signal?.addEventListener("abort", cancel, { once: true });
    const at = this.#waiting.findIndex((other) => other.priority < priority);
    this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, job);
    this.#dispatch();
    return promise.finally(() => signal?.removeEventListener("abort", cancel));
  }

  /** Starts processes before they are asked for: what the reader opens first does not wait for one to start. */
  warm(): void {
    while (this.#grow()) {}
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const closing = new HostError("shutting-down", "The workstation is closing; the task was stopped.");
    for (const job of this.#waiting.splice(0)) job.reject(closing);
    for (const worker of [...this.#workers]) {
      worker.job?.reject(closing);
      worker.job = undefined;
      this.#discard(worker);
    }
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const idle = [...this.#workers].find((worker) => !worker.job) ?? this.#grow(this.#waiting[0]?.limits);
      if (!idle) return;
      const job = this.#waiting.shift() as Job;
      idle.job = job;
      this.#watch(idle);
      if (job.limits) idle.note = createMemoryNote();
      const { id, task, input, limits } = job;
      const bounds = limits && idle.note ? { memory: { bytes: limits.memoryBytes, notePath: idle.note.path } } : {};
      idle.process.post({ kind: "run", id, task, input, inBackground: this.#options.ownProcess === true, ...bounds });
    }
  }

  #grow(limits?: TaskLimits): Worker | undefined {
    if (this.#workers.size >= this.#options.size) return undefined;
    const worker: Worker = { process: this.#options.spawn(limits), job: undefined, timer: undefined, note: undefined };
    this.#workers.add(worker);
    worker.process.onMessage((message) => this.#hear(worker, message));
    worker.process.onExit((code) => {
      const { job } = worker;
      const overMemory = worker.note?.isLeft() === true;
      worker.job = undefined;
      this.#discard(worker);
      if (job) {
        this.#options.log.error(overMemory ? "task-out-of-memory" : "task-crashed", { task: job.task, code: code ?? -1 });
        job.reject(overMemory ? outOfMemory(job) : crashed(job));
      }
      if (!this.#disposed) this.#dispatch();
    });
    return worker;
  }

  #watch(worker: Worker): void {
    clearTimeout(worker.timer);
    const seconds = worker.job?.limits?.seconds ?? this.#options.silenceMs / 1000;
    worker.timer = setTimeout(() => {
      const { job } = worker;
      worker.job = undefined;
      this.#discard(worker);
      job?.reject(
        new HostError("task-timed-out", "A task gave no sign of life and was stopped; everything else goes on.", {
          task: job.task,
        }),
      );
      this.#dispatch();
    }, seconds * 1000);
  }

  #hear(worker: Worker, message: FromWorker): void {
    const { job } = worker;
    if (!job || message.id !== job.id) return;
    if (message.kind === "progress") {
      // A cancelled task that goes on telling has not heeded: its grace runs on.
      if (job.signal?.aborted) return;
      // One with a time of its own has that much in all, however much it tells.
      if (job.limits === undefined) this.#watch(worker);
      job.onProgress?.(message.progress as never);
      return;
    }
    clearTimeout(worker.timer);
    worker.job = undefined;
    if (this.#options.ownProcess) this.#discard(worker);
    if (message.kind === "done") job.resolve(message.output as never);
    else if (message.kind === "failed") job.reject(job.signal?.aborted ? job.signal.reason : fromErrorRecord(message.error));
    else unreachable(message);
    this.#dispatch();
  }

  #cancel(job: Job): void {
    const waiting = this.#waiting.indexOf(job);
    if (waiting >= 0) this.#waiting.splice(waiting, 1);
    const worker = [...this.#workers].find((candidate) => candidate.job === job);
    if (!worker || !job.waitsForCancelled) job.reject(job.signal?.reason);
    if (!worker) return;
    worker.process.post({ kind: "cancel", id: job.id });
    clearTimeout(worker.timer);
    worker.timer = setTimeout(() => {
      if (worker.job !== job) return;
      job.reject(job.signal?.reason);
      worker.job = undefined;
      this.#discard(worker);
      this.#dispatch();
    }, this.#options.cancelGraceMs);
  }

  #discard(worker: Worker): void {
    clearTimeout(worker.timer);
    if (this.#workers.delete(worker)) worker.process.kill();
    worker.note?.dispose();
  }
}

function crashed({ task }: Job): HostError {
  const message = "A worker process stopped in the middle of this task; everything else goes on. Try again.";
  return new HostError("task-crashed", message, { task });
}

function outOfMemory({ task, limits }: Job): HostError {
  const megabytes = Math.round((limits?.memoryBytes ?? 0) / 2 ** 20);
  const message = `A task needed more memory than it is given (${megabytes} MB) and was stopped; everything else goes on.`;
  return new HostError("task-out-of-memory", message, { task, megabytes });
}
