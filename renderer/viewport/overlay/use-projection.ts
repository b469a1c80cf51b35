import type { SeriesDetail, SeriesSummary } from "../../../src/contract/index.ts";
import { allSeries, useStudyStore } from "../../stores/index.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";

/** View and side of the projection image that is drawn: a series may hold those of both sides. Undefined of slices, and where it says neither. */
export function useProjection(
  { seriesInstanceUid }: SeriesDetail,
  facts: PlaneFacts | undefined,
): NonNullable<SeriesSummary["projections"]>[number] | undefined {
  const detail = useStudyStore((state) => state.detail);
  const shown = facts?.slice?.frame.sopInstanceUid;
  const series = allSeries(detail).find((one) => one.seriesInstanceUid === seriesInstanceUid);
  return series?.projections?.find(({ sopInstanceUid }) => sopInstanceUid === shown);
}
