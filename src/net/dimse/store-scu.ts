import { Dataset, decodeDataset, encodeDataset, isTransferSyntaxEncapsulated } from "../../dicom/index.ts";
import { protocolError } from "../errors.ts";
import type { ProposedContext } from "./associate-pdu.ts";
import type { Association, WaitOptions } from "./association.ts";
import { DEFAULT_TIMEOUT_MS, type DimseOptions, type DimsePeer, requestAssociation } from "./request-association.ts";

/** An instance to be sent: its data set without preamble and meta information, in the transfer syntax it is in. */
export interface OutgoingInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** Bytes, or pieces of them in order; asked for once. */
  data(): Uint8Array | AsyncIterable<Uint8Array>;
}

/** What became of an instance; a warning means that it was stored (PS3.4 annex B.2.3, table B.2-1). */
export type StoreResult =
  | { readonly sopInstanceUid: string; readonly outcome: "stored" | "warning" | "refused"; readonly status: number }
  | { readonly sopInstanceUid: string; readonly outcome: "not-negotiated" };

const IMPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2";
const C_STORE_RQ = 0x0001;
const C_STORE_RSP = 0x8001;
const MAX_CONTEXTS = 128;

/**
 * C-STORE (PS3.7 9.1.1) of instances over one association, each in the transfer syntax it is in; an uncompressed one goes in
 * Implicit VR Little Endian to a peer that takes nothing else. Results come in the order of the instances.
 *
 * @throws NetError where the exchange fails; instances without a result were not sent or not answered. Or the signal's reason
 */
export async function* sendStores(
  peer: DimsePeer,
  instances: readonly OutgoingInstance[],
  options: DimseOptions = {},
): AsyncIterable<StoreResult> {
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const wait = { timeoutMs, ...(signal && { signal }) };
  for (const batch of batches(instances)) {
    const association = await requestAssociation(peer, proposedFor(batch), options);
    let isOver = false;
    try {
      let messageId = 0;
      for (const instance of batch) {
        messageId = (messageId % 0xffff) + 1;
        yield await sendOne(association, instance, messageId, wait);
      }
      isOver = true;
    } finally {
      if (isOver) await association.release(timeoutMs);
      else association.abort();
    }
  }
}

async function sendOne(
  association: Association,
  instance: OutgoingInstance,
  messageId: number,
  wait: WaitOptions,
): Promise<StoreResult> {
  const { sopClassUid, sopInstanceUid, transferSyntaxUid } = instance;
  const exact = association.contextFor(sopClassUid, transferSyntaxUid);
  const implicit = isNative(transferSyntaxUid) ? association.contextFor(sopClassUid, IMPLICIT_VR_LITTLE_ENDIAN) : undefined;
  const context = exact ?? implicit;
  if (context === undefined) return { sopInstanceUid, outcome: "not-negotiated" };
  const command = new Dataset()
    .set("AffectedSOPClassUID", sopClassUid)
    .set("CommandField", C_STORE_RQ)
    .set("MessageID", messageId)
    .set("Priority", 0)
    .set("AffectedSOPInstanceUID", sopInstanceUid);
  const data = instance.data();
  await association.send(context.id, command, exact === undefined ? await asImplicit(data, transferSyntaxUid) : data, wait);
  const answer = await association.receive(wait);
  if (answer === "release") throw protocolError("release in the place of an answer");
  const isAnswer = answer.command.first("CommandField") === C_STORE_RSP;
  if (!isAnswer || answer.command.first("MessageIDBeingRespondedTo") !== messageId) throw protocolError("answer to C-STORE");
  for await (const _ of answer.data ?? []);
  const status = answer.command.first("Status") ?? 0xffff;
  return { sopInstanceUid, outcome: outcomeOf(status), status };
}

/** Statuses of PS3.4 table B.2-1 and PS3.7 annex C: 0000 success; Bxxx, 0001, 0107 and 0116 warnings; all else failures. */
function outcomeOf(status: number): "stored" | "warning" | "refused" {
  if (status === 0) return "stored";
  return status >>> 12 === 0xb || status === 0x0001 || status === 0x0107 || status === 0x0116 ? "warning" : "refused";
}

async function asImplicit(data: Uint8Array | AsyncIterable<Uint8Array>, transferSyntaxUid: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of data instanceof Uint8Array ? [data] : data) pieces.push(piece);
  return encodeDataset(decodeDataset(Buffer.concat(pieces), transferSyntaxUid), IMPLICIT_VR_LITTLE_ENDIAN);
}

function isNative(transferSyntaxUid: string): boolean {
  return !isTransferSyntaxEncapsulated(transferSyntaxUid);
}

/** A context for each pair of SOP class and transfer syntax, and one in Implicit VR Little Endian beside an uncompressed one. */
function pairsOf({ sopClassUid, transferSyntaxUid }: OutgoingInstance): readonly string[] {
  const syntaxes = isNative(transferSyntaxUid) ? [transferSyntaxUid, IMPLICIT_VR_LITTLE_ENDIAN] : [transferSyntaxUid];
  return syntaxes.map((uid) => `${sopClassUid} ${uid}`);
}

function proposedFor(instances: readonly OutgoingInstance[]): readonly ProposedContext[] {
  const pairs = [...new Set(instances.flatMap(pairsOf))];
  return pairs.map((pair, index) => {
    const [abstractSyntaxUid = "", transferSyntaxUid = ""] = pair.split(" ");
    return { id: index * 2 + 1, abstractSyntaxUid, transferSyntaxUids: [transferSyntaxUid] };
  });
}

/** As many instances as one association's 128 contexts allow. */
function* batches(instances: readonly OutgoingInstance[]): Iterable<readonly OutgoingInstance[]> {
  let batch: OutgoingInstance[] = [];
  let pairs = new Set<string>();
  for (const instance of instances) {
    const grown = new Set([...pairs, ...pairsOf(instance)]);
    if (grown.size > MAX_CONTEXTS) {
      yield batch;
      batch = [];
      pairs = new Set(pairsOf(instance));
    } else pairs = grown;
    batch.push(instance);
  }
  if (batch.length > 0) yield batch;
}
