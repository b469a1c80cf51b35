import type { Analysis, ModelCard, ModelRule, SeriesSummary } from "../../../src/contract/index.ts";
import type { TextKey } from "../../stores/index.ts";

/** Why a model cannot be run on the active series now, or undefined where it can. */
export function reasonNotToRun(
  model: ModelCard | undefined,
  series: SeriesSummary | undefined,
  analyses: readonly Analysis[],
  rule?: ModelRule,
): TextKey | undefined {
  if (model === undefined) return "ai.reason.noModel";
  if (!model.usable) return "ai.reason.unusable";
  if (series === undefined) return "ai.reason.noSeries";
  if (model.modalities.length > 0 && !model.modalities.includes(series.modality)) return "ai.reason.otherModality";
  if (rule?.off.includes(series.modality) === true) return "ai.reason.off";
  const busy = analyses.some(
    (analysis) =>
      analysis.seriesInstanceUid === series.seriesInstanceUid &&
      analysis.modelId === model.id &&
      (analysis.state === "queued" || analysis.state === "running"),
  );
  return busy ? "ai.reason.running" : undefined;
}
