import { Dataset } from "../../dicom/index.ts";
import { NetError, protocolError } from "../errors.ts";
import { DEFAULT_TIMEOUT_MS, type DimseOptions, type DimsePeer, requestAssociation } from "./request-association.ts";

const VERIFICATION = "1.2.840.10008.1.1";
const IMPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2";

/** C-ECHO (PS3.7 9.1.5): whether a DICOM node answers; gives its status, 0 for success. @throws NetError, or the signal's reason */
export async function sendEcho(peer: DimsePeer, options: DimseOptions = {}): Promise<number> {
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const wait = { timeoutMs, ...(signal && { signal }) };
  const proposed = { id: 1, abstractSyntaxUid: VERIFICATION, transferSyntaxUids: [IMPLICIT_VR_LITTLE_ENDIAN] };
  const association = await requestAssociation(peer, [proposed], options);
  try {
    if (association.contexts.length === 0) {
      throw new NetError("not-negotiated", "The peer accepts associations, but not verification; it may still take objects.");
    }
    const command = new Dataset().set("AffectedSOPClassUID", VERIFICATION).set("CommandField", 0x0030).set("MessageID", 1);
    await association.send(1, command, undefined, wait);
    const answer = await association.receive(wait);
    if (answer === "release" || answer.command.first("CommandField") !== 0x8030) throw protocolError("answer to C-ECHO");
    return answer.command.first("Status") ?? 0xffff;
  } finally {
    await association.release(timeoutMs);
  }
}
