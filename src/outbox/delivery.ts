import { type ErrorRecord, toErrorRecord, unreachable } from "../base/index.ts";
import { type FetchPort, NetError } from "../net/index.ts";
import { createDimseDelivery } from "./dimse-delivery.ts";
import { OutboxError } from "./errors.ts";
import type { Deliver } from "./row.ts";
import { createStowDelivery } from "./stow-delivery.ts";
import type { Destination } from "./types.ts";

export interface DeliveryPorts {
  /** What speaks HTTP, for DICOMweb and the built-in archive. */
  readonly fetch: FetchPort;
  /** Base address under which `fetch` answers for the built-in archive. */
  readonly embeddedUrl: string;
}

export function deliveryTo(destination: Destination, { fetch, embeddedUrl }: DeliveryPorts): Deliver {
  switch (destination.kind) {
    case "embedded":
      return createStowDelivery(embeddedUrl, fetch);
    case "dicomweb":
      return createStowDelivery(destination.url, fetch);
    case "dimse":
      return createDimseDelivery(destination);
    default:
      return unreachable(destination);
  }
}

/** What a failed attempt tells: about the peer as a whole, about this object, or that only a person can help. */
export interface Failure {
  readonly scope: "peer" | "object" | "person";
  readonly error: ErrorRecord;
}

/** HTTP answers that are about what the request holds; every other one would greet the next object as well. */
const statusesOfObject: readonly unknown[] = [400, 406, 409, 411, 413, 415, 422];

export function judgeFailure(error: unknown): Failure {
  if (error instanceof OutboxError)
    return { scope: error.code === "bytes-changed" ? "person" : "object", error: toErrorRecord(error) };
  // Whatever else was thrown may quote what it was given: its message is not kept.
  if (!(error instanceof NetError)) return { scope: "object", error: toErrorRecord(new OutboxError("send-failed")) };
  const isOfObject =
    error.code === "not-negotiated" || (error.code === "http-status" && statusesOfObject.includes(error.details.status));
  return { scope: isOfObject ? "object" : "peer", error: toErrorRecord(error) };
}
