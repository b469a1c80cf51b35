import type { PresentationState } from "../presentation-store.ts";
import { changeCell } from "./change.ts";
import { type Cell, emptyCell, type HungLook, useViewportStore } from "./viewport-store.ts";

const { getState } = useViewportStore;

/** A presentation state that a stack is shown by. */
export interface CellPresentation {
  readonly sopInstanceUid: string;
  /** Places of the graphic layers that are not wanted; -1: what is in none. */
  readonly hiddenLayers: readonly number[];
}

/**
 * How a state turns an image, in the order in which viewports turn: it rotates clockwise and then flips (PS3.3 C.10.6), viewports flip and
 * then rotate.
 */
export function turnOf({
  rotationDegrees,
  flippedHorizontally,
}: Pick<PresentationState, "rotationDegrees" | "flippedHorizontally">): Pick<
  Cell,
  "rotationDegrees" | "flippedHorizontally" | "flippedVertically"
> {
  const clockwise = flippedHorizontally ? 360 - rotationDegrees : rotationDegrees;
  return { rotationDegrees: ((clockwise % 360) + 360) % 360, flippedHorizontally, flippedVertically: false };
}

/** Shows a stack by a presentation state, as a whole: what the reader had changed gives way. */
export function showBy(sopInstanceUid: string, state: PresentationState, cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({
    ...atRest(cell),
    ...turnOf(state),
    presentation: { sopInstanceUid, hiddenLayers: [] },
  }));
}

/** Takes a state off: the image as it opens or hangs. */
export function takeOffPresentation(cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => (cell.presentation === undefined ? cell : atRest(cell, cell.hung)));
}

export function togglePresentationLayer(layer: number, cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => {
    if (cell.presentation === undefined) return cell;
    const before = cell.presentation.hiddenLayers;
    const hiddenLayers = before.includes(layer) ? before.filter((one) => one !== layer) : [...before, layer];
    return { ...cell, presentation: { ...cell.presentation, hiddenLayers } };
  });
}

/** The looks of the images themselves, or of the hanging protocol. */
function atRest(cell: Cell, hung?: HungLook): Cell {
  const { window, inverted, rotationDegrees, flippedHorizontally, flippedVertically } = hung ?? emptyCell(cell.id);
  const looks = { window, voiIndex: undefined, inverted, rotationDegrees, flippedHorizontally, flippedVertically };
  return { ...cell, ...looks, presentation: undefined };
}
