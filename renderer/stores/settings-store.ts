import { create } from "zustand";
import type { Settings } from "../../src/contract/index.ts";
import { getSettings, putSettings } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { currentText, showLanguage } from "./locale-store.ts";
import { tellFailure } from "./toast-store.ts";
import type { Language } from "./words.ts";

export interface SettingsState {
  readonly settings: Settings | undefined;
  readonly loadState: LoadState;
}

/** What the reader chose, as the workstation keeps it. */
export const useSettingsStore = create<SettingsState>()(() => ({ settings: undefined, loadState: idle }));

const { getState, setState } = useSettingsStore;

export async function loadSettings(): Promise<void> {
  setState({ loadState: loading });
  try {
    const settings = await getSettings();
    setState({ settings, loadState: ready });
    await showLanguage(settings.language);
  } catch (error) {
    setState({ loadState: failedBy(error) });
  }
}

/** Changes some settings and keeps them; false when they could not be kept (which is then told). */
export async function changeSettings(change: Partial<Settings>): Promise<boolean> {
  const { settings } = getState();
  if (settings === undefined) return false;
  try {
    const stored = await putSettings({ ...settings, ...change });
    setState({ settings: stored, loadState: ready });
    await showLanguage(stored.language);
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

/** Shows a language at once and keeps it. */
export async function changeLanguage(language: Language): Promise<void> {
  await showLanguage(language);
  await changeSettings({ language });
}

/** The name decisions are signed with; a word for the role while the reader has given none. */
export function currentReader(): string {
  return getState().settings?.readerName.trim() || currentText()("settings.anonymousReader");
}
