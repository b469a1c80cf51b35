import { describe, expect, it } from "vitest";
import type { KeyImage, KeyObjectsSummary } from "../../../src/contract/index.ts";
import { rejectionOf } from "./rejection-notes.ts";

const frame = (sopInstanceUid: string, frameNumber = 1) => ({ sopInstanceUid, frameNumber });
const selection = (value: string, ...images: ReturnType<typeof frame>[]) =>
  ({ title: { value, scheme: "DCM", meaning: "" }, images }) as unknown as KeyObjectsSummary;

describe("an image that was withdrawn", () => {
  it("is told by selections under titles that reject, the gravest first, not by others", () => {
    const foreign = [selection("113004", frame("1.1")), selection("113001", frame("1.1")), selection("113037", frame("1.1"))];
    expect(rejectionOf(frame("1.1"), { keyImages: [], foreign })).toBe("113037");
    expect(rejectionOf(frame("1.2"), { keyImages: [], foreign })).toBeUndefined();
    expect(rejectionOf(frame("1.1"), { keyImages: [], foreign: foreign.slice(0, 1) })).toBeUndefined();
  });

  it("is one frame where frames are named, and the whole instance else", () => {
    const foreign = [selection("113001", frame("1.1", 2), frame("1.1", 3)), selection("113001", frame("1.2"))];
    const of = (sopInstanceUid: string, frameNumber: number) =>
      rejectionOf(frame(sopInstanceUid, frameNumber), { keyImages: [], foreign });
    expect([of("1.1", 1), of("1.1", 3), of("1.2", 7)]).toEqual([undefined, "113001", "113001"]);
  });

  it("is told by the reader's own mark", () => {
    const keyImages = [{ ...frame("1.1"), title: "113001" } as unknown as KeyImage];
    expect(rejectionOf(frame("1.1"), { keyImages, foreign: [] })).toBe("113001");
  });
});
