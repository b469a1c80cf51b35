import type { SeriesDetail, SeriesSplit } from "../../src/contract/index.ts";
import { retrieveStackWith } from "../api/index.ts";
import { useDynamicText } from "./locale-store.ts";
import { keepSeries, knownSeries, useSeriesStore } from "./series-store.ts";
import { showSplit } from "./viewport/content.ts";
import { type Cell, useViewportStore } from "./viewport/viewport-store.ts";

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

/**
 * Shows the stack that holds a frame where the series is shown without it: a finding in another phase, on another clip. Answers whether
 * something was changed; what cannot be asked for stays as it is.
 */
export async function showStackWith(
  seriesInstanceUid: string,
  frame: { readonly sopInstanceUid: string; readonly frameNumber: number },
): Promise<boolean> {
  const shown = useViewportStore
    .getState()
    .cells.filter(({ content }) => "split" in content || content.kind === "stack")
    .filter(({ content }) => content.kind !== "empty" && content.seriesInstanceUid === seriesInstanceUid);
  const { details } = useSeriesStore.getState();
  const holds = ({ content }: Cell) => {
    const detail = knownSeries(details, seriesInstanceUid, "split" in content ? content.split : undefined);
    const isThere = detail?.frames.some(
      ({ sopInstanceUid, frameNumber }) => sopInstanceUid === frame.sopInstanceUid && frameNumber === frame.frameNumber,
    );
    return isThere === true || (detail !== undefined && (detail.splits?.length ?? 1) < 2);
  };
  const [first] = shown;
  if (first === undefined || shown.some(holds)) return false;
  const detail = await retrieveStackWith(seriesInstanceUid, frame).catch(() => undefined);
  if (detail?.split === undefined || (detail.splits?.length ?? 1) < 2) return false;
  keepSeries(detail, detail.split);
  showSplit(detail.split, first.id);
  return true;
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

/**
 * Goes to the next stack of a series in a cell, from the last to the first; those that are apart (scouts) come too. Answers whether it is the
 * first again.
 */
export function playNextSplit(cellId: string, seriesInstanceUid: string, split: number | undefined): boolean {
  const splits = knownSeries(useSeriesStore.getState().details, seriesInstanceUid, split)?.splits ?? [];
  const at = splits.findIndex(({ index }) => index === split);
  const next = splits[(at + 1) % Math.max(1, splits.length)];
  if (next === undefined || splits.length < 2) return false;
  showSplit(next.index, cellId);
  return next === splits[0];
}
