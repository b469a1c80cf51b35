import type { SeriesChoice, SeriesRule, SeriesSummary } from "../../../src/contract/index.ts";
import { type FoldedText, fitsAnyPattern, foldText } from "./patterns.ts";

type Projection = NonNullable<SeriesSummary["projections"]>[number];

/** What a cell is filled with: a series, or one projection image of it. */
export interface ChosenSeries {
  readonly series: SeriesSummary;
  readonly projection: Projection | undefined;
}

/** Where several frames lie in projections the image is meant, not the series. */
function asksForProjection({ view, laterality, another }: SeriesRule): boolean {
  return view !== undefined || laterality !== undefined || another === true;
}

/** Whether everything holds that a rule says of the series as a whole. */
export function seriesFits(series: SeriesSummary, rule: SeriesRule): boolean {
  if (series.kind !== "image") return false;
  const texts = () => [series.seriesDescription, series.protocolName ?? ""].map(foldText);
  const has = (text: string, patterns: readonly string[]) => fitsAnyPattern([foldText(text)], patterns);
  return (
    (rule.modality === undefined || rule.modality.includes(series.modality.toUpperCase())) &&
    (rule.orientation === undefined || rule.orientation === series.orientation) &&
    (rule.contrast === undefined || rule.contrast === series.contrast) &&
    (rule.framesLeast === undefined || series.frameCount >= rule.framesLeast) &&
    (rule.framesMost === undefined || series.frameCount <= rule.framesMost) &&
    (rule.bodyPart === undefined || has(series.bodyPartExamined, rule.bodyPart)) &&
    (rule.kernel === undefined || has(series.convolutionKernel ?? "", rule.kernel)) &&
    (rule.description === undefined || fitsAnyPattern(texts(), rule.description)) &&
    (rule.without === undefined || !has(series.seriesDescription, rule.without))
  );
}

/** View and side by the image's own words, else by those of the series' description. */
function projectionFits(projection: Projection, series: SeriesSummary, rule: SeriesRule): boolean {
  const side = projection.laterality || series.laterality.toUpperCase();
  return (
    (rule.view === undefined || rule.view.includes(projection.viewPosition)) &&
    (rule.laterality === undefined || side === rule.laterality)
  );
}

function candidatesOf(series: SeriesSummary, rule: SeriesRule): readonly ChosenSeries[] {
  if (!seriesFits(series, rule)) return [];
  const { projections = [] } = series;
  if (projections.length > 0 && asksForProjection(rule)) {
    return projections
      .filter((projection) => projectionFits(projection, series, rule))
      .map((projection) => ({ series, projection }));
  }
  if (rule.view !== undefined) return [];
  const isSide = rule.laterality === undefined || series.laterality.trim().toUpperCase() === rule.laterality;
  return isSide ? [{ series, projection: undefined }] : [];
}

/** What tells one choice from another. */
export function choiceKey({ series, projection }: ChosenSeries): string {
  return projection?.sopInstanceUid ?? series.seriesInstanceUid;
}

/**
 * The series for a cell among those of a study. The first rule that anything satisfies decides. Of several: plain views before modified
 * ones, then more frames, then the lower Series Number, then the UID, so that the same study is always hung alike.
 *
 * @param taken keys of what earlier cells of the screen show
 */
export function chooseSeries(
  anyOf: SeriesChoice["anyOf"],
  study: readonly SeriesSummary[],
  taken: ReadonlySet<string> = new Set(),
): ChosenSeries | undefined {
  for (const rule of anyOf) {
    const candidates = study
      .flatMap((series) => candidatesOf(series, rule))
      .filter((choice) => rule.another !== true || !taken.has(choiceKey(choice)));
    const [best] = [...candidates].sort(compareChoices);
    if (best !== undefined) return best;
  }
  return undefined;
}

function compareChoices(a: ChosenSeries, b: ChosenSeries): number {
  const numberOf = ({ series }: ChosenSeries) => series.seriesNumber ?? Number.MAX_SAFE_INTEGER;
  return (
    Number(a.projection?.isModified ?? false) - Number(b.projection?.isModified ?? false) ||
    (a.projection === undefined && b.projection === undefined ? b.series.frameCount - a.series.frameCount : 0) ||
    numberOf(a) - numberOf(b) ||
    compareTexts(choiceKey(a), choiceKey(b))
  );
}

/** By code units: no language has a say in it. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Everything that is said of a series in words. */
export function wordsOfSeries(series: SeriesSummary): readonly FoldedText[] {
  return [series.seriesDescription, series.protocolName ?? ""].map(foldText);
}
