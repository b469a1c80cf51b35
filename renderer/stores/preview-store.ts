import { create } from "zustand";
import type { StudyDetail } from "../../src/contract/index.ts";
import { getStudy } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";

export interface PreviewState {
  readonly studyInstanceUid: string | undefined;
  readonly detail: StudyDetail | undefined;
  readonly loadState: LoadState;
}

/** The study that is chosen in the worklist, at a glance. */
export const usePreviewStore = create<PreviewState>()(() => ({
  studyInstanceUid: undefined,
  detail: undefined,
  loadState: idle,
}));

const { getState, setState } = usePreviewStore;

/** Asks for the chosen study; an answer for one that is no longer chosen is dropped. */
export async function loadPreview(studyInstanceUid: string): Promise<void> {
  setState({ studyInstanceUid, loadState: loading });
  try {
    const detail = await getStudy(studyInstanceUid);
    if (getState().studyInstanceUid === studyInstanceUid) setState({ detail, loadState: ready });
  } catch (error) {
    if (getState().studyInstanceUid === studyInstanceUid) setState({ loadState: failedBy(error) });
  }
}
