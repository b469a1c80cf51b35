import { Hono } from "hono";
import type { EventHub } from "../events.ts";

const heartbeatMs = 15_000;
/** Messages held for a reader that does not read; past that its stream ends, and it asks anew when it is back. */
const maximumHeld = 2_000;

/** The event stream: what changed, as server-sent events; a comment every 15 s keeps proxies and timeouts away. */
export function eventRoutes(events: EventHub): Hono {
  return new Hono().get("/events", (context) => {
    const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
    if (context.req.method === "HEAD") return new Response(null, { headers });
    return new Response(streamOf(events, context.req.raw.signal), { headers });
  });
}

/** Ends once, whoever ends it: a browser aborts its request, Electron only cancels the body, a reader may have stopped reading. */
function streamOf(events: EventHub, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end: () => void = () => undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let isOpen = true;
      const write = (text: string) => {
        if (!isOpen) return;
        controller.enqueue(encoder.encode(text));
        if ((controller.desiredSize ?? 0) < -maximumHeld) close();
      };
      const stop = events.listen((event) => write(`data: ${JSON.stringify(event)}\n\n`));
      const heartbeat = setInterval(() => write(": beat\n\n"), heartbeatMs);
      end = () => {
        if (!isOpen) return;
        isOpen = false;
        clearInterval(heartbeat);
        stop();
        signal.removeEventListener("abort", close);
      };
      const close = () => {
        if (!isOpen) return;
        end();
        controller.close();
      };
      signal.addEventListener("abort", close, { once: true });
      if (signal.aborted) close();
      else write(": open\n\n");
    },
    cancel: () => end(),
  });
}
