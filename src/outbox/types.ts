import type { ErrorRecord } from "../base/index.ts";

export type Destination =
  | { readonly kind: "embedded" }
  | { readonly kind: "dicomweb"; readonly url: string }
  | {
      readonly kind: "dimse";
      readonly host: string;
      readonly port: number;
      readonly calledAeTitle: string;
      readonly callingAeTitle: string;
    };

export type OutboxState = "queued" | "sending" | "delivered" | "waiting";

/** One object on its way; the bytes lie on disk beside the queue until a receipt is there. Wire form: `outboxItemSchema`. */
export interface OutboxItem {
  readonly id: string;
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly reportId: string;
  readonly destination: Destination;
  readonly state: OutboxState;
  readonly queuedAt: string;
  readonly attempts: number;
  readonly failingSince: string | null;
  readonly nextAttemptAt: string | null;
  readonly error: ErrorRecord | null;
  readonly receipt: { readonly at: string; readonly status: string; readonly retrieveUrl: string } | null;
}

export interface Outbox {
  /** On disk (fsync) before it returns: only then may the reader be told "queued". Same sopInstanceUid and destination: once. */
  add(object: {
    readonly bytes: Uint8Array;
    readonly studyInstanceUid: string;
    readonly sopInstanceUid: string;
    readonly sopClassUid: string;
    readonly reportId: string;
    readonly destination: Destination;
  }): OutboxItem;
  items(): readonly OutboxItem[];
  /** Tries everything that is due now; resolves when tried. Never throws for a peer that is down. */
  deliver(signal?: AbortSignal): Promise<void>;
  retry(id: string): void;
  /** Starts the timer that delivers and retries with growing pauses; `onChange` is told of every item that changed. */
  start(onChange: (item: OutboxItem) => void): void;
  dispose(): Promise<void>;
}
