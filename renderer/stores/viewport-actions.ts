import { type Cell, emptyCell, useViewportStore, type VolumePreset } from "./viewport-store.ts";

const { getState, setState } = useViewportStore;

/** 1x1 to 3x3; cells keep what they show, in reading order. */
export function setLayout(rows: number, columns: number): void {
  const cells = Array.from({ length: rows * columns }, (_, at) => getState().cells[at] ?? emptyCell(`cell-${at}`));
  const active = cells.some(({ id }) => id === getState().activeCellId) ? getState().activeCellId : (cells[0] as Cell).id;
  setState({ rows, columns, cells, activeCellId: active, maximisedCellId: undefined });
}

/** Shows a series as a stack in a cell, the active one by default. */
export function openSeries(seriesInstanceUid: string, cellId = getState().activeCellId): void {
  replaceCell(cellId, { ...emptyCell(cellId), content: { kind: "stack", seriesInstanceUid } });
}

/** 2x2: axial, sagittal, coronal and volume rendering of one series. */
export function openMpr(seriesInstanceUid: string, preset: VolumePreset = "bone"): void {
  const planes = ["AXIAL", "SAGITTAL", "CORONAL"] as const;
  const cells: Cell[] = planes.map((plane, at) => ({
    ...emptyCell(`cell-${at}`),
    content: { kind: "mpr", seriesInstanceUid, plane },
  }));
  cells.push({ ...emptyCell("cell-3"), content: { kind: "volume3d", seriesInstanceUid, preset } });
  setState({ rows: 2, columns: 2, cells, activeCellId: "cell-0", maximisedCellId: undefined });
}

function replaceCell(cellId: string, cell: Cell): void {
  setState({ cells: getState().cells.map((old) => (old.id === cellId ? cell : old)) });
}
