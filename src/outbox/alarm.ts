/** How often the queue is looked at though nothing is due: another process may have added to it, the clock may have jumped. */
const LOOK_EVERY_MS = 15_000;

/** Wakes for the next due item. */
export interface Alarm {
  start(): void;
  /** Works out anew when to wake: something was added, or is due at another time. */
  set(): void;
  stop(): void;
}

interface AlarmOptions {
  readonly nextDueMs: () => number | undefined;
  readonly now: () => Date;
  readonly ring: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** The timer does not keep the process alive. A failing `ring` or `nextDueMs` is reported and tried again at the next look. */
export function createAlarm({ nextDueMs, now, ring, onError }: AlarmOptions): Alarm {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;

  function wakeIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(wake, Math.min(Math.max(ms, 0), LOOK_EVERY_MS));
    timer.unref?.();
  }

  function set(): void {
    if (!isRunning) return;
    try {
      const next = nextDueMs();
      wakeIn(next === undefined ? LOOK_EVERY_MS : next - now().getTime());
    } catch (error) {
      onError(error);
      wakeIn(LOOK_EVERY_MS);
    }
  }

  function wake(): void {
    // Set at once, not when everything is sent: a slow peer does not hold up what becomes due at another one.
    wakeIn(LOOK_EVERY_MS);
    ring().then(set, (error: unknown) => {
      onError(error);
      if (isRunning) wakeIn(LOOK_EVERY_MS);
    });
  }

  return {
    start() {
      isRunning = true;
      set();
    },
    set,
    stop() {
      isRunning = false;
      clearTimeout(timer);
    },
  };
}
