import { totalmem } from "node:os";
import type { EnginePreference } from "../../contract/index.ts";
import type { ModelManifest } from "../../inference/index.ts";
import { chooseVariants, type RemoteStage, type VariantChoice } from "../../inference/index.ts";
import type { TaskLimits } from "../tasks/types.ts";
import type { Measured } from "./engine.ts";

/** A run's bounds: what its model asks for, as far as the reader's settings allow. */
export function limitsOf(manifest: ModelManifest | undefined, preference: EnginePreference): TaskLimits {
  const bound = preference.memoryMb ?? Math.floor(totalmem() / 2 ** 21);
  const { seconds = preference.seconds, memoryMb = bound } = manifest?.resources ?? {};
  return { seconds: Math.min(seconds, preference.seconds), memoryBytes: Math.min(memoryMb, bound) * 2 ** 20 };
}

/** Which variant of each network runs and where, by what was measured. */
export function choicesOf(
  manifest: ModelManifest,
  measured: Measured,
  { maxScoreLoss }: EnginePreference,
): Readonly<Record<string, VariantChoice>> {
  const ran = measured.measurements.flatMap(({ provider, stage, file, outcome, loadMs, runMs }) =>
    outcome === "ok" && loadMs !== undefined && runMs !== undefined ? [{ provider, stage, file, outcome, loadMs, runMs }] : [],
  );
  return chooseVariants(manifest, ran, maxScoreLoss);
}

/** Which stages an inference server runs, by stage; none unless the reader turned it on for this model. */
export function remoteOf(modelId: string, { remote }: EnginePreference): Readonly<Record<string, RemoteStage>> | undefined {
  const server = remote[modelId];
  if (!server?.enabled) return undefined;
  const { address, timeoutSeconds } = server;
  return Object.fromEntries(
    Object.entries(server.stages).map(([stage, { model, version }]) => [stage, { address, model, version, timeoutSeconds }]),
  );
}
