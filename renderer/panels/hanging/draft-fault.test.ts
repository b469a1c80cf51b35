import { describe, expect, it } from "vitest";
import type { HangingProtocol, SeriesRule } from "../../../src/contract/index.ts";
import { faultOf } from "./draft-fault.ts";

function draft(change: Partial<HangingProtocol> = {}, rule: SeriesRule = {}): HangingProtocol {
  const cell = { series: "a", study: 0, show: { kind: "stack" } } as const;
  return {
    id: "own-1",
    name: "Mine",
    fits: { modality: ["CT"] },
    rank: 0,
    series: { a: { name: "A", anyOf: [rule] } },
    stages: [{ name: "One", linked: true, screen: { shape: "grid", rows: 1, columns: 1, cells: [cell] } }],
    ...change,
  };
}

describe("what a draft lacks", () => {
  it.each([
    ["nothing", draft(), undefined],
    ["nothing where both ends are the same", draft({}, { framesLeast: 20, framesMost: 20 }), undefined],
    ["a name", draft({ name: "" }), "name"],
    ["a modality", draft({ fits: { modality: [] } }), "fits"],
    ["a stage", draft({ stages: [] }), "stages"],
    ["a whole number of images", draft({}, { framesLeast: Number.NaN }), "numbers"],
    ["an image at least", draft({}, { framesMost: 0 }), "numbers"],
    ["a rank within its bounds", draft({ rank: 21 }), "numbers"],
    ["a range of images that any number lies in", draft({}, { framesLeast: 21, framesMost: 20 }), "range"],
    ["a range of earlier studies", draft({ fits: { modality: ["CT"], priorsLeast: 2, priorsMost: 1 } }), "range"],
  ])("%s", (_what, made, fault) => expect(faultOf(made)).toBe(fault));
});
