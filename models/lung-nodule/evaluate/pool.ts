import { fork } from "node:child_process";
import type { CaseResult } from "./score-case.ts";
import type { Answer, Task } from "./worker.ts";

/**
 * Runs tasks in so many processes, each with one thread, and gives their results in order. `onDone` is told of each as it ends.
 *
 * Throws with the message of the first task that fails; the processes are ended in any case.
 */
export async function runAll(
  tasks: readonly Task[],
  processes: number,
  onDone: (index: number, result: CaseResult) => void,
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  let next = 0;
  const work = async () => {
    const worker = fork(new URL("./worker.ts", import.meta.url), [], { serialization: "advanced" });
    try {
      while (next < tasks.length) {
        const index = next++;
        const answer = await new Promise<Answer>((resolve, reject) => {
          worker.once("message", (message) => resolve(message as Answer));
          worker.once("exit", (code) => reject(new Error(`A process that scores scans ended (${code}).`)));
          worker.send(tasks[index] as Task);
        });
        worker.removeAllListeners("exit");
        if ("error" in answer) throw new Error(answer.error);
        results[index] = answer.result;
        onDone(index, answer.result);
      }
    } finally {
      worker.removeAllListeners("exit");
      worker.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, tasks.length) }, work));
  return results;
}
