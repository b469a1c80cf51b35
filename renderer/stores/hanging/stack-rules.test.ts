import { describe, expect, it } from "vitest";
import type { SeriesSplit } from "../../../src/contract/index.ts";
import { chooseStack } from "./stack-rules.ts";

const split = (index: number, frameCount: number, ...label: [string, string | number][]): SeriesSplit => ({
  index,
  kind: label[0]?.[0] ?? "whole",
  label: label.map(([code, value]) => ({ code, value })),
  frameCount,
  verdictKind: "volume",
});
const diffusion = [
  split(0, 20, ["b-value", 50]),
  split(1, 20, ["b-value", 1000], ["echo", 1]),
  split(2, 30, ["b-value", 1000], ["echo", 2]),
  split(3, 20, ["b-value", 400]),
  split(4, 1, ["image-kind", "localizer"]),
];

describe("a stack of a series", () => {
  it.each([
    ["b-value", "highest", 2],
    ["b-value", "lowest", 0],
    ["b-value", { nth: 2 }, 3],
    ["b-value", { nth: 9 }, undefined],
    ["b-value", { value: "400" }, 3],
    ["b-value", { value: 800 }, undefined],
    ["image-kind", { value: "LOCALIZER" }, 4],
    ["time", "highest", undefined],
  ] as const)("is told by %s, %j", (by, pick, index) => expect(chooseStack(diffusion, { by, pick })).toBe(index));

  it("takes values in the order of their size, and has none in a series that is whole", () => {
    const phases = ["10", "9", "100"].map((value, at) => split(at, 5, ["time", value]));
    expect([1, 2, 3].map((nth) => chooseStack(phases, { by: "time", pick: { nth } }))).toEqual([1, 0, 2]);
    expect(chooseStack([split(0, 9)], { by: "time", pick: "lowest" })).toBeUndefined();
  });
});
