import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "../../contract/index.ts";
import type { Workstation } from "../workstation.ts";
import { startAnalysis } from "./analyse.ts";
import { startImport } from "./import.ts";

/** Patient ID of the generated patient (assets/demo). */
export const demoPatientId = "DEMO-0001";

const parts = ["current", "prior", "wrist"] as const;
const settingKey = "demo";

/** Whether the demo patient is being made right now; the session tells the screen. */
export interface DemoState {
  building: boolean;
  /** What was told last of it. */
  progress?: Progress;
}

export interface DemoOptions {
  readonly modelId: string;
  readonly state?: DemoState;
  readonly signal?: AbortSignal;
}

export interface DemoTimes {
  readonly buildSeconds: number;
  readonly importSeconds: number;
  readonly analyseSeconds: number;
}

/**
 * Makes the demo patient once per data folder: builds the files, imports them like anyone's, runs the model on both CTs.
 *
 * What is already there is left alone, so a start that was cut off goes on where it stopped.
 */
export async function ensureDemo(
  workstation: Workstation,
  { modelId, state, signal }: DemoOptions,
): Promise<DemoTimes | undefined> {
  const { workspace, events } = workstation;
  if (workspace.readSetting(settingKey) === "ready") return undefined;
  if (state) state.building = true;
  const stopListening = events.listen((event) => {
    if (state && event.type === "demo") state.progress = event.progress;
  });
  try {
    let directory = "";
    const buildSeconds = await timed(async () => {
      directory = await buildDemoFiles(workstation, signal);
    });
    const importSeconds = await timed(() => importFiles(workstation, directory));
    events.emit({ type: "studies" });
    const analyseSeconds = await timed(() => analyseDemo(workstation, modelId, signal));
    workspace.writeSetting(settingKey, "ready");
    events.emit({ type: "demo", progress: { fraction: 1, step: "done" } });
    return { buildSeconds, importSeconds, analyseSeconds };
  } finally {
    stopListening();
    if (state) state.building = false;
    events.emit({ type: "studies" });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Writes the demo patient's files under the cache folder, the parts in parallel; gives the folder back. */
export async function buildDemoFiles({ tasks, events, cacheDirectory }: Workstation, signal?: AbortSignal): Promise<string> {
  const directory = join(cacheDirectory, "demo");
  const fractions = new Map<string, number>();
  const say = (part: string, fraction: number) => {
    fractions.set(part, fraction);
    const total = [...fractions.values()].reduce((sum, value) => sum + value, 0) / parts.length;
    events.emit({ type: "demo", progress: { fraction: total * 0.5, step: "demo-build" } });
  };
  await Promise.all(
    parts.map((part) =>
      tasks.run("demo", { directory: join(directory, part), part }, { signal, onProgress: (fraction) => say(part, fraction) }),
    ),
  );
  return directory;
}

async function importFiles(workstation: Workstation, directory: string): Promise<void> {
  workstation.events.emit({ type: "demo", progress: { fraction: 0.5, step: "demo-import" } });
  const job = await startImport(workstation, directory).finished;
  if (job.state !== "done" || job.rejected.length > 0)
    throw new Error(
      `The demo patient could not be imported: ${job.state}, ${job.error?.message ?? job.rejected[0]?.error.message}`,
    );
  await rm(directory, { recursive: true, force: true });
}

async function analyseDemo(workstation: Workstation, modelId: string, signal?: AbortSignal): Promise<void> {
  const { archive, events, log, workspace } = workstation;
  const isDone = (studyInstanceUid: string, seriesInstanceUid: string) =>
    workspace
      .analyses(studyInstanceUid)
      .some((run) => run.seriesInstanceUid === seriesInstanceUid && run.modelId === modelId && run.state === "done");
  const series = archive
    .studiesOfPatient(demoPatientId)
    .filter((study) => study.synthetic)
    .sort((a, b) => b.studyDate.localeCompare(a.studyDate))
    .flatMap((study) => archive.seriesOfStudy(study.studyInstanceUid))
    .filter(({ modality, kind }) => modality === "CT" && kind === "image");
  for (const [at, { studyInstanceUid, seriesInstanceUid }] of series.entries()) {
    signal?.throwIfAborted();
    // Done before an earlier start was cut off; its reader may have decided on it since.
    if (isDone(studyInstanceUid, seriesInstanceUid)) continue;
    events.emit({ type: "demo", progress: { fraction: 0.55 + (0.45 * at) / series.length, step: "demo-analyse" } });
    const running = await startAnalysis(workstation, { seriesInstanceUid, modelId });
    signal?.addEventListener("abort", running.cancel, { once: true });
    if (signal?.aborted) running.cancel();
    const { state, error } = await running.finished;
    // Not ready: the next start goes on here.
    signal?.throwIfAborted();
    if (state === "failed") log.warn("demo-analysis", { code: error?.code ?? "" });
  }
}
