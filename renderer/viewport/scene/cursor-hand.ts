import { pixelToPatientMm } from "../../../src/geometry/index.ts";
import type { Point2 } from "../plane/affine.ts";
import type { Hand, HandParts } from "./hand.ts";
import { pixelAt } from "./plane-facts.ts";
import type { PlaneScene } from "./plane-scene.ts";
import { watchPlace } from "./pointer-place.ts";

/** The 3D cursor as a tool: held with the button, it shows its point in every viewport of the patient space. */
export function cursorHand({ scene }: HandParts): Hand {
  const lift = () => scene.links.point(undefined);
  return { start: (point) => pointAt(scene, point), drag: ({ point }) => pointAt(scene, point), end: lift, cancel: lift };
}

/** The pointer moves so far before the cursor takes viewports along, CSS pixels: a hand that only reaches for Shift and a letter is still. */
const REACH = 5;

/** The 3D cursor by key: it follows the pointer over a viewport while Shift is held alone and no button is. Returns how to stop. */
export function bindCursorKey(element: HTMLElement, scene: PlaneScene): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const pointOf = watchPlace(element, stop.signal);
  let start: Point2 | undefined;
  let isHeld = false;
  let isForKeys = false;
  const lift = () => {
    if (isHeld) scene.links.point(undefined);
    isHeld = false;
    start = undefined;
  };
  element.addEventListener(
    "pointermove",
    (event) => {
      if (!event.shiftKey) isForKeys = false;
      if (!event.shiftKey || event.buttons !== 0 || isForKeys) return lift();
      const point = pointOf(event);
      start ??= point;
      isHeld ||= Math.hypot(point[0] - start[0], point[1] - start[1]) >= REACH;
      if (isHeld) pointAt(scene, point);
    },
    options,
  );
  element.addEventListener("pointerleave", lift, options);
  element.addEventListener("pointerdown", lift, options);
  window.addEventListener("blur", lift, options);
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Shift") return;
      isForKeys = event.shiftKey;
      lift();
    },
    options,
  );
  window.addEventListener(
    "keyup",
    (event) => {
      if (event.key !== "Shift") return;
      isForKeys = false;
      lift();
    },
    options,
  );
  return () => {
    lift();
    stop.abort();
  };
}

function pointAt(scene: PlaneScene, point: Point2): void {
  const facts = scene.facts();
  if (facts.slice?.plane === undefined) return;
  const [column, row] = pixelAt(facts, point);
  const { columns, rows } = facts.slice;
  const isOver = column >= -0.5 && row >= -0.5 && column <= columns - 0.5 && row <= rows - 0.5;
  scene.links.point(isOver ? pixelToPatientMm(facts.slice.plane, column, row) : undefined);
}
