import { knownSeries, useSeriesStore } from "../series-store.ts";
import { changeCell } from "./change.ts";
import type { ColourMapName, Interpolation, SuvType } from "./display.ts";
import { sharesWindow } from "./linking.ts";
import { type Cell, useViewportStore, type WindowPreset, windowPresets } from "./viewport-store.ts";

const { getState, setState } = useViewportStore;

/** Undefined: back to the window of the image. MPR cells of one series share their window. */
export function setWindow(window: Cell["window"], cellId = getState().activeCellId): void {
  changeVoi({ window, voiIndex: undefined }, cellId);
}

/** One of the image's own windows or VOI LUTs, by its place among them; MPR cells of one series share it. */
export function setOwnVoi(voiIndex: number, cellId = getState().activeCellId): void {
  changeVoi({ window: undefined, voiIndex }, cellId);
}

function changeVoi(voi: Pick<Cell, "window" | "voiIndex">, cellId: string): void {
  const from = getState().cells.find(({ id }) => id === cellId);
  const origin = from?.content;
  const shares = (cell: Cell) =>
    (origin?.kind === "mpr" && cell.content.kind === "mpr" && cell.content.seriesInstanceUid === origin.seriesInstanceUid) ||
    (from !== undefined && voi.voiIndex === undefined && sharesWindow(from, cell));
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
  changeCell(cellId, (cell) => turnedTo(cell, cell.rotationDegrees + (direction === "right" ? 90 : -90)));
}

/** Clockwise from how the image was acquired (or the plane is read), after flipping; any angle. */
export function setRotation(degrees: number, cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => turnedTo(cell, degrees));
}

function turnedTo(cell: Cell, degrees: number): Cell {
  return { ...cell, rotationDegrees: ((degrees % 360) + 360) % 360 };
}

export function flip(axis: "horizontal" | "vertical", cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) =>
    axis === "horizontal"
      ? { ...cell, flippedHorizontally: !cell.flippedHorizontally }
      : { ...cell, flippedVertically: !cell.flippedVertically },
  );
}

/** Colours of the greys of single-channel images. */
export function setColourMap(colourMap: ColourMapName, cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({ ...cell, colourMap }));
}

/** How pixels are drawn larger than they are. */
export function setInterpolation(interpolation: Interpolation, cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({ ...cell, interpolation }));
}

/** What a PET's uptake is divided by, in every cell of its series. */
export function setSuvType(suvType: SuvType, cellId = getState().activeCellId): void {
  const origin = getState().cells.find(({ id }) => id === cellId)?.content;
  const uid = origin !== undefined && "seriesInstanceUid" in origin ? origin.seriesInstanceUid : undefined;
  setState({
    cells: getState().cells.map((cell) =>
      cell.id === cellId || (uid !== undefined && "seriesInstanceUid" in cell.content && cell.content.seriesInstanceUid === uid)
        ? { ...cell, suvType }
        : cell,
    ),
  });
}
