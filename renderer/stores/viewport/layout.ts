import { cellCount, type LayoutShape } from "../../../src/contract/index.ts";
import { arrange } from "../hanging/arrangement.ts";
import { type Cell, emptyCell, type ToolName, useViewportStore } from "./viewport-store.ts";

const { getState, setState } = useViewportStore;

/**
 * A grid of 1x1 to 4x4, or one large cell beside smaller ones; cells keep what they show, in reading order. What does not fit any more is
 * kept no longer. Rows and columns are those that are seen on the screen as it is now.
 */
export function setLayout(rows: number, columns: number, shape: LayoutShape = "grid"): void {
  arrange("layout", () => layOut(rows, columns, shape));
}

function layOut(rows: number, columns: number, shape: LayoutShape): void {
  const { cells: before, activeCellId } = getState();
  const count = cellCount(shape, rows, columns);
  const cells = before.slice(0, count);
  while (cells.length < count) cells.push(emptyCell(unusedId(cells)));
  const active = cells.some(({ id }) => id === activeCellId) ? activeCellId : (cells[0] as Cell).id;
  setState({ rows, columns, shape, meantFor: screenForm(), cells, activeCellId: active, maximisedCellId: undefined });
}

/** Cells that were moved about keep their names: a new one takes a name that none has. */
function unusedId(cells: readonly Cell[]): string {
  const used = new Set(cells.map(({ id }) => id));
  let number = 0;
  while (used.has(`cell-${number}`)) number++;
  return `cell-${number}`;
}

/** Whether the window is wider than high. */
export function screenForm(): "landscape" | "portrait" {
  return typeof window !== "undefined" && window.innerHeight > window.innerWidth ? "portrait" : "landscape";
}

/** One empty cell: when another study is opened. */
export function clearAll(): void {
  setState({
    rows: 1,
    columns: 1,
    shape: "grid",
    cells: [emptyCell("cell-0")],
    activeCellId: "cell-0",
    maximisedCellId: undefined,
  });
}

/** Two cells change places, with all that they show and where. */
export function swapCells(cellId: string, otherId: string): void {
  const { cells } = getState();
  const [at, other] = [cells.findIndex(({ id }) => id === cellId), cells.findIndex(({ id }) => id === otherId)];
  if (at < 0 || other < 0 || at === other) return;
  const swapped = cells.map((cell, place) => (place === at ? cells[other] : place === other ? cells[at] : cell) as Cell);
  arrange("swap", () => setState({ cells: swapped, activeCellId: cellId, maximisedCellId: undefined }));
}

/** A cell from which a row of cells for several contents begins; the layout grows where there are too few. */
export function cellsFrom(cellId: string, count: number): readonly string[] {
  const at = Math.max(
    0,
    getState().cells.findIndex(({ id }) => id === cellId),
  );
  const needed = Math.min(16, at + count);
  if (needed > getState().cells.length) {
    const columns = Math.min(4, Math.ceil(Math.sqrt(needed)));
    const rows = Math.ceil(needed / columns);
    if (screenForm() === "portrait") setLayout(columns, rows);
    else setLayout(rows, columns);
  }
  return getState()
    .cells.slice(at, at + count)
    .map(({ id }) => id);
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
