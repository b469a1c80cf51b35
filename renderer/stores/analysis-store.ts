import { create } from "zustand";
import type { Analysis, ModelCard } from "../../src/contract/index.ts";
import { cancelAnalysis, listAnalyses, listModels, startAnalysis } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { currentPreference } from "./preference-store.ts";
import { tellFailure } from "./toast-store.ts";

export interface AnalysisState {
  readonly models: readonly ModelCard[];
  readonly modelsState: LoadState;
  readonly studyInstanceUid: string | undefined;
  /** Of the open study, newest first. */
  readonly analyses: readonly Analysis[];
  readonly analysesState: LoadState;
}

/** Models of this workstation, and their runs on the open study. */
export const useAnalysisStore = create<AnalysisState>()(() => ({
  models: [],
  modelsState: idle,
  studyInstanceUid: undefined,
  analyses: [],
  analysesState: idle,
}));

const { getState, setState } = useAnalysisStore;

export async function loadModels(): Promise<void> {
  setState({ modelsState: loading });
  try {
    setState({ models: await listModels(), modelsState: ready });
  } catch (error) {
    setState({ modelsState: failedBy(error) });
  }
}

export async function loadAnalyses(studyInstanceUid: string): Promise<void> {
  if (getState().studyInstanceUid !== studyInstanceUid) setState({ studyInstanceUid, analyses: [] });
  setState({ analysesState: loading });
  try {
    const analyses = await listAnalyses(studyInstanceUid);
    if (getState().studyInstanceUid === studyInstanceUid) setState({ analyses, analysesState: ready });
  } catch (error) {
    if (getState().studyInstanceUid === studyInstanceUid) setState({ analysesState: failedBy(error) });
  }
}

/** A run went on; one of another study is not shown. */
export function showAnalysis(analysis: Analysis): void {
  const { analyses, studyInstanceUid } = getState();
  if (analysis.studyInstanceUid !== studyInstanceUid) return;
  const known = analyses.some(({ id }) => id === analysis.id);
  setState({ analyses: known ? analyses.map((old) => (old.id === analysis.id ? analysis : old)) : [analysis, ...analyses] });
}

/** At the operating point that the reader chose, where the version in use has it. */
export async function runModel(seriesInstanceUid: string, modelId: string): Promise<void> {
  const chosen = currentPreference("models").models[modelId]?.operatingPoint;
  const points = getState().models.find(({ id }) => id === modelId)?.operatingPoints ?? [];
  try {
    showAnalysis(await startAnalysis(seriesInstanceUid, modelId, points.find(({ id }) => id === chosen)?.id));
  } catch (error) {
    tellFailure(error);
  }
}

export async function stopAnalysis(id: string): Promise<void> {
  try {
    await cancelAnalysis(id);
  } catch (error) {
    tellFailure(error);
  }
}
