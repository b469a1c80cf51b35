import {
  Blend,
  Captions,
  CaretsToAxisDashedHorizontal,
  CaretsToAxisDashedVertical,
  Link2,
  Maximize2,
  Proportions,
  RefreshCcw,
  RotateCcw,
  RotateCw,
  ZoomIn,
  ZoomOut,
} from "lucide-react";
import {
  cycleOverlay,
  fit as fitImage,
  flip,
  type Reason,
  reset,
  rotate,
  setWindowPreset,
  shownElsewhere,
  toggleInverted,
  toggleMaximised,
  toggleScrollSync,
  useViewportStore,
  windowPresets,
  zoomBy,
} from "../stores/index.ts";
import type { Action } from "./action.ts";
import { activeCell, needs } from "./reasons.ts";

const ZOOM_STEP = 1.2;
const turn = needs("turn");

const oneCell = (): Reason | undefined =>
  useViewportStore.getState().cells.length < 2 ? { key: "toolbar.reason.oneCell" } : undefined;

/** How an image lies in its viewport, and what stands around it. */
export const viewActions: readonly Action[] = [
  { id: "reset", group: "view", icon: RefreshCcw, run: () => reset(), reason: needs("image") },
  { id: "fit", group: "view", icon: Proportions, run: () => fitImage(), reason: needs("image") },
  { id: "zoom-in", group: "view", icon: ZoomIn, run: () => zoomBy(ZOOM_STEP), reason: needs("image") },
  { id: "zoom-out", group: "view", icon: ZoomOut, run: () => zoomBy(1 / ZOOM_STEP), reason: needs("image") },
  {
    id: "invert",
    group: "view",
    icon: Blend,
    run: () => toggleInverted(),
    isOn: () => activeCell()?.inverted ?? false,
    reason: turn,
  },
  { id: "rotate-right", group: "view", icon: RotateCw, run: () => rotate("right"), reason: turn },
  { id: "rotate-left", group: "view", icon: RotateCcw, run: () => rotate("left"), reason: turn },
  {
    id: "flip-horizontal",
    group: "view",
    icon: CaretsToAxisDashedVertical,
    run: () => flip("horizontal"),
    isOn: () => activeCell()?.flippedHorizontally ?? false,
    reason: turn,
  },
  {
    id: "flip-vertical",
    group: "view",
    icon: CaretsToAxisDashedHorizontal,
    run: () => flip("vertical"),
    isOn: () => activeCell()?.flippedVertically ?? false,
    reason: turn,
  },
  { id: "overlay", group: "view", icon: Captions, run: cycleOverlay },
  {
    id: "maximise",
    group: "view",
    icon: Maximize2,
    run: () => toggleMaximised(),
    isOn: () => useViewportStore.getState().maximisedCellId !== undefined,
    reason: oneCell,
  },
  {
    id: "scroll-sync",
    group: "link",
    icon: Link2,
    run: toggleScrollSync,
    isOn: () => useViewportStore.getState().scrollSync,
    reason: () => (shownElsewhere().length > 0 ? undefined : oneCell()),
  },
];

const windowReason = needs("ct-window");

/** CT windows are in Hounsfield units: they are refused on everything else. */
function windowIsForCt(): Reason | undefined {
  return windowReason();
}

/** The CT windows that radiologists know by name. */
export const windowActions: readonly Action[] = windowPresets.map(({ id, center, width }) => ({
  id: `window-${id}`,
  group: "windows",
  run: () => setWindowPreset(id),
  isOn: () => {
    const window = activeCell()?.window;
    return window?.center === center && window.width === width;
  },
  reason: windowIsForCt,
}));
