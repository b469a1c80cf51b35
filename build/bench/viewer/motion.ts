import type { Page } from "playwright-core";

/** What frames did while a hand moved. */
export interface Frames {
  /** 95th percentile of the time from one frame to the next, and of the page's own work within a frame, in milliseconds. */
  readonly intervalP95: number;
  readonly workP95: number;
  /** Frames that took more than one and a half display periods, of all. */
  readonly lateShare: number;
  readonly count: number;
}

const PERIOD_MS = 1000 / 60;
/** The longest that one display period reads: a page's clock goes in steps of 0.1 ms and is read at both ends. */
export const ONE_PERIOD_MS = 16.9;

/** Moves a hand about sixty times a second and times the page's frames meanwhile. */
export async function framesWhile(page: Page, seconds: number, move: (step: number) => Promise<void>): Promise<Frames> {
  // Whatever is made on the first movement is not what the hand feels afterwards.
  for (let step = 0; step < 10; step += 1) await move(step);
  await page.evaluate(() => window.hounsfieldProbe.startFrames());
  const started = performance.now();
  for (let step = 10; performance.now() - started < seconds * 1000; step += 1) {
    const due = started + (step - 10) * PERIOD_MS;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    await move(step);
  }
  const { intervals, work } = await page.evaluate(() => window.hounsfieldProbe.stopFrames());
  return {
    intervalP95: percentile(intervals, 0.95),
    workP95: percentile(work, 0.95),
    lateShare: intervals.filter((interval) => interval > 1.5 * PERIOD_MS).length / Math.max(1, intervals.length),
    count: intervals.length,
  };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** There and back along a line of a box, so that the hand never leaves it. */
export function alongBox({ x, y, width, height }: Box, step: number): readonly [number, number] {
  const phase = (step % 120) / 60;
  const share = 0.3 + 0.4 * (phase < 1 ? phase : 2 - phase);
  return [x + width * share, y + height * (0.35 + 0.3 * share)];
}

/** Turns the wheel over a box, in one direction for two seconds and back. */
export function scrolls(page: Page): (step: number) => Promise<void> {
  return (step) => page.mouse.wheel(0, step % 240 < 120 ? 100 : -100);
}

/** Drags over a box with whatever the left button does. */
export async function drags(page: Page, box: Box): Promise<(step: number) => Promise<void>> {
  await page.mouse.move(...alongBox(box, 0));
  await page.mouse.down();
  return (step) => page.mouse.move(...alongBox(box, step));
}
