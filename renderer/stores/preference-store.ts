import { create } from "zustand";
import { type Preference, type PreferenceName, type Preferences, preferencesSchema } from "../../src/contract/index.ts";
import { getPreferences, putPreference } from "../api/index.ts";
import { tellFailure } from "./toast-store.ts";

export type { Preference } from "../../src/contract/index.ts";

/** What the reader set for good; the defaults until the workstation's have come. */
export const usePreferenceStore = create<{ readonly preferences: Preferences; readonly isLoaded: boolean }>()(() => ({
  preferences: defaults(),
  isLoaded: false,
}));

const { getState, setState } = usePreferenceStore;

function defaults(): Preferences {
  return preferencesSchema.parse({});
}

export async function loadPreferences(): Promise<void> {
  try {
    setState({ preferences: await getPreferences(), isLoaded: true });
  } catch (error) {
    tellFailure(error);
  }
}

/**
 * What another window has changed is taken over before this one changes it in turn: a preference is written whole. While this window's own
 * changes are on their way they stand; the last of them is told of too.
 */
export async function refreshPreferences(): Promise<void> {
  if (onTheirWay > 0) return;
  const preferences = await getPreferences().catch(() => undefined);
  if (preferences !== undefined && onTheirWay === 0) setState({ preferences, isLoaded: true });
}

let onTheirWay = 0;

/** A preference, in a component. */
export function usePreference<Name extends PreferenceName>(name: Name): Preference<Name> {
  return usePreferenceStore(({ preferences }) => preferences[name]);
}

/** A preference as it is now. */
export function currentPreference<Name extends PreferenceName>(name: Name): Preference<Name> {
  return getState().preferences[name];
}

/** Changes a preference at once and keeps it; false when it could not be kept, which is told and put back. */
export async function changePreference<Name extends PreferenceName>(name: Name, value: Preference<Name>): Promise<boolean> {
  const before = getState().preferences[name];
  const put = (next: Preference<Name>) => setState({ preferences: { ...getState().preferences, [name]: next } });
  put(value);
  onTheirWay += 1;
  try {
    const stored = await putPreference(name, value);
    if (getState().preferences[name] === value) put(stored);
    return true;
  } catch (error) {
    if (getState().preferences[name] === value) put(before);
    tellFailure(error);
    return false;
  } finally {
    onTheirWay -= 1;
  }
}
