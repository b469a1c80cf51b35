import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silentLog } from "../../base/index.ts";
import type { Proposal } from "../../inference/index.ts";
import { buildRulerPhantom } from "../../testing/ruler-phantom.ts";
import { HostError } from "../errors.ts";
import { productDirectories } from "../local.ts";
import type { RunOptions, TaskRunner, Tasks } from "../tasks/types.ts";
import { openWorkstation, type Workstation } from "../workstation.ts";
import { startAnalysis } from "./analyse.ts";
import { resumeAnalyses } from "./resume-analyses.ts";

type Analyse = (input: Tasks["analyse"]["input"], options: RunOptions<"analyse">) => Promise<unknown>;
const engine = { stages: [], notes: [] };
const nothingFound = { proposals: [], seconds: {}, engine, unknown: [] };

/** Workers whose `analyse` answers as each test wants. */
function fakeTasks(analyse: Analyse): TaskRunner {
  const run = async (task: string, input: unknown, options: object = {}) => {
    if (task === "analyse") return analyse(input as Tasks["analyse"]["input"], options);
    if (task === "measure-provider") return { built: ["cpu"], measurements: [] };
    return {
      common: { frameOfReferenceUid: "1.2.3" },
      stacks: [{ frames: [], geometry: { kind: "stack", issues: [] } }],
      frames: [],
    };
  };
  return { run: run as TaskRunner["run"], warm() {}, async dispose() {} };
}

const proposal = (x: number, score: number): Proposal =>
  ({
    code: { value: "786838002", scheme: "SCT", meaning: "Nodule of lung" },
    geometry: { kind: "sphere", centerPatient: [x, 0, 0], diameterMm: 6 },
    reference: { sopClassUid: "1.2.840.10008.5.1.4.1.1.2", sopInstanceUid: "1.2.3", frameNumber: 1 },
    measurements: [],
    caveats: [],
    provenance: {
      by: "model",
      modelId: "lung-nodule",
      modelVersion: "1.0.0",
      weightsSha256: "a".repeat(64),
      parameters: {},
      score,
      analysisId: "",
    },
  }) as unknown as Proposal;

describe("the runs of models", () => {
  let directory: string;
  let workstation: Workstation | undefined;
  const open = (analyse: Analyse): Workstation => {
    const product = productDirectories();
    workstation = openWorkstation({
      dataDirectory: directory,
      modelDirectories: [product.models],
      templateDirectory: product.templates,
      tasks: fakeTasks(analyse),
      log: silentLog,
    });
    return workstation;
  };
  const fill = ({ archive }: Workstation, name: string) => {
    const [file] = buildRulerPhantom(name).files;
    const stored = archive.store(file as Uint8Array);
    return stored.instance.seriesInstanceUid;
  };
  const request = (seriesInstanceUid: string, more: object = {}) => ({ seriesInstanceUid, modelId: "lung-nodule", ...more });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "analyses-"));
  });
  afterEach(async () => {
    await workstation?.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  it("are one where the same is asked twice, wait for room and can be cancelled waiting or running", async () => {
    const asked: string[] = [];
    const on = open(async ({ analysisId }, { signal }) => {
      asked.push(analysisId);
      return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    });
    const [a, b] = [fill(on, "a"), fill(on, "b")];
    const first = await startAnalysis(on, request(a));
    const [second, same] = [await startAnalysis(on, request(b)), await startAnalysis(on, request(b))];
    expect(same.id).toBe(second.id);
    await vi.waitFor(() => expect(asked).toEqual([first.id]));
    second.cancel();
    expect(await second.finished).toMatchObject({ state: "cancelled" });
    first.cancel();
    expect(await first.finished).toMatchObject({ state: "cancelled" });
    expect(asked).toEqual([first.id]);
    expect(on.analyses.journal.takeOver()).toEqual([]);
  });

  it("file what they would propose so far, and take it back where they fail", async () => {
    const at = Promise.withResolvers<void>();
    let fails = false;
    const on = open(async ({ analysisId }, { onProgress }) => {
      const own = (one: Proposal) => ({ ...one, provenance: { ...one.provenance, analysisId } }) as Proposal;
      const partial = [own(proposal(1, 0.9)), own(proposal(2, 0.8))];
      onProgress?.({ fraction: 0.5, step: "network", partial });
      await at.promise;
      if (fails) throw new HostError("task-crashed", "gone");
      return { ...nothingFound, unknown: ["contrast"], proposals: [own(proposal(1, 0.9)), own(proposal(3, 0.7))] };
    });
    const series = fill(on, "a");
    const running = await startAnalysis(on, request(series));
    const study = running.current().studyInstanceUid;
    const ids = () => on.workspace.findings(study).map(({ id }) => id);
    await vi.waitFor(() => expect(ids()).toHaveLength(2));
    const [stays] = ids();
    at.resolve();
    const { findings, state, error } = await running.finished;
    expect(error).toBeUndefined();
    expect([state, findings.length]).toEqual(["done", 2]);
    expect(on.workspace.analyses(study)).toMatchObject([{ state: "done", unknown: ["contrast"] }]);
    expect(ids()).toContain(stays);
    fails = true;
    const again = await startAnalysis(on, request(series));
    expect(await again.finished).toMatchObject({
      state: "failed",
      proposalCount: 0,
      error: { area: "inference", code: "crashed", details: { model: "lung-nodule" } },
    });
    expect(ids().filter((id) => id !== stays)).toEqual([]);
  });

  it("are given bounds, and are told of as the model's where they break them", async () => {
    const codes = { "task-timed-out": "timed-out", "task-out-of-memory": "out-of-memory", "task-crashed": "crashed" } as const;
    let code: keyof typeof codes = "task-timed-out";
    const limits: unknown[] = [];
    const on = open(async (_, options) => {
      limits.push(options.limits);
      throw new HostError(code, "no");
    });
    on.workspace.writeSetting("preference:engine", { seconds: 60, memoryMb: 1024 });
    const series = fill(on, "a");
    for (code of Object.keys(codes) as (keyof typeof codes)[]) {
      const { state, error } = await (await startAnalysis(on, request(series))).finished;
      expect([state, error?.area, error?.code]).toEqual(["failed", "inference", codes[code]]);
    }
    expect(limits[0]).toEqual({ seconds: 60, memoryBytes: 1024 * 2 ** 20 });
  });

  it("go on after the program was killed, in their order, but never for ever", async () => {
    const on = open(async () => nothingFound);
    const [a, b] = [fill(on, "a"), fill(on, "b")];
    await on.dispose();
    const states = () => [a, b].map((uid) => last(uid)?.state);
    const last = (series: string) => {
      const study = workstation?.archive.series(series)?.studyInstanceUid ?? "";
      return workstation?.workspace.analyses(study).findLast(({ seriesInstanceUid }) => seriesInstanceUid === series);
    };
    const ids: string[][] = [];
    // The first is begun and killed, twice; the second waits behind it.
    for (let start = 0; start < 2; start++) {
      await killWhileItRuns(directory, start === 0 ? [a, b] : []);
      open(async () => nothingFound);
      expect(states()).toEqual(["failed", "failed"]);
      ids.push([a, b].map((uid) => last(uid)?.id ?? ""));
      await workstation?.dispose();
    }
    expect(ids[1]).toEqual(ids[0]);
    const ran: string[] = [];
    const again = open(async ({ analysisId }) => {
      ran.push(analysisId);
      return nothingFound;
    });
    await resumeAnalyses(again);
    await vi.waitFor(() => expect(states()).toEqual(["failed", "done"]));
    expect(last(a)).toMatchObject({ error: { area: "inference", code: "crashed" } });
    expect(ran).toEqual([ids[0]?.[1]]);
    expect(again.analyses.journal.takeOver()).toEqual([]);
  }, 60_000);
});

/** A program on this data folder that resumes, starts runs of these series and is killed in the midst of the first. */
async function killWhileItRuns(dataDirectory: string, series: readonly string[]): Promise<void> {
  const here = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    const { openWorkstation } = await import(${here("../workstation.ts")});
    const { startAnalysis } = await import(${here("./analyse.ts")});
    const { resumeAnalyses } = await import(${here("./resume-analyses.ts")});
    const begun = Promise.withResolvers();
    const run = async (task) => {
      if (task === "measure-provider") return { built: ["cpu"], measurements: [] };
      if (task !== "analyse") return { common: {}, stacks: [{ frames: [] }] };
      begun.resolve();
      return new Promise(() => setInterval(() => {}, 1000));
    };
    const workstation = openWorkstation({
      dataDirectory: ${JSON.stringify(dataDirectory)},
      modelDirectories: [${JSON.stringify(productDirectories().models)}],
      templateDirectory: "",
      tasks: { run, warm() {}, async dispose() {} },
      log: { info() {}, warn() {}, error() {} },
    });
    await resumeAnalyses(workstation);
    for (const seriesInstanceUid of ${JSON.stringify(series)}) {
      await startAnalysis(workstation, { seriesInstanceUid, modelId: "lung-nodule" });
    }
    await begun.promise;
    process.stdout.write("running");`;
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: fileURLToPath(new URL(".", import.meta.url)),
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", () => reject(new Error("it ended by itself")));
  });
  child.kill("SIGKILL");
  await ended;
}
