import { beforeEach, describe, expect, it } from "vitest";
import type { DecisionStep } from "../decision-log.ts";
import { useFindingsStore } from "../findings-store.ts";
import { useStudyStore } from "../study-store.ts";
import { openSeries } from "../viewport/content.ts";
import { setLayout, swapCells } from "../viewport/layout.ts";
import { setWindow } from "../viewport/looks.ts";
import { useViewportStore } from "../viewport/viewport-store.ts";
import { toggleTable } from "../viewport/volume-look.ts";
import { arrangementStep, bringBack, forgetStages, keepStage, stepArrangement, useArrangementLog } from "./arrangement.ts";
import { openTogether } from "./drag.ts";
import { useHangingStore } from "./hanging-state.ts";

const state = () => useViewportStore.getState();
const shown = () => state().cells.map(({ content }) => ("seriesInstanceUid" in content ? content.seriesInstanceUid : "-"));
const places: Record<string, number> = {};

beforeEach(() => {
  useArrangementLog.setState({ done: [], undone: [] });
  useStudyStore.setState({ studyInstanceUid: "1" });
  useHangingStore.setState({
    applied: { protocolId: "own", stage: 0 },
    readPlace: (id) => ({ index: places[id] ?? 0, count: 50, zoom: 2, pan: [0, 0] }),
  });
  forgetStages();
  useViewportStore.setState(useViewportStore.getInitialState());
  setLayout(1, 2);
  openSeries("a", "cell-0");
  openSeries("b", "cell-1");
  useArrangementLog.setState({ done: [], undone: [] });
});

describe("an arrangement that is lost by a slip", () => {
  it("comes back with what was in it and where, and is changed again by the step made again", () => {
    places["cell-1"] = 17;
    setWindow({ center: 1, width: 2 }, "cell-1");
    setLayout(1, 1);
    expect(arrangementStep("back")?.name).toBe("layout");
    setWindow({ center: 5, width: 6 }, "cell-0");
    stepArrangement("back");
    expect([shown(), state().columns]).toEqual([["a", "b"], 2]);
    expect(state().cells.map(({ window }) => window?.center)).toEqual([5, 1]);
    expect(state().cells[1]?.opening).toMatchObject({ kind: "place", place: { index: 17, zoom: 2 } });
    stepArrangement("forward");
    expect([shown(), state().columns]).toEqual([["a"], 1]);
  });

  it("is one step each: a swap, series that were dropped with the layout they needed, a table", () => {
    swapCells("cell-0", "cell-1");
    openTogether(["c", "d", "e"], "cell-1");
    expect(useArrangementLog.getState().done.map(({ name }) => name)).toEqual(["swap", "drop"]);
    stepArrangement("back");
    expect(shown()).toEqual(["b", "a"]);
    stepArrangement("back");
    expect(shown()).toEqual(["a", "b"]);
    useViewportStore.setState({
      cells: state().cells.map((cell) => ({ ...cell, content: { kind: "volume3d", seriesInstanceUid: "a", preset: "bone" } })),
    });
    toggleTable("cell-0");
    setWindow({ center: 9, width: 9 }, "cell-0");
    stepArrangement("back");
    expect([state().cells[0]?.rendering.withoutTable, state().cells[0]?.window?.center]).toEqual([false, 9]);
  });

  it("waits for its turn among what was done to findings, and is none of another study's", () => {
    const finding = (name: string) => ({ name, kind: "creation" }) as unknown as DecisionStep;
    const [first, second] = [finding("draw"), finding("draw")];
    const decisions = (done: DecisionStep[], undone: DecisionStep[]) =>
      useFindingsStore.setState({ decisions: { done, undone } });
    decisions([first], []);
    setLayout(1, 1);
    decisions([first, second], []);
    expect(arrangementStep("back")).toBeUndefined();
    decisions([first], [second]);
    expect(arrangementStep("back")?.name).toBe("layout");
    useStudyStore.setState({ studyInstanceUid: "2" });
    expect(arrangementStep("back")).toBeUndefined();
    useStudyStore.setState({ studyInstanceUid: "1" });
    stepArrangement("back");
    decisions([], [second, first]);
    expect(arrangementStep("forward")).toBeUndefined();
    decisions([], []);
  });
});

describe("a stage that is come back to", () => {
  it("has the windows, slices and zoom that the reader left, until it is hung anew", () => {
    places["cell-0"] = 31;
    setWindow({ center: 1, width: 2 }, "cell-0");
    keepStage();
    setLayout(2, 2);
    expect(bringBack("own", 1)).toBe(false);
    expect(bringBack("own", 0)).toBe(true);
    expect([shown(), state().cells[0]?.window?.center]).toEqual([["a", "b"], 1]);
    expect(state().cells[0]?.opening).toMatchObject({ kind: "place", place: { index: 31, zoom: 2 } });
    const opened = state().cells[0]?.opening?.sequence;
    expect(bringBack("own", 0) && state().cells[0]?.opening?.sequence).not.toBe(opened);
    forgetStages("other");
    expect(bringBack("own", 0)).toBe(true);
    forgetStages("own");
    expect(bringBack("own", 0)).toBe(false);
  });

  it("is none of another study's", () => {
    keepStage();
    useStudyStore.setState({ studyInstanceUid: "2" });
    expect(bringBack("own", 0)).toBe(false);
  });
});
