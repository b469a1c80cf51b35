import type { PlaneScene } from "../scene/plane-scene.ts";

/** Goes to a slice and waits until it is drawn; "failed" where it cannot be, "stopped" where the reader gave up. */
export async function showSlice(scene: PlaneScene, index: number, signal: AbortSignal): Promise<"drawn" | "failed" | "stopped"> {
  scene.show(index);
  const state = () => {
    if (signal.aborted) return "stopped";
    const { sliceIndex, wantedIndex, slice, failure, layers } = scene.facts();
    if (failure !== undefined && wantedIndex === index) return "failed";
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
