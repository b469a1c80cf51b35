import { describe, expect, it } from "vitest";
import { parseKeptView } from "./kept-view.ts";

const cell = {
  content: { kind: "stack", seriesInstanceUid: "1.2.3" },
  showsOverlays: true,
  showsShutter: true,
  showsDrawn: true,
  inverted: true,
  rotationDegrees: 33.5,
  flippedHorizontally: false,
  flippedVertically: false,
  colourMap: "PET",
  cine: { framesPerSecond: 12, mode: "bounce", step: 2 },
  rendering: { shift: 20, withoutTable: true },
  place: { index: 3, count: 9, zoom: 2, pan: [0, 1], sizing: { kind: "fit-width" } },
};
const link = {
  axis: [0, 0, 1],
  places: [
    { space: "1.2", positionMm: 4 },
    { space: "1.3", positionMm: -2 },
  ],
};
const state = {
  shape: "grid",
  rows: 1,
  columns: 2,
  meantFor: "landscape",
  cells: [cell, { ...cell, inverted: false }],
  activeCell: 1,
  scrollSync: true,
  links: [link],
};

describe("a view that was kept", () => {
  it("comes back as it is where everything is understood", () => {
    expect(parseKeptView(state)).toEqual(state);
  });

  it("loses what is unknown or broken, member by member, and nothing else", () => {
    const odd = {
      ...state,
      shape: "circle",
      glow: 3,
      activeCell: "second",
      protocol: { id: 7, stage: 1 },
      links: [{ axis: [9, 9, 9], places: link.places }, link, "x"],
      cells: [
        { ...cell, slab: { mode: "MEDIAN", thicknessMm: 3 }, showsDrawn: "yes", aura: 1, place: { ...cell.place, zoom: -1 } },
        { ...cell, cine: { ...cell.cine, mode: "random" }, rendering: { ...cell.rendering, clip: { low: 1 }, shift: "far" } },
      ],
    };
    const { place: _lost, ...placeless } = cell;
    expect(parseKeptView(odd)).toEqual({
      ...state,
      activeCell: 0,
      links: [link],
      cells: [placeless, { ...cell, cine: { framesPerSecond: 12, step: 2 }, rendering: { withoutTable: true } }],
    });
  });

  it("has an empty cell where a content is of another edition, and keeps the others in their places", () => {
    const hologram = { ...cell, content: { kind: "hologram", seriesInstanceUid: "1.2.3" } };
    expect(parseKeptView({ ...state, cells: [hologram, cell] })?.cells.map(({ content }) => content.kind)).toEqual([
      "empty",
      "stack",
    ]);
    expect(parseKeptView({ ...state, cells: [null, cell] })?.cells.map(({ content }) => content.kind)).toEqual([
      "empty",
      "stack",
    ]);
  });

  it.each([[null], ["x"], [[]], [{ rows: 1 }], [{ ...state, rows: 9 }], [{ ...state, cells: [] }]])("is none in %j", (stored) => {
    expect(parseKeptView(stored)).toBeUndefined();
  });
});
