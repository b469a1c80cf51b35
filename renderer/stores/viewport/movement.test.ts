import { describe, expect, it } from "vitest";
import { reset } from "./movement.ts";
import { type Cell, emptyCell, useViewportStore } from "./viewport-store.ts";

const hung = {
  window: { center: -600, width: 1500 },
  inverted: false,
  rotationDegrees: 0,
  flippedHorizontally: true,
  flippedVertically: false,
  slab: { mode: "MIP", thicknessMm: 10 },
  align: "right",
} as const;

function cellAfterReset(cell: Cell): Cell | undefined {
  useViewportStore.setState({ cells: [cell], activeCellId: cell.id });
  reset();
  return useViewportStore.getState().cells[0];
}

describe("a reset", () => {
  const content = { kind: "stack", seriesInstanceUid: "1.2.3" } as const;

  it("gives the images their own look", () => {
    const opened = { ...emptyCell("cell-0"), content };
    const changed = { ...opened, window: { center: 1, width: 2 }, inverted: true, rotationDegrees: 34, flippedVertically: true };
    expect(cellAfterReset(changed)).toEqual(opened);
  });

  it("goes back to what a hanging protocol said: a mammogram stays on its side, a lung in its window", () => {
    const opened = { ...emptyCell("cell-0"), content, ...hung, hung };
    const changed = {
      ...opened,
      window: { center: 40, width: 400 },
      flippedHorizontally: false,
      align: undefined,
      slab: undefined,
    };
    expect(cellAfterReset(changed)).toEqual(opened);
  });

  it("goes on saying that the phase it was hung as is a guess", () => {
    const guessedPhase = { name: "Arterial", seriesInstanceUid: "1.2.3", split: 1 };
    expect(cellAfterReset({ ...emptyCell("cell-0"), content, guessedPhase })?.guessedPhase).toEqual(guessedPhase);
  });

  it("leaves the viewport the one that it is, so that its slice stays", () => {
    const opening = { sequence: 7, kind: "edge", edge: "middle" } as const;
    expect(cellAfterReset({ ...emptyCell("cell-0"), content, opening })?.opening).toEqual(opening);
  });
});
