import { describe, expect, it } from "vitest";
import { showSlice } from "./walk.ts";

/** A scene that draws in the next turn; `elsewhere` is where a reader goes once the slice that is walked to is drawn. */
function sceneOf(elsewhere: number[]) {
  let [shown, wanted] = [0, 0];
  const listeners = new Set<() => void>();
  const draw = () => {
    shown = wanted;
    for (const listener of [...listeners]) listener();
  };
  const show = (index: number) => {
    wanted = index;
    setTimeout(draw);
    return true;
  };
  return {
    show,
    facts: () => ({ sliceIndex: shown, wantedIndex: wanted, slice: {}, failure: undefined, layers: { isLoading: false } }),
    subscribe(listener: () => void) {
      listeners.add(listener);
      const away = elsewhere.shift();
      if (away !== undefined) {
        setTimeout(() => {
          wanted = away;
          draw();
        });
      }
      return () => listeners.delete(listener);
    },
  };
}

describe("a walk through slices", () => {
  it("is at the slice that it says, however often a reader goes elsewhere meanwhile", async () => {
    for (const elsewhere of [[], [7], [7, 8, 9]]) {
      const scene = sceneOf([...elsewhere]);
      expect(await showSlice(scene as never, 3, new AbortController().signal)).toBe("drawn");
      expect(scene.facts().sliceIndex).toBe(3);
    }
  });

  it("ends where it is stopped", async () => {
    const stopping = new AbortController();
    stopping.abort();
    expect(await showSlice(sceneOf([]) as never, 3, stopping.signal)).toBe("stopped");
  });
});
