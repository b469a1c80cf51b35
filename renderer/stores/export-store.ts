import { create } from "zustand";
import { useViewportStore } from "./viewport/viewport-store.ts";

/** What leaves the program of a viewport of slices. */
export interface ExportWish {
  /** The viewport as it is seen; the pixels of the image, one for one; all images of the stack; the same as a film. */
  readonly what: "view" | "image" | "series" | "film";
  readonly format: "png" | "jpeg";
  /** Of JPEG, 0 to 1. */
  readonly quality: number;
  /** Measurements, findings and corner texts are drawn in. Only with `view` and `film`. */
  readonly withMarks: boolean;
  /** Who the patient is, where and when, too. */
  readonly withIdentity: boolean;
  readonly target: "file" | "clipboard";
}

export type ExportOutcome =
  | {
      readonly kind: "done";
      readonly fileName: string;
      readonly codec?: string | undefined;
      readonly frames?: number | undefined;
    }
  | { readonly kind: "copied" }
  /** `code` is a sentence under `export.failure` in the locale files. */
  | { readonly kind: "failed"; readonly code: "no-picture" | "no-encoder" | "clipboard" | "not-written" | "frame" };

export interface ExportState {
  /** The last wish; carried out once by the viewport of its cell. */
  readonly wish: { readonly sequence: number; readonly cellId: string; readonly wish: ExportWish } | undefined;
  /** While it is carried out. */
  readonly progress: { readonly done: number; readonly total: number; readonly stop: () => void } | undefined;
  readonly outcome: ExportOutcome | undefined;
}

export const useExportStore = create<ExportState>()(() => ({ wish: undefined, progress: undefined, outcome: undefined }));

const { getState, setState } = useExportStore;

/** Asks the viewport of a cell for a file or a picture on the clipboard. */
export function exportPicture(wish: ExportWish, cellId = useViewportStore.getState().activeCellId): void {
  if (getState().progress !== undefined) return;
  setState({ wish: { sequence: (getState().wish?.sequence ?? 0) + 1, cellId, wish }, outcome: undefined });
}

/** Puts the viewport as it is seen, with measurements and without the patient's identity, on the clipboard. */
export function copyPicture(): void {
  exportPicture({ what: "view", format: "png", quality: 1, withMarks: true, withIdentity: false, target: "clipboard" });
}

export function tellExportProgress(progress: ExportState["progress"]): void {
  setState({ progress });
}

export function endExport(outcome: ExportOutcome | undefined): void {
  setState({ progress: undefined, outcome });
}
