import type { SeriesSummary } from "../../../src/contract/index.ts";

/** A series by modality, number and description, as far as it has them; undefined where there is none. */
export function seriesName(series: SeriesSummary | undefined): string | undefined {
  if (series === undefined) return undefined;
  return [series.modality, series.seriesNumber, series.seriesDescription].filter(Boolean).join(" · ");
}
