import type { Vec3 } from "../../../src/geometry/index.ts";
import { changeCell, command } from "./change.ts";
import type { Cine } from "./display.ts";
import type { Sizing } from "./sizing.ts";
import { emptyCell, type FocusPlace, useViewportStore } from "./viewport-store.ts";

const { getState, setState } = useViewportStore;

export function toggleCine(cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({ ...cell, cine: { ...cell.cine, playing: !cell.cine.playing } }));
}

/** Undefined: the rate the series recommends, else 30 a second. */
export function setCineRate(framesPerSecond: number | undefined, cellId = getState().activeCellId): void {
  changeCine({ framesPerSecond }, cellId);
}

/** Changes how cine runs; what is not named stays. */
export function changeCine(change: Partial<Cine>, cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({ ...cell, cine: { ...cell.cine, ...change } }));
}

export function scrollBy(by: number, cellId = getState().activeCellId): void {
  command(cellId, { kind: "scroll", by });
}

export function scrollToEdge(edge: "first" | "last", cellId = getState().activeCellId): void {
  command(cellId, { kind: "scroll-to", edge });
}

/** Above 1 nearer. */
export function zoomBy(factor: number, cellId = getState().activeCellId): void {
  command(cellId, { kind: "zoom", factor });
}

export function fit(cellId = getState().activeCellId): void {
  command(cellId, { kind: "fit" });
}

/** Holds the picture of a cell at a size. */
export function holdSize(sizing: Sizing, cellId = getState().activeCellId): void {
  command(cellId, { kind: "size", sizing });
}

/** The window of what the visible slice holds. */
export function autoWindow(cellId = getState().activeCellId): void {
  command(cellId, { kind: "auto-window" });
}

/**
 * Window, orientation, zoom and place in the picture as when it was opened, by its hanging protocol where one hung it; the slice stays. A
 * presentation state is taken off.
 */
export function reset(cellId = getState().activeCellId): void {
  // The same opening: with another one it would be another viewport, which starts on a slice of its own.
  changeCell(cellId, ({ content, isApart, opening, hung, guessedPhase }) => ({
    ...{ ...emptyCell(cellId), ...hung },
    ...{ content, isApart, opening, hung, guessedPhase },
  }));
  command(cellId, { kind: "reset" });
}

/** Every viewport of the frame of reference goes to a point (LPS+ millimetres), and the crosshair too. */
export function focusOn(pointPatient: Vec3, frameOfReferenceUid: string | undefined, cellId?: string): void {
  setState({ focus: { sequence: (getState().focus?.sequence ?? 0) + 1, pointPatient, frameOfReferenceUid, cellId } });
}

/** Viewports of one study go to a place in it, and those of another to the same lesion there. */
export function focusOnBoth(place: FocusPlace, beside: FocusPlace, openedCellIds: readonly string[] = []): void {
  const { pointPatient, frameOfReferenceUid, reference } = place;
  setState({
    focus: {
      ...{ sequence: (getState().focus?.sequence ?? 0) + 1, pointPatient, frameOfReferenceUid, reference, beside },
      cellId: openedCellIds,
    },
  });
}

/** Stacks that hold a frame go to it: for findings on images without a place in the patient. */
export function focusOnFrame(
  reference: { readonly sopInstanceUid: string; readonly frameNumber: number },
  cellId?: string,
): void {
  const sequence = (getState().focus?.sequence ?? 0) + 1;
  setState({ focus: { sequence, pointPatient: undefined, frameOfReferenceUid: undefined, reference, cellId } });
}
