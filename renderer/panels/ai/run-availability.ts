import { type Analysis, type ModelCard, type ModelRule, mayTake, type SeriesSummary } from "../../../src/contract/index.ts";
import type { TextKey } from "../../stores/index.ts";

/** What the reader chose, and for series of which modality. */
export interface ChosenModel {
  readonly id: string;
  readonly modality: string | undefined;
}

/**
 * The model that is offered for the active series: what the reader chose on series like it, else the first that can be used and takes its
 * modality, so that nobody has to look for the one that fits; where none does, what was chosen elsewhere or the first there is.
 */
export function modelToOffer(
  models: readonly ModelCard[],
  series: SeriesSummary | undefined,
  chosen: ChosenModel | undefined,
): ModelCard | undefined {
  const own = models.find(({ id }) => id === chosen?.id);
  if (own !== undefined && chosen?.modality === series?.modality) return own;
  const fits = series && models.find((model) => model.usable && takes(model, series));
  return fits ?? own ?? models.find(({ usable }) => usable) ?? models[0];
}

function takes({ modalities }: ModelCard, { modality }: SeriesSummary): boolean {
  return modalities.length === 0 || mayTake(modalities, modality);
}

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
  if (!takes(model, series)) return "ai.reason.otherModality";
  if (rule?.off.includes(series.modality) === true) return "ai.reason.off";
  const busy = analyses.some(
    (analysis) =>
      analysis.seriesInstanceUid === series.seriesInstanceUid &&
      analysis.modelId === model.id &&
      (analysis.state === "queued" || analysis.state === "running"),
  );
  return busy ? "ai.reason.running" : undefined;
}
