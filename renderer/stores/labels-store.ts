import { create } from "zustand";
import { type ErrorRecord, toErrorRecord } from "../../src/base/index.ts";
import type { LabelExport, LabelExported, LabelState } from "../../src/contract/index.ts";
import { exportLabels, readLabels } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { currentReader } from "./settings-store.ts";
import { useStudyStore } from "./study-store.ts";

/** What a reader wants of an export of labels; consent is given anew each time. */
export interface LabelWish {
  readonly scope: "study" | "all";
  readonly formats: LabelExport["formats"];
  readonly withImages: boolean;
  readonly directory: string;
  readonly consent: boolean;
}

export interface LabelsState {
  readonly state: LabelState | undefined;
  readonly loadState: LoadState;
  readonly isUnderWay: boolean;
  readonly outcome: { readonly done: LabelExported } | { readonly error: ErrorRecord } | undefined;
}

export const useLabelsStore = create<LabelsState>()(() => ({
  state: undefined,
  loadState: idle,
  isUnderWay: false,
  outcome: undefined,
}));

const { getState, setState } = useLabelsStore;

function openStudy(): string | undefined {
  return useStudyStore.getState().detail?.study.studyInstanceUid;
}

/** Asks what there is to export; an outcome of earlier is forgotten. */
export async function loadLabels(): Promise<void> {
  setState({ loadState: loading, outcome: undefined });
  await reload();
}

async function reload(): Promise<void> {
  try {
    setState({ state: await readLabels(openStudy()), loadState: ready });
  } catch (error) {
    setState({ loadState: failedBy(error) });
  }
}

/** Exports once at a time, and only with consent. @returns whether it was exported */
export async function startLabelExport(wish: LabelWish): Promise<boolean> {
  if (getState().isUnderWay || !wish.consent) return false;
  setState({ isUnderWay: true, outcome: undefined });
  const { formats, withImages, directory } = wish;
  const study = wish.scope === "study" ? openStudy() : undefined;
  const named = study === undefined ? {} : { studyInstanceUids: [study] };
  try {
    const done = await exportLabels({
      ...named,
      formats,
      withImages,
      directory,
      consent: true,
      by: currentReader().slice(0, 64),
    });
    setState({ outcome: { done } });
    await reload();
    return true;
  } catch (error) {
    setState({ outcome: { error: toErrorRecord(error) } });
    return false;
  } finally {
    setState({ isUnderWay: false });
  }
}
