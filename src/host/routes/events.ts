import { Hono } from "hono";
import type { EventHub } from "../events.ts";

const heartbeatMs = 15_000;

/** The event stream: what changed, as server-sent events; a comment every 15 s keeps proxies and timeouts away. */
export function eventRoutes(events: EventHub): Hono {
  return new Hono().get("/events", (context) => {
    const encoder = new TextEncoder();
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const write = (text: string) => controller.enqueue(encoder.encode(text));
        write(": open\n\n");
        const stop = events.listen((event) => write(`data: ${JSON.stringify(event)}\n\n`));
        const heartbeat = setInterval(() => write(": beat\n\n"), heartbeatMs);
        context.req.raw.signal.addEventListener("abort", () => {
          clearInterval(heartbeat);
          stop();
          controller.close();
        });
      },
    });
    return new Response(stream, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
  });
}
