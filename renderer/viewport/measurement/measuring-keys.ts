import type { HandParts } from "../scene/hand.ts";
import { finishDrawing } from "./measuring-hand.ts";

/** View pixels that an arrow key moves; with Shift ten. */
const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const WRITES = "input, textarea, select, [contenteditable], dialog[open]";

/**
 * Keys while something is drawn or held, before any keymap has them: Escape, Enter and Backspace of a drawing, arrows that move what was
 * clicked. Returns how to stop.
 */
export function bindMeasuringKeys(parts: HandParts): () => void {
  const stop = new AbortController();
  const { element, measuring } = parts;
  const press = (event: KeyboardEvent) => {
    const { target } = event;
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof Element && target.closest(WRITES) !== null) return;
    if (!(drawingKey(event.key, parts) || heldKey(event, parts))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener("keydown", press, { capture: true, signal: stop.signal });
  window.addEventListener(
    "pointerdown",
    ({ target }) => {
      if (!(target instanceof Node && element.contains(target))) measuring.editing.letGo();
    },
    { capture: true, signal: stop.signal },
  );
  keepFocusOfWords(parts, stop.signal);
  return () => {
    stop.abort();
    measuring.editing.letGo();
  };
}

/** The press that asks for words does not take the focus from where they are written. */
function keepFocusOfWords({ element, measuring: { drawing } }: HandParts, signal: AbortSignal): void {
  let before = drawing.wordless();
  const note = () => {
    before = drawing.wordless();
  };
  element.addEventListener("pointerdown", note, { capture: true, signal });
  element.addEventListener(
    "mousedown",
    (event) => {
      const now = drawing.wordless();
      if (now !== undefined && now !== before) event.preventDefault();
    },
    { signal },
  );
}

function drawingKey(key: string, parts: HandParts): boolean {
  const { drawing } = parts.measuring;
  const draft = drawing.draft();
  if (draft === undefined) return false;
  if (key === "Escape") drawing.cancel();
  else if (key === "Backspace" || key === "Delete") drawing.back();
  else if (key === "Enter") {
    const points = drawing.complete();
    if (points !== undefined) finishDrawing(parts, draft.tool, points);
  } else return false;
  return true;
}

function heldKey({ key, shiftKey }: KeyboardEvent, { scene, measuring }: HandParts): boolean {
  const { editing } = measuring;
  const isHeld = editing.heldFindingId !== undefined && editing.heldFindingId === measuring.selectedFindingId();
  if (!isHeld) return false;
  if (key === "Escape") {
    editing.letGo();
    return false;
  }
  const step = steps[key];
  if (step === undefined) return false;
  const times = shiftKey ? 10 : 1;
  return editing.nudge([step[0] * times, step[1] * times], scene.facts(), scene.pixels.detail);
}
