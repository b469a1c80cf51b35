import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Answer, Bounded, Question } from "./types.ts";

export interface Bounds {
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** A process that works on one file at a time; it is killed when a file costs more than it may, and another takes its place. */
export interface BoundedWorker {
  ask<Q extends Question>(question: Q): Promise<Bounded<Answer<Q>>>;
  dispose(): void;
}

const pageBytes = 4096;
const watchMs = 100;

export function createBoundedWorker(folder: string, bounds: Bounds): BoundedWorker {
  let child: ChildProcess | undefined;
  /** A worker that has loaded the program. @throws Error, where it cannot: that is no fault of a file */
  const start = async () => {
    const started = fork(new URL("./file-worker.ts", import.meta.url), [folder], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: ["--disable-warning=ExperimentalWarning", `--max-old-space-size=${bounds.megabytes}`],
    });
    let complaint = "";
    started.stderr?.on("data", (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    const [answer] = await Promise.race([once(started, "message"), once(started, "exit")]);
    if (answer !== "ready") throw new Error(`The worker process does not start: ${complaint}`);
    started.removeAllListeners();
    started.stderr?.removeAllListeners();
    return started;
  };
  return {
    async ask(question) {
      child ??= await start();
      const worker = child;
      const started = performance.now();
      const { promise, resolve } = Promise.withResolvers<Bounded<never>>();
      let complaint = "";
      const hear = (chunk: Buffer) => {
        complaint = (complaint + chunk.toString()).slice(-500);
      };
      const end = (kill: boolean, outcome: (ms: number) => Bounded<never>) => {
        clearTimeout(timer);
        clearInterval(watch);
        worker.removeAllListeners();
        worker.stderr?.off("data", hear);
        if (kill) {
          worker.kill("SIGKILL");
          child = undefined;
        }
        resolve(outcome(Math.round(performance.now() - started)));
      };
      const timer = setTimeout(() => end(true, (ms) => ({ kind: "hung", ms })), bounds.milliseconds);
      const watch = setInterval(() => {
        if (residentMegabytes(worker.pid) < bounds.megabytes) return;
        end(true, (ms) => ({ kind: "crashed", reason: `more than ${bounds.megabytes} MB`, ms }));
      }, watchMs);
      worker.stderr?.on("data", hear);
      worker.once("exit", (code, signal) =>
        end(true, (ms) => ({ kind: "crashed", reason: `${signal ?? code}: ${complaint.trim()}`, ms })),
      );
      worker.once("message", (answer) => end(false, (ms) => ({ kind: "answered", answer: answer as never, ms })));
      worker.send(question);
      return promise;
    },
    dispose() {
      child?.removeAllListeners();
      child?.kill("SIGKILL");
      child = undefined;
    },
  };
}

/** Resident memory of a process on Linux; 0 where it cannot be told, so that only time bounds it. */
function residentMegabytes(pid: number | undefined): number {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * pageBytes) / 2 ** 20;
  } catch {
    return 0;
  }
}
