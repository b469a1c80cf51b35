import { describe, expect, it } from "vitest";
import { createEventHub, type EventHub } from "../events.ts";
import { eventRoutes } from "./events.ts";

/** A hub that counts who listens and what failed to hear. */
function watchedHub() {
  const failures: string[] = [];
  const hub = createEventHub({ info() {}, warn() {}, error: (event) => failures.push(event) });
  let listening = 0;
  const watched: EventHub = {
    emit: hub.emit,
    listen(listener) {
      listening += 1;
      const stop = hub.listen(listener);
      return () => {
        listening -= 1;
        stop();
      };
    },
  };
  return { hub: watched, failures, listening: () => listening };
}

describe("the event stream", () => {
  it("tells what happens as it happens", async () => {
    const { hub } = watchedHub();
    const response = await eventRoutes(hub).fetch(new Request("http://localhost/events"));
    hub.emit({ type: "studies" });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toBe(": open\n\n");
    expect(await read()).toBe('data: {"type":"studies"}\n\n');
    await reader.cancel();
  });

  it("stops listening when its reader goes away without a word, as a page does that is reloaded in Electron", async () => {
    const { hub, failures, listening } = watchedHub();
    const response = await eventRoutes(hub).fetch(new Request("http://localhost/events"));
    expect(listening()).toBe(1);
    await response.body?.cancel();
    expect(listening()).toBe(0);
    hub.emit({ type: "studies" });
    expect(failures).toEqual([]);
  });

  it("stops listening when the request is aborted, also before or after it was cancelled", async () => {
    const { hub, listening } = watchedHub();
    const going = new AbortController();
    const response = await eventRoutes(hub).fetch(new Request("http://localhost/events", { signal: going.signal }));
    going.abort();
    expect(listening()).toBe(0);
    await response.body?.cancel();
    await eventRoutes(hub).fetch(new Request("http://localhost/events", { signal: AbortSignal.abort() }));
    expect(listening()).toBe(0);
  });

  it("keeps nothing for a request that wants no body, and ends a stream that nobody reads", async () => {
    const { hub, listening } = watchedHub();
    await eventRoutes(hub).fetch(new Request("http://localhost/events", { method: "HEAD" }));
    expect(listening()).toBe(0);
    const response = await eventRoutes(hub).fetch(new Request("http://localhost/events"));
    for (let at = 0; at < 5_000; at++) hub.emit({ type: "studies" });
    expect(listening()).toBe(0);
    await response.body?.cancel();
  });
});
