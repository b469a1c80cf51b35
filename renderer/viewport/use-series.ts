import { useCallback, useEffect, useState } from "react";
import { type ErrorRecord, isAbort, toErrorRecord } from "../../src/base/index.ts";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { retrieveSeries } from "../api/index.ts";
import { knownSeries, useSeriesStore } from "../stores/index.ts";

export type SeriesState =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly detail: SeriesDetail }
  | { readonly kind: "failed"; readonly error: ErrorRecord; readonly retry: () => void };

/** Details of a series, from the store that the panels share; asks for them itself, so that it can say why they do not come. */
export function useSeries(seriesInstanceUid: string): SeriesState {
  const detail = useSeriesStore(({ details }) => knownSeries(details, seriesInstanceUid));
  const [failure, setFailure] = useState<ErrorRecord | undefined>();
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks again
  useEffect(() => {
    setFailure(undefined);
    if (knownSeries(useSeriesStore.getState().details, seriesInstanceUid) !== undefined) return undefined;
    const abort = new AbortController();
    retrieveSeries(seriesInstanceUid, abort.signal)
      .then((found) => useSeriesStore.setState(({ details }) => ({ details: { ...details, [seriesInstanceUid]: found } })))
      .catch((error: unknown) => {
        if (!abort.signal.aborted && !isAbort(error)) setFailure(toErrorRecord(error));
      });
    return () => abort.abort();
  }, [seriesInstanceUid, attempt]);
  if (detail !== undefined) return { kind: "ready", detail };
  return failure === undefined ? { kind: "loading" } : { kind: "failed", error: failure, retry };
}
