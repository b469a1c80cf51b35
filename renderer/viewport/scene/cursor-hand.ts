import { pixelToPatientMm } from "../../../src/geometry/index.ts";
import type { Point2 } from "../plane/affine.ts";
import type { Hand, HandParts } from "./hand.ts";
import { pixelAt } from "./plane-facts.ts";
import type { PlaneScene } from "./plane-scene.ts";

/** The 3D cursor as a tool: held with the button, it shows its point in every viewport of the patient space. */
export function cursorHand({ scene }: HandParts): Hand {
  const lift = () => scene.links.point(undefined);
  return { start: (point) => pointAt(scene, point), drag: ({ point }) => pointAt(scene, point), end: lift, cancel: lift };
}

/** The 3D cursor by key: it follows the pointer over a viewport while Shift is held and no button is. Returns how to stop. */
export function bindCursorKey(element: HTMLElement, scene: PlaneScene): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  let last: Point2 | undefined;
  let isHeld = false;
  const lift = () => {
    if (isHeld) scene.links.point(undefined);
    isHeld = false;
  };
  const hold = () => {
    if (last === undefined) return;
    isHeld = true;
    pointAt(scene, last);
  };
  element.addEventListener(
    "pointermove",
    (event) => {
      const box = element.getBoundingClientRect();
      last = [event.clientX - box.left, event.clientY - box.top];
      if (event.shiftKey && event.buttons === 0) hold();
      else lift();
    },
    options,
  );
  const leave = () => {
    lift();
    last = undefined;
  };
  element.addEventListener("pointerleave", leave, options);
  element.addEventListener("pointerdown", lift, options);
  window.addEventListener("blur", lift, options);
  window.addEventListener("keydown", (event) => event.key === "Shift" && !event.repeat && !isTyping(event) && hold(), options);
  window.addEventListener("keyup", (event) => event.key === "Shift" && lift(), options);
  return () => {
    lift();
    stop.abort();
  };
}

/** Shift begins a capital letter there. */
function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

function pointAt(scene: PlaneScene, point: Point2): void {
  const facts = scene.facts();
  if (facts.slice?.plane === undefined) return;
  const [column, row] = pixelAt(facts, point);
  const { columns, rows } = facts.slice;
  const isOver = column >= -0.5 && row >= -0.5 && column <= columns - 0.5 && row <= rows - 0.5;
  scene.links.point(isOver ? pixelToPatientMm(facts.slice.plane, column, row) : undefined);
}
