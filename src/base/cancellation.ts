/** Throws the signal's reason when it is aborted; call it between the steps of a long job. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  signal?.throwIfAborted();
}

/** Lets the event loop run, then throws if the signal was aborted meanwhile. */
export async function yieldToLoop(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}
