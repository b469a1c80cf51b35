import type { OutboxState } from "./types.ts";

/** What happens to an item. */
export type OutboxEvent = "claimed" | "receipt" | "failed" | "interrupted" | "retry";

/** The state table of README.md; a pair that is not here changes nothing. */
export const TRANSITIONS: Readonly<Record<OutboxState, Readonly<Partial<Record<OutboxEvent, OutboxState>>>>> = {
  queued: { claimed: "sending" },
  sending: { receipt: "delivered", failed: "waiting", interrupted: "queued" },
  waiting: { claimed: "sending", retry: "queued" },
  delivered: {},
};

const FIRST_PAUSE_MS = 5_000;
export const LONGEST_PAUSE_MS = 600_000;

/** Pause before the next attempt, after `attempts` failed ones: 5 s, doubled each time, at most 10 minutes. */
export function pauseMs(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, Math.min(attempts, 20) - 1));
}

/** Whether it is time; a time further off than the longest pause means that the clock was put back, and counts as now. */
export function isDue(nextAttemptAt: string | null, now: Date): boolean {
  if (nextAttemptAt === null) return true;
  const left = Date.parse(nextAttemptAt) - now.getTime();
  return !(left > 0) || left > LONGEST_PAUSE_MS;
}
