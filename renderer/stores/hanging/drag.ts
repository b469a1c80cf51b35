import { create } from "zustand";
import { allSeries, useStudyStore } from "../study-store.ts";
import { openSeries } from "../viewport/content.ts";
import { cellsFrom, setActiveCell, swapCells } from "../viewport/layout.ts";
import { arrange } from "./arrangement.ts";

/** What dragged cards carry: Series Instance UIDs, a line each. */
export const SERIES_DRAG_TYPE = "application/x-hounsfield-series";
/** What a dragged cell carries: its id. */
export const CELL_DRAG_TYPE = "application/x-hounsfield-cell";

/** Series chosen in the panel, in the order they were chosen: dragged together. */
export const useSeriesSelection = create<{ readonly uids: readonly string[] }>()(() => ({ uids: [] }));

const { getState, setState } = useSeriesSelection;

/** Adds a series to what is dragged together, or takes it out. */
export function toggleSelected(seriesInstanceUid: string): void {
  const { uids } = getState();
  setState({
    uids: uids.includes(seriesInstanceUid) ? uids.filter((uid) => uid !== seriesInstanceUid) : [...uids, seriesInstanceUid],
  });
}

export function clearSelection(): void {
  if (getState().uids.length > 0) setState({ uids: [] });
}

/** What a card carries when it is dragged: all that are chosen where it is one of them, else itself. */
export function draggedWith(seriesInstanceUid: string): readonly string[] {
  const { uids } = getState();
  return uids.includes(seriesInstanceUid) ? uids : [seriesInstanceUid];
}

/** Whether a drag carries something that a cell takes. */
export function canDrop(types: readonly string[]): boolean {
  return types.includes(SERIES_DRAG_TYPE) || types.includes(CELL_DRAG_TYPE);
}

/**
 * Carries out a drop on a cell: a cell changes places with it, a series opens in it, several open in it and those after it, and the layout
 * grows where they do not fit. False where the drag carried nothing for a cell.
 */
export function dropOn(cellId: string, read: (type: string) => string): boolean {
  const from = read(CELL_DRAG_TYPE);
  if (from !== "") {
    swapCells(from, cellId);
    return true;
  }
  const uids = read(SERIES_DRAG_TYPE).split("\n").filter(isOfOpenPatient);
  if (uids.length === 0) return false;
  openTogether(uids, cellId);
  clearSelection();
  return true;
}

/** A drag may come from another window, with another study in it: images of somebody else are not shown beside this patient's. */
function isOfOpenPatient(uid: string): boolean {
  return allSeries(useStudyStore.getState().detail).some(({ seriesInstanceUid }) => seriesInstanceUid === uid);
}

/** Opens several series in a cell and those after it. */
export function openTogether(uids: readonly string[], cellId: string): void {
  arrange("drop", () => openFrom(uids, cellId));
}

function openFrom(uids: readonly string[], cellId: string): void {
  const cells = uids.length === 1 ? [cellId] : cellsFrom(cellId, uids.length);
  for (const [at, id] of cells.entries()) openSeries(uids[at] as string, id);
  setActiveCell(cellId);
}
