import { useEffect } from "react";
import { actionOfStroke, findAction, perform } from "../actions/index.ts";
import { closeDialog, currentPreference, setReading, useScreenStore } from "../stores/index.ts";

/** Keys that mean something to the control that has the focus. */
const OF_A_CONTROL: readonly string[] = ["Enter", " "];
const WRITES = "input, textarea, select, [contenteditable]";
const PRESSES = "button, a[href], summary, [role=separator], [role=row], [role=option]";

/** Whether a key belongs to what has the focus: typing never steers the images, and Enter presses the button it is on. */
export function belongsToFocus(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(WRITES) !== null || target.closest("dialog[open]") !== null) return true;
  return OF_A_CONTROL.includes(key) && target.closest(PRESSES) !== null;
}

/** Keys that write nothing into a field, so that they work there too: the command palette. */
function worksWhileWriting(id: string, event: KeyboardEvent): boolean {
  return id === "palette" && (event.ctrlKey || event.metaKey);
}

function pressKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
  if (useScreenStore.getState().dialog !== undefined) {
    // It is on its way: what is typed is meant for it.
    if (event.key === "Escape") closeDialog();
    return;
  }
  if (event.key === "Escape" && useScreenStore.getState().isReading) {
    setReading(false);
    return;
  }
  const action = findAction(actionOfStroke(currentPreference("keymap"), event));
  if (action === undefined) return;
  if (belongsToFocus(event.target, event.key) && !worksWhileWriting(action.id, event)) return;
  event.preventDefault();
  if (!event.repeat || action.group === "images" || action.id.startsWith("zoom-")) perform(action);
}

/** The fourth and fifth button of a mouse, which a browser would take for back and forward. */
const SIDE_BUTTONS: Readonly<Record<number, "back" | "forward">> = { 3: "back", 4: "forward" };

function pressSideButton(event: MouseEvent): void {
  const side = SIDE_BUTTONS[event.button];
  if (side === undefined) return;
  event.preventDefault();
  if (event.type !== "mouseup" || document.querySelector("dialog[open]") !== null) return;
  const action = findAction(currentPreference("keymap").mouse[side] ?? undefined);
  if (action !== undefined) perform(action);
}

/** Listens to the keys and the side buttons of the mouse, on every screen. */
export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener("keydown", pressKey);
    window.addEventListener("mousedown", pressSideButton);
    window.addEventListener("mouseup", pressSideButton);
    return () => {
      window.removeEventListener("keydown", pressKey);
      window.removeEventListener("mousedown", pressSideButton);
      window.removeEventListener("mouseup", pressSideButton);
    };
  }, []);
}
