import { parentPort } from "node:worker_threads";
import { toErrorRecord } from "../../base/index.ts";
import { buffersOf } from "./shared.ts";
import { threadTasks } from "./thread-tasks.ts";
import type { FromThread, ToThread } from "./threads.ts";

/** A worker thread of a run: one task after the other, in the order they come. */
parentPort?.on("message", ({ id, task, input }: ToThread) => {
  const answer = (message: FromThread, handOver: readonly ArrayBuffer[] = []) => parentPort?.postMessage(message, handOver);
  try {
    const output = threadTasks[task](input as never);
    answer({ id, output }, buffersOf(output));
  } catch (error) {
    answer({ id, error: toErrorRecord(error) });
  }
});
