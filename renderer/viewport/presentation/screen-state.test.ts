import { describe, expect, it } from "vitest";
import { emptyCell } from "../../stores/viewport/viewport-store.ts";
import { cannotBeKept } from "./screen-state.ts";

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
    expect(cannotBeKept(facts(table, { hasSteps: false, isApplied: true }), { ...applied, inverted: true })).toBe("table");
    expect(cannotBeKept(facts(window, { hasSteps: false, isApplied: true }), { ...applied, inverted: true })).toBeUndefined();
  });
});
