import type { ErrorRecord } from "../base/index.ts";
import type { Destination, OutboxItem, OutboxState } from "./types.ts";

/** A row of the table `items`, as SQLite gives it. */
export interface Row {
  readonly id: string;
  readonly study_uid: string;
  readonly sop_uid: string;
  readonly sop_class_uid: string;
  readonly report_id: string;
  readonly sha256: string;
  readonly byte_length: number;
  readonly peer: string;
  readonly destination: string;
  readonly state: OutboxState;
  readonly queued_at: string;
  readonly attempts: number;
  readonly failures: number;
  readonly failing_since: string | null;
  readonly next_attempt_at: string | null;
  readonly error: string | null;
  readonly receipt: string | null;
  readonly claim: string | null;
  readonly claim_until: string | null;
}

/** What a peer said when it took an object. */
export interface Receipt {
  /** "200" (HTTP) or "0000" (PS3.4 table B.2-1), with a warning where there was one: "202 B000". */
  readonly status: string;
  /** Where the object can be fetched; "" where the peer does not say. */
  readonly retrieveUrl: string;
}

/** An item in the hands of this process until it is settled. */
export interface ClaimedItem {
  readonly id: string;
  readonly claim: string;
  readonly peer: string;
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly destination: Destination;
  readonly sha256: string;
  readonly byteLength: number;
  readonly attempts: number;
  readonly failures: number;
}

/** Hands one object to a peer and brings back its receipt. */
export type Deliver = (bytes: Uint8Array, item: ClaimedItem, signal: AbortSignal) => Promise<Receipt>;

export function toItem(row: Row): OutboxItem {
  return {
    id: row.id,
    studyInstanceUid: row.study_uid,
    sopInstanceUid: row.sop_uid,
    sopClassUid: row.sop_class_uid,
    reportId: row.report_id,
    destination: JSON.parse(row.destination) as Destination,
    state: row.state,
    queuedAt: row.queued_at,
    attempts: row.attempts,
    failingSince: row.failing_since,
    nextAttemptAt: row.next_attempt_at,
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorRecord),
    receipt: row.receipt === null ? null : (JSON.parse(row.receipt) as OutboxItem["receipt"]),
  };
}

export function toClaimed(row: Row): ClaimedItem {
  return {
    id: row.id,
    claim: row.claim ?? "",
    peer: row.peer,
    studyInstanceUid: row.study_uid,
    sopInstanceUid: row.sop_uid,
    sopClassUid: row.sop_class_uid,
    destination: JSON.parse(row.destination) as Destination,
    sha256: row.sha256,
    byteLength: row.byte_length,
    attempts: row.attempts,
    failures: row.failures,
  };
}
