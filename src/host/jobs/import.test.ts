import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silentLog } from "../../base/index.ts";
import type { HostEvent, ImportJob } from "../../contract/index.ts";
import { buildInstance } from "../../testing/instances.ts";
import { modelsAtRest } from "../../testing/models-at-rest.ts";
import { type OpenHost, openHost } from "../open-host.ts";
import { startImport } from "./import.ts";

let directory = "";
let input = "";
let host: OpenHost;

function open(): OpenHost {
  host = openHost({ dataDirectory: join(directory, "data"), log: silentLog, shell: "browser", version: "test", demo: false });
  host.workstation.workspace.writeSetting("preference:models", modelsAtRest);
  return host;
}
const ask = async <T>(path: string, method = "GET") =>
  (await (await host.handle(new Request(`http://localhost/api${path}`, { method }))).json()) as T;
const jobs = async () => (await ask<{ jobs: ImportJob[] }>("/imports")).jobs;

function writeImages(from: number, to: number, size = 64): void {
  for (let index = from; index < to; index += 1) {
    const bytes = buildInstance({ sopInstanceUid: `1.2.3.${index}`, instanceNumber: index, size, value: index % 256 });
    writeFileSync(join(input, `${String(index).padStart(4, "0")}.dcm`), bytes);
  }
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "import-job-"));
  input = join(directory, "input");
  mkdirSync(input);
});
afterEach(async () => {
  await host.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("an import", () => {
  it("tells of its first study at once, and says rates and repairs by code", async () => {
    writeImages(0, 400);
    writeFileSync(join(input, "0002b.dcm"), buildInstance({ sopInstanceUid: "1.2.9", size: 16 }).subarray(0, -100));
    const { workstation } = open();
    const events: HostEvent[] = [];
    workstation.events.listen((event) => events.push(event));
    const job = await startImport(workstation, input).finished;
    expect(job).toMatchObject({ state: "done", imported: 401, label: "input", origin: "path", firstStudyInstanceUid: "1.2.3" });
    expect(job.repaired).toEqual([{ path: "0002b.dcm", repairs: [{ code: "truncated-value", tag: "7FE00010" }] }]);
    expect(job.series).toEqual([
      {
        studyInstanceUid: "1.2.3",
        seriesInstanceUid: "1.2.3.4",
        imported: 401,
        duplicates: 0,
        conflicts: 0,
        repairs: { "truncated-value": 1 },
      },
    ]);
    expect(job.filesPerSecond).toBeGreaterThan(0);
    const studiesAt = events.findIndex(({ type }) => type === "studies");
    const lastAt = events.findLastIndex((event) => event.type === "import" && event.job.state === "running");
    expect(studiesAt).toBeGreaterThan(0);
    expect(studiesAt).toBeLessThan(lastAt);
    const first = events.slice(0, studiesAt).findLast((event) => event.type === "import");
    expect(first?.type === "import" ? first.job.imported : 0).toBeLessThan(60);
  });

  it("that is cancelled says in the end what really came in, and can be gone on with", async () => {
    writeImages(0, 600);
    const { workstation } = open();
    const running = startImport(workstation, input);
    await vi.waitFor(() => expect(running.current().imported).toBeGreaterThan(0), { timeout: 20_000, interval: 5 });
    running.cancel();
    const cancelled = await running.finished;
    expect(cancelled).toMatchObject({ state: "cancelled", resumable: true });
    expect(cancelled.imported).toBe(workstation.archive.counts().instances);
    expect(cancelled.imported).toBeLessThan(600);
    await ask(`/imports/${running.id}/resume`, "POST");
    const done = await workstation.imports.running.get(running.id)?.finished;
    expect(done).toMatchObject({ state: "done", imported: 600 - cancelled.imported, resumed: cancelled.imported, duplicates: 0 });
    expect(await jobs()).toHaveLength(1);
  });

  it("ends with a reason when the disc is taken out, and goes on when it is back, knowing another disc", async () => {
    writeImages(0, 300);
    const { workstation } = open();
    const running = startImport(workstation, input);
    await vi.waitFor(() => expect(running.current().imported).toBeGreaterThan(0), { timeout: 20_000, interval: 5 });
    renameSync(input, join(directory, "ejected"));
    const failed = await running.finished;
    expect(failed).toMatchObject({ state: "failed", resumable: true, error: { area: "sources", code: "medium-gone" } });
    expect(failed.imported).toBe(workstation.archive.counts().instances);
    renameSync(join(directory, "ejected"), input);
    // Another object under the same name, of the same size: its meta information tells.
    writeFileSync(join(input, "0000.dcm"), buildInstance({ sopInstanceUid: "1.2.3.9000", instanceNumber: 0, size: 64 }));
    const again = await startImport(workstation, input).finished;
    expect([again.id, again.state]).toEqual([running.id, "done"]);
    expect(again.imported + again.resumed).toBe(300);
    expect(workstation.archive.counts().instances).toBe(301);
  });

  it("goes on by itself after kill -9, and does not read again what is in", async () => {
    writeImages(0, 500);
    const program = `
      import { openHost } from ${JSON.stringify(new URL("../open-host.ts", import.meta.url).href)};
      import { startImport } from ${JSON.stringify(new URL("./import.ts", import.meta.url).href)};
      const log = { info() {}, warn() {}, error() {} };
      const host = openHost({ dataDirectory: ${JSON.stringify(join(directory, "data"))}, log, shell: "browser", version: "t", demo: false });
      const job = startImport(host.workstation, ${JSON.stringify(input)});
      setInterval(() => { if (job.current().imported > 40) process.stdout.write("now\\n"); }, 5);`;
    const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", program];
    const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.once("data", () => child.kill("SIGKILL"));
    await new Promise((resolve) => child.on("close", resolve));
    const { workstation } = open();
    const [job] = await jobs();
    expect(job).toMatchObject({ state: "running", label: "input" });
    const done = await workstation.imports.running.get(job?.id ?? "")?.finished;
    expect(done).toMatchObject({ state: "done", filesSeen: 500, conflicts: 0, rejectedCount: 0 });
    expect(done?.resumed).toBeGreaterThan(0);
    expect(workstation.archive.counts().instances).toBe(500);
    expect(await workstation.archive.verify()).toMatchObject({ flipped: [], missing: [], orphans: [] });
  }, 120_000);

  it("of photos and NIfTI files makes captures; archives are refused by name", async () => {
    writeFileSync(join(input, "set.7z"), Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4));
    const { buildNifti } = await import("../../testing/nifti.ts");
    writeFileSync(
      join(input, "a.nii"),
      buildNifti({ size: [4, 4, 3], spacing: [1, 1, 2], datatype: 4, values: (index) => index }),
    );
    const { workstation } = open();
    const job = await startImport(workstation, input).finished;
    expect(job).toMatchObject({ imported: 1, converted: [{ path: "a.nii", format: "NIfTI" }] });
    expect(job.rejected).toMatchObject([
      { path: "set.7z", error: { area: "sources", code: "unsupported-archive", details: { format: "7z" } } },
    ]);
    expect(readdirSync(join(directory, "data", "imports"))).toContain("journal.sqlite");
  });
});
