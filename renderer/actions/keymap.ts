import type { Preference } from "../../src/contract/index.ts";
import { type Keys, keymapPresets } from "./keymaps.ts";
import { type Keystroke, shownKey, strokeNames } from "./keys.ts";

type KeymapPreference = Preference<"keymap">;

/** The keys that are in force: a preset, with the reader's own in place of its. */
export function keysInForce({ preset, keys }: KeymapPreference): Keys {
  return { ...keymapPresets[preset], ...keys };
}

/**
 * The action of a keystroke, or undefined. Where two actions hold a key (a preset has grown since the reader chose), the reader's own
 * choice goes first.
 */
export function actionOfStroke(preference: KeymapPreference, stroke: Keystroke): string | undefined {
  const names = strokeNames(stroke);
  const preset: Keys = keymapPresets[preference.preset];
  for (const name of names) {
    const holder = (keys: Keys) => Object.keys(keys).find((id) => keys[id]?.includes(name));
    const own = holder(preference.keys);
    if (own !== undefined) return own;
    const given = holder(preset);
    if (given !== undefined && !Object.hasOwn(preference.keys, given)) return given;
  }
  return undefined;
}

/** Keys that more than one action holds, with the actions. */
export function conflictsIn(keys: Keys): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string[]>();
  for (const [id, held] of Object.entries(keys)) {
    for (const key of held) holders.set(key, [...(holders.get(key) ?? []), id]);
  }
  return new Map([...holders].filter(([, ids]) => ids.length > 1));
}

/** The first key of an action as it is printed; undefined for an action without one. */
export function keyOf(keys: Keys, id: string): string | undefined {
  const key = keys[id]?.[0];
  return key === undefined ? undefined : shownKey(key);
}
