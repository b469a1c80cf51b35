import { protocolError } from "../errors.ts";
import { type AssociateAccept, type AssociateRequest, buildAssociate, parseAssociate } from "./associate-pdu.ts";
import { Cursor } from "./cursor.ts";

/** A presentation data value: a piece of a command or of a data set (PS3.8 9.3.5.1, annex E.2). */
export interface Pdv {
  readonly contextId: number;
  readonly isCommand: boolean;
  readonly isLast: boolean;
  readonly bytes: Uint8Array;
}

/** The protocol data units of PS3.8 9.3. */
export type Pdu =
  | ({ readonly type: "A-ASSOCIATE-RQ" } & AssociateRequest)
  | ({ readonly type: "A-ASSOCIATE-AC" } & AssociateAccept)
  | { readonly type: "A-ASSOCIATE-RJ"; readonly result: number; readonly source: number; readonly reason: number }
  | { readonly type: "P-DATA-TF"; readonly pdvs: readonly Pdv[] }
  | { readonly type: "A-RELEASE-RQ" }
  | { readonly type: "A-RELEASE-RP" }
  | { readonly type: "A-ABORT"; readonly source: number; readonly reason: number };

export const PDU_HEADER_LENGTH = 6;
/** Association PDUs hold at most 128 contexts; no real one is longer. */
export const MAX_ASSOCIATE_LENGTH = 1024 * 1024;
const MAX_PDVS = 1024;

/** Reads a PDU's body. @throws NetError protocol-error, for types and contents PS3.8 does not know */
export function parsePdu(type: number, body: Uint8Array): Pdu {
  const cursor = new Cursor(body);
  switch (type) {
    case 0x01:
      return { type: "A-ASSOCIATE-RQ", ...parseAssociate(cursor) };
    case 0x02:
      return { type: "A-ASSOCIATE-AC", ...parseAssociate(cursor) };
    case 0x03:
      cursor.skip(1);
      return { type: "A-ASSOCIATE-RJ", result: cursor.u8(), source: cursor.u8(), reason: cursor.u8() };
    case 0x04:
      return { type: "P-DATA-TF", pdvs: parsePdvs(cursor) };
    case 0x05:
      return { type: "A-RELEASE-RQ" };
    case 0x06:
      return { type: "A-RELEASE-RP" };
    case 0x07:
      cursor.skip(2);
      return { type: "A-ABORT", source: cursor.u8(), reason: cursor.u8() };
    default:
      throw protocolError("PDU type");
  }
}

function parsePdvs(cursor: Cursor): readonly Pdv[] {
  const pdvs: Pdv[] = [];
  while (cursor.left > 0) {
    const item = cursor.sub(cursor.u32());
    const contextId = item.u8();
    const control = item.u8();
    pdvs.push({ contextId, isCommand: (control & 1) === 1, isLast: (control & 2) === 2, bytes: item.rest() });
    if (pdvs.length > MAX_PDVS) throw protocolError("number of PDVs");
  }
  return pdvs;
}

/** Writes every PDU but P-DATA-TF, which is written without copying its data (`buildDataHeader`). */
export function buildPdu(pdu: Exclude<Pdu, { type: "P-DATA-TF" }>): Uint8Array {
  switch (pdu.type) {
    case "A-ASSOCIATE-RQ":
      return framed(0x01, buildAssociate(pdu, "A-ASSOCIATE-RQ"));
    case "A-ASSOCIATE-AC":
      return framed(0x02, buildAssociate(pdu, "A-ASSOCIATE-AC"));
    case "A-ASSOCIATE-RJ":
      return framed(0x03, Uint8Array.of(0, pdu.result, pdu.source, pdu.reason));
    case "A-RELEASE-RQ":
      return framed(0x05, new Uint8Array(4));
    case "A-RELEASE-RP":
      return framed(0x06, new Uint8Array(4));
    case "A-ABORT":
      return framed(0x07, Uint8Array.of(0, 0, pdu.source, pdu.reason));
  }
}

/** Header of a P-DATA-TF PDU with one presentation data value of `length` bytes, which follow it on the wire. */
export function buildDataHeader(contextId: number, isCommand: boolean, isLast: boolean, length: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x04;
  view.setUint32(2, length + 6);
  view.setUint32(6, length + 2);
  bytes[10] = contextId;
  bytes[11] = (isCommand ? 1 : 0) | (isLast ? 2 : 0);
  return bytes;
}

function framed(type: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PDU_HEADER_LENGTH + body.length);
  bytes[0] = type;
  new DataView(bytes.buffer).setUint32(2, body.length);
  bytes.set(body, PDU_HEADER_LENGTH);
  return bytes;
}
