import { create } from "zustand";
import type { Ribs } from "../../src/contract/index.ts";
import type { Vec3 } from "../../src/geometry/index.ts";
import { getRibs } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { useViewportStore } from "./viewport/viewport-store.ts";

/** The ribs of one series, straightened: what was asked for, how far that is, and what came. */
type Listen = (space: string, pointPatient: Vec3) => void;

interface RibsState {
  /** Whether the straightened ribs are shown. */
  readonly isOpen: boolean;
  /** Whether the ribs' voxels are coloured in the viewports, with or without the panel. */
  readonly areColoured: boolean;
  readonly seriesInstanceUid: string | undefined;
  readonly state: LoadState;
  /** Share of the search, 0 to 1. */
  readonly share: number;
  readonly ribs: Ribs | undefined;
  /** Tells where the crosshair is put (its frame of reference or series, LPS+ millimetres); given by the viewports, returns how to stop. */
  readonly watchCrosshair: ((listen: Listen) => () => void) | undefined;
}

const closed = {
  isOpen: false,
  areColoured: false,
  seriesInstanceUid: undefined,
  state: idle,
  share: 0,
  ribs: undefined,
} as const;

export const useRibsStore = create<RibsState>()(() => ({ ...closed, watchCrosshair: undefined }));

const { getState, setState } = useRibsStore;
let running: AbortController | undefined;

/** Opens the ribs of the series in the active cell, or closes them. */
export function toggleRibs(): void {
  const { isOpen, ribs } = getState();
  if (isOpen) closeRibs();
  else if (ribs !== undefined && ribs.seriesInstanceUid === activeSeries()?.seriesInstanceUid) setState({ isOpen: true });
  else void openRibs();
}

/** Colours the ribs in the viewports, or takes the colours away; ribs that are not known yet are searched for, which the panel shows. */
export function toggleRibColours(): void {
  const { areColoured, isOpen, state } = getState();
  if (!areColoured) {
    if (!isOpen || state.kind === "failed") void openRibs();
    setState({ areColoured: true });
  } else if (isOpen) setState({ areColoured: false });
  else leaveRibs();
}

/** Closes the panel; the colours stay where there are some, a search that goes on is stopped. */
export function closeRibs(): void {
  if (getState().areColoured && getState().ribs !== undefined) setState({ isOpen: false });
  else leaveRibs();
}

/** Closes the panel and takes the colours away. */
export function leaveRibs(): void {
  running?.abort();
  setState(closed);
}

function activeSeries() {
  const { cells, activeCellId } = useViewportStore.getState();
  const content = cells.find(({ id }) => id === activeCellId)?.content;
  return content === undefined || content.kind === "empty" || content.kind === "document" ? undefined : content;
}

/** Asks for the ribs of the series in the active cell. */
export async function openRibs(): Promise<void> {
  const content = activeSeries();
  if (content === undefined) return;
  const { seriesInstanceUid, split } = content;
  running?.abort();
  const controller = new AbortController();
  running = controller;
  setState({ isOpen: true, seriesInstanceUid, state: loading, share: 0, ribs: undefined });
  try {
    const ribs = await getRibs(seriesInstanceUid, split, controller.signal);
    if (running === controller) setState({ ribs, state: ready, share: 1 });
  } catch (error) {
    if (running === controller && !controller.signal.aborted) setState({ state: failedBy(error) });
  }
}

/** Brings word of how far the search is. */
export function showRibsShare(seriesInstanceUid: string, share: number): void {
  const { state, seriesInstanceUid: shown } = getState();
  if (state.kind === "loading" && shown === seriesInstanceUid) setState({ share });
}
