import { create } from "zustand";

export type SideTab = "findings" | "key-images" | "ai" | "report";
export type DialogName =
  | "settings"
  | "archive"
  | "models"
  | "outbox"
  | "import"
  | "help"
  | "palette"
  | "keys"
  | "window-presets"
  | "screen-size"
  | "export"
  | "labels"
  | "hanging";

export interface ScreenState {
  readonly sideTab: SideTab;
  readonly seriesPanelOpen: boolean;
  readonly sidePanelOpen: boolean;
  readonly sidePanelWidthPx: number;
  readonly dialog: DialogName | undefined;
  /** Nothing but the images, with their corners. */
  readonly isReading: boolean;
}

export const SIDE_PANEL_MIN_PX = 300;
export const SIDE_PANEL_MAX_PX = 720;

/** Below these widths of the window a study opens with its images alone, or with the series beside them. */
const NARROW_PX = 800;
const MEDIUM_PX = 1000;

function roomPx(): number {
  return typeof window === "undefined" ? MEDIUM_PX : window.innerWidth;
}

/** Which panels and dialogs stand open around the images. */
export const useScreenStore = create<ScreenState>()(() => ({
  sideTab: "findings",
  seriesPanelOpen: roomPx() >= NARROW_PX,
  sidePanelOpen: roomPx() >= MEDIUM_PX,
  sidePanelWidthPx: typeof window !== "undefined" && window.innerWidth >= 1800 ? 420 : 360,
  dialog: undefined,
  isReading: false,
}));

const { getState, setState } = useScreenStore;

export function showSideTab(sideTab: SideTab): void {
  setState({ sideTab, sidePanelOpen: true });
}

export function toggleSeriesPanel(): void {
  const seriesPanelOpen = !getState().seriesPanelOpen;
  setState({ seriesPanelOpen, ...(seriesPanelOpen && roomPx() < NARROW_PX ? { sidePanelOpen: false } : {}) });
}

export function toggleSidePanel(): void {
  const sidePanelOpen = !getState().sidePanelOpen;
  setState({ sidePanelOpen, ...(sidePanelOpen && roomPx() < NARROW_PX ? { seriesPanelOpen: false } : {}) });
}

export function resizeSidePanel(widthPx: number): void {
  setState({ sidePanelWidthPx: Math.round(Math.min(SIDE_PANEL_MAX_PX, Math.max(SIDE_PANEL_MIN_PX, widthPx))) });
}

export function openDialog(dialog: DialogName): void {
  setState({ dialog });
}

export function closeDialog(): void {
  setState({ dialog: undefined });
}

/** Hides everything but the images, or brings it back. */
export function setReading(isReading: boolean): void {
  setState({ isReading });
}
