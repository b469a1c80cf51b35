import { type Log, silentLog } from "../../base/index.ts";
import { Dataset } from "../../dicom/index.ts";
import { protocolError } from "../errors.ts";
import type { Association, DimseMessage, WaitOptions } from "./association.ts";
import { drain, type StoreHandler, serveStore } from "./store-scp.ts";

const C_STORE_RQ = 0x0001;
const C_ECHO_RQ = 0x0030;
const C_CANCEL_RQ = 0x0fff;
const RESPONSE = 0x8000;
const UNRECOGNIZED_OPERATION = 0x0211;

/** Answers messages until the peer releases the association. @throws NetError, or the signal's reason */
export async function serveAssociation(
  association: Association,
  titles: { readonly callingAeTitle: string; readonly calledAeTitle: string },
  ports: { readonly onStore?: StoreHandler; readonly log?: Log },
  wait: WaitOptions,
): Promise<void> {
  for (;;) {
    const message = await association.receive(wait);
    if (message === "release") {
      association.answerRelease();
      return;
    }
    const field = message.command.first("CommandField") ?? 0;
    if ((field & RESPONSE) !== 0) throw protocolError("answer without a question");
    const status = await statusFor(message, association, titles, ports, wait);
    if (field === C_CANCEL_RQ) continue;
    await association.send(message.contextId, answerTo(message, field, status), undefined, wait);
  }
}

async function statusFor(
  message: DimseMessage,
  association: Association,
  { callingAeTitle, calledAeTitle }: { readonly callingAeTitle: string; readonly calledAeTitle: string },
  { onStore, log = silentLog }: { readonly onStore?: StoreHandler; readonly log?: Log },
  { signal }: WaitOptions,
): Promise<number> {
  const context = association.contexts.find(({ id }) => id === message.contextId);
  if (context === undefined) throw protocolError("presentation context that was not accepted");
  const field = message.command.first("CommandField");
  if (field === C_STORE_RQ && onStore !== undefined) {
    const { transferSyntaxUid } = context;
    return serveStore(message, { transferSyntaxUid, callingAeTitle, calledAeTitle }, onStore, log, signal);
  }
  await drain(message.data);
  return field === C_ECHO_RQ ? 0 : UNRECOGNIZED_OPERATION;
}

function answerTo({ command }: DimseMessage, field: number, status: number): Dataset {
  const answer = new Dataset()
    .set("CommandField", field | RESPONSE)
    .set("MessageIDBeingRespondedTo", command.first("MessageID") ?? 0)
    .set("Status", status);
  const sopClassUid = command.first("AffectedSOPClassUID");
  const sopInstanceUid = command.first("AffectedSOPInstanceUID");
  if (sopClassUid !== undefined) answer.set("AffectedSOPClassUID", sopClassUid);
  if (sopInstanceUid !== undefined) answer.set("AffectedSOPInstanceUID", sopInstanceUid);
  return answer;
}
