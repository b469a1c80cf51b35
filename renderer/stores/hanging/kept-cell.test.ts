import { describe, expect, it } from "vitest";
import { viewStateSchema } from "../../../src/contract/index.ts";
import { restingCine } from "../viewport/display.ts";
import { restingRendering } from "../viewport/rendering.ts";
import { type Cell, emptyCell } from "../viewport/viewport-store.ts";
import { keptCell, restoredCell } from "./kept-cell.ts";

const place = {
  index: 4,
  count: 9,
  zoom: 1.5,
  pan: [1, 2] as const,
  sizing: { kind: "magnification" as const, times: 1 },
  orbit: { right: [1, 0, 0] as const, down: [0, 0, -1] as const, centrePatient: [1, 2, 3] as const, extentMm: 400 },
};
const cell: Cell = {
  ...emptyCell("cell-0"),
  content: { kind: "volume3d", seriesInstanceUid: "1.2.3", split: 1, preset: "vessels" },
  window: { center: 40, width: 400 },
  rotationDegrees: 17.5,
  colourMap: "HOT_IRON",
  interpolation: "nearest",
  suvType: "leanBodyMass",
  isApart: true,
  slab: { mode: "MEAN", thicknessMm: 12 },
  cine: { ...restingCine, playing: true, framesPerSecond: 8, mode: "once", step: 3, from: 2, to: 7, along: "stacks" },
  rendering: {
    ...restingRendering,
    shift: -40,
    stretch: 1.4,
    opacity: 0.5,
    clip: { low: [0.1, 0, 0], high: [1, 0.8, 1], isOn: true },
    withoutTable: true,
    background: "grey",
  },
  hung: {
    ...{ window: { center: -600, width: 1500 }, inverted: false, rotationDegrees: 0 },
    ...{ flippedHorizontally: true, flippedVertically: false, slab: undefined, align: "right" },
  },
};
const throughJson = (one: Cell) => {
  const state = { shape: "grid", rows: 1, columns: 1, meantFor: "landscape", activeCell: 0, scrollSync: false };
  const stored = JSON.parse(JSON.stringify({ ...state, cells: [keptCell(one, place)] }));
  return viewStateSchema.parse(stored).cells[0] as ReturnType<typeof keptCell>;
};

describe("a cell that is kept", () => {
  it("is shown as it opens where its series has other frames by now, in the window it had", () => {
    const kept = { ...throughJson(cell), frameCount: 9 };
    const same = restoredCell(kept, "cell-0", new Map([["1.2.3", 9]]), 5);
    expect([same.content, same.opening?.kind]).toEqual([cell.content, "place"]);
    const grown = restoredCell(kept, "cell-0", new Map([["1.2.3", 12]]), 5);
    expect(grown).toMatchObject({ content: { ...cell.content, split: undefined }, window: cell.window, cine: restingCine });
    expect(grown.opening).toBeUndefined();
  });

  it("comes back with all its wishes and its place, and cine stands still", () => {
    expect(restoredCell(throughJson(cell), "cell-0", new Map([["1.2.3", 9]]), 5)).toEqual({
      ...cell,
      cine: { ...cell.cine, playing: false },
      opening: { sequence: 5, kind: "place", place },
    });
  });

  it("says nothing of what is as it opens", () => {
    const plain: Cell = { ...emptyCell("cell-0"), content: { kind: "stack", seriesInstanceUid: "1.2.3" } };
    expect(Object.keys(keptCell(plain, undefined)).sort()).toEqual([
      "content",
      "flippedHorizontally",
      "flippedVertically",
      "inverted",
      "rotationDegrees",
      "showsDrawn",
      "showsOverlays",
      "showsShutter",
    ]);
    expect(restoredCell(throughJson(plain), "cell-0", new Map([["1.2.3", 9]]), 5)).toEqual({
      ...plain,
      opening: { sequence: 5, kind: "place", place },
    });
  });

  it("takes names that are unknown here as the plain ones, and is empty where its series is gone", () => {
    const odd = { ...throughJson(cell), colourMap: "VIRIDIS", suvType: "x", rendering: { background: "pink" } };
    const back = restoredCell(odd, "cell-0", new Map([["1.2.3", 9]]), 5);
    expect([back.colourMap, back.suvType, back.rendering]).toEqual(["GREY", "bodyWeight", restingRendering]);
    expect(restoredCell(odd, "cell-0", new Map(), 5)).toEqual(emptyCell("cell-0"));
  });
});
