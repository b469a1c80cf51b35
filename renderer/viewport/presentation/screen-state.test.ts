import { describe, expect, it } from "vitest";
import { emptyCell } from "../../stores/viewport/viewport-store.ts";
import { cannotBeKept, leftOut } from "./screen-state.ts";

const cell = emptyCell("cell-0");
const window = { kind: "window", window: { center: 40, width: 400 }, explanation: "" };
const table = { kind: "table", table: {}, explanation: "" };
const facts = (voi: object, presentation?: object, ownWindows = 0) =>
  ({
    slice: { isAcquired: true, samplesPerPixel: 1, frame: { voi: Array.from({ length: ownWindows }, () => ({})) } },
    ...{ colourMap: "GREY", voi, presentation },
  }) as never;

describe("what is on the screen", () => {
  it("can be kept by a window, or by the image's own first table", () => {
    expect(cannotBeKept(facts(window), cell)).toBeUndefined();
    expect(cannotBeKept(facts(table), cell)).toBeUndefined();
    expect(cannotBeKept(facts(table, undefined, 2), { ...cell, voiIndex: 2 })).toBeUndefined();
  });

  it("can by another table of the image", () => {
    expect(cannotBeKept(facts(table, undefined, 2), { ...cell, voiIndex: 3 })).toBeUndefined();
  });

  it("can while values go through tables of the state that is applied, as long as nothing of the reader's lies on top", () => {
    const applied = { ...cell, presentation: { sopInstanceUid: "1", hiddenLayers: [] } };
    const shown = facts(window, { hasSteps: true, isApplied: true });
    expect(cannotBeKept(shown, applied)).toBeUndefined();
    expect(cannotBeKept(shown, { ...applied, inverted: true })).toBe("table");
    expect(cannotBeKept(shown, { ...applied, window: { center: 1, width: 2 } })).toBe("table");
    const byTable = facts(table, { hasSteps: false, isApplied: true });
    expect(cannotBeKept(byTable, { ...applied, inverted: true })).toBeUndefined();
    expect(cannotBeKept(facts(window, { hasSteps: false, isApplied: true }), { ...applied, inverted: true })).toBeUndefined();
  });
});

describe("what one state cannot be for beside the image on screen", () => {
  const frame = (sopInstanceUid: string, more: object = {}) => ({ sopInstanceUid, rows: 4, columns: 4, ...more });
  const shutter = { circle: { row: 1, column: 1, radius: 1 }, fillRgb: [0, 0, 0] };
  const planes = (...groups: number[]) => ({ overlays: groups.map((group) => ({ group })) });
  const frames = [
    frame("shown", planes(0x6000)),
    frame("bare"),
    frame("shut", { shutter }),
    frame("more", planes(0x6000, 0x6002)),
    frame("coarse", { pixelSpacingMm: [0.5, 0.5] }),
  ];
  const on = (more: object = {}) => ({ slice: { frame: frames[0] }, ...more }) as never;
  const names = (facts: never, change: object = {}) =>
    leftOut(facts, { frames } as never, { ...cell, ...change }).map(({ sopInstanceUid }) => sopInstanceUid);

  it("are images of another shutter, overlay planes or spacing", () => {
    expect(names(on())).toEqual(["shut", "more", "coarse"]);
    expect(names(on(), { showsShutter: false, showsOverlays: false })).toEqual(["coarse"]);
    const applied = { presentation: { sopInstanceUid: "1", hiddenLayers: [] } };
    expect(names(on({ presentation: { isApplied: true } }), applied)).toEqual(["coarse"]);
  });
});
