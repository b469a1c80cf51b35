import { create } from "zustand";
import type { SeriesDetail, SeriesSummary } from "../../src/contract/index.ts";
import { retrieveSeries } from "../api/index.ts";

type Known = SeriesDetail | "asked" | "failed";

/** Details of series by UID and stack, asked for once: what tools are possible, which slice a finding is on. */
export const useSeriesStore = create<{ readonly details: Readonly<Record<string, Known>> }>()(() => ({ details: {} }));

const { getState, setState } = useSeriesStore;

/** The stack that a reader opens goes by the series' UID alone. */
const keyOf = (seriesInstanceUid: string, split: number | undefined) =>
  split === undefined ? seriesInstanceUid : `${seriesInstanceUid}#${split}`;

/** An answer that says the same again is the one that is known: viewports are made anew for another one. */
function put(key: string, detail: Known): void {
  const known = getState().details[key];
  if (known === detail || (typeof known === "object" && JSON.stringify(known) === JSON.stringify(detail))) return;
  setState({ details: { ...getState().details, [key]: detail } });
}

/** Keeps the details of a stack, by its index too: the one that a reader opens has one as well. */
export function keepSeries(detail: SeriesDetail, split?: number): void {
  put(keyOf(detail.seriesInstanceUid, split), detail);
  if (detail.split !== undefined) put(keyOf(detail.seriesInstanceUid, detail.split), detail);
}

/** Requests on their way: panels, prefetch and several viewports may want the same details at the same moment. */
const onTheirWay = new Map<string, Promise<SeriesDetail>>();

/** Asks for a stack's details and keeps them; who asks while they are on their way gets the same answer. @throws ApiError */
export function fetchSeries(seriesInstanceUid: string, split?: number): Promise<SeriesDetail> {
  const key = keyOf(seriesInstanceUid, split);
  const known = onTheirWay.get(key);
  if (known !== undefined) return known;
  const asked = retrieveSeries(seriesInstanceUid, split)
    .then((detail) => {
      keepSeries(detail, split);
      return detail;
    })
    .finally(() => onTheirWay.delete(key));
  onTheirWay.set(key, asked);
  return asked;
}

/** Asks for a series' details unless they are there or on their way. The viewport tells of a failure; here it only stays unknown. */
export async function needSeries(seriesInstanceUid: string, split?: number): Promise<void> {
  const key = keyOf(seriesInstanceUid, split);
  const known = getState().details[key];
  if (known !== undefined && known !== "failed") return;
  put(key, "asked");
  try {
    await fetchSeries(seriesInstanceUid, split);
  } catch {
    put(key, "failed");
  }
}

/**
 * Asks again for the series that have grown since they were asked for, as they do while an import runs: when they have twice as many
 * instances, so that a long series is not asked for a hundred times, and in any case when nothing more comes.
 */
export async function refreshGrown(series: readonly SeriesSummary[], nothingMoreComes: boolean): Promise<void> {
  for (const { seriesInstanceUid, instanceCount } of series) {
    const [known] = knownStacks(seriesInstanceUid);
    const before = known?.instanceCount;
    if (before === undefined || instanceCount <= before) continue;
    if (!nothingMoreComes && instanceCount < 2 * before) continue;
    await refreshSeries(seriesInstanceUid);
  }
}

/** Asks again for every stack of a series that is known; `ifKnown`: for none where none is. What does not come stays as it was. */
export async function refreshSeries(seriesInstanceUid: string, ifKnown = false): Promise<void> {
  const splits = knownStacks(seriesInstanceUid).map(({ split }) => split);
  if (ifKnown && splits.length === 0) return;
  const fresh = await retrieveSeries(seriesInstanceUid).catch(() => undefined);
  if (fresh === undefined) return;
  // What is as it was is not drawn anew.
  if (JSON.stringify(fresh) !== JSON.stringify(knownSeries(getState().details, seriesInstanceUid))) keepSeries(fresh);
  for (const split of new Set(splits)) {
    if (split === undefined || split === fresh.split) continue;
    const other = await retrieveSeries(seriesInstanceUid, split).catch(() => undefined);
    if (other !== undefined) keepSeries(other, split);
  }
}

/** Asks again for every series that is known: a person chose other versions of some images. */
export async function refreshAllSeries(): Promise<void> {
  const known = Object.values(getState().details).filter((detail) => typeof detail === "object");
  for (const uid of new Set(known.map(({ seriesInstanceUid }) => seriesInstanceUid))) await refreshSeries(uid);
}

function knownStacks(seriesInstanceUid: string): readonly SeriesDetail[] {
  return Object.values(getState().details).filter(
    (detail): detail is SeriesDetail => typeof detail === "object" && detail.seriesInstanceUid === seriesInstanceUid,
  );
}

/** The details if they have come. */
export function knownSeries(
  details: Readonly<Record<string, Known>>,
  seriesInstanceUid: string | undefined,
  split?: number,
): SeriesDetail | undefined {
  const detail = seriesInstanceUid === undefined ? undefined : details[keyOf(seriesInstanceUid, split)];
  return typeof detail === "object" ? detail : undefined;
}

/** Of what is known of a series' stacks, the one with a frame; else the one that a reader opens. */
export function knownStackWith(
  details: Readonly<Record<string, Known>>,
  seriesInstanceUid: string,
  sopInstanceUid: string,
  frameNumber: number,
): SeriesDetail | undefined {
  const main = knownSeries(details, seriesInstanceUid);
  const others = (main?.splits ?? []).map(({ index }) => knownSeries(details, seriesInstanceUid, index));
  const holds = (detail: SeriesDetail | undefined) => slicePosition(detail, sopInstanceUid, frameNumber) !== undefined;
  return [main, ...others].find(holds) ?? main;
}

/** Position of an instance in display order, from 1, and how many there are. */
export function slicePosition(detail: SeriesDetail | undefined, sopInstanceUid: string, frameNumber: number) {
  const at =
    detail?.frames.findIndex((frame) => frame.sopInstanceUid === sopInstanceUid && frame.frameNumber === frameNumber) ?? -1;
  return detail === undefined || at < 0 ? undefined : { position: at + 1, count: detail.frames.length };
}
