import type { SeriesDetail, SeriesSplit } from "../../src/contract/index.ts";
import { useDynamicText } from "./locale-store.ts";
import { knownSeries, useSeriesStore } from "./series-store.ts";
import { showSplit } from "./viewport-actions.ts";
import { useViewportStore } from "./viewport-store.ts";

/** Says what a stack of a series is called: "b 1000, echo 2", "Phase 3". */
export function useSplitName(): (split: SeriesSplit) => string {
  const find = useDynamicText();
  const say = ({ code, value }: SeriesSplit["label"][number]) => {
    const known = find(`splits.${code}-${value}`) ?? (code === "orientation" ? find(`viewport.plane.${value}`) : undefined);
    return known ?? find(`splits.${code}`, { value }) ?? `${value}`;
  };
  return ({ label }) => {
    const said = label.map(say).filter((part) => part !== "");
    return said.length === 0 ? (find("splits.whole") ?? "") : said.join(find("splits.separator") ?? ", ");
  };
}

/** The stack before or after the one that is shown; undefined at the ends and where there is only one. */
export function neighbourSplit(detail: SeriesDetail | undefined, by: 1 | -1): number | undefined {
  const splits = detail?.splits ?? [];
  const at = splits.findIndex(({ index }) => index === detail?.split);
  return at < 0 ? undefined : splits[at + by]?.index;
}

/** Goes to the next or previous stack of the series in the active cell. */
export function stepSplit(by: 1 | -1): void {
  const { cells, activeCellId } = useViewportStore.getState();
  const content = cells.find(({ id }) => id === activeCellId)?.content;
  if (content === undefined || content.kind === "empty" || content.kind === "document") return;
  const { details } = useSeriesStore.getState();
  const next = neighbourSplit(knownSeries(details, content.seriesInstanceUid, content.split), by);
  if (next !== undefined) showSplit(next);
}
