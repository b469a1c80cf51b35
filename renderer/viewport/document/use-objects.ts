import { useCallback, useEffect, useState } from "react";
import { type ErrorRecord, isAbort, toErrorRecord } from "../../../src/base/index.ts";

export type Loaded<T> =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly value: T }
  | { readonly kind: "failed"; readonly error: ErrorRecord; readonly retry: () => void };

/** Asks for something of the host, again when its key changes or a retry is wished; what is no longer wanted is cancelled. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; value?: T; error?: ErrorRecord }>({ key });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is loaded is said by its key
  useEffect(() => {
    const abort = new AbortController();
    setState({ key });
    load(abort.signal)
      .then((value) => {
        if (!abort.signal.aborted) setState({ key, value });
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted && !isAbort(error)) setState({ key, error: toErrorRecord(error) });
      });
    return () => abort.abort();
  }, [key, attempt]);
  if (state.key !== key) return { kind: "loading" };
  if (state.error !== undefined) return { kind: "failed", error: state.error, retry };
  return state.value === undefined ? { kind: "loading" } : { kind: "ready", value: state.value };
}
