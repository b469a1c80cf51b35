import type { HostEvent } from "../contract/index.ts";

export type Listener = (event: HostEvent) => void;

/** Where jobs say what happened and screens listen; nobody waits for a listener. */
export interface EventHub {
  emit(event: HostEvent): void;
  /** Returns how to stop listening. */
  listen(listener: Listener): () => void;
}

export function createEventHub(): EventHub {
  const listeners = new Set<Listener>();
  return {
    emit: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
