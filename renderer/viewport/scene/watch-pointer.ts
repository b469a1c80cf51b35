import type { Point2 } from "../plane/affine.ts";

/** How far the wheel was turned. */
export interface WheelTurn {
  /** Whole slices, with the rest kept for the next turn. */
  readonly steps: number;
  readonly pixels: number;
  /** Ctrl was held, or fingers were spread on a touch pad (which browsers say the same way). */
  readonly isZoom: boolean;
  readonly point: Point2;
}

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
  /** Everything under the hand is given up: Escape, or a gesture taken over by more fingers. */
  readonly cancel: () => void;
}

/** A press that moved less than this is a click. */
const CLICK_SLOP = 3;
const WHEEL_STEP = 50;
const FINGER_STEP = 14;

interface Press<Action> {
  readonly id: number;
  readonly action: Action;
  readonly start: Point2;
  last: Point2;
  wasDragged: boolean;
}

/** Watches mouse, pen, touch and wheel on an element. Returns how to stop. */
export function watchPointer<Action extends string>(element: HTMLElement, parts: PointerParts<Action>): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const pointOf = (event: MouseEvent): Point2 => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  let press: Press<Action> | undefined;
  const fingers = new Map<number, Point2>();
  let wheelRest = 0;
  let fingerRest = 0;

  const fingerMove = (event: PointerEvent) => {
    const before = [...fingers.values()];
    fingers.set(event.pointerId, pointOf(event));
    const after = [...fingers.values()];
    const step: Point2 = [middle(after)[0] - middle(before)[0], middle(after)[1] - middle(before)[1]];
    if (after.length === 2) parts.pinch(spread(after) / (spread(before) || 1), middle(after), step);
    else {
      fingerRest += step[1];
      const steps = Math.trunc(fingerRest / FINGER_STEP);
      fingerRest -= steps * FINGER_STEP;
      if (steps !== 0) parts.threeFingers(steps);
    }
  };

  element.addEventListener(
    "pointerdown",
    (event) => {
      if (isOnControl(event)) return;
      const point = pointOf(event);
      element.setPointerCapture(event.pointerId);
      if (event.pointerType === "touch") fingers.set(event.pointerId, point);
      if (fingers.size > 1) {
        if (press !== undefined) parts.cancel();
        press = undefined;
        return;
      }
      const action = parts.actionOf(event);
      if (event.button === 1) event.preventDefault();
      press = { id: event.pointerId, action, start: point, last: point, wasDragged: false };
      parts.start(action, point);
    },
    options,
  );
  element.addEventListener(
    "pointermove",
    (event) => {
      if (fingers.size > 1 && fingers.has(event.pointerId)) return fingerMove(event);
      const point = pointOf(event);
      if (press?.id !== event.pointerId) return parts.hover(point);
      const total: Point2 = [point[0] - press.start[0], point[1] - press.start[1]];
      if (!press.wasDragged && Math.hypot(...total) < CLICK_SLOP) return undefined;
      const step: Point2 = [point[0] - press.last[0], point[1] - press.last[1]];
      press.wasDragged = true;
      press.last = point;
      return parts.drag(press.action, { point, step, total });
    },
    options,
  );
  const lift = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    if (press?.id !== event.pointerId) return;
    const { action, wasDragged } = press;
    press = undefined;
    if (event.type === "pointercancel") parts.cancel();
    else parts.end(action, pointOf(event), wasDragged);
  };
  element.addEventListener("pointerup", lift, options);
  element.addEventListener("pointercancel", lift, options);
  element.addEventListener("contextmenu", (event) => event.preventDefault(), options);
  element.addEventListener(
    "dblclick",
    (event) => !isOnControl(event) && parts.double(parts.actionOf(event as PointerEvent), pointOf(event)),
    options,
  );
  element.addEventListener(
    "wheel",
    (event) => {
      if (isOnControl(event)) return;
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === 1 ? WHEEL_STEP : 1);
      const isZoom = event.ctrlKey || event.metaKey;
      wheelRest = Math.sign(wheelRest) === -Math.sign(pixels) ? pixels : wheelRest + pixels;
      const steps = Math.abs(pixels) >= WHEEL_STEP ? Math.sign(pixels) : Math.trunc(wheelRest / WHEEL_STEP);
      if (steps !== 0) wheelRest = 0;
      if (isZoom || steps !== 0) parts.wheel({ steps, pixels, isZoom, point: pointOf(event) });
    },
    { ...options, passive: false },
  );
  window.addEventListener("keydown", (event) => event.key === "Escape" && parts.cancel(), options);
  return () => stop.abort();
}

/** Buttons and menus that lie over a picture have the hand for themselves. */
function isOnControl({ target }: Event): boolean {
  return target instanceof Element && target.closest("[data-control]") !== null;
}

function middle(points: readonly Point2[]): Point2 {
  const sum = points.reduce(([x, y], point): Point2 => [x + point[0], y + point[1]], [0, 0] as Point2);
  return [sum[0] / points.length, sum[1] / points.length];
}

function spread([a, b]: readonly Point2[]): number {
  return a === undefined || b === undefined ? 1 : Math.hypot(a[0] - b[0], a[1] - b[1]);
}
