import { useCallback, useEffect, useRef, useState } from "react";
import { type ErrorRecord, isAbort, toErrorRecord } from "../../src/base/index.ts";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { fetchSeries, knownSeries, useSeriesStore } from "../stores/index.ts";

export type SeriesState =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly detail: SeriesDetail }
  | { readonly kind: "failed"; readonly error: ErrorRecord; readonly retry: () => void };

/**
 * Details of a series' stack, from the store that the panels share; asks for them itself, so that it can say why they do not come. Until
 * those of another stack have come the ones before are given, with their own names and numbers.
 */
export function useSeries(seriesInstanceUid: string, split?: number): SeriesState {
  const known = useSeriesStore(({ details }) => knownSeries(details, seriesInstanceUid, split));
  const latest = useRef(known);
  if (known !== undefined) latest.current = known;
  const [failure, setFailure] = useState<ErrorRecord | undefined>();
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks again
  useEffect(() => {
    setFailure(undefined);
    if (knownSeries(useSeriesStore.getState().details, seriesInstanceUid, split) !== undefined) return undefined;
    let isGone = false;
    fetchSeries(seriesInstanceUid, split).catch((error: unknown) => {
      if (!isGone && !isAbort(error)) setFailure(toErrorRecord(error));
    });
    return () => {
      isGone = true;
    };
  }, [seriesInstanceUid, split, attempt]);
  if (failure !== undefined && known === undefined) return { kind: "failed", error: failure, retry };
  const detail = known ?? (latest.current?.seriesInstanceUid === seriesInstanceUid ? latest.current : undefined);
  return detail === undefined ? { kind: "loading" } : { kind: "ready", detail };
}
