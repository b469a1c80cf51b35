import { type ErrorRecord, isAbort, toErrorRecord } from "../../src/base/index.ts";

/** Where something that is asked of the host stands. `loading` may have an older answer on screen meanwhile. */
export type LoadState =
  | { readonly kind: "idle" }
  | { readonly kind: "loading" }
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly error: ErrorRecord };

export const idle: LoadState = { kind: "idle" };
export const loading: LoadState = { kind: "loading" };
export const ready: LoadState = { kind: "ready" };

/** The failed state of a thrown value; a cancelled load goes back to idle. */
export function failedBy(error: unknown): LoadState {
  return isAbort(error) ? idle : { kind: "failed", error: toErrorRecord(error) };
}
