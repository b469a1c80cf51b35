import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSource } from "../sources/index.ts";
import { buildInstance } from "../testing/instances.ts";
import { openArchive } from "./archive.ts";
import { importSource } from "./import-source.ts";

let folder = "";
const files = 240;
const clean = { flipped: [], missing: [], orphans: [] };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hounsfield-kill-"));
  await mkdir(join(folder, "in"));
  for (let index = 0; index < files; index += 1) {
    const study = `1.${index % 3}`;
    const uids = { studyInstanceUid: study, seriesInstanceUid: `${study}.1`, sopInstanceUid: `${study}.1.${index}` };
    await writeFile(join(folder, "in", `${index}`), buildInstance({ ...uids, instanceNumber: index, value: index, size: 64 }));
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The same numbers between 0 and 1 every time (a linear congruential generator, Numerical Recipes' constants). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Runs a program in a process of its own, kills it so long after its first word; gives all it said, one number a line. */
async function runAndKill(program: string, waitMs: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), waitMs));
  await new Promise((resolve) => child.on("close", resolve));
  return Buffer.concat(chunks).toString().trim().split("\n").map(Number);
}

const room = (name: string) => JSON.stringify(new URL(`../${name}/index.ts`, import.meta.url).href);

describe("kill -9", () => {
  it("at 50 points of an import leaves no half instance, loses none that was told of, and the import goes on", async () => {
    const random = createRandom(20260101);
    let target = "";
    let finished = 0;
    for (let point = 0; point < 50; point += 1) {
      if (target === "") target = join(folder, `archive-${point}`);
      const program = `
        import { importSource, openArchive } from ${room("archive")};
        import { openSource } from ${room("sources")};
        const archive = openArchive(${JSON.stringify(target)});
        process.stdout.write("0\\n");
        const onProgress = () => process.stdout.write(archive.counts().instances + "\\n");
        await importSource(await openSource(${JSON.stringify(join(folder, "in"))}), archive, { batch: 8, onProgress });`;
      const told = Math.max(...(await runAndKill(program, Math.floor(random() * 180))));
      const reopened = openArchive(target);
      const report = await reopened.verify();
      const { instances } = reopened.counts();
      expect(report, `after point ${point}`).toMatchObject({ checked: instances, ...clean });
      expect(instances).toBeGreaterThanOrEqual(told);
      expect(reopened.care.versions.inConflict("1.0")).toEqual([]);
      const isLast = instances === files;
      reopened.dispose();
      expect(await readdir(join(target, "incoming"))).toEqual([]);
      if (!isLast) continue;
      // Everything is there exactly once: another archive is begun for the points that are left.
      finished += 1;
      target = "";
    }
    if (target !== "") finished += await finish(target);
    expect(finished).toBeGreaterThan(0);
  }, 300_000);

  it("while a study is removed or the index made again leaves a whole archive", async () => {
    const random = createRandom(7);
    const target = join(folder, "archive");
    await finish(target);
    for (let point = 0; point < 6; point += 1) {
      const again = "for (;;) await archive.care.rebuild();";
      const once = `archive.care.remove("1.${Math.floor(point / 2)}", "removed", "");`;
      const program = `
        import { openArchive } from ${room("archive")};
        const archive = openArchive(${JSON.stringify(target)});
        process.stdout.write("0\\n");
        ${point % 2 === 0 ? again : once}`;
      await runAndKill(program, Math.floor(random() * 40));
      const reopened = openArchive(target);
      const report = await reopened.verify();
      const { instances, studies } = reopened.counts();
      expect(report, `after point ${point}`).toMatchObject({ checked: instances, ...clean });
      expect(instances).toBe((studies * files) / 3);
      reopened.dispose();
      if (studies < 3) await finish(target);
    }
  }, 120_000);
});

/** Imports to the end in this process and sees that everything is there once. */
async function finish(target: string): Promise<1> {
  const archive = openArchive(target);
  const report = await importSource(await openSource(join(folder, "in")), archive);
  expect(report).toMatchObject({ state: "done", conflicts: 0, rejected: [] });
  expect(archive.counts().instances).toBe(files);
  expect(await archive.verify()).toMatchObject({ checked: files, ...clean });
  archive.dispose();
  return 1;
}
