import { beforeEach, describe, expect, it } from "vitest";
import type { SeriesDetail } from "../../src/contract/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { growBoundary, noBoundary } from "./boundary.ts";
import { useFindingsStore } from "./findings-store.ts";
import { useSeriesStore } from "./series-store.ts";
import { useViewportStore } from "./viewport/viewport-store.ts";

const finding = {
  ...{ id: "f", status: "accepted", seriesInstanceUid: "1.1", frameOfReferenceUid: "2.1" },
  geometry: { kind: "sphere", centerPatient: [0, 0, 0], diameterMm: 5 },
} as unknown as Finding;
const detail = (frameOfReferenceUid: string) => ({ frameOfReferenceUid }) as SeriesDetail;

function show(...series: readonly string[]): void {
  const { cells } = useViewportStore.getState();
  const [first] = cells;
  if (first === undefined) throw new Error("no cell");
  const shown = series.map((seriesInstanceUid, at) => ({
    ...first,
    id: `cell-${at}`,
    content: { kind: "stack" as const, seriesInstanceUid },
  }));
  useViewportStore.setState({ cells: shown, activeCellId: "cell-0" });
}
const commanded = () => useViewportStore.getState().command?.cellId;

describe("where a boundary can be changed", () => {
  beforeEach(() => {
    useFindingsStore.setState({ findings: [finding], selectedFindingId: "f" });
    useSeriesStore.setState({ details: { "1.2": detail("2.1"), "1.3": detail("2.9") } });
  });

  it("is its own series, and another of its frame of reference", () => {
    show("1.1");
    expect(noBoundary()).toBeUndefined();
    show("1.2");
    expect(noBoundary()).toBeUndefined();
  });

  it("is no series of another frame of reference, which is said", () => {
    show("1.3");
    expect(noBoundary()).toEqual({ key: "action.reason.boundaryNotShown" });
  });

  it("is the active viewport, else its own series before another", () => {
    show("1.3", "1.2", "1.1");
    growBoundary(1);
    expect(commanded()).toBe("cell-2");
    show("1.2", "1.1");
    growBoundary(1);
    expect(commanded()).toBe("cell-0");
  });
});
