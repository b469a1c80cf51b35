import { analyse, atOperatingPoint, belowOperatingPoints, loadModel } from "../../inference/index.ts";
import { readSeriesFrames, readVolume } from "../../volume/index.ts";
import type { TaskContext } from "./handlers.ts";
import { readSeriesAbout } from "./series-about.ts";
import type { AnalysisOutcome, Tasks } from "./types.ts";

/** Share of the work that reading the volume is, for one progress from 0 to 1. */
const readingShare = 0.25;

/** Series to proposals in this process: reads and checks the volume, loads the model, runs it. */
export async function runAnalysis(
  { instances, modelDirectory, threads, analysisId, operatingPoint, isEvaluation }: Tasks["analyse"]["input"],
  { signal, onProgress }: TaskContext<Tasks["analyse"]["progress"]>,
): Promise<AnalysisOutcome> {
  const started = performance.now();
  onProgress({ fraction: 0, step: "read" });
  const model = await loadModel(modelDirectory, { threads, signal });
  try {
    const loaded = performance.now();
    const frames = await readSeriesFrames(instances, { signal });
    const volume = await readVolume(frames, instances, {
      signal,
      onProgress: (fraction: number) => onProgress({ fraction: fraction * readingShare, step: "read" }),
    });
    const read = performance.now();
    const chosen = atOperatingPoint(model.manifest, operatingPoint);
    const manifest = isEvaluation === true ? belowOperatingPoints(chosen) : chosen;
    const { proposals, timingsMs } = await analyse(volume, { ...model, manifest }, {
      signal,
      analysisId,
      about: await readSeriesAbout(instances),
      onProgress: ({ fraction, step }) => onProgress({ fraction: readingShare + (1 - readingShare) * fraction, step }),
    });
    const stages = Object.fromEntries(Object.entries(timingsMs).map(([step, ms]) => [step, ms / 1000]));
    return { proposals, seconds: { model: (loaded - started) / 1000, volume: (read - loaded) / 1000, ...stages } };
  } finally {
    await model.dispose();
  }
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
