import { isTransferSyntaxKnown, sopClasses } from "../../dicom/index.ts";
import type { NegotiatedContext, ProposedContext } from "./associate-pdu.ts";
import type { AcceptedContext } from "./association.ts";
import type { PduOf } from "./upper-layer.ts";

const VERIFICATION = "1.2.840.10008.1.1";
const IMPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2";

/** Every SOP class whose keyword says that it is stored, media directories aside. */
const STORAGE: ReadonlySet<string> = new Set(
  Object.entries(sopClasses).flatMap(([keyword, uid]) =>
    keyword.endsWith("Storage") && keyword !== "MediaStorageDirectoryStorage" ? [uid] : [],
  ),
);
/** Under this root stand the storage SOP classes, those of later editions too. */
const STORAGE_ROOT = "1.2.840.10008.5.1.4.1.1.";

export interface NegotiationPolicy {
  readonly aeTitle: string;
  readonly isCalledAeTitleChecked?: boolean;
  readonly callingAeTitles?: readonly string[];
  readonly onStore?: unknown;
}

type Answer =
  | PduOf<"A-ASSOCIATE-RJ">
  | {
      readonly type: "A-ASSOCIATE-AC";
      readonly protocolVersion: number;
      readonly calledAeTitle: string;
      readonly callingAeTitle: string;
      readonly results: readonly NegotiatedContext[];
      readonly contexts: readonly AcceptedContext[];
    };

/** What an acceptor answers to a request (PS3.8 7.1, reasons of table 9-21). The requestor's order of transfer syntaxes counts. */
export function negotiate(request: PduOf<"A-ASSOCIATE-RQ">, policy: NegotiationPolicy, isFull: boolean): Answer {
  const { calledAeTitle, callingAeTitle } = request;
  if (isFull) return { type: "A-ASSOCIATE-RJ", result: 2, source: 3, reason: 2 };
  if (policy.isCalledAeTitleChecked !== false && calledAeTitle !== policy.aeTitle) {
    return { type: "A-ASSOCIATE-RJ", result: 1, source: 1, reason: 7 };
  }
  if (policy.callingAeTitles !== undefined && !policy.callingAeTitles.includes(callingAeTitle)) {
    return { type: "A-ASSOCIATE-RJ", result: 1, source: 1, reason: 3 };
  }
  const results = request.contexts.map((context) => resultFor(context, policy.onStore !== undefined));
  const contexts = results.flatMap(({ id, result, transferSyntaxUid }) => {
    const abstractSyntaxUid = request.contexts.find((context) => context.id === id)?.abstractSyntaxUid;
    return result === 0 && abstractSyntaxUid !== undefined ? [{ id, abstractSyntaxUid, transferSyntaxUid }] : [];
  });
  return { type: "A-ASSOCIATE-AC", protocolVersion: 1, calledAeTitle, callingAeTitle, results, contexts };
}

function resultFor({ id, abstractSyntaxUid, transferSyntaxUids }: ProposedContext, isStorageOffered: boolean): NegotiatedContext {
  const isStorage = STORAGE.has(abstractSyntaxUid) || abstractSyntaxUid.startsWith(STORAGE_ROOT);
  const offered = abstractSyntaxUid === VERIFICATION || (isStorageOffered && isStorage);
  if (!offered) return { id, result: 3, transferSyntaxUid: transferSyntaxUids[0] ?? IMPLICIT_VR_LITTLE_ENDIAN };
  const transferSyntaxUid = transferSyntaxUids.find(isTransferSyntaxKnown);
  if (transferSyntaxUid === undefined)
    return { id, result: 4, transferSyntaxUid: transferSyntaxUids[0] ?? IMPLICIT_VR_LITTLE_ENDIAN };
  return { id, result: 0, transferSyntaxUid };
}
