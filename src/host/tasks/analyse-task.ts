import {
  type AnalysisProgress,
  type AnalysisResult,
  analyse,
  belowOperatingPoints,
  type LoadedModel,
  loadModel,
  type Proposal,
  runModelOnImages,
  startThreads,
  type Threads,
  unrepeated,
} from "../../inference/index.ts";
import { readSeriesFrames, readVolume } from "../../volume/index.ts";
import { assertSeriesAccepted } from "./accept-series.ts";
import type { TaskContext } from "./handlers.ts";
import { readSeriesAbout } from "./series-about.ts";
import { readSeriesImages } from "./series-images.ts";
import type { AnalysisOutcome, Tasks } from "./types.ts";

/** Share of the work that reading the volume is, for one progress from 0 to 1. */
const readingShare = 0.25;

/** Series to proposals in this process: reads and checks the volume, loads the model, runs it. */
export async function runAnalysis(
  input: Tasks["analyse"]["input"],
  { signal, onProgress }: TaskContext<Tasks["analyse"]["progress"]>,
): Promise<AnalysisOutcome> {
  const { modelDirectory, threads, choices, remote } = input;
  const started = performance.now();
  onProgress({ fraction: 0, step: "read" });
  const model = await loadModel(modelDirectory, { threads, signal, choices, remote });
  try {
    const loaded = performance.now();
    const {
      proposals,
      timingsMs,
      read,
      unknown,
      imageScores = [],
    } = model.manifest.accepts.of === "image"
      ? await analyseImages(input, model, { signal, onProgress })
      : await analyseVolume(input, model, { signal, onProgress });
    const stages = Object.fromEntries(Object.entries(timingsMs).map(([step, ms]) => [step, ms / 1000]));
    return {
      proposals,
      seconds: {
        model: (loaded - started) / 1000,
        volume: (read - loaded) / 1000,
        ...stages,
        networks: networkSeconds(model),
      },
      engine: whatRan(model),
      unknown,
      imageScores,
    };
  } finally {
    await model.dispose();
  }
}

type Context = TaskContext<Tasks["analyse"]["progress"]>;
/** What was found, the time of each step, and when the series had been read. */
type Found = Pick<AnalysisResult, "proposals" | "timingsMs" | "unknown" | "imageScores"> & { readonly read: number };

async function analyseVolume(
  input: Tasks["analyse"]["input"],
  model: LoadedModel,
  { signal, onProgress }: Context,
): Promise<Found> {
  // One thread is this one. They start while the files are read.
  const threads = startThreads(model.manifest.pipeline.kind === "lung-nodules" && input.threads > 1 ? input.threads : 0);
  try {
    return await analyseInThreads(input, model, threads, { signal, onProgress });
  } finally {
    threads.dispose();
  }
}

async function analyseInThreads(
  input: Tasks["analyse"]["input"],
  model: LoadedModel,
  threads: Threads,
  { signal, onProgress }: Context,
): Promise<Found> {
  const { instances } = input;
  const frames = await readSeriesFrames(instances, { signal });
  const about = await readSeriesAbout(instances);
  assertSeriesAccepted(frames, model, about);
  const volume = await readVolume(frames, instances, {
    ...{ signal, isShared: threads.count > 0 },
    onProgress: (fraction: number) => onProgress({ fraction: fraction * readingShare, step: "read" }),
  });
  const read = performance.now();
  const result = await analyse(volume, usedModel(input, model), {
    ...optionsOf(input, readingShare, { signal, onProgress }),
    ...{ about, threads },
  });
  return { ...result, read };
}

/** Each image is read when its turn comes: what was read before are the headers. */
async function analyseImages(
  input: Tasks["analyse"]["input"],
  model: LoadedModel,
  { signal, onProgress }: Context,
): Promise<Found> {
  const images = await readSeriesImages(input.instances, { signal });
  const read = performance.now();
  const result = await runModelOnImages(images, usedModel(input, model), optionsOf(input, 0, { signal, onProgress }));
  return { ...result, proposals: proposedTo(input, result.proposals), read };
}

function usedModel({ isEvaluation = false }: Tasks["analyse"]["input"], model: LoadedModel): LoadedModel {
  return isEvaluation ? { ...model, manifest: belowOperatingPoints(model.manifest) } : model;
}

/** Progress from `from` to 1; what would be proposed so far is told with where the run is. */
function optionsOf(input: Tasks["analyse"]["input"], from: number, { signal, onProgress }: Context) {
  const { analysisId, operatingPoint } = input;
  let told = { fraction: from, step: "read" };
  return {
    ...{ signal, analysisId },
    ...(operatingPoint === undefined ? {} : { operatingPoint }),
    onProgress: ({ fraction, step }: AnalysisProgress) => {
      told = { fraction: from + (1 - from) * fraction, step };
      onProgress(told);
    },
    onPartial: (partial: readonly Proposal[]) => onProgress({ ...told, partial: proposedTo(input, partial) }),
  };
}

/** A reader decides on a thing once; who evaluates wants all of it. */
function proposedTo({ isEvaluation = false }: Tasks["analyse"]["input"], proposals: readonly Proposal[]): readonly Proposal[] {
  return isEvaluation ? proposals : unrepeated(proposals);
}

function networkSeconds({ stages }: LoadedModel): number {
  return stages.reduce((sum, { spent }) => sum + spent().ms, 0) / 1000;
}

function whatRan({ stages, notes }: LoadedModel): AnalysisOutcome["engine"] {
  return {
    stages: stages.map(({ stage, file, precision, network, spent }) => {
      const { runs, ms } = spent();
      return { stage, file, precision, provider: network.provider, runs, seconds: ms / 1000 };
    }),
    notes: notes()
      .slice(0, 32)
      .map((note) => ({ ...note, details: { ...note.details } })),
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  };
}

/** Loads a model and lets it go: hashes, networks and self-test are checked on the way. */
export async function tryModel(
  { modelDirectory }: Tasks["try-model"]["input"],
  { signal }: TaskContext<Tasks["try-model"]["progress"]>,
): Promise<Tasks["try-model"]["output"]> {
  const started = performance.now();
  const model = await loadModel(modelDirectory, { threads: 1, signal });
  await model.dispose();
  return { seconds: (performance.now() - started) / 1000 };
}
