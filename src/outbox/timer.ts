import type { Log } from "../base/index.ts";
import { isDue } from "./state.ts";
import type { OutboxItem } from "./types.ts";

/** Calls `deliver` when the next item is due; does nothing before it is started or after it is stopped. */
export interface Timer {
  start(): void;
  stop(): void;
  /** Looks at the items and sets the clock for the earliest. */
  plan(items: readonly OutboxItem[], now: Date): void;
}

/** A clock that was changed, or an item that another process queued, is noticed after this at the latest. */
const LONGEST_SLEEP_MS = 30_000;

export function createTimer(deliver: () => Promise<void>, log: Log): Timer {
  let handle: NodeJS.Timeout | undefined;
  let isStarted = false;

  function wake(): void {
    deliver().catch((error: unknown) => log.error("outbox.failed", { error: error instanceof Error ? error.name : "unknown" }));
  }

  function set(delayMs: number): void {
    clearTimeout(handle);
    handle = setTimeout(wake, delayMs);
    handle.unref();
  }

  return {
    start() {
      isStarted = true;
    },
    stop() {
      isStarted = false;
      clearTimeout(handle);
    },
    plan(items, now) {
      if (!isStarted) return;
      const open = items.filter((item) => item.state === "queued" || item.state === "waiting");
      const delays = open.map((item) =>
        isDue(item.nextAttemptAt, now) ? 0 : Date.parse(item.nextAttemptAt ?? "") - now.getTime(),
      );
      set(Math.min(LONGEST_SLEEP_MS, ...delays));
    },
  };
}
