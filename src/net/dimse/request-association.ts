import { connect } from "node:net";
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from "../../dicom/index.ts";
import { connectionLost, NetError, timedOut, toNetError } from "../errors.ts";
import type { ProposedContext } from "./associate-pdu.ts";
import { type AcceptedContext, Association } from "./association.ts";
import { type PduOf, UpperLayer } from "./upper-layer.ts";

/** Where a DICOM node listens and what it is called. */
export interface DimsePeer {
  readonly host: string;
  readonly port: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
}

export interface DimseOptions {
  readonly signal?: AbortSignal;
  /** For each wait (connection, answer, room to send); default 30 s. */
  readonly timeoutMs?: number;
}

export const DEFAULT_TIMEOUT_MS = 30_000;
/** Longest P-DATA-TF body this side takes: what a slow line brings well within a timeout. */
export const MAX_PDU_LENGTH = 128 * 1024;

/** Opens an association as its requestor. @throws NetError refused, unreachable, timed-out, rejected, aborted; or the signal's reason */
export async function requestAssociation(
  peer: DimsePeer,
  contexts: readonly ProposedContext[],
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: DimseOptions = {},
): Promise<Association> {
  signal?.throwIfAborted();
  const socket = connect({ host: peer.host, port: peer.port });
  const answered = Promise.withResolvers<PduOf<"A-ASSOCIATE-AC"> | PduOf<"A-ASSOCIATE-RJ">>();
  let association: Association | undefined;
  const end = (error: unknown) => {
    answered.reject(error);
    association?.fail(error);
  };
  const layer = new UpperLayer(
    socket,
    { role: "requestor", maxPduLength: MAX_PDU_LENGTH, artimMs: timeoutMs },
    {
      onAssociateIndication: () => undefined,
      onAssociateConfirmation: (answer) => {
        answered.resolve(answer);
        if (answer.type === "A-ASSOCIATE-AC") {
          association = new Association(layer, socket, acceptedOf(contexts, answer), answer.maxPduLength);
        }
      },
      onData: ({ pdvs }) => association?.take(pdvs),
      onReleaseIndication: () => association?.takeRelease(),
      onReleaseConfirmation: () => association?.fail(connectionLost()),
      onAbort: ({ source, reason }) => end(connectionLost({ source, reason })),
    },
  );
  socket.on("error", (error) => end(toNetError(error)));
  const timer = setTimeout(() => end(timedOut("association", timeoutMs)), timeoutMs);
  const stop = () => end(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  layer.open(requestPdu(peer, contexts));
  try {
    const answer = await answered.promise;
    if (answer.type === "A-ASSOCIATE-RJ") throw rejected(answer);
    if (association === undefined) throw connectionLost();
    return association;
  } catch (error) {
    layer.abort();
    if (socket.connecting) socket.destroy();
    else socket.destroySoon();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

function requestPdu(peer: DimsePeer, contexts: readonly ProposedContext[]): PduOf<"A-ASSOCIATE-RQ"> {
  return {
    type: "A-ASSOCIATE-RQ",
    protocolVersion: 1,
    calledAeTitle: peer.calledAeTitle,
    callingAeTitle: peer.callingAeTitle,
    maxPduLength: MAX_PDU_LENGTH,
    implementationClassUid: IMPLEMENTATION_CLASS_UID,
    implementationVersionName: IMPLEMENTATION_VERSION_NAME,
    contexts,
  };
}

/** Contexts the peer accepted, of those that were proposed, in a transfer syntax that was proposed. */
function acceptedOf(contexts: readonly ProposedContext[], { results }: PduOf<"A-ASSOCIATE-AC">): readonly AcceptedContext[] {
  return contexts.flatMap(({ id, abstractSyntaxUid, transferSyntaxUids }) => {
    const result = results.find((one) => one.id === id);
    if (result === undefined || result.result !== 0 || !transferSyntaxUids.includes(result.transferSyntaxUid)) return [];
    return [{ id, abstractSyntaxUid, transferSyntaxUid: result.transferSyntaxUid }];
  });
}

/** Reasons of PS3.8 table 9-21 that a person can do something about. */
function rejected({ result, source, reason }: PduOf<"A-ASSOCIATE-RJ">): NetError {
  const sentence =
    source === 1 && reason === 7
      ? "The peer does not know itself by the called AE title; check it in the settings."
      : source === 1 && reason === 3
        ? "The peer does not know this workstation's AE title; it has to be entered there."
        : "The peer does not accept the association now.";
  const code = "rejected";
  return new NetError(code, `${sentence} Everything on this machine still works.`, { result, source, reason });
}
