import type { FetchPort } from "../net/index.ts";
import { createDicomWebClient } from "../net/index.ts";
import { noReceipt, refused } from "./errors.ts";
import type { Destination, OutboxItem } from "./types.ts";

export type Receipt = Omit<NonNullable<OutboxItem["receipt"]>, "at">;

/** An object about to be sent, its bytes already checked. */
export interface Outgoing {
  readonly item: OutboxItem;
  readonly bytes: Uint8Array;
}

/** What became of an object: a receipt, or why there is none. */
export type Sent =
  | { readonly id: string; readonly receipt: Receipt }
  | { readonly id: string; readonly error: unknown; readonly isPeerDown: boolean };

export interface SendPorts {
  readonly fetch: FetchPort;
  readonly embeddedUrl: string;
}

/** PS3.7 annex C.4.? Duplicate SOP Instance: the answer to a repetition of what was taken already. */
const DUPLICATE_SOP_INSTANCE = 0x0111;

/** Sends objects to one place, one after another, telling what became of each; ends early when the peer itself fails. */
export async function* send(
  destination: Destination,
  objects: readonly Outgoing[],
  ports: SendPorts,
  signal: AbortSignal,
): AsyncIterable<Sent> {
  switch (destination.kind) {
    case "embedded":
      yield* sendByStow(ports.embeddedUrl, objects, ports.fetch, signal);
      return;
    case "dicomweb":
      yield* sendByStow(destination.url, objects, ports.fetch, signal);
      return;
    case "dimse":
      throw new Error("not built yet");
  }
}

/** The receipt is the ReferencedSOPSequence of the answer: nothing else counts (PS3.18 10.5.3). */
async function* sendByStow(
  url: string,
  objects: readonly Outgoing[],
  fetchPort: FetchPort,
  signal: AbortSignal,
): AsyncIterable<Sent> {
  const client = createDicomWebClient({ url }, fetchPort);
  for (const { item, bytes } of objects) {
    const { id, sopInstanceUid, studyInstanceUid, attempts } = item;
    try {
      const outcome = await client.storeInstances([bytes], { studyInstanceUid, signal });
      const stored = outcome.stored.find((one) => one.sopInstanceUid === sopInstanceUid);
      const failed = outcome.failed.find((one) => one.sopInstanceUid === sopInstanceUid);
      const status = `HTTP ${outcome.status}`;
      if (stored !== undefined) {
        const warning = stored.warningReason === undefined ? "" : `, warning ${hex(stored.warningReason)}`;
        yield { id, receipt: { status: `${status}${warning}`, retrieveUrl: stored.retrieveUrl } };
      } else if (failed?.failureReason === DUPLICATE_SOP_INSTANCE && attempts > 0) {
        yield { id, receipt: { status: `${status}, already there`, retrieveUrl: outcome.retrieveUrl } };
      } else {
        yield { id, error: failed === undefined ? noReceipt() : refused(failed.failureReason), isPeerDown: false };
      }
    } catch (error) {
      yield { id, error, isPeerDown: true };
      return;
    }
  }
}

export function hex(status: number): string {
  return status.toString(16).padStart(4, "0").toUpperCase();
}
