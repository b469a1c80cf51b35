const FIRST_PAUSE_MS = 5_000;
export const LONGEST_PAUSE_MS = 600_000;

/** Pause before the next attempt, in milliseconds, after so many failures in a row: 5 s, doubling, at most 10 min. */
export function pauseMs(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(Math.max(failures - 1, 0), 20), LONGEST_PAUSE_MS);
}

/** The longest one attempt may take, in milliseconds: a minute, and a second more for every 100 kB, at most 15 min. */
export function attemptTimeoutMs(byteLength: number): number {
  return Math.min(60_000 + Math.ceil(byteLength / 100), 900_000);
}
