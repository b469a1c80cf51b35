import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why a peer could not be spoken to. */
export type NetErrorCode =
  /** No way to the host: name, route or network. */
  | "unreachable"
  /** The host is there, nothing listens at the port. */
  | "refused"
  | "timed-out"
  /** A-ASSOCIATE-RJ: the peer does not want this AE title, or not now. */
  | "rejected"
  /** The peer ended the connection before the exchange was over. */
  | "aborted"
  /** The association was accepted, but none of its presentation contexts fits. */
  | "not-negotiated"
  /** The peer broke PS3.7 or PS3.8. */
  | "protocol-error"
  /** HTTP answered with a status that is no success. */
  | "http-status"
  /** An answer that is not what the service promises. */
  | "bad-response"
  /** A request body that is not multipart/related as its header says. */
  | "bad-multipart"
  /** More bytes than were allowed for. */
  | "too-large"
  /** The port to listen at is taken or not allowed. */
  | "cannot-listen";

export class NetError extends AreaError<"net", NetErrorCode> {
  constructor(code: NetErrorCode, message: string, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("net", code, message, { details, cause });
  }
}

const UNREACHABLE = "The peer cannot be reached: check its address and the network. Everything on this machine still works.";
const REFUSED = "Nothing answers at the peer's port: check that it runs and the port. Everything on this machine still works.";
const TIMED_OUT = "The peer did not answer in time; it will have to be tried again.";
const ABORTED = "The peer ended the connection before the exchange was over; it will have to be tried again.";

/** Turns what sockets and `fetch` throw into a NetError, by the code of the innermost cause. An abort is passed on as it is. */
export function toNetError(error: unknown, signal?: AbortSignal): unknown {
  if (error instanceof NetError) return error;
  if (signal?.aborted) return signal.reason;
  const reason = systemCode(error);
  const details = { reason };
  switch (reason) {
    case "ECONNREFUSED":
      return new NetError("refused", REFUSED, details, error);
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
    case "TimeoutError":
      return new NetError("timed-out", TIMED_OUT, details, error);
    case "ECONNRESET":
    case "EPIPE":
    case "UND_ERR_SOCKET":
      return new NetError("aborted", ABORTED, details, error);
    default:
      return new NetError("unreachable", UNREACHABLE, details, error);
  }
}

export function timedOut(what: string, timeoutMs: number): NetError {
  return new NetError("timed-out", TIMED_OUT, { what, timeoutMs });
}

export function connectionLost(details: Record<string, ErrorDetail> = {}): NetError {
  return new NetError("aborted", ABORTED, details);
}

export function protocolError(what: string): NetError {
  return new NetError("protocol-error", `The peer does not keep to the DICOM protocol (${what}); the association was ended.`, {
    what,
  });
}

function systemCode(error: unknown): string {
  for (let inner = error, depth = 0; inner instanceof Error && depth < 8; inner = inner.cause, depth++) {
    if ("code" in inner && typeof inner.code === "string") return inner.code;
    if (inner.name === "TimeoutError") return inner.name;
    const [first] = inner instanceof AggregateError ? inner.errors : [];
    if (first instanceof Error && "code" in first && typeof first.code === "string") return first.code;
  }
  return "unknown";
}
