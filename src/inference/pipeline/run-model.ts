import type { Volume } from "../../volume/index.ts";
import { operatingPointOf } from "../contract/manifest.ts";
import type { StagesPipeline } from "../contract/pipeline.ts";
import type { Network } from "../engine/network.ts";
import { InferenceError } from "../errors.ts";
import type { LoadedModel } from "../model.ts";
import { runImageStages, type SeriesImage } from "./image-stages.ts";
import { runStages, type StagesResult, type StagesRun } from "./stages.ts";

export type ModelRunOptions = Pick<StagesRun, "signal" | "onProgress" | "onPartial" | "unknown"> & {
  /** Id of the operating point; the manifest's default one without. */
  readonly operatingPoint?: string | undefined;
  readonly analysisId?: string | undefined;
};

/**
 * Runs a loaded model whose pipeline is made of stages over a volume that it accepts.
 *
 * Throws InferenceError no-lungs, run-failed.
 */
export async function runModelStages(
  volume: Volume,
  model: LoadedModel,
  pipeline: StagesPipeline,
  options: ModelRunOptions,
): Promise<StagesResult & { readonly provider: Network["provider"] }> {
  const { run, provider } = stagesRunOf(model, pipeline, options);
  return { ...(await runStages(volume, run)), provider };
}

/** The same over the single images of a series. Throws InferenceError not-accepted, run-failed. */
export async function runModelOnImages(
  images: readonly SeriesImage[],
  model: LoadedModel,
  options: ModelRunOptions,
): Promise<StagesResult & { readonly provider: Network["provider"] }> {
  const { pipeline } = model.manifest;
  if (pipeline.kind !== "stages") throw notRunnable(model);
  const { run, provider } = stagesRunOf(model, pipeline, options);
  return { ...(await runImageStages(images, run)), provider };
}

function stagesRunOf(
  model: LoadedModel,
  pipeline: StagesPipeline,
  options: ModelRunOptions,
): { readonly run: StagesRun; readonly provider: Network["provider"] } {
  const { manifest, weightsSha256, stages } = model;
  const operatingPoint = operatingPointOf(manifest, options.operatingPoint);
  const [first] = stages;
  if (!operatingPoint || !first) throw notRunnable(model);
  const { provider } = first.network;
  const run: StagesRun = {
    ...{ manifest, pipeline, operatingPoint },
    networkOf: ({ id }) => (stages.find(({ stage }) => stage === id) ?? first).network,
    provenance: {
      ...{ modelId: manifest.id, modelVersion: manifest.version, weightsSha256, provider },
      variants: stages.map(({ stage, file, sha256, precision }) => ({ stage, file, sha256, precision })),
      analysisId: options.analysisId ?? "",
    },
    ...{ signal: options.signal, onProgress: options.onProgress, onPartial: options.onPartial, unknown: options.unknown },
  };
  return { run, provider };
}

function notRunnable({ manifest }: LoadedModel): InferenceError {
  return new InferenceError(
    "run-failed",
    "This model has no such operating point, or was closed before the run. Nothing was proposed; choose an operating point and start again.",
    { model: manifest.id },
  );
}
