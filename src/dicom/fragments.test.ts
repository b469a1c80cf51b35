import { describe, expect, it } from "vitest";
import { type Element, frameFragments } from "./index.ts";

const soi = (...rest: number[]) => Uint8Array.of(0xff, 0xd8, 0xff, ...rest);
const element = (fragments: Uint8Array[], basicOffsetTable: number[] = []): Element => {
  const fragmentOffsets: number[] = [];
  let at = 0;
  for (const fragment of fragments) {
    fragmentOffsets.push(at);
    at += 8 + fragment.length;
  }
  return { vr: "OB", value: new Uint8Array(0), fragments: { basicOffsetTable, fragments, fragmentOffsets } };
};

describe("frames of encapsulated pixel data", () => {
  it("are the fragments where there are as many", () => {
    expect(frameFragments(element([soi(1), soi(2)]), 2)).toEqual([soi(1), soi(2)]);
  });

  it("are joined where there is one frame", () => {
    expect(frameFragments(element([soi(1), Uint8Array.of(2)]), 1)).toEqual([soi(1, 2)]);
  });

  it("follow the basic offset table, then the extended one", () => {
    const three = [Uint8Array.of(1, 1), Uint8Array.of(2, 2), Uint8Array.of(3, 3)];
    expect(frameFragments(element(three, [0, 20]), 2)).toEqual([Uint8Array.of(1, 1, 2, 2), Uint8Array.of(3, 3)]);
    const table = new Uint8Array(new BigUint64Array([0n, 10n]).buffer);
    expect(frameFragments(element(three), 2, table)).toEqual([Uint8Array.of(1, 1), Uint8Array.of(2, 2, 3, 3)]);
  });

  it("start where a code stream starts, where no table fits", () => {
    expect(frameFragments(element([soi(1), Uint8Array.of(2, 2), soi(3)], [0, 7]), 2)).toEqual([soi(1, 2, 2), soi(3)]);
  });

  it("are refused where nothing tells", () => {
    const three = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)];
    expect(() => frameFragments(element(three), 2)).toThrow(expect.objectContaining({ code: "malformed" }));
    expect(() => frameFragments({ vr: "OW", value: new Uint8Array(4) }, 1)).toThrow(
      expect.objectContaining({ code: "malformed" }),
    );
  });
});
