import { type DimsePeer, NetError, part10Instance, sendStores } from "../net/index.ts";
import type { Deliver } from "./delivery.ts";
import { OutboxError } from "./errors.ts";
import { isRepetition, statusText } from "./status.ts";

/**
 * Sends objects by C-STORE (PS3.4 annex B), one an association. The receipt is a C-STORE-RSP of 0000 or a warning.
 *
 * @throws NetError where the exchange failed or the peer does not take such objects, OutboxError refused or no-receipt
 */
export function createDimseDelivery(peer: DimsePeer): Deliver {
  return async (bytes, { sopInstanceUid, attempts }, signal) => {
    for await (const result of sendStores(peer, [part10Instance(bytes)], { signal })) {
      if (result.sopInstanceUid !== sopInstanceUid) continue;
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
    }
    throw new OutboxError("no-receipt");
  };
}
