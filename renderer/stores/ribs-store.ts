import { create } from "zustand";
import type { Ribs } from "../../src/contract/index.ts";
import type { Vec3 } from "../../src/geometry/index.ts";
import { getRibs } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { useViewportStore } from "./viewport/viewport-store.ts";

/** The ribs of one series, straightened: what was asked for, how far that is, and what came. */
type Listen = (space: string, pointPatient: Vec3) => void;

interface RibsState {
  readonly isOpen: boolean;
  readonly seriesInstanceUid: string | undefined;
  readonly state: LoadState;
  /** Share of the search, 0 to 1. */
  readonly share: number;
  readonly ribs: Ribs | undefined;
  /** Tells where the crosshair is put (its frame of reference or series, LPS+ millimetres); given by the viewports, returns how to stop. */
  readonly watchCrosshair: ((listen: Listen) => () => void) | undefined;
}

const closed = { isOpen: false, seriesInstanceUid: undefined, state: idle, share: 0, ribs: undefined } as const;

export const useRibsStore = create<RibsState>()(() => ({ ...closed, watchCrosshair: undefined }));

const { getState, setState } = useRibsStore;
let running: AbortController | undefined;

/** Opens the ribs of the series in the active cell, or closes them. */
export function toggleRibs(): void {
  if (getState().isOpen) closeRibs();
  else void openRibs();
}

/** Closes the ribs; a search that goes on is stopped. */
export function closeRibs(): void {
  running?.abort();
  setState(closed);
}

/** Asks for the ribs of the series in the active cell. */
export async function openRibs(): Promise<void> {
  const { cells, activeCellId } = useViewportStore.getState();
  const content = cells.find(({ id }) => id === activeCellId)?.content;
  if (content === undefined || content.kind === "empty" || content.kind === "document") return;
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
