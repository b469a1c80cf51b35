import { useEffect } from "react";
import { shortcutActions } from "./shortcut-actions.ts";
import { findShortcut, type Keymap } from "./shortcuts.ts";

/** Keys that mean something to the control that has the focus. */
const OF_A_CONTROL: readonly string[] = ["Enter", " "];
const WRITES = "input, textarea, select, [contenteditable]";
const PRESSES = "button, a[href], summary, [role=separator]";

/** Whether a key belongs to what has the focus: typing never steers the images, and Enter presses the button it is on. */
export function belongsToFocus(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(WRITES) !== null || target.closest("dialog[open]") !== null) return true;
  return OF_A_CONTROL.includes(key) && target.closest(PRESSES) !== null;
}

/** Listens to the keys of the study screen while it is shown. */
export function useShortcuts(keymap: Keymap): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || belongsToFocus(event.target, event.key)) return;
      if (document.querySelector("dialog[open]") !== null) return;
      const action = findShortcut(keymap, event);
      if (action === undefined) return;
      event.preventDefault();
      shortcutActions[action]();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [keymap]);
}
