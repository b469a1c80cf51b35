import { create } from "zustand";

export type SideTab = "findings" | "ai" | "report";
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
  | "export";

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

/** Which panels and dialogs stand open around the images. */
export const useScreenStore = create<ScreenState>()(() => ({
  sideTab: "findings",
  seriesPanelOpen: true,
  sidePanelOpen: true,
  sidePanelWidthPx: typeof window !== "undefined" && window.innerWidth >= 1800 ? 420 : 360,
  dialog: undefined,
  isReading: false,
}));

const { getState, setState } = useScreenStore;

export function showSideTab(sideTab: SideTab): void {
  setState({ sideTab, sidePanelOpen: true });
}

export function toggleSeriesPanel(): void {
  setState({ seriesPanelOpen: !getState().seriesPanelOpen });
}

export function toggleSidePanel(): void {
  setState({ sidePanelOpen: !getState().sidePanelOpen });
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
