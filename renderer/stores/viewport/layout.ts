import { type Cell, emptyCell, type ToolName, useViewportStore } from "./viewport-store.ts";

const { getState, setState } = useViewportStore;

/** 1x1 to 3x3; cells keep what they show, in reading order. */
export function setLayout(rows: number, columns: number): void {
  const cells = Array.from({ length: rows * columns }, (_, at) => getState().cells[at] ?? emptyCell(`cell-${at}`));
  const active = cells.some(({ id }) => id === getState().activeCellId) ? getState().activeCellId : (cells[0] as Cell).id;
  setState({ rows, columns, cells, activeCellId: active, maximisedCellId: undefined });
}

/** One empty cell: when another study is opened. */
export function clearAll(): void {
  setState({ rows: 1, columns: 1, cells: [emptyCell("cell-0")], activeCellId: "cell-0", maximisedCellId: undefined });
}

export function setActiveCell(cellId: string): void {
  if (getState().activeCellId !== cellId) setState({ activeCellId: cellId });
}

/** Next or previous cell in reading order (keys left and right). */
export function stepActiveCell(by: number): void {
  const { cells, activeCellId } = getState();
  const at = cells.findIndex(({ id }) => id === activeCellId);
  const next = cells[(((at + by) % cells.length) + cells.length) % cells.length];
  if (next !== undefined) setState({ activeCellId: next.id });
}

/** Fills the grid with one cell, or gives the layout back (double-click). */
export function toggleMaximised(cellId = getState().activeCellId): void {
  setState({ maximisedCellId: getState().maximisedCellId === cellId ? undefined : cellId, activeCellId: cellId });
}

/** All corner texts, few, none, and round again. */
export function cycleOverlay(): void {
  setState({ overlayLevel: ((getState().overlayLevel + 2) % 3) as 0 | 1 | 2 });
}

export function toggleScrollSync(): void {
  setState({ scrollSync: !getState().scrollSync });
}

/** What the left button does from now on. */
export function setTool(tool: ToolName): void {
  setState({ tool });
}
