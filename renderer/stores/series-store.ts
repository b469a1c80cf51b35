import { create } from "zustand";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { retrieveSeries } from "../api/index.ts";

type Known = SeriesDetail | "asked" | "failed";

/** Details of series by UID and stack, asked for once: what tools are possible, which slice a finding is on. */
export const useSeriesStore = create<{ readonly details: Readonly<Record<string, Known>> }>()(() => ({ details: {} }));

const { getState, setState } = useSeriesStore;

/** The stack that a reader opens goes by the series' UID alone. */
const keyOf = (seriesInstanceUid: string, split: number | undefined) =>
  split === undefined ? seriesInstanceUid : `${seriesInstanceUid}#${split}`;

const put = (key: string, detail: Known) => setState({ details: { ...getState().details, [key]: detail } });

/** Keeps the details of a stack, by its index too: the one that a reader opens has one as well. */
export function keepSeries(detail: SeriesDetail, split?: number): void {
  put(keyOf(detail.seriesInstanceUid, split), detail);
  if (detail.split !== undefined) put(keyOf(detail.seriesInstanceUid, detail.split), detail);
}

/** Asks for a series' details unless they are there or on their way. The viewport tells of a failure; here it only stays unknown. */
export async function needSeries(seriesInstanceUid: string, split?: number): Promise<void> {
  const key = keyOf(seriesInstanceUid, split);
  const known = getState().details[key];
  if (known !== undefined && known !== "failed") return;
  put(key, "asked");
  try {
    keepSeries(await retrieveSeries(seriesInstanceUid, split), split);
  } catch {
    put(key, "failed");
  }
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

/** Position of an instance in display order, from 1, and how many there are. */
export function slicePosition(detail: SeriesDetail | undefined, sopInstanceUid: string, frameNumber: number) {
  const at =
    detail?.frames.findIndex((frame) => frame.sopInstanceUid === sopInstanceUid && frame.frameNumber === frameNumber) ?? -1;
  return detail === undefined || at < 0 ? undefined : { position: at + 1, count: detail.frames.length };
}
