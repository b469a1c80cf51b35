import { create } from "zustand";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { retrieveSeries } from "../api/index.ts";

/** Details of series by UID, asked for once: what tools are possible, which slice a finding is on. */
export const useSeriesStore = create<{ readonly details: Readonly<Record<string, SeriesDetail | "asked" | "failed">> }>()(() => ({
  details: {},
}));

const { getState, setState } = useSeriesStore;

const put = (uid: string, detail: SeriesDetail | "asked" | "failed") =>
  setState({ details: { ...getState().details, [uid]: detail } });

/** Asks for a series' details unless they are there or on their way. The viewport tells of a failure; here it only stays unknown. */
export async function needSeries(seriesInstanceUid: string): Promise<void> {
  const known = getState().details[seriesInstanceUid];
  if (known !== undefined && known !== "failed") return;
  put(seriesInstanceUid, "asked");
  try {
    put(seriesInstanceUid, await retrieveSeries(seriesInstanceUid));
  } catch {
    put(seriesInstanceUid, "failed");
  }
}

/** The details if they have come. */
export function knownSeries(
  details: Readonly<Record<string, SeriesDetail | "asked" | "failed">>,
  seriesInstanceUid: string | undefined,
): SeriesDetail | undefined {
  const detail = seriesInstanceUid === undefined ? undefined : details[seriesInstanceUid];
  return typeof detail === "object" ? detail : undefined;
}

/** Position of an instance in display order, from 1, and how many there are. */
export function slicePosition(detail: SeriesDetail | undefined, sopInstanceUid: string, frameNumber: number) {
  const at =
    detail?.frames.findIndex((frame) => frame.sopInstanceUid === sopInstanceUid && frame.frameNumber === frameNumber) ?? -1;
  return detail === undefined || at < 0 ? undefined : { position: at + 1, count: detail.frames.length };
}
