import type { Vec3 } from "../../src/geometry/index.ts";
import { knownSeries, useSeriesStore } from "./series-store.ts";
import { allSeries, useStudyStore } from "./study-store.ts";
import {
  type Cell,
  type CellContent,
  type Command,
  emptyCell,
  type PlaneName,
  type ToolName,
  useViewportStore,
  type VolumePreset,
  type WindowPreset,
  windowPresets,
} from "./viewport-store.ts";

const { getState, setState } = useViewportStore;

/** 1x1 to 3x3; cells keep what they show, in reading order. */
export function setLayout(rows: number, columns: number): void {
  const cells = Array.from({ length: rows * columns }, (_, at) => getState().cells[at] ?? emptyCell(`cell-${at}`));
  const active = cells.some(({ id }) => id === getState().activeCellId) ? getState().activeCellId : (cells[0] as Cell).id;
  setState({ rows, columns, cells, activeCellId: active, maximisedCellId: undefined });
}

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

/**
 * Shows a frame that a document speaks of beside the document: in the viewport that has its series already, else in the next one;
 * a layout of one viewport becomes two.
 */
export function openFrameBeside(
  place: { readonly seriesInstanceUid: string; readonly sopInstanceUid: string; readonly frameNumber: number },
  documentCellId: string,
): void {
  const cellId = cellBeside(documentCellId, (content) => isStackOf(content, place.seriesInstanceUid));
  const shown = getState().cells.find(({ id }) => id === cellId)?.content;
  if (shown === undefined || !isStackOf(shown, place.seriesInstanceUid)) openStack(place.seriesInstanceUid, cellId);
  focusOnFrame({ sopInstanceUid: place.sopInstanceUid, frameNumber: place.frameNumber }, cellId);
}

/** Shows a point in the patient (LPS+ millimetres) on a series beside the document that speaks of it. */
export function openPointBeside(
  place: { readonly seriesInstanceUid: string; readonly pointPatient: Vec3; readonly frameOfReferenceUid: string | undefined },
  documentCellId: string,
): void {
  const shows = (content: CellContent) =>
    content.kind !== "empty" && content.kind !== "document" && content.seriesInstanceUid === place.seriesInstanceUid;
  const cellId = cellBeside(documentCellId, shows);
  const shown = getState().cells.find(({ id }) => id === cellId)?.content;
  if (shown === undefined || !shows(shown)) openStack(place.seriesInstanceUid, cellId);
  focusOn(place.pointPatient, place.frameOfReferenceUid, cellId);
}

/** Shows another document beside the one that speaks of it. */
export function openDocumentBeside(seriesInstanceUid: string, sopInstanceUid: string, documentCellId: string): void {
  openDocument(
    seriesInstanceUid,
    sopInstanceUid,
    cellBeside(documentCellId, () => false),
  );
}

function isStackOf(content: CellContent, seriesInstanceUid: string): boolean {
  return content.kind === "stack" && content.seriesInstanceUid === seriesInstanceUid;
}

/** A cell beside this one: one that shows what is wanted, else an empty one, else the next; made where there is none. */
function cellBeside(cellId: string, shows: (content: CellContent) => boolean): string {
  if (getState().maximisedCellId !== undefined) setState({ maximisedCellId: undefined });
  if (getState().cells.length < 2) setLayout(1, 2);
  const { cells } = getState();
  const at = cells.findIndex(({ id }) => id === cellId);
  const others = [...cells.slice(at + 1), ...cells.slice(0, Math.max(0, at))];
  const chosen =
    others.find(({ content }) => shows(content)) ?? others.find(({ content }) => content.kind === "empty") ?? others[0];
  return chosen?.id ?? cellId;
}

/** The stack of a series that is before the reader: what is opened of it next is of the same. */
function shownSplit(seriesInstanceUid: string): number | undefined {
  const { cells, activeCellId } = getState();
  const content = cells.find(({ id }) => id === activeCellId)?.content;
  const isImages = content !== undefined && content.kind !== "empty" && content.kind !== "document";
  return isImages && content.seriesInstanceUid === seriesInstanceUid ? content.split : undefined;
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
  setState({ rows: 2, columns: 2, cells, activeCellId: "cell-0", maximisedCellId: undefined });
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

/** What the left button does from now on. */
export function setTool(tool: ToolName): void {
  setState({ tool });
}

/** Undefined: back to the window of the image. MPR cells of one series share their window. */
export function setWindow(window: Cell["window"], cellId = getState().activeCellId): void {
  changeVoi({ window, voiIndex: undefined }, cellId);
}

/** One of the image's own windows or VOI LUTs, by its place among them; MPR cells of one series share it. */
export function setOwnVoi(voiIndex: number, cellId = getState().activeCellId): void {
  changeVoi({ window: undefined, voiIndex }, cellId);
}

function changeVoi(voi: Pick<Cell, "window" | "voiIndex">, cellId: string): void {
  const origin = getState().cells.find(({ id }) => id === cellId)?.content;
  const shares = (cell: Cell) =>
    origin?.kind === "mpr" && cell.content.kind === "mpr" && cell.content.seriesInstanceUid === origin.seriesInstanceUid;
  setState({ cells: getState().cells.map((cell) => (cell.id === cellId || shares(cell) ? { ...cell, ...voi } : cell)) });
}

/** A CT window; nothing happens to images whose values are known to be no Hounsfield units. */
export function setWindowPreset(id: WindowPreset["id"], cellId = getState().activeCellId): void {
  const preset = windowPresets.find((candidate) => candidate.id === id);
  const content = getState().cells.find((cell) => cell.id === cellId)?.content;
  const uid = content !== undefined && "seriesInstanceUid" in content ? content.seriesInstanceUid : undefined;
  const unit = knownSeries(useSeriesStore.getState().details, uid)?.frames[0]?.unit;
  if (preset !== undefined && (unit === undefined || unit === "[hnsf'U]"))
    setWindow({ center: preset.center, width: preset.width }, cellId);
}

/** Shows or hides the overlay planes of the images, or what their shutter hides. */
export function toggleLayer(layer: "overlays" | "shutter" | "drawn", cellId = getState().activeCellId): void {
  const key = { overlays: "showsOverlays", shutter: "showsShutter", drawn: "showsDrawn" } as const;
  changeCell(cellId, (cell) => ({ ...cell, [key[layer]]: !cell[key[layer]] }));
}

export function toggleInverted(cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({ ...cell, inverted: !cell.inverted }));
}

/** Clockwise by 90 degrees, or counter-clockwise. */
export function rotate(direction: "right" | "left", cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({
    ...cell,
    rotationDegrees: ((cell.rotationDegrees + (direction === "right" ? 90 : 270)) % 360) as Cell["rotationDegrees"],
  }));
}

export function flip(axis: "horizontal" | "vertical", cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) =>
    axis === "horizontal"
      ? { ...cell, flippedHorizontally: !cell.flippedHorizontally }
      : { ...cell, flippedVertically: !cell.flippedVertically },
  );
}

export function toggleCine(cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({ ...cell, cine: { ...cell.cine, playing: !cell.cine.playing } }));
}

/** Undefined: the rate the series recommends, else 30 a second. */
export function setCineRate(framesPerSecond: number | undefined, cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({ ...cell, cine: { ...cell.cine, framesPerSecond } }));
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

/** Window, orientation, zoom and place in the picture as when it was opened; the slice stays. */
export function reset(cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({ ...emptyCell(cellId), content: cell.content }));
  command(cellId, { kind: "reset" });
}

/** Every viewport of the frame of reference goes to a point (LPS+ millimetres), and the crosshair too. */
export function focusOn(pointPatient: Vec3, frameOfReferenceUid: string | undefined, cellId?: string): void {
  setState({ focus: { sequence: (getState().focus?.sequence ?? 0) + 1, pointPatient, frameOfReferenceUid, cellId } });
}

/** Stacks that hold a frame go to it: for findings on images without a place in the patient. */
export function focusOnFrame(
  reference: { readonly sopInstanceUid: string; readonly frameNumber: number },
  cellId?: string,
): void {
  const sequence = (getState().focus?.sequence ?? 0) + 1;
  setState({ focus: { sequence, pointPatient: undefined, frameOfReferenceUid: undefined, reference, cellId } });
}

/** All corner texts, few, none, and round again. */
export function cycleOverlay(): void {
  setState({ overlayLevel: ((getState().overlayLevel + 2) % 3) as 0 | 1 | 2 });
}

export function toggleScrollSync(): void {
  setState({ scrollSync: !getState().scrollSync });
}

function command(cellId: string, action: Command["action"]): void {
  setState({ command: { sequence: (getState().command?.sequence ?? 0) + 1, cellId, action } });
}

function changeCell(cellId: string, change: (cell: Cell) => Cell): void {
  setState({ cells: getState().cells.map((cell) => (cell.id === cellId ? change(cell) : cell)) });
}

function replaceCell(cellId: string, cell: Cell): void {
  changeCell(cellId, () => cell);
}
