import type { Point2 } from "../plane/affine.ts";
import { createFingers } from "./fingers.ts";
import { watchPlace } from "./pointer-place.ts";
import { createWheel, type WheelTurn } from "./watch-wheel.ts";

export interface Drag {
  readonly point: Point2;
  /** Since the last one, and since the press. */
  readonly step: Point2;
  readonly total: Point2;
}

/** What a viewport does with the hand; points are CSS pixels of the element. */
export interface PointerParts<Action extends string> {
  readonly actionOf: (event: PointerEvent) => Action;
  readonly start: (action: Action, point: Point2) => void;
  readonly drag: (action: Action, drag: Drag) => void;
  readonly end: (action: Action, point: Point2, wasDragged: boolean) => void;
  readonly hover: (point: Point2) => void;
  readonly pinch: (factor: number, about: Point2, step: Point2) => void;
  readonly threeFingers: (steps: number) => void;
  readonly wheel: (turn: WheelTurn) => void;
  readonly double: (action: Action, point: Point2) => void;
  /** The right button without a drag, a finger that rests, a pen's button: in CSS pixels of the window. */
  readonly menu: (point: Point2) => void;
  /** Everything under the hand is given up: Escape, or a gesture taken over by more fingers. */
  readonly cancel: () => void;
}

/** A press that moved less than this is a click; a finger is less steady than a mouse. */
const CLICK_SLOP = 3;
const FINGER_SLOP = 10;
/** A finger that rests so long asks for the menu. */
const REST_MS = 500;
/** Two taps within this time and distance are one double tap. */
const DOUBLE_MS = 350;
const DOUBLE_SLOP = 30;

interface Press<Action> {
  readonly id: number;
  readonly action: Action;
  readonly start: Point2;
  readonly slop: number;
  readonly isRight: boolean;
  last: Point2;
  wasDragged: boolean;
}

/** Watches mouse, pen, touch and wheel on an element. Returns how to stop. */
export function watchPointer<Action extends string>(element: HTMLElement, parts: PointerParts<Action>): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const pointOf = watchPlace(element, stop.signal);
  const presses = followPresses(parts);
  const turn = createWheel();
  let isTouch = false;

  element.addEventListener(
    "pointerdown",
    (event) => {
      isTouch = event.pointerType === "touch";
      if (isOnControl(event) || event.button > 2) return;
      element.setPointerCapture(event.pointerId);
      if (event.button === 1) event.preventDefault();
      presses.down(event, pointOf(event));
    },
    options,
  );
  element.addEventListener("pointermove", (event) => presses.move(event, pointOf(event)), options);
  const lift = (event: PointerEvent) => presses.lift(event, pointOf(event));
  element.addEventListener("pointerup", lift, options);
  element.addEventListener("pointercancel", lift, options);
  element.addEventListener("contextmenu", (event) => event.preventDefault(), options);
  element.addEventListener(
    "dblclick",
    // of two taps `presses` has told already
    (event) => !isOnControl(event) && !isTouch && parts.double(parts.actionOf(event as PointerEvent), pointOf(event)),
    options,
  );
  element.addEventListener(
    "wheel",
    (event) => {
      if (isOnControl(event)) return;
      event.preventDefault();
      const turned = turn(event, pointOf(event));
      if (turned !== undefined) parts.wheel(turned);
    },
    { ...options, passive: false },
  );
  window.addEventListener("keydown", (event) => event.key === "Escape" && parts.cancel(), options);
  return () => {
    presses.dispose();
    stop.abort();
  };
}

/** Tells clicks, drags, taps, rests and gestures of several fingers apart. */
function followPresses<Action extends string>(parts: PointerParts<Action>) {
  const fingers = createFingers();
  let press: Press<Action> | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let tap: { readonly at: number; readonly point: Point2 } | undefined;
  const giveUp = () => {
    clearTimeout(rest);
    if (press !== undefined) parts.cancel();
    press = undefined;
  };
  const countTap = (event: PointerEvent, action: Action, point: Point2) => {
    const isSecond = tap !== undefined && event.timeStamp - tap.at < DOUBLE_MS && distance(tap.point, point) < DOUBLE_SLOP;
    tap = isSecond ? undefined : { at: event.timeStamp, point };
    if (isSecond) parts.double(action, point);
  };
  return {
    dispose: () => clearTimeout(rest),
    down(event: PointerEvent, point: Point2): void {
      const isFinger = event.pointerType === "touch";
      if (isFinger) fingers.put(event.pointerId, point);
      if (fingers.count() > 1) {
        giveUp();
        return;
      }
      const action = parts.actionOf(event);
      const slop = isFinger ? FINGER_SLOP : CLICK_SLOP;
      press = { id: event.pointerId, action, start: point, slop, isRight: event.button === 2, last: point, wasDragged: false };
      parts.start(action, point);
      if (!isFinger) return;
      const { clientX, clientY } = event;
      rest = setTimeout(() => {
        giveUp();
        parts.menu([clientX, clientY]);
      }, REST_MS);
    },
    move(event: PointerEvent, point: Point2): void {
      const isFinger = event.pointerType === "touch";
      if (isFinger && fingers.count() > 1) {
        const moved = fingers.move(event.pointerId, point);
        if (moved?.kind === "pinch") parts.pinch(moved.factor, moved.about, moved.step);
        else if (moved !== undefined) parts.threeFingers(moved.steps);
        return;
      }
      if (press?.id !== event.pointerId) {
        if (!isFinger) parts.hover(point);
        return;
      }
      const total: Point2 = [point[0] - press.start[0], point[1] - press.start[1]];
      if (!press.wasDragged && Math.hypot(...total) < press.slop) return;
      clearTimeout(rest);
      const step: Point2 = [point[0] - press.last[0], point[1] - press.last[1]];
      press.wasDragged = true;
      press.last = point;
      parts.drag(press.action, { point, step, total });
    },
    lift(event: PointerEvent, point: Point2): void {
      fingers.lift(event.pointerId);
      clearTimeout(rest);
      if (press?.id !== event.pointerId) return;
      const { action, wasDragged, isRight } = press;
      press = undefined;
      if (event.type === "pointercancel") {
        parts.cancel();
        return;
      }
      parts.end(action, point, wasDragged);
      if (wasDragged) return;
      if (isRight) parts.menu([event.clientX, event.clientY]);
      else if (event.pointerType === "touch") countTap(event, action, point);
    },
  };
}

/** Buttons and menus that lie over a picture have the hand for themselves. */
function isOnControl({ target }: Event): boolean {
  return target instanceof Element && target.closest("[data-control]") !== null;
}

function distance(a: Point2, b: Point2): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
