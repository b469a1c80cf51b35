import type { Log } from "../base/index.ts";
import type { HostEvent } from "../contract/index.ts";

export type Listener = (event: HostEvent) => void;

/** Where jobs say what happened and screens listen; nobody waits for a listener. */
export interface EventHub {
  emit(event: HostEvent): void;
  /** Returns how to stop listening. */
  listen(listener: Listener): () => void;
}

export function createEventHub(log: Log): EventHub {
  const listeners = new Set<Listener>();
  return {
    emit: (event) => {
      for (const listener of [...listeners]) {
        try {
          listener(event);
        } catch (error) {
          // A listener that fails must not stop the job that tells it something.
          log.error("listener-failed", { type: event.type, message: error instanceof Error ? error.message : String(error) });
        }
      }
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
