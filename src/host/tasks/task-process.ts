import { fork } from "node:child_process";
import type { FromWorker, ToWorker } from "./types.ts";

/** A worker process as the pool sees it; Electron gives one made of utilityProcess. */
export interface TaskProcess {
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

export type SpawnTaskProcess = () => TaskProcess;

/** Forks the worker under this Node; messages are structured clones, so pixels cross without text. */
export function forkTaskProcess(entry: string | URL): TaskProcess {
  const child = fork(entry, {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: ["--disable-warning=ExperimentalWarning"],
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
