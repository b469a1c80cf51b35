import { acceptSelected, rejectSelected } from "../panels/index.ts";
import {
  allSeries,
  cycleOverlay,
  fit as fitImage,
  flip,
  openDialog,
  openSeries,
  reset,
  rotate,
  scrollBy,
  scrollToEdge,
  setTool,
  setWindowPreset,
  stepActiveCell,
  stepSplit,
  toggleCine,
  toggleInverted,
  toggleMaximised,
  useFindingsStore,
  useStudyStore,
  useViewportStore,
  zoomBy,
} from "../stores/index.ts";
import type { ShortcutAction } from "./shortcuts.ts";

const ZOOM_STEP = 1.2;

/** What each action of a keymap does on the study screen. */
export const shortcutActions: Readonly<Record<ShortcutAction, () => void>> = {
  "window-soft-tissue": () => setWindowPreset("soft-tissue"),
  "window-lung": () => setWindowPreset("lung"),
  "window-liver": () => setWindowPreset("liver"),
  "window-bone": () => setWindowPreset("bone"),
  "window-brain": () => setWindowPreset("brain"),
  "tool-zoom": () => setTool("zoom"),
  "zoom-in": () => zoomBy(ZOOM_STEP),
  "zoom-out": () => zoomBy(1 / ZOOM_STEP),
  fit: () => fitImage(),
  "rotate-right": () => rotate("right"),
  "rotate-left": () => rotate("left"),
  "flip-horizontal": () => flip("horizontal"),
  "flip-vertical": () => flip("vertical"),
  invert: () => toggleInverted(),
  cine: () => toggleCine(),
  overlay: cycleOverlay,
  "image-previous": () => scrollBy(-1),
  "image-next": () => scrollBy(1),
  "image-first": () => scrollToEdge("first"),
  "image-last": () => scrollToEdge("last"),
  "viewport-previous": () => stepActiveCell(-1),
  "viewport-next": () => stepActiveCell(1),
  "series-previous": () => stepSeries(-1),
  "series-next": () => stepSeries(1),
  "split-previous": () => stepSplit(-1),
  "split-next": () => stepSplit(1),
  reset: () => reset(),
  cancel,
  undo: () => void useFindingsStore.getState().undo(),
  redo: () => void useFindingsStore.getState().redo(),
  accept: acceptSelected,
  reject: rejectSelected,
  help: () => openDialog("help"),
};

/** The series after or before the one in the active cell, through the study and its priors. */
function stepSeries(by: 1 | -1): void {
  const series = allSeries(useStudyStore.getState().detail);
  const { cells, activeCellId } = useViewportStore.getState();
  const content = cells.find(({ id }) => id === activeCellId)?.content;
  const shown = content === undefined || content.kind === "empty" ? undefined : content.seriesInstanceUid;
  const at = series.findIndex(({ seriesInstanceUid }) => seriesInstanceUid === shown);
  const next = series[at < 0 ? 0 : at + by];
  if (next !== undefined) openSeries(next.seriesInstanceUid);
}

/** Escape: back from a maximised viewport, else back to the first tool and no chosen finding. */
function cancel(): void {
  const { maximisedCellId } = useViewportStore.getState();
  if (maximisedCellId !== undefined) toggleMaximised(maximisedCellId);
  else {
    setTool("window-level");
    useFindingsStore.getState().select(undefined);
  }
}
