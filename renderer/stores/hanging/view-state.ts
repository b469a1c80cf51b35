import type { StudyDetail, ViewState } from "../../../src/contract/index.ts";
import { deleteViewState, getViewState, putViewState } from "../../api/index.ts";
import { allSeries, useStudyStore } from "../study-store.ts";
import { linksOf, restoreLinks } from "../viewport/linking.ts";
import { type Cell, useViewportStore } from "../viewport/viewport-store.ts";
import { nextOpening, useHangingStore } from "./hanging-state.ts";
import { keptCell, restoredCell } from "./kept-cell.ts";

/** How the study is shown now: wishes from the store, places from the viewports. */
export function currentViewState(): ViewState {
  const { shape, rows, columns, meantFor, cells, activeCellId, scrollSync } = useViewportStore.getState();
  const { applied, readPlace } = useHangingStore.getState();
  const { studyInstanceUid, detail } = useStudyStore.getState();
  const links = linksOf(studyInstanceUid);
  const frames = framesOf(detail);
  return {
    shape,
    rows,
    columns,
    meantFor,
    cells: cells.map((cell) => {
      const { content } = cell;
      const count = content.kind === "empty" ? undefined : frames.get(content.seriesInstanceUid);
      return keptCell(cell, readPlace?.(cell.id), count);
    }),
    activeCell: Math.max(
      0,
      cells.findIndex(({ id }) => id === activeCellId),
    ),
    scrollSync,
    ...(links.length === 0 ? {} : { links }),
    ...(applied === undefined ? {} : { protocol: { id: applied.protocolId, stage: applied.stage } }),
  };
}

/** How many frames each series of a study and of the earlier ones of its patient has. */
function framesOf(detail: StudyDetail | undefined): ReadonlyMap<string, number> {
  return new Map(allSeries(detail).map(({ seriesInstanceUid, frameCount }) => [seriesInstanceUid, frameCount]));
}

/** Shows a study as it was left; series that are no longer there leave an empty cell. False where nothing of it is there any more. */
export function restoreViewState(state: ViewState, detail: StudyDetail): boolean {
  const known = framesOf(detail);
  const sequence = nextOpening();
  const cells = state.cells.map((kept, at) => restoredCell(kept, `cell-${at}`, known, sequence));
  if (cells.every(({ content }) => content.kind === "empty")) return false;
  const { shape, rows, columns, meantFor, scrollSync, protocol } = state;
  useHangingStore.setState({
    applied: protocol === undefined ? undefined : { protocolId: protocol.id, stage: protocol.stage },
    isRestored: true,
  });
  useViewportStore.setState({
    shape,
    rows,
    columns,
    meantFor,
    cells,
    scrollSync,
    activeCellId: (cells[state.activeCell] ?? (cells[0] as Cell)).id,
    maximisedCellId: undefined,
  });
  restoreLinks(state.links ?? [], detail.study.studyInstanceUid);
  return true;
}

/** How a study was left on this screen; undefined where nothing is kept or can be asked for. */
export async function keptViewState(studyInstanceUid: string): Promise<ViewState | undefined> {
  return await getViewState(studyInstanceUid, useHangingStore.getState().screen).catch(() => undefined);
}

/** Forgets how a study was left, on all screens: it is hung anew when it is opened. */
export async function forgetViewState(studyInstanceUid: string): Promise<void> {
  await deleteViewState(studyInstanceUid).catch(() => undefined);
}

const SAVE_AFTER_MS = 700;

export interface ViewSaving {
  /** Something may have changed: it is written a moment later. */
  touch(): void;
  /** Writes at once what is not written yet; `leaving` while the page goes away. */
  flush(leaving: boolean): void;
}

/** Writes how a study is shown, once the hand rests; the same state is not written twice. What cannot be written is tried with the next. */
export function saveViewOf(studyInstanceUid: string): ViewSaving {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = "";
  const write = (leaving: boolean) => {
    clearTimeout(timer);
    timer = undefined;
    const state = currentViewState();
    const json = JSON.stringify(state);
    if (json === written) return;
    written = json;
    putViewState(studyInstanceUid, useHangingStore.getState().screen, state, leaving).catch(() => {
      written = "";
    });
  };
  return {
    touch() {
      clearTimeout(timer);
      timer = setTimeout(() => write(false), SAVE_AFTER_MS);
    },
    flush(leaving) {
      if (timer !== undefined) write(leaving);
    },
  };
}
