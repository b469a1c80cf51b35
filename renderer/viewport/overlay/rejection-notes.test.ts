import { describe, expect, it } from "vitest";
import type { KeyImage, KeyObjectsSummary } from "../../../src/contract/index.ts";
import { rejectionOf } from "./rejection-notes.ts";

const frame = (sopInstanceUid: string, frameNumber = 1) => ({ sopInstanceUid, frameNumber });
const named = (sopInstanceUid: string, ...frameNumbers: number[]) => ({ sopInstanceUid, frameNumbers });
const selection = (value: string, ...withdrawn: ReturnType<typeof named>[]) =>
  ({ title: { value, scheme: "DCM", meaning: "" }, images: [], withdrawn }) as unknown as KeyObjectsSummary;

describe("an image that was withdrawn", () => {
  it("is told by selections under titles that reject, the gravest first, not by others", () => {
    const foreign = [selection("113004"), selection("113001", named("1.1")), selection("113037", named("1.1"))];
    expect(rejectionOf(frame("1.1"), { keyImages: [], foreign })).toBe("113037");
    expect(rejectionOf(frame("1.2"), { keyImages: [], foreign })).toBeUndefined();
    expect(rejectionOf(frame("1.1"), { keyImages: [], foreign: foreign.slice(0, 1) })).toBeUndefined();
  });

  it("is one frame where frames are named, and the whole instance else", () => {
    const foreign = [
      selection("113001", named("1.1", 2, 3)),
      selection("113001", named("1.2")),
      selection("113001", named("1.3", 1)),
    ];
    const of = (sopInstanceUid: string, frameNumber: number) =>
      rejectionOf(frame(sopInstanceUid, frameNumber), { keyImages: [], foreign });
    expect([of("1.1", 1), of("1.1", 3), of("1.2", 7)]).toEqual([undefined, "113001", "113001"]);
    expect([of("1.3", 1), of("1.3", 2)]).toEqual(["113001", undefined]);
  });

  it("is told by the reader's own mark", () => {
    const keyImages = [{ ...frame("1.1"), title: "113001" } as unknown as KeyImage];
    expect(rejectionOf(frame("1.1"), { keyImages, foreign: [] })).toBe("113001");
  });
});
