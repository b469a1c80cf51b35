import { useEffect } from "react";
import { takeWindow, valuesOf } from "../stores/viewport/linking.ts";
import { useViewportStore, type ViewportState } from "../stores/viewport/viewport-store.ts";
import type { Hub } from "./scene/hub.ts";

const activeCell = ({ cells, activeCellId }: ViewportState) => cells.find(({ id }) => id === activeCellId);

/** Windows that go together in one browser window (`stores/viewport/looks.ts`) go together with those of the study's other windows too. */
export function useWindowLink(hub: Hub): void {
  useEffect(() => {
    const name = hub.name();
    let taken: unknown;
    const stopTelling = useViewportStore.subscribe((state, before) => {
      const [cell, was] = [activeCell(state), activeCell(before)];
      if (!state.linking.window || cell?.window === undefined || cell.isApart || cell.id !== was?.id) return;
      const values = valuesOf(cell);
      if (cell.window === was.window || cell.window === taken || values === undefined) return;
      hub.tell({ kind: "windowed", values, window: cell.window, from: name });
    });
    const stopHearing = hub.subscribe((event) => {
      if (event.kind !== "windowed" || event.from === name) return;
      taken = event.window;
      takeWindow(event.values, event.window);
    });
    return () => {
      stopTelling();
      stopHearing();
    };
  }, [hub]);
}
