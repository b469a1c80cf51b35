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

  it("cannot where another table of the image is shown: the first would be kept", () => {
    expect(cannotBeKept(facts(table, undefined, 2), { ...cell, voiIndex: 3 })).toBe("table");
  });

  it("cannot while values go through tables of the state that is applied, though its window is one", () => {
    const applied = { ...cell, presentation: { sopInstanceUid: "1", hiddenLayers: [] } };
    expect(cannotBeKept(facts(window, { hasSteps: true }), applied)).toBe("table");
    expect(cannotBeKept(facts(window, { hasSteps: false }), applied)).toBeUndefined();
  });
});
