import { describe, expect, it, vi } from "vitest";
import type { Frame } from "../../../src/contract/index.ts";
import { OverlayShelf } from "./overlay-shelf.ts";

const frame = { sopInstanceUid: "1.2", frameNumber: 3 } as Frame;

describe("the shelf of overlays", () => {
  it("fetches once however many ask, and tells all of them", async () => {
    const retrieve = vi.fn(async () => Uint8Array.of(7));
    const shelf = new OverlayShelf(retrieve);
    const [one, other] = [vi.fn(), vi.fn()];
    expect(shelf.bits(frame, 0x6000, one)).toBeUndefined();
    expect(shelf.bits(frame, 0x6000, other)).toBeUndefined();
    await vi.waitFor(() => expect(other).toHaveBeenCalledOnce());
    expect(one).toHaveBeenCalledOnce();
    expect(shelf.bits(frame, 0x6000, one)).toEqual(Uint8Array.of(7));
    expect(retrieve).toHaveBeenCalledExactlyOnceWith("1.2", 3, 0x6000, expect.any(AbortSignal));
  });

  it("remembers what cannot be had, and does not ask for it again", async () => {
    const retrieve = vi.fn(async (): Promise<Uint8Array> => Promise.reject(new Error("gone")));
    const shelf = new OverlayShelf(retrieve);
    const came = vi.fn();
    shelf.bits(frame, 0x6000, came);
    await vi.waitFor(() => expect(came).toHaveBeenCalled());
    expect(shelf.bits(frame, 0x6000, came)).toBe("failed");
    expect(retrieve).toHaveBeenCalledOnce();
  });

  it("forgets everything when it is disposed of, and calls nobody any more", async () => {
    const came = vi.fn();
    let arrive: (bits: Uint8Array) => void = () => undefined;
    const shelf = new OverlayShelf(() => new Promise((resolve) => (arrive = resolve)));
    shelf.bits(frame, 0x6000, came);
    shelf.dispose();
    arrive(Uint8Array.of(1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(came).not.toHaveBeenCalled();
  });
});
