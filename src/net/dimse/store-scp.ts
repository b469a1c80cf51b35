import type { Log } from "../../base/index.ts";
import { toErrorRecord } from "../../base/index.ts";
import { isUid } from "../../dicom/index.ts";
import type { DimseMessage } from "./association.ts";

/** What a peer wants to store, as its command says. The data set is not looked at here. */
export interface StoreRequest {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
}

/**
 * Takes one instance: its data set in pieces, without preamble and meta information (`buildMeta` makes those). The peer waits
 * while a piece is being dealt with. `signal` says that the association is over. The status goes to the peer: 0 only when the instance is safe (PS3.4 table B.2-1).
 */
export type StoreHandler = (request: StoreRequest, data: AsyncIterable<Uint8Array>, signal?: AbortSignal) => Promise<number>;

const PROCESSING_FAILURE = 0x0110;
const INVALID_OBJECT_INSTANCE = 0x0117;
const MISSING_DATA_SET = 0xc000;

/** Serves a C-STORE request; gives the status. What the handler left unread is read and dropped. @throws what breaks the association */
export async function serveStore(
  message: DimseMessage,
  context: { readonly transferSyntaxUid: string; readonly callingAeTitle: string; readonly calledAeTitle: string },
  handler: StoreHandler,
  log: Log,
  signal?: AbortSignal,
): Promise<number> {
  const sopClassUid = message.command.first("AffectedSOPClassUID") ?? "";
  const sopInstanceUid = message.command.first("AffectedSOPInstanceUID") ?? "";
  if (message.data === undefined) return MISSING_DATA_SET;
  if (!isUid(sopInstanceUid) || !isUid(sopClassUid)) {
    await drain(message.data);
    return INVALID_OBJECT_INSTANCE;
  }
  const handled = handler({ sopClassUid, sopInstanceUid, ...context }, message.data, signal).catch((error: unknown) => {
    log.error("dimse.store-failed", { error: toErrorRecord(error).code });
    return PROCESSING_FAILURE;
  });
  const status = await unlessOver(handled, signal);
  await drain(message.data);
  return status;
}

/** A handler that does not come to an end must not outlive its association. */
async function unlessOver<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const over = Promise.withResolvers<never>();
  const stop = () => over.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, over.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

export async function drain(data: AsyncIterable<Uint8Array> | undefined): Promise<void> {
  for await (const _ of data ?? []);
}
