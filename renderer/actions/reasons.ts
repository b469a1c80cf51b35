import type { SeriesDetail } from "../../src/contract/index.ts";
import {
  type Cell,
  drawnOn,
  knownSeries,
  type Reason,
  type TextKey,
  useDrawnStore,
  useSeriesStore,
  useViewportStore,
  withoutRemarks,
} from "../stores/index.ts";

/** What a control of the images needs; actions that need the same share its reason. */
export type ImageControl =
  | "window"
  | "ct-window"
  | "layers"
  | "crosshair"
  | "measure"
  | "turn"
  | "cine"
  | "mpr"
  | "volume3d"
  | "image";

type Known = SeriesDetail | undefined;

const because = (key: TextKey): Reason => ({ key });

function volumeReason(detail: Known): Reason | undefined {
  if (detail === undefined) return because("toolbar.reason.checking");
  return detail.geometry.kind === "stack"
    ? { key: "toolbar.reason.notAVolume", issues: withoutRemarks(detail.geometry.issues) }
    : undefined;
}

function windowReason(cell: Cell): Reason | undefined {
  return cell.content.kind === "volume3d" ? because("toolbar.reason.volumeUsesPresets") : undefined;
}

function ctWindowReason(cell: Cell, detail: Known): Reason | undefined {
  const reason = windowReason(cell);
  if (reason !== undefined) return reason;
  if (detail === undefined) return because("toolbar.reason.checking");
  const first = detail.frames[0];
  return first?.unit === "[hnsf'U]" ? undefined : because("toolbar.reason.windowsAreForCt");
}

function measureReason(cell: Cell): Reason | undefined {
  return cell.content.kind === "volume3d" ? because("toolbar.reason.notOnVolume") : undefined;
}

function crosshairReason(cells: readonly Cell[]): Reason | undefined {
  return cells.some(({ content }) => content.kind === "mpr") ? undefined : because("toolbar.reason.onlyInMpr");
}

function layersReason(cell: Cell, detail: Known, isDrawnOver: boolean): Reason | undefined {
  if (cell.content.kind !== "stack") return because("toolbar.reason.layersOnStack");
  if (isDrawnOver) return undefined;
  const carries = detail?.frames.some(({ overlays, shutter }) => overlays !== undefined || shutter !== undefined) ?? false;
  return carries ? undefined : because("toolbar.reason.noLayers");
}

function cineReason(cell: Cell, detail: Known): Reason | undefined {
  if (cell.content.kind === "volume3d") return because("toolbar.reason.notOnVolume");
  return detail !== undefined && detail.frames.length < 2 ? because("toolbar.reason.oneImage") : undefined;
}

/**
 * Why a control is off for the active cell, or undefined where it can be used.
 *
 * @param isDrawnOver structures, segments or drawings of other objects are shown on the series
 */
export function reasonFor(
  control: ImageControl,
  cells: readonly Cell[],
  activeCellId: string,
  detail: SeriesDetail | undefined,
  isDrawnOver = false,
): Reason | undefined {
  const cell = cells.find(({ id }) => id === activeCellId);
  if (cell === undefined || cell.content.kind === "empty") return because("toolbar.reason.noSeries");
  if (cell.content.kind === "document") return because("toolbar.reason.notAnImage");
  switch (control) {
    case "image":
      return undefined;
    case "window":
      return windowReason(cell);
    case "ct-window":
      return ctWindowReason(cell, detail);
    case "layers":
      return layersReason(cell, detail, isDrawnOver);
    case "crosshair":
      return crosshairReason(cells);
    case "measure":
      return measureReason(cell);
    case "turn":
      return cell.content.kind === "volume3d" ? because("toolbar.reason.turnByDragging") : undefined;
    case "cine":
      return cineReason(cell, detail);
    case "mpr":
    case "volume3d":
      return volumeReason(detail);
  }
}

/** The active cell as it is wished now; undefined only before there is one. */
export function activeCell(): Cell | undefined {
  const { cells, activeCellId } = useViewportStore.getState();
  return cells.find(({ id }) => id === activeCellId);
}

/** The series of images in the active cell. */
export function activeSeriesUid(): string | undefined {
  const content = activeCell()?.content;
  return content === undefined || content.kind === "empty" || content.kind === "document" ? undefined : content.seriesInstanceUid;
}

/** What is known of the stack in the active cell. */
export function activeDetail(): SeriesDetail | undefined {
  const content = activeCell()?.content;
  const split = content !== undefined && "split" in content ? content.split : undefined;
  return knownSeries(useSeriesStore.getState().details, activeSeriesUid(), split);
}

/** Why a control is off now, as `reasonFor` has it: for the `reason` of an action. */
export function needs(control: ImageControl): () => Reason | undefined {
  return () => {
    const { cells, activeCellId } = useViewportStore.getState();
    const detail = activeDetail();
    const isDrawnOver = control === "layers" && drawnOn(useDrawnStore.getState().objects, detail).length > 0;
    return reasonFor(control, cells, activeCellId, detail, isDrawnOver);
  };
}
