import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { TaskPool } from "./pool.ts";
import { forkTaskProcess } from "./task-process.ts";

const guard = new URL("memory-guard.ts", import.meta.url).href;

/** A worker that guards its memory as the real one does, and takes what the input says. */
const workerSource = `
import { guardMemory } from ${JSON.stringify(guard)};
import { getPriority } from "node:os";
const held = [];
process.on("message", ({ kind, id, input, memory, inBackground }) => {
  if (kind !== "run") return;
  if (memory) guardMemory(memory);
  if (input.do === "die") process.kill(process.pid, "SIGKILL");
  if (input.do === "babble") return setInterval(() => process.send({ kind: "progress", id, progress: 0 }), 20);
  if (input.do === "spin") for (;;) {}
  if (input.do === "take") for (let n = 0; n < 400; n++) held.push(Buffer.alloc(16 * 2 ** 20, 1));
  if (input.do === "grow") for (let all = [];;) all.push(new Array(1000).fill(all.length));
  process.send({ kind: "done", id, output: { pid: process.pid, inBackground, priority: getPriority() } });
});`;

const mebibytes = (count: number) => count * 2 ** 20;

describe("a pool whose tasks have bounds", () => {
  let directory: string;
  const pools: TaskPool[] = [];
  const pool = () => {
    const entry = pathToFileURL(join(directory, "worker.mjs"));
    const made = new TaskPool({
      spawn: (limits) => forkTaskProcess(entry, limits),
      size: 1,
      silenceMs: 60_000,
      cancelGraceMs: 200,
      ownProcess: true,
      log: silentLog,
    });
    pools.push(made);
    return made;
  };
  const run = (on: TaskPool, input: object, limits = { seconds: 60, memoryBytes: mebibytes(2000) }) =>
    on.run("decode-frame", input as never, { limits }) as unknown as Promise<{ pid: number; inBackground: boolean }>;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "pool-limits-"));
    writeFileSync(join(directory, "worker.mjs"), workerSource);
  });
  afterAll(async () => {
    await Promise.all(pools.map((made) => made.dispose()));
    rmSync(directory, { recursive: true, force: true });
  });

  it("gives each task a process of its own, in the background", async () => {
    const on = pool();
    const [first, second] = [await run(on, { do: "answer" }), await run(on, { do: "answer" })];
    expect(first.inBackground).toBe(true);
    expect(second.pid).not.toBe(first.pid);
  });

  it("stops one that takes longer than its time, also one that goes on telling or lets nothing else run", async () => {
    const on = pool();
    for (const how of ["babble", "spin"]) {
      await expect(run(on, { do: how }, { seconds: 1, memoryBytes: mebibytes(2000) })).rejects.toMatchObject({
        code: "task-timed-out",
      });
    }
    await expect(run(on, { do: "answer" })).resolves.toBeDefined();
  });

  it("stops one that takes more memory than its share, outside the heap or in it, and says so", async () => {
    const on = pool();
    for (const how of ["take", "grow"]) {
      await expect(run(on, { do: how }, { seconds: 60, memoryBytes: mebibytes(300) })).rejects.toMatchObject({
        code: "task-out-of-memory",
        details: { megabytes: 300 },
      });
    }
    await expect(run(on, { do: "answer" })).resolves.toBeDefined();
  });

  it("loses one task when its process is killed", async () => {
    const on = pool();
    const [first, second] = await Promise.allSettled([run(on, { do: "die" }), run(on, { do: "answer" })]);
    expect(first).toMatchObject({ status: "rejected", reason: { code: "task-crashed" } });
    expect(second.status).toBe("fulfilled");
  });
});
