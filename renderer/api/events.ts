import type { Disposable } from "../../src/base/index.ts";
import { type HostEvent, hostEventSchema } from "../../src/contract/index.ts";

/** What the event stream tells its owner. */
export interface EventStreamListener {
  /** The stream stands. `again` is true after a loss: what is shown must be asked for anew. */
  onOpen(again: boolean): void;
  onEvent(event: HostEvent): void;
  /** The host was lost: it did not answer twice in a row. Opening is tried again by itself. */
  onLost(): void;
}

/** Longest pause between two attempts to reach the host. */
const LONGEST_PAUSE_MS = 5_000;

/** One EventSource on /api/events that comes back by itself, pausing longer after each failure. Events of an unknown form are dropped. */
export function openEventStream(listener: EventStreamListener): Disposable {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let opened = false;
  let failures = 0;

  const open = () => {
    source = new EventSource("/api/events");
    source.onopen = () => {
      failures = 0;
      listener.onOpen(opened);
      opened = true;
    };
    source.onmessage = ({ data }) => {
      const event = parseEvent(String(data));
      if (event !== undefined) listener.onEvent(event);
    };
    source.onerror = () => {
      source?.close();
      failures += 1;
      if (failures > 1) listener.onLost();
      timer = setTimeout(open, Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures));
    };
  };
  open();
  return {
    dispose() {
      source?.close();
      clearTimeout(timer);
    },
  };
}

/** An event as the contract has it, or undefined for anything else. */
export function parseEvent(data: string): HostEvent | undefined {
  try {
    return hostEventSchema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}
