import { type Cell, type Command, useViewportStore } from "./viewport-store.ts";

const { getState, setState } = useViewportStore;

export function command(cellId: string, action: Command["action"]): void {
  setState({ command: { sequence: (getState().command?.sequence ?? 0) + 1, cellId, action } });
}

export function changeCell(cellId: string, change: (cell: Cell) => Cell): void {
  setState({ cells: getState().cells.map((cell) => (cell.id === cellId ? change(cell) : cell)) });
}

export function replaceCell(cellId: string, cell: Cell): void {
  changeCell(cellId, () => cell);
}
