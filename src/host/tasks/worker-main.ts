import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { toErrorRecord } from "../../base/index.ts";
import { createTaskHandlers } from "./handlers.ts";
import { guardMemory } from "./memory-guard.ts";
import type { FromWorker, TaskName, ToWorker } from "./types.ts";

/** A worker process: one task at a time, told what to do by messages; it ends when its parent is gone. */
interface ParentPort {
  post(message: FromWorker): void;
  listen(listener: (message: ToWorker) => void): void;
}

function connect(): ParentPort {
  const electronPort = (
    process as unknown as {
      parentPort?: { postMessage(m: unknown): void; on(e: "message", l: (m: { data: unknown }) => void): void };
    }
  ).parentPort;
  if (electronPort) {
    return {
      post: (message) => electronPort.postMessage(message),
      listen: (listener) => electronPort.on("message", ({ data }) => listener(data as ToWorker)),
    };
  }
  if (parentPort) {
    const port = parentPort;
    return {
      post: (message) => port.postMessage(message, "output" in message ? buffersOf(message.output) : []),
      listen: (listener) => port.on("message", listener),
    };
  }
  process.on("disconnect", () => process.exit(0));
  // Ctrl+C reaches every process of the terminal: what ends a worker is its parent, which cancels and writes down what it cancelled.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => undefined);
  return {
    // A pipe may break before the parent's end is noticed: nobody is left to tell.
    post: (message) => process.send?.(message, undefined, undefined, (error) => error && process.exit(0)),
    listen: (listener) => process.on("message", (message) => listener(message as ToWorker)),
  };
}

/** The pixels of a decoded frame: handed over, not copied. What is a view of more than itself stays. */
function buffersOf(output: unknown): readonly ArrayBuffer[] {
  const values = typeof output === "object" && output !== null && "values" in output ? output.values : output;
  const whole =
    ArrayBuffer.isView(values) && values.buffer instanceof ArrayBuffer && values.byteLength === values.buffer.byteLength;
  return whole ? [values.buffer as ArrayBuffer] : [];
}

const parent = connect();
const handlers = createTaskHandlers();
const running = new Map<number, AbortController>();

async function run(id: number, task: TaskName, input: unknown): Promise<void> {
  const cancelling = new AbortController();
  running.set(id, cancelling);
  try {
    const output = await handlers[task](input as never, {
      signal: cancelling.signal,
      onProgress: (progress: unknown) => parent.post({ kind: "progress", id, progress }),
    });
    parent.post({ kind: "done", id, output });
  } catch (error) {
    parent.post({ kind: "failed", id, error: toErrorRecord(error) });
  } finally {
    running.delete(id);
  }
}

parent.listen((message) => {
  if (message.kind === "cancel") running.get(message.id)?.abort();
  else {
    if (message.inBackground) giveWay();
    if (message.memory) guardMemory(message.memory);
    void run(message.id, message.task, message.input);
  }
});

/** Threads that are started after this have it too: those of the network runtime. Not every system lets a process do it. */
function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It runs as all others then.
  }
}
