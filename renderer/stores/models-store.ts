import { create } from "zustand";
import type { ModelCard, ModelRule, ModelRun, ModelSelfTest } from "../../src/contract/index.ts";
import { modelRuleOf } from "../../src/contract/index.ts";
import {
  activateModel,
  type InstallWord,
  installModel,
  listModelRuns,
  retireModel,
  rollBackModel,
  testModel,
} from "../api/index.ts";
import { useAnalysisStore } from "./analysis-store.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { useLocaleStore } from "./locale-store.ts";
import { changePreference, currentPreference, usePreference } from "./preference-store.ts";
import { loadPublishers } from "./publishers-store.ts";
import { tell, tellFailure } from "./toast-store.ts";

interface ModelsState {
  readonly runs: readonly ModelRun[];
  readonly runsState: LoadState;
  /** How the version in use fared when it was tried last, by model. */
  readonly tests: Readonly<Record<string, ModelSelfTest>>;
  /** A package that was refused because nobody known stands behind it: it waits for the reader's word. */
  readonly distrusted: { readonly file: File; readonly state: LoadState } | undefined;
  readonly installState: LoadState;
}

/** What is done with models: installing, versions, trying out; the cards themselves are with the analyses. */
export const useModelsStore = create<ModelsState>()(() => ({
  runs: [],
  runsState: idle,
  tests: {},
  distrusted: undefined,
  installState: idle,
}));

const { getState, setState } = useModelsStore;

export async function loadModelRuns(): Promise<void> {
  setState({ runsState: loading });
  try {
    setState({ runs: await listModelRuns(), runsState: ready });
  } catch (error) {
    setState({ runsState: failedBy(error) });
  }
}

function nameOf({ title }: ModelCard): string {
  return title[useLocaleStore.getState().language];
}

function keep(card: ModelCard): void {
  const { models } = useAnalysisStore.getState();
  const isKnown = models.some(({ id }) => id === card.id);
  useAnalysisStore.setState({ models: isKnown ? models.map((old) => (old.id === card.id ? card : old)) : [...models, card] });
  const { [card.id]: _old, ...tests } = getState().tests;
  setState({ tests });
}

/** Takes in a package; one that nobody known signed waits for a second word. */
export async function takeInModel(file: File, word: InstallWord = {}): Promise<void> {
  setState({ installState: loading, distrusted: undefined });
  try {
    const card = await installModel(file, word);
    keep(card);
    if (word.trustedKey !== undefined) await loadPublishers();
    setState({ installState: ready });
    tell("models.installed", { model: nameOf(card), version: card.version }, "good");
  } catch (error) {
    const state = failedBy(error);
    const isDistrusted = state.kind === "failed" && state.error.area === "inference" && state.error.code === "not-trusted";
    setState(isDistrusted ? { installState: idle, distrusted: { file, state } } : { installState: state });
  }
}

/** Lets go of what was said of the last package. */
export function dropInstall(): void {
  setState({ installState: idle, distrusted: undefined });
}

export async function putInUse(id: string, version: string): Promise<void> {
  await changed(() => activateModel(id, version));
}

/** One step back; old results keep the version that made them. */
export async function rollBack(id: string): Promise<void> {
  const card = await changed(() => rollBackModel(id));
  if (card !== undefined) tell("models.rolledBack", { model: nameOf(card), version: card.version }, "good");
}

export async function retireVersion(id: string, version: string): Promise<void> {
  await changed(() => retireModel(id, version));
}

async function changed(change: () => Promise<ModelCard>): Promise<ModelCard | undefined> {
  try {
    const card = await change();
    keep(card);
    return card;
  } catch (error) {
    tellFailure(error);
    return undefined;
  }
}

/** Tries the version in use out; how it fared stands on its card. */
export async function tryModel(id: string): Promise<void> {
  try {
    const test = await testModel(id);
    setState({ tests: { ...getState().tests, [id]: test } });
  } catch (error) {
    tellFailure(error);
  }
}

/** What holds for a model. */
export function useModelRule(id: string): ModelRule {
  return modelRuleOf(usePreference("models"), id);
}

/** Changes what is set for a model; what is not named stays. */
export function changeModelRule(id: string, change: Partial<ModelRule>): Promise<boolean> {
  const rules = currentPreference("models");
  return changePreference("models", { models: { ...rules.models, [id]: { ...modelRuleOf(rules, id), ...change } } });
}
