import { describe, expect, it, vi } from "vitest";
import type { GraphicPaths } from "../overlay/drawn-paths.ts";
import { DrawnShelf } from "./drawn-shelf.ts";

const nothing = (size: number): GraphicPaths => ({
  paths: [],
  points: [],
  texts: [],
  parts: new Set(),
  omitted: 0,
  unplaced: 0,
  size,
});
const wish = (frame: number) => ({ objectUid: "1.1", image: { sopInstanceUid: `1.2.${frame}`, frameNumber: 1 } });

/** A shelf whose answers come when the test says. */
function heldShelf() {
  const asked: { readonly image: string; readonly signal: AbortSignal; answer(size?: number): void; fail(): void }[] = [];
  const shelf = new DrawnShelf(
    (_, image, { signal }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        asked.push({
          image: image.sopInstanceUid,
          signal,
          answer: (size = 1) => resolve(nothing(size)),
          fail: () => reject(new Error("not to be had")),
        });
      }),
  );
  return { shelf, asked };
}

describe("what is drawn over images", () => {
  it("is fetched once, what is before the eye first, neighbours after it", async () => {
    const { shelf, asked } = heldShelf();
    const onCome = vi.fn();
    shelf.look(shelf, [5, 6, 4, 7].map(wish), onCome);
    expect(asked.map(({ image }) => image)).toEqual(["1.2.5", "1.2.6", "1.2.4"]);
    expect(shelf.paths(wish(5))).toBeUndefined();
    asked[0]?.answer();
    await vi.waitFor(() => expect(onCome).toHaveBeenCalledTimes(1));
    expect(shelf.paths(wish(5))).toMatchObject({ size: 1 });
    expect(asked.at(-1)?.image).toBe("1.2.7");
    shelf.look(shelf, [5].map(wish), onCome);
    expect(asked.filter(({ image }) => image === "1.2.5")).toHaveLength(1);
  });

  it("is given up when nobody looks at it any more, and asked for again when somebody does", async () => {
    const { shelf, asked } = heldShelf();
    const [one, other] = [{}, {}];
    shelf.look(one, [1, 2].map(wish), () => undefined);
    shelf.look(other, [2].map(wish), () => undefined);
    shelf.look(one, [9].map(wish), () => undefined);
    expect(asked.map(({ image, signal }) => `${image} ${signal.aborted}`)).toEqual(["1.2.1 true", "1.2.2 false", "1.2.9 false"]);
    shelf.look(one, [1].map(wish), () => undefined);
    expect(asked.at(-1)).toMatchObject({ image: "1.2.1" });
    await vi.waitFor(() => expect(shelf.paths(wish(1))).toBeUndefined());
  });

  it("that cannot be had is not asked for again", async () => {
    const { shelf, asked } = heldShelf();
    shelf.look(shelf, [wish(1)], () => undefined);
    asked[0]?.fail();
    await vi.waitFor(() => expect(shelf.paths(wish(1))).toBe("failed"));
    shelf.look(shelf, [wish(1)], () => undefined);
    expect(asked).toHaveLength(1);
  });

  it("is forgotten when it grows too large, the oldest first", async () => {
    const { shelf, asked } = heldShelf();
    shelf.look(shelf, [1, 2].map(wish), () => undefined);
    asked[0]?.answer(40 * 1024 ** 2);
    await vi.waitFor(() => expect(shelf.paths(wish(1))).toBeDefined());
    asked[1]?.answer(40 * 1024 ** 2);
    await vi.waitFor(() => expect(shelf.paths(wish(2))).toBeDefined());
    expect(shelf.paths(wish(1))).toBeUndefined();
  });
});
