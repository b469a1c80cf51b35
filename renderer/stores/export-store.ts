import { create } from "zustand";
import { useScreenStore } from "./screen-store.ts";
import { tell } from "./toast-store.ts";
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
  | { readonly kind: "failed"; readonly code: "no-picture" | "no-encoder" | "clipboard" | "not-written" | "frame" | "closed" };

export interface ExportState {
  /** Cells with a viewport that carries wishes out: one of slices. */
  readonly able: readonly string[];
  /** The last wish; carried out once by the viewport of its cell. */
  readonly wish: { readonly sequence: number; readonly cellId: string; readonly wish: ExportWish } | undefined;
  readonly isUnderWay: boolean;
  /** While it goes through images. */
  readonly progress: { readonly done: number; readonly total: number; readonly stop: () => void } | undefined;
  readonly outcome: ExportOutcome | undefined;
}

export const useExportStore = create<ExportState>()(() => ({
  able: [],
  wish: undefined,
  isUnderWay: false,
  progress: undefined,
  outcome: undefined,
}));

const { getState, setState } = useExportStore;

/** Asks the viewport of a cell for a file or a picture on the clipboard. */
export function exportPicture(wish: ExportWish, cellId = useViewportStore.getState().activeCellId): void {
  if (getState().isUnderWay) return;
  if (!getState().able.includes(cellId)) {
    endExport({ kind: "failed", code: "no-picture" });
    if (useScreenStore.getState().dialog !== "export") tell("export.failure.no-picture", {}, "bad");
    return;
  }
  setState({ wish: { sequence: (getState().wish?.sequence ?? 0) + 1, cellId, wish }, isUnderWay: true, outcome: undefined });
}

/** A viewport of slices is there for wishes about its cell. @returns to be called when it no longer is */
export function offerExport(cellId: string): () => void {
  setState({ able: [...getState().able, cellId] });
  return () => setState({ able: getState().able.filter((id) => id !== cellId) });
}

/** Puts the viewport as it is seen, with measurements and without the patient's identity, on the clipboard. */
export function copyPicture(): void {
  exportPicture({ what: "view", format: "png", quality: 1, withMarks: true, withIdentity: false, target: "clipboard" });
}

export function tellExportProgress(progress: ExportState["progress"]): void {
  setState({ progress });
}

export function endExport(outcome: ExportOutcome | undefined): void {
  setState({ isUnderWay: false, progress: undefined, outcome });
}
