import type { StudyDetail, ViewState } from "../../../src/contract/index.ts";
import { deleteViewState, getViewState, putViewState } from "../../api/index.ts";
import { allSeries } from "../study-store.ts";
import { type Cell, type CellContent, emptyCell, useViewportStore } from "../viewport/viewport-store.ts";
import { knownVolumePreset, nextOpening, useHangingStore } from "./hanging-store.ts";

type KeptCell = ViewState["cells"][number];

/** How the study is shown now: wishes from the store, places from the viewports. */
export function currentViewState(): ViewState {
  const { shape, rows, columns, meantFor, cells, activeCellId, scrollSync } = useViewportStore.getState();
  const { applied, readPlace } = useHangingStore.getState();
  return {
    shape,
    rows,
    columns,
    meantFor,
    cells: cells.map((cell) => keptCell(cell, readPlace)),
    activeCell: Math.max(
      0,
      cells.findIndex(({ id }) => id === activeCellId),
    ),
    scrollSync,
    ...(applied === undefined ? {} : { protocol: { id: applied.protocolId, stage: applied.stage } }),
  };
}

function keptCell(cell: Cell, readPlace: ((cellId: string) => KeptCell["place"]) | undefined): KeptCell {
  const { showsOverlays, showsShutter, showsDrawn, inverted, rotationDegrees, flippedHorizontally, flippedVertically } = cell;
  const { content, window, voiIndex, slab, align } = cell;
  // A content that has not been drawn since it was restored is still where it was.
  const place = readPlace?.(cell.id) ?? (cell.opening?.kind === "place" ? cell.opening.place : undefined);
  return {
    content: content.kind === "empty" ? { kind: "empty" } : content,
    showsOverlays,
    showsShutter,
    showsDrawn,
    inverted,
    rotationDegrees,
    flippedHorizontally,
    flippedVertically,
    ...(window === undefined ? {} : { window }),
    ...(voiIndex === undefined ? {} : { voiIndex }),
    ...(slab === undefined ? {} : { slab }),
    ...(align === undefined ? {} : { align }),
    ...(place === undefined ? {} : { place }),
  };
}

/** Shows a study as it was left; series that are no longer there leave an empty cell. False where nothing of it is there any more. */
export function restoreViewState(state: ViewState, detail: StudyDetail): boolean {
  const known = new Set(allSeries(detail).map(({ seriesInstanceUid }) => seriesInstanceUid));
  const sequence = nextOpening();
  const cells = state.cells.map((kept, at) => restoredCell(kept, `cell-${at}`, known, sequence));
  if (cells.every(({ content }) => content.kind === "empty")) return false;
  const { shape, rows, columns, meantFor, scrollSync, protocol } = state;
  useHangingStore.setState({
    applied: protocol === undefined ? undefined : { protocolId: protocol.id, stage: protocol.stage },
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
  return true;
}

function restoredCell(kept: KeptCell, id: string, known: ReadonlySet<string>, sequence: number): Cell {
  const { content, place, window, ...rest } = kept;
  if (content.kind === "empty" || !known.has(content.seriesInstanceUid)) return emptyCell(id);
  return {
    ...emptyCell(id),
    ...rest,
    window,
    content: restoredContent(content),
    opening: place === undefined ? undefined : { sequence, kind: "place", place },
  };
}

function restoredContent(content: Exclude<KeptCell["content"], { kind: "empty" }>): CellContent {
  if (content.kind === "volume3d") return { ...content, preset: knownVolumePreset(content.preset) };
  return content.kind === "document" ? { ...content, sopInstanceUid: content.sopInstanceUid } : content;
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
