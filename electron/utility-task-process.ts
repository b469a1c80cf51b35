import type { UtilityProcess } from "electron";
import type { FromWorker, TaskProcess } from "../src/host/index.ts";

interface UtilityProcessFactory {
  fork(modulePath: string, args?: string[], options?: { serviceName?: string; stdio?: "inherit" | "ignore" }): UtilityProcess;
}

/** A worker process under Electron: a utility process, so that the program's own binary cannot be started as plain Node. */
export function utilityTaskProcess(factory: UtilityProcessFactory, entry: string): TaskProcess {
  const child = factory.fork(entry, [], { serviceName: "Hounsfield task", stdio: "ignore" });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => child.on("message", (message: unknown) => listener(message as FromWorker)),
    onExit: (listener) => child.on("exit", (code) => listener(code)),
    kill: () => child.kill(),
  };
}
