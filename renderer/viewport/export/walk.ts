import type { PlaneScene } from "../scene/plane-scene.ts";

/**
 * Goes to a slice and waits until it is drawn; "failed" where it cannot be, "stopped" where the reader gave up. Where the reader or a linked
 * viewport goes elsewhere meanwhile it goes there again: what is exported as a slice is that slice.
 */
export async function showSlice(
  scene: Pick<PlaneScene, "show" | "facts" | "subscribe">,
  index: number,
  signal: AbortSignal,
): Promise<"drawn" | "failed" | "stopped"> {
  for (;;) {
    const found = await drawn(scene, index, signal);
    if (found !== "drawn" || scene.facts().sliceIndex === index) return found;
  }
}

async function drawn(
  scene: Pick<PlaneScene, "show" | "facts" | "subscribe">,
  index: number,
  signal: AbortSignal,
): Promise<"drawn" | "failed" | "stopped"> {
  scene.show(index);
  const state = () => {
    if (signal.aborted) return "stopped";
    const { sliceIndex, wantedIndex, slice, failure, layers } = scene.facts();
    if (failure !== undefined && wantedIndex === index) return "failed";
    if (wantedIndex !== index) scene.show(index);
    return sliceIndex === index && slice !== undefined && !layers.isLoading ? "drawn" : undefined;
  };
  const found = await new Promise<"drawn" | "failed" | "stopped">((resolve) => {
    const look = () => {
      const now = state();
      if (now === undefined) return;
      stop();
      signal.removeEventListener("abort", look);
      resolve(now);
    };
    const stop = scene.subscribe(look);
    signal.addEventListener("abort", look);
    look();
  });
  // What stands over the picture follows the scene in the same turn; give it the chance to be laid out.
  await new Promise((resolve) => setTimeout(resolve));
  return found;
}
