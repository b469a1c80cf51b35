import { protocolError } from "../errors.ts";
import type { Cursor } from "./cursor.ts";

/** An abstract syntax (SOP class) and the transfer syntaxes it could go in. */
export interface ProposedContext {
  /** Odd, 1 to 255. */
  readonly id: number;
  readonly abstractSyntaxUid: string;
  readonly transferSyntaxUids: readonly string[];
}

/** Result of a context: 0 acceptance, 1 user rejection, 2 no reason, 3 abstract syntax, 4 transfer syntaxes (PS3.8 table 9-18). */
export interface NegotiatedContext {
  readonly id: number;
  readonly result: number;
  readonly transferSyntaxUid: string;
}

interface UserInformation {
  /** Longest P-DATA-TF body the sender of this wants to get; 0 without limit. */
  readonly maxPduLength: number;
  readonly implementationClassUid: string;
  readonly implementationVersionName: string;
}

interface AssociateBase extends UserInformation {
  readonly protocolVersion: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
}

export interface AssociateRequest extends AssociateBase {
  readonly contexts: readonly ProposedContext[];
}

export interface AssociateAccept extends AssociateBase {
  readonly results: readonly NegotiatedContext[];
}

/** PS3.7 annex A.2.1. */
const APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1";
const MAX_CONTEXTS = 128;
const MAX_TRANSFER_SYNTAXES = 256;

/** Reads an association request or acceptance (PS3.8 9.3.2, 9.3.3); unknown items are passed over. @throws NetError protocol-error */
export function parseAssociate(cursor: Cursor): AssociateRequest & AssociateAccept {
  const protocolVersion = cursor.u16();
  cursor.skip(2);
  const calledAeTitle = cursor.text(16);
  const callingAeTitle = cursor.text(16);
  cursor.skip(32);
  const contexts: ProposedContext[] = [];
  const results: NegotiatedContext[] = [];
  let user: UserInformation = { maxPduLength: 0, implementationClassUid: "", implementationVersionName: "" };
  while (cursor.left > 0) {
    const { kind, item } = nextItem(cursor);
    if (kind === 0x20) contexts.push(parseProposed(item));
    else if (kind === 0x21) results.push(parseNegotiated(item));
    else if (kind === 0x50) user = parseUserInformation(item);
    if (contexts.length > MAX_CONTEXTS || results.length > MAX_CONTEXTS) throw protocolError("number of presentation contexts");
  }
  return { protocolVersion, calledAeTitle, callingAeTitle, ...user, contexts, results };
}

function nextItem(cursor: Cursor): { readonly kind: number; readonly item: Cursor } {
  const kind = cursor.u8();
  cursor.skip(1);
  return { kind, item: cursor.sub(cursor.u16()) };
}

function parseProposed(item: Cursor): ProposedContext {
  const id = item.u8();
  item.skip(3);
  let abstractSyntaxUid = "";
  const transferSyntaxUids: string[] = [];
  while (item.left > 0) {
    const { kind, item: syntax } = nextItem(item);
    if (kind === 0x30) abstractSyntaxUid = syntax.text(syntax.left);
    if (kind === 0x40) transferSyntaxUids.push(syntax.text(syntax.left));
    if (transferSyntaxUids.length > MAX_TRANSFER_SYNTAXES) throw protocolError("number of transfer syntaxes");
  }
  return { id, abstractSyntaxUid, transferSyntaxUids };
}

function parseNegotiated(item: Cursor): NegotiatedContext {
  const id = item.u8();
  item.skip(1);
  const result = item.u8();
  item.skip(1);
  let transferSyntaxUid = "";
  while (item.left > 0) {
    const { kind, item: syntax } = nextItem(item);
    if (kind === 0x40) transferSyntaxUid = syntax.text(syntax.left);
  }
  return { id, result, transferSyntaxUid };
}

function parseUserInformation(item: Cursor): UserInformation {
  let maxPduLength = 0;
  let implementationClassUid = "";
  let implementationVersionName = "";
  while (item.left > 0) {
    const { kind, item: sub } = nextItem(item);
    if (kind === 0x51) maxPduLength = sub.u32();
    else if (kind === 0x52) implementationClassUid = sub.text(sub.left);
    else if (kind === 0x55) implementationVersionName = sub.text(sub.left);
  }
  return { maxPduLength, implementationClassUid, implementationVersionName };
}

/** Body of an association request or acceptance. */
export function buildAssociate(pdu: AssociateRequest | AssociateAccept, type: "A-ASSOCIATE-RQ" | "A-ASSOCIATE-AC"): Uint8Array {
  const contexts =
    type === "A-ASSOCIATE-RQ"
      ? (pdu as AssociateRequest).contexts.flatMap(buildProposed)
      : (pdu as AssociateAccept).results.flatMap(buildNegotiated);
  return Uint8Array.from([
    ...u16(pdu.protocolVersion),
    0,
    0,
    ...aeTitle(pdu.calledAeTitle),
    ...aeTitle(pdu.callingAeTitle),
    ...new Array<number>(32).fill(0),
    ...item(0x10, ascii(APPLICATION_CONTEXT)),
    ...contexts,
    ...item(0x50, [
      ...item(0x51, [...u16(pdu.maxPduLength >>> 16), ...u16(pdu.maxPduLength & 0xffff)]),
      ...item(0x52, ascii(pdu.implementationClassUid)),
      ...item(0x55, ascii(pdu.implementationVersionName)),
    ]),
  ]);
}

function buildProposed({ id, abstractSyntaxUid, transferSyntaxUids }: ProposedContext): number[] {
  const syntaxes = transferSyntaxUids.flatMap((uid) => item(0x40, ascii(uid)));
  return item(0x20, [id, 0, 0, 0, ...item(0x30, ascii(abstractSyntaxUid)), ...syntaxes]);
}

function buildNegotiated({ id, result, transferSyntaxUid }: NegotiatedContext): number[] {
  return item(0x21, [id, 0, result, 0, ...item(0x40, ascii(transferSyntaxUid))]);
}

function item(kind: number, body: readonly number[]): number[] {
  return [kind, 0, ...u16(body.length), ...body];
}

function u16(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff];
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0) & 0x7f);
}

function aeTitle(title: string): number[] {
  return ascii(title.slice(0, 16).padEnd(16, " "));
}
