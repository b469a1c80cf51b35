import { createDicomWebClient, type FetchPort } from "../net/index.ts";
import { OutboxError } from "./errors.ts";
import { attemptTimeoutMs } from "./pauses.ts";
import type { Deliver } from "./row.ts";
import { isRepetition, statusText } from "./status.ts";

const MAX_URL_LENGTH = 2048;

/**
 * Sends objects by STOW-RS (PS3.18 10.5), one a request. The receipt is the answer's ReferencedSOPSequence: nothing else counts.
 *
 * @throws NetError where the exchange failed, OutboxError refused or no-receipt, or the signal's reason
 */
export function createStowDelivery(url: string, fetch: FetchPort): Deliver {
  const client = createDicomWebClient({ url }, fetch);
  return async (bytes, { studyInstanceUid, sopInstanceUid, attempts }, signal) => {
    const timeoutMs = attemptTimeoutMs(bytes.length);
    const answer = await client.storeInstances([bytes], { studyInstanceUid, signal, timeoutMs });
    const stored = answer.stored.find((instance) => instance.sopInstanceUid === sopInstanceUid);
    const retrieveUrl = webAddress(stored?.retrieveUrl ?? "") || webAddress(answer.retrieveUrl);
    if (stored !== undefined) {
      const warning = stored.warningReason === undefined ? "" : `, warning ${statusText(stored.warningReason)}`;
      return { status: `HTTP ${answer.status}${warning}`, retrieveUrl };
    }
    const failed = answer.failed.find((instance) => instance.sopInstanceUid === sopInstanceUid);
    if (failed === undefined) throw new OutboxError("no-receipt", { status: answer.status });
    if (isRepetition(failed.failureReason, attempts)) return { status: `HTTP ${answer.status}, already there`, retrieveUrl };
    throw new OutboxError("refused", { status: statusText(failed.failureReason) });
  };
}

/** A peer's words are shown to a person: only a web address of decent length is. */
function webAddress(text: string): string {
  const url = text.length <= MAX_URL_LENGTH ? URL.parse(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? text : "";
}
