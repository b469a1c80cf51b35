import type { Point2 } from "../plane/affine.ts";

/** How far the wheel was turned. */
export interface WheelTurn {
  /** Whole slices, with the rest kept for the next turn. */
  readonly steps: number;
  readonly pixels: number;
  /** Ctrl was held, or fingers were spread on a touch pad (which browsers say the same way). */
  readonly isWithCtrl: boolean;
  /** Shift or Alt was held. */
  readonly isForThickness: boolean;
  readonly point: Point2;
}

const WHEEL_STEP = 50;

/** Counts the turns of a wheel, whether it comes in notches or as the small steps of a touch pad. */
export function createWheel(): (event: WheelEvent, point: Point2) => WheelTurn | undefined {
  let rest = 0;
  return (event, point) => {
    // With Shift held, browsers say a turn of the wheel sideways.
    const pixels = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? WHEEL_STEP : 1);
    const isWithCtrl = event.ctrlKey || event.metaKey;
    rest = Math.sign(rest) === -Math.sign(pixels) ? pixels : rest + pixels;
    const steps = Math.abs(pixels) >= WHEEL_STEP ? Math.sign(pixels) : Math.trunc(rest / WHEEL_STEP);
    if (steps !== 0) rest = 0;
    const isForThickness = event.shiftKey || event.altKey;
    return isWithCtrl || steps !== 0 ? { steps, pixels, isWithCtrl, isForThickness, point } : undefined;
  };
}
