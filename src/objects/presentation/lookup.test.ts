import { describe, expect, it } from "vitest";
import { Dataset, tagOf } from "../../dicom/index.ts";
import { readStateTable } from "./lookup.ts";

describe("the first value of a state's table", () => {
  const first = (...descriptor: number[]) =>
    readStateTable(
      new Dataset()
        .setElement(tagOf("LUTDescriptor"), { vr: descriptor.some((value) => value < 0) ? "SS" : "US", value: descriptor })
        .setElement(tagOf("LUTData"), { vr: "OW", value: new Uint8Array(8192) }),
    )?.first;

  it("is below zero where it stands so, or where it could not be otherwise", () => {
    expect(first(4096, -1024, 16)).toBe(-1024);
    expect(first(4096, 0x10000 - 1024, 16)).toBe(-1024);
    expect(first(0, 0x8000, 16)).toBe(-32_768);
    expect(first(4096, 0x10000 - 4096, 16)).toBe(0x10000 - 4096);
    expect(first(4096, 0x8000, 16)).toBe(0x8000);
    expect(first(0, 0, 16)).toBe(0);
  });
});
