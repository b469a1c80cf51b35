import type { Preference } from "../../src/contract/index.ts";
import { keysInForce } from "./keymap.ts";
import { type Keys, keymapPresets } from "./keymaps.ts";

type KeymapPreference = Preference<"keymap">;

/** Keys that browsers and desktops keep for themselves: no program in a tab hears them. */
const SYSTEM_KEYS: readonly string[] = ["Ctrl+w", "Ctrl+t", "Ctrl+n", "Ctrl+Shift+w", "Ctrl+Shift+t", "Ctrl+Shift+n", "Alt+F4"];

export function isSystemKey(key: string): boolean {
  return SYSTEM_KEYS.includes(key);
}

/** The other action that has a key, if any. */
export function holderOf(preference: KeymapPreference, key: string, id: string): string | undefined {
  const keys = keysInForce(preference);
  return Object.keys(keys).find((other) => other !== id && keys[other]?.includes(key));
}

/** Keeps only what differs from the preset, so that a preset that grows reaches the reader. */
function withKeys(preference: KeymapPreference, changes: Keys): KeymapPreference {
  const preset: Keys = keymapPresets[preference.preset];
  const all = Object.entries({ ...preference.keys, ...changes });
  const own = all.filter(([id, keys]) => keys.join(" ") !== (preset[id] ?? []).join(" "));
  return { ...preference, keys: Object.fromEntries(own.map(([id, keys]) => [id, [...keys]])) };
}

/**
 * Gives a key to an action.
 *
 * @param instead the key of this action that it stands in place of; undefined adds it
 * @param ofHolder what becomes of another action that has the key: it loses it, or gets the one that is replaced
 */
export function giveKey(
  preference: KeymapPreference,
  id: string,
  key: string,
  instead: string | undefined,
  ofHolder: "replace" | "swap" = "replace",
): KeymapPreference {
  const keys = keysInForce(preference);
  const mine = keys[id] ?? [];
  const next = instead === undefined ? [...mine, key] : mine.map((one) => (one === instead ? key : one));
  const changes: Record<string, readonly string[]> = { [id]: [...new Set(next)] };
  for (const [other, held] of Object.entries(keys)) {
    if (other === id || !held.includes(key)) continue;
    const rest = held.filter((one) => one !== key);
    changes[other] = ofHolder === "swap" && instead !== undefined ? [...new Set([...rest, instead])] : rest;
  }
  return withKeys(preference, changes);
}

export function takeKey(preference: KeymapPreference, id: string, key: string): KeymapPreference {
  return withKeys(preference, { [id]: (keysInForce(preference)[id] ?? []).filter((one) => one !== key) });
}

/** Gives an action the preset's keys back; others that took one of them lose it. */
export function putBack(preference: KeymapPreference, id: string): KeymapPreference {
  const preset: Keys = keymapPresets[preference.preset];
  const given = preset[id] ?? [];
  const bare = withKeys(preference, { [id]: [] });
  return given.reduce((so, key) => giveKey(so, id, key, undefined), bare);
}
