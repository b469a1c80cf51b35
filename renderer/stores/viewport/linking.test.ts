import { beforeEach, describe, expect, it } from "vitest";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { useSeriesStore } from "../series-store.ts";
import { restingLinking } from "./link-state.ts";
import { linkByHand, takeWindow, toggleApart, unlinkByHand } from "./linking.ts";
import { setOwnVoi, setWindow } from "./looks.ts";
import { emptyCell, useViewportStore } from "./viewport-store.ts";

const series = (modality: string, unit: string, samplesPerPixel = 1) =>
  ({ modality, frames: [{ unit, samplesPerPixel }], splits: [] }) as unknown as SeriesDetail;
const details = {
  ct: series("CT", "[hnsf'U]"),
  "ct-2": series("CT", "[hnsf'U]"),
  mr: series("MR", "1"),
  us: series("US", "1", 3),
};

beforeEach(() => {
  useSeriesStore.setState({ details });
  const cells = Object.keys(details).map((uid, at) => ({
    ...emptyCell(`cell-${at}`),
    content: { kind: "stack" as const, seriesInstanceUid: uid },
  }));
  useViewportStore.setState({ cells, activeCellId: "cell-0", scrollSync: false, linking: { ...restingLinking, window: true } });
});

const windows = () => useViewportStore.getState().cells.map(({ window }) => window?.center);

describe("windows that go together", () => {
  it("are those of one modality and unit", () => {
    setWindow({ center: 40, width: 400 });
    expect(windows()).toEqual([40, 40, undefined, undefined]);
    setWindow(undefined);
    expect(windows()).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("leave a cell alone that was taken out, and one's own VOI to its own image", () => {
    toggleApart("cell-1");
    setWindow({ center: 40, width: 400 });
    expect(windows()).toEqual([40, undefined, undefined, undefined]);
    toggleApart("cell-1");
    setWindow({ center: 50, width: 400 });
    setOwnVoi(1);
    expect(windows()).toEqual([undefined, 50, undefined, undefined]);
  });

  it("are taken from another screen for values of the kind", () => {
    takeWindow("CT [hnsf'U]", { center: -600, width: 1500 });
    expect(windows()).toEqual([-600, -600, undefined, undefined]);
    useViewportStore.setState({ linking: restingLinking });
    takeWindow("CT [hnsf'U]", { center: 1, width: 2 });
    expect(windows()).toEqual([-600, -600, undefined, undefined]);
  });
});

describe("links by hand", () => {
  const link = (axis: readonly [number, number, number], ...spaces: string[]) => ({
    axis,
    places: spaces.map((space, at) => ({ space, positionMm: at * 10 })),
  });
  const kept = () => useViewportStore.getState().linking.byHand.map(({ places }) => places.map(({ space }) => space).join("-"));

  it("replace what tied a space along the axis before, and let viewports scroll together", () => {
    linkByHand(link([0, 0, 1], "a", "b"));
    linkByHand(link([1, 0, 0], "a", "b"));
    expect([kept(), useViewportStore.getState().scrollSync]).toEqual([["a-b", "a-b"], true]);
    linkByHand(link([0, 0, -1], "b", "c"));
    expect(kept()).toEqual(["a-b", "b-c"]);
    unlinkByHand({ space: "c" });
    expect(kept()).toEqual(["a-b"]);
    linkByHand(link([0, 1, 0], "d", "e"));
    unlinkByHand();
    expect(kept()).toEqual([]);
  });
});
