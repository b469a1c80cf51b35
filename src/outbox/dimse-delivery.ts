import { type DimsePeer, NetError, part10Instance, type StoreResult, sendStores } from "../net/index.ts";
import { OutboxError } from "./errors.ts";
import { attemptTimeoutMs } from "./pauses.ts";
import type { Deliver } from "./row.ts";
import { isRepetition, statusText } from "./status.ts";

/**
 * Sends objects by C-STORE (PS3.4 annex B), one an association. The receipt is a C-STORE-RSP of 0000 or a warning.
 *
 * @throws NetError where the exchange failed or the peer does not take such objects, OutboxError refused or no-receipt
 */
export function createDimseDelivery(peer: DimsePeer): Deliver {
  return async (bytes, { sopInstanceUid, attempts }, signal) => {
    const result = await storeOne(peer, bytes, signal);
    if (result?.sopInstanceUid !== sopInstanceUid) throw new OutboxError("no-receipt");
    if (result.outcome === "not-negotiated") {
      throw new NetError(
        "not-negotiated",
        "The peer does not take this kind of object; it stays in the outbox and is tried again.",
      );
    }
    const status = statusText(result.status);
    if (result.outcome === "stored" || result.outcome === "warning") return { status, retrieveUrl: "" };
    if (isRepetition(result.status, attempts)) return { status: `${status}, already there`, retrieveUrl: "" };
    throw new OutboxError("refused", { status });
  };
}

/** `sendStores` limits each wait; this limits the whole, so that no attempt outlives its claim. */
async function storeOne(peer: DimsePeer, bytes: Uint8Array, signal: AbortSignal): Promise<StoreResult | undefined> {
  const timeoutMs = attemptTimeoutMs(bytes.length);
  const timeout = AbortSignal.timeout(timeoutMs);
  const options = { signal: AbortSignal.any([signal, timeout]) };
  let last: StoreResult | undefined;
  try {
    for await (const result of sendStores(peer, [part10Instance(bytes)], options)) last = result;
    return last;
  } catch (error) {
    if (signal.aborted || !timeout.aborted) throw error;
    throw new NetError("timed-out", "The peer did not answer in time; it will have to be tried again.", {
      what: "C-STORE",
      timeoutMs,
    });
  }
}
