import { create } from "zustand";
import { setActiveCell } from "./viewport/layout.ts";

export interface ViewportMenuState {
  /** Where the menu of the active viewport stands open, in CSS pixels of the window; undefined: it is closed. */
  readonly open: { readonly x: number; readonly y: number } | undefined;
}

/** The menu of a viewport: right click, a finger that rests, the menu key. */
export const useViewportMenuStore = create<ViewportMenuState>()(() => ({ open: undefined }));

export function openViewportMenu(cellId: string, x: number, y: number): void {
  setActiveCell(cellId);
  useViewportMenuStore.setState({ open: { x, y } });
}

export function closeViewportMenu(): void {
  useViewportMenuStore.setState({ open: undefined });
}
