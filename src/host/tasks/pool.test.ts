import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { TaskPool } from "./pool.ts";
import { forkTaskProcess } from "./task-process.ts";

/** A worker that does what the input says: answers, hangs, dies, fails, counts up. */
const workerSource = `
const cancelled = new Set();
process.on("message", async ({ kind, id, input }) => {
  if (kind === "cancel") return cancelled.add(id);
  if (input.do === "die") process.kill(process.pid, "SIGKILL");
  if (input.do === "hang") return setInterval(() => {}, 1000);
  if (input.do === "fail") return process.send({ kind: "failed", id, error: { area: "volume", code: "truncated", message: "cut", details: { at: 3 } } });
  if (input.do === "babble") return setInterval(() => process.send({ kind: "progress", id, progress: 0 }), 20);
  if (input.do === "count") for (let n = 0; n < 3; n++) process.send({ kind: "progress", id, progress: n });
  if (input.do === "wait") await new Promise((resolve) => setTimeout(resolve, input.ms));
  process.send({ kind: "done", id, output: { values: Int16Array.of(-1000, 3000), pid: process.pid, input } });
});`;

describe("TaskPool", () => {
  let directory: string;
  const pools: TaskPool[] = [];
  const pool = (options: { size?: number; silenceMs?: number } = {}) => {
    const spawn = () => forkTaskProcess(pathToFileURL(join(directory, "worker.mjs")));
    const made = new TaskPool({ spawn, size: 1, silenceMs: 20_000, cancelGraceMs: 200, log: silentLog, ...options });
    pools.push(made);
    return made;
  };
  const run = (on: TaskPool, input: object, options = {}) => on.run("decode-frame", input as never, options) as Promise<unknown>;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "pool-"));
    writeFileSync(join(directory, "worker.mjs"), workerSource);
  });
  afterAll(async () => {
    await Promise.all(pools.map((made) => made.dispose()));
    rmSync(directory, { recursive: true, force: true });
  });

  it("carries typed arrays there and back", async () => {
    const output = (await run(pool(), { do: "answer" })) as { values: Int16Array };
    expect(output.values).toEqual(Int16Array.of(-1000, 3000));
  });

  it("gives the task's own error with area, code and details", async () => {
    await expect(run(pool(), { do: "fail" })).rejects.toMatchObject({ area: "volume", code: "truncated", details: { at: 3 } });
  });

  it("loses one task when a worker dies, and goes on with the next", async () => {
    const on = pool();
    const [first, second] = await Promise.allSettled([run(on, { do: "die" }), run(on, { do: "answer" })]);
    expect(first).toMatchObject({ status: "rejected", reason: { code: "task-crashed" } });
    expect(second.status).toBe("fulfilled");
  });

  it("stops a task that is silent too long", async () => {
    await expect(run(pool({ silenceMs: 300 }), { do: "hang" })).rejects.toMatchObject({ code: "task-timed-out" });
  });

  it("tells progress in order", async () => {
    const seen: number[] = [];
    await run(pool(), { do: "count" }, { onProgress: (n: number) => seen.push(n) });
    expect(seen).toEqual([0, 1, 2]);
  });

  it("cancels a waiting task at once and kills a running one that does not heed", async () => {
    const on = pool();
    const running = new AbortController();
    const waiting = new AbortController();
    const both = Promise.allSettled([
      run(on, { do: "hang" }, { signal: running.signal }),
      run(on, { do: "answer" }, { signal: waiting.signal }),
    ]);
    waiting.abort();
    running.abort();
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(run(on, { do: "answer" })).resolves.toBeDefined();
  });

  it("kills a cancelled task that goes on telling of its progress", async () => {
    const on = pool();
    const cancelling = new AbortController();
    await expect(
      run(on, { do: "babble" }, { signal: cancelling.signal, onProgress: () => cancelling.abort() }),
    ).rejects.toThrow();
    await expect(run(on, { do: "answer" })).resolves.toBeDefined();
  });

  it("takes the urgent first", async () => {
    const on = pool();
    const order: string[] = [];
    const note = (name: string, priority: number, input: object) => run(on, input, { priority }).then(() => order.push(name));
    await Promise.all([
      note("first", 0, { do: "wait", ms: 100 }),
      note("prefetch", 0, { do: "answer" }),
      note("looked at", 10, { do: "answer" }),
    ]);
    expect(order).toEqual(["first", "looked at", "prefetch"]);
  });
});
