/** A lock that a window holds as long as it lives: the browser gives it free even where the window breaks down. */
const lockOf = (windowId: string) => `hounsfield-window-${windowId}`;

/** Browsers have locks; other places that run this do not. */
const locks = (): LockManager | undefined => globalThis.navigator?.locks;

const ended = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** Lets other windows know that this one lives, until `signal` ends it; `isKnown` is called once they can. */
export function whileWindowLives(windowId: string, signal: AbortSignal, isKnown: () => void): void {
  const held = async () => {
    if (signal.aborted) return;
    isKnown();
    await ended(signal);
  };
  const all = locks();
  if (all === undefined) void held();
  else all.request(lockOf(windowId), { signal }, held).catch(() => undefined);
}

/** Calls `isOver` when a window that has been heard is no more, in whatever way it ended. */
export function whenWindowEnds(windowId: string, signal: AbortSignal, isOver: () => void): void {
  const granted = () => {
    if (!signal.aborted) isOver();
  };
  locks()
    ?.request(lockOf(windowId), { signal, mode: "shared" }, granted)
    .catch(() => undefined);
}
