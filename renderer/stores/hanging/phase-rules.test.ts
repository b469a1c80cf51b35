import { describe, expect, it } from "vitest";
import type { ContrastPhase, SeriesSplit } from "../../../src/contract/index.ts";
import { chooseByPhase } from "./phase-rules.ts";

const phases: readonly ContrastPhase[] = ["unenhanced", "arterial", "portal-venous", "delayed"];
const split = (index: number, more: Partial<SeriesSplit> = {}): SeriesSplit => ({
  ...{ index, kind: "acquisition", label: [{ code: "acquisition", value: index + 1 }], frameCount: 40, verdictKind: "volume" },
  ...more,
});
const all = (splits: readonly SeriesSplit[], hasPlain = false) =>
  phases.map((phase) => chooseByPhase(splits, phase, hasPlain)?.index);

describe("phases of one series", () => {
  it("are told by the seconds since the injection, in whatever order they lie, and are no guess then", () => {
    const at = (index: number, secondsAfterContrast: number) => split(index, { secondsAfterContrast });
    expect(all([at(0, 300), at(1, 34), at(2, 72), at(3, -40)])).toEqual([3, 1, 2, 0]);
    expect(chooseByPhase([at(0, 34), at(1, 72)], "arterial", false)).toEqual({ index: 0, isGuessed: false });
    // Without an unenhanced acquisition, three enhanced ones are not moved on by one.
    expect(all([at(0, 36), at(1, 68), at(2, 185)])).toEqual([undefined, 0, 1, 2]);
    // Two arterial ones: the late one.
    expect(all([at(0, 18), at(1, 38), at(2, 70)])).toEqual([undefined, 1, 2, undefined]);
  });

  it("are guessed from the order of acquisition where nothing says when the injection began", () => {
    const dated = [9, 5, 7].map((minute, index) => split(index, { acquiredMs: minute * 60_000 }));
    expect(all(dated)).toEqual([1, 2, 0, undefined]);
    expect(all(dated, true)).toEqual([undefined, 1, 2, 0]);
    expect(chooseByPhase(dated, "arterial", false)?.isGuessed).toBe(true);
    expect(all([0, 1, 2, 3].map((index) => split(index)))).toEqual([0, 1, 2, 3]);
    expect(all([0, 1, 2, 3, 4, 5].map((index) => split(index)))).toEqual([0, 1, 2, 5]);
    expect(all([split(0), split(1)])).toEqual([undefined, 0, 1, undefined]);
    expect(all([split(0)])).toEqual([undefined, undefined, 0, undefined]);
  });

  it("are not looked for among scouts", () => {
    const scout = split(0, { kind: "image-kind", label: [{ code: "image-kind", value: "localizer" }], frameCount: 2 });
    expect(all([scout, split(1), split(2)])).toEqual([undefined, 1, 2, undefined]);
  });
});
