import { unreachable } from "../base/index.ts";
import { OutboxError } from "./errors.ts";
import type { Destination } from "./types.ts";

/**
 * Names the place a destination stands for: the same archive written differently is one place. How this workstation calls itself
 * (the calling AE title) is not part of it.
 *
 * @throws OutboxError not-sendable
 */
export function peerKey(destination: Destination): string {
  switch (destination.kind) {
    case "embedded":
      return "embedded";
    case "dicomweb":
      return `dicomweb ${normalizedUrl(destination.url)}`;
    case "dimse":
      return `dimse ${destination.calledAeTitle.trim()}@${destination.host.toLowerCase()}:${destination.port}`;
    default:
      return unreachable(destination);
  }
}

function normalizedUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new OutboxError("not-sendable", { what: "destination" });
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}${url.search}`;
}
