import { arrange } from "../hanging/arrangement.ts";
import { allSeries, useStudyStore } from "../study-store.ts";
import { changeCell, replaceCell } from "./change.ts";
import { type Cell, emptyCell, type PlaneName, useViewportStore, type VolumePreset } from "./viewport-store.ts";

const { getState, setState } = useViewportStore;

/** Shows a series in a cell, the active one by default: images as a stack, everything else as a document. */
export function openSeries(seriesInstanceUid: string, cellId = getState().activeCellId): void {
  const summary = allSeries(useStudyStore.getState().detail).find((one) => one.seriesInstanceUid === seriesInstanceUid);
  if (summary === undefined || summary.kind === "image") openStack(seriesInstanceUid, cellId);
  else openDocument(seriesInstanceUid, undefined, cellId);
}

/** Shows the frames of a series as a stack, whatever it is. */
export function openStack(seriesInstanceUid: string, cellId = getState().activeCellId): void {
  replaceCell(cellId, { ...emptyCell(cellId), content: { kind: "stack", seriesInstanceUid } });
}

/** Shows an object of a series that is no image. */
export function openDocument(
  seriesInstanceUid: string,
  sopInstanceUid: string | undefined,
  cellId = getState().activeCellId,
): void {
  replaceCell(cellId, { ...emptyCell(cellId), content: { kind: "document", seriesInstanceUid, sopInstanceUid } });
}

/** The stack of a series that is before the reader: what is opened of it next is of the same. */
function shownSplit(seriesInstanceUid: string): number | undefined {
  const { cells, activeCellId } = getState();
  const content = cells.find(({ id }) => id === activeCellId)?.content;
  const isImages = content !== undefined && content.kind !== "empty" && content.kind !== "document";
  return isImages && content.seriesInstanceUid === seriesInstanceUid ? content.split : undefined;
}

/** 1x3: axial, sagittal and coronal plane of one series, without a volume rendering. */
export function openPlanes(seriesInstanceUid: string): void {
  const split = shownSplit(seriesInstanceUid);
  const cells = (["AXIAL", "SAGITTAL", "CORONAL"] as const).map(
    (plane, at): Cell => ({ ...emptyCell(`cell-${at}`), content: { kind: "mpr", seriesInstanceUid, split, plane } }),
  );
  arrange("layout", () =>
    setState({ rows: 1, columns: 3, shape: "grid", cells, activeCellId: "cell-0", maximisedCellId: undefined }),
  );
}

/** 2x2: axial, sagittal, coronal and volume rendering of one series. */
export function openMpr(seriesInstanceUid: string, preset: VolumePreset = "bone"): void {
  const planes = ["AXIAL", "SAGITTAL", "CORONAL"] as const;
  const split = shownSplit(seriesInstanceUid);
  const cells: Cell[] = planes.map((plane, at) => ({
    ...emptyCell(`cell-${at}`),
    content: { kind: "mpr", seriesInstanceUid, split, plane },
  }));
  cells.push({ ...emptyCell("cell-3"), content: { kind: "volume3d", seriesInstanceUid, split, preset } });
  arrange("layout", () =>
    setState({ rows: 2, columns: 2, shape: "grid", cells, activeCellId: "cell-0", maximisedCellId: undefined }),
  );
}

/** One plane of a series in a cell. */
export function openPlane(seriesInstanceUid: string, plane: PlaneName, cellId = getState().activeCellId): void {
  const split = shownSplit(seriesInstanceUid);
  replaceCell(cellId, { ...emptyCell(cellId), content: { kind: "mpr", seriesInstanceUid, split, plane } });
}

/** Volume rendering of a series in a cell. */
export function openVolume3d(seriesInstanceUid: string, preset: VolumePreset = "bone", cellId = getState().activeCellId): void {
  const split = shownSplit(seriesInstanceUid);
  replaceCell(cellId, { ...emptyCell(cellId), content: { kind: "volume3d", seriesInstanceUid, split, preset } });
}

/** Shows another stack of the series in a cell; planes and volumes of one series change together. */
export function showSplit(split: number, cellId = getState().activeCellId): void {
  const origin = getState().cells.find(({ id }) => id === cellId)?.content;
  if (origin === undefined || origin.kind === "empty" || origin.kind === "document") return;
  const isLinked = ({ content }: Cell) =>
    origin.kind !== "stack" &&
    (content.kind === "mpr" || content.kind === "volume3d") &&
    content.seriesInstanceUid === origin.seriesInstanceUid &&
    content.split === origin.split;
  setState({
    cells: getState().cells.map((cell) =>
      (cell.id === cellId || isLinked(cell)) && cell.content.kind !== "empty" && cell.content.kind !== "document"
        ? { ...cell, content: { ...cell.content, split } }
        : cell,
    ),
  });
}

/** Changes the look of a volume rendering; nothing happens in a cell that shows something else. */
export function setVolumePreset(preset: VolumePreset, cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => (cell.content.kind === "volume3d" ? { ...cell, content: { ...cell.content, preset } } : cell));
}

export function clearCell(cellId = getState().activeCellId): void {
  replaceCell(cellId, emptyCell(cellId));
}
